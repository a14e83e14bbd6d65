// The dialog for a claim: which of the item's sources it rests on, or a new one.

import { create, createStatus } from "../../admin/elements.js";
import { addSource, sourcesOf } from "../../admin/source-rows.js";
import { ask, createButtons, createDialog, createField } from "../modal.js";

const createTick = (label, number, isTicked) => {
  const box = create("input", { type: "checkbox", value: String(number), checked: isTicked });
  return create("label", { className: "dialog-tick" }, box, create("span", { textContent: label }));
};

const labelOf = ({ number, title }, words) =>
  words.source.replace("%1", number).replace("%2", () => title || words.untitled);

class ClaimQuestion {
  constructor(words, widget, numbers) {
    Object.assign(this, { words, widget, numbers });
    this.sources = sourcesOf(widget);
    this.ticks = create("div", { className: "dialog-ticks" });
    this.ticks.setAttribute("role", "group");
    this.ticks.setAttribute("aria-label", words.which);
    this.ticks.append(...this.sources.map((source) => this.tickOf(source)));
    this.title = createField(words.newTitle, { maxLength: 200 });
    this.url = createField(words.newUrl, { type: "url" });
    this.fresh = create("div", { className: "dialog-new", hidden: this.sources.length > 0 });
    this.fresh.append(this.title.row, this.url.row);
    this.problem = createStatus({ className: "link-problem" });
    this.dialog = createDialog(words.button, ...this.parts());
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
  }

  tickOf(source) {
    return createTick(labelOf(source, this.words), source.number, this.isNamed(source.number));
  }

  isNamed(number) {
    return Boolean(this.numbers?.includes(String(number)));
  }

  parts() {
    const { words, sources, ticks, fresh, problem } = this;
    const intro = create("p", { textContent: sources.length ? words.which : words.first });
    const more = createButtons([[words.newSource, () => this.showNew(), "button-quiet"]]);
    more.hidden = !sources.length;
    this.more = more;
    const buttons = [[words.save, () => this.save(), "default"]];
    if (this.numbers) buttons.push([words.remove, () => this.finish({ isRemoved: true })]);
    buttons.push([words.cancel, () => this.finish(null), "button-quiet"]);
    return [intro, ticks, more, fresh, problem, createButtons(buttons)];
  }

  showNew() {
    this.fresh.hidden = false;
    this.more.hidden = true;
    this.title.input.focus();
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    this.save();
  }

  save() {
    const boxes = [...this.ticks.querySelectorAll(":checked")];
    const numbers = boxes.map((box) => box.value);
    const [title, url] = [this.title, this.url].map(({ input }) => input.value.trim());
    if (url && !title) {
      this.problem.textContent = this.words.titleMissing;
      this.title.input.focus();
      return;
    }
    const added = title ? addSource(this.widget, { title, url }) : null;
    if (title && !added) this.problem.textContent = this.words.full;
    else this.finish({ numbers: added ? [...numbers, String(added)] : numbers });
  }
}

// Resolve to `{numbers}` or `{isRemoved}`, null for nothing. `numbers` are those of the claim that is
// changed, null for a new one.
export const askForSources = (editor, widget, numbers) => {
  const question = new ClaimQuestion(editor.config.claims, widget, numbers);
  return ask(editor, question.dialog, (finish) => {
    question.finish = finish;
  });
};
