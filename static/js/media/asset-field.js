// The field that holds the picture or the document of an item: a thumbnail and two buttons in place
// of the list that it is without scripts.
import { create, createButton, createStatus } from "../admin/elements.js";
import { pick } from "./picker.js";
import { get } from "./requests.js";
import { createThumb } from "./views.js";

const describeAsset = (facts, { wordsOpen, wordsUndescribed }) => {
  const link = create("a", { href: facts.url, target: "_blank", textContent: wordsOpen });
  const words = create("p", {}, create("strong", { textContent: facts.title }), create("br"), link);
  if (facts.kind === "image" && !facts.isDescribed) {
    const className = "state state-waiting";
    words.append(create("br"), create("span", { className, textContent: wordsUndescribed }));
  }
  return words;
};

// A hidden input in place of the list, chosen by an editor: it is kept with what is typed.
const inputFor = ({ name, id, value }) => {
  const input = create("input", { type: "hidden", name, id, value });
  input.dataset.kept = value;
  return input;
};

class AssetField {
  constructor(field) {
    const select = field.querySelector("select");
    Object.assign(this, { field, words: field.dataset });
    this.input = inputFor(select);
    this.shown = create("div", { className: "asset-field-shown" });
    this.chooseButton = createButton("", () => this.choose());
    this.removeButton = createButton(this.words.wordsRemove, () => this.remove());
    this.status = createStatus();
    this.nameAsList(select);
    // The form brings back what was kept of it.
    this.input.addEventListener("change", () => this.showChosen());
    const buttons = { className: "media-buttons" };
    field.replaceChildren(
      this.input,
      this.shown,
      create("div", buttons, this.chooseButton, this.removeButton),
      this.status,
    );
    this.show(JSON.parse(this.words.facts));
  }

  // As the list was named: by the label, and by the help below.
  nameAsList(select) {
    this.chooseButton.id = `${select.id}_choose`;
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (label) {
      label.id = `${select.id}_label`;
      this.field.setAttribute("role", "group");
      this.field.setAttribute("aria-labelledby", label.id);
    }
    const help = select.getAttribute("aria-describedby");
    if (help) this.chooseButton.setAttribute("aria-describedby", help);
  }

  show(facts) {
    const { wordsChoose, wordsOther, wordsNone } = this.words;
    this.input.value = facts ? facts.id : "";
    this.chooseButton.textContent = facts ? wordsOther : wordsChoose;
    this.removeButton.hidden = !facts;
    if (facts) this.shown.replaceChildren(createThumb(facts), describeAsset(facts, this.words));
    else this.shown.textContent = wordsNone;
  }

  change(facts) {
    this.show(facts);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async choose() {
    this.status.textContent = "";
    try {
      const picked = await pick(this.words.picker);
      if (picked) this.change(picked.facts);
    } catch {
      this.status.textContent = this.words.wordsFault;
    }
    this.chooseButton.focus();
  }

  remove() {
    this.change(null);
    this.chooseButton.focus();
  }

  async showChosen() {
    if (!this.input.value) {
      this.show(null);
      return;
    }
    try {
      const { assets } = await get(`${this.words.choose}?id=${this.input.value}`);
      this.show(assets[0]);
    } catch {
      // The number is kept, and the server knows whose it is.
    }
  }
}

for (const field of document.querySelectorAll(".asset-field")) new AssetField(field);
