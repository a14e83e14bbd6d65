// A field for the address of an item: part of a title finds the live items, and choosing one fills
// in its address. The form takes a pasted address without this, too.
import { itemOption, OptionList } from "../editor/links/options.js";
import { create, createStatus } from "./elements.js";
import { withLogin } from "./log-in/with-login.js";

const MILLISECONDS_OF_PAUSE = 200;

const find = async (url, text) => {
  const headers = { Accept: "application/json" };
  const answer = await withLogin(() =>
    fetch(`${url}?${new URLSearchParams({ q: text })}`, { headers }),
  );
  const { items } = await answer.json();
  return items.filter((item) => item.public_url);
};

class ItemField {
  constructor(input) {
    this.input = input;
    this.latest = 0;
    this.status = createStatus({ className: "item-field-status" });
    this.list = new OptionList(input, (value) => this.choose(value));
    const field = create("div", { className: "item-field" });
    input.replaceWith(field);
    field.append(input, this.status, this.list.element);
    // A click on the list would otherwise take the focus away first, which hides it.
    this.list.element.addEventListener("pointerdown", (event) => event.preventDefault());
    input.addEventListener("input", () => this.onInput());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.hide());
  }

  hide() {
    clearTimeout(this.timer);
    this.latest += 1;
    this.list.show([], "");
  }

  onInput() {
    this.hide();
    this.status.textContent = "";
    this.timer = setTimeout(() => this.search(), MILLISECONDS_OF_PAUSE);
  }

  async search() {
    this.latest += 1;
    const [number, text] = [this.latest, this.input.value.trim()];
    if (!text) return;
    const items = await find(this.input.dataset.items, text).catch(() => null);
    // What was typed since asks for something else.
    if (number !== this.latest) return;
    this.list.show(
      (items ?? []).map((item) => itemOption(item, {})),
      this.input.dataset.found,
    );
    this.status.textContent = this.sentence(items);
  }

  sentence(items) {
    const { unreachable, none, one, several } = this.input.dataset;
    if (!items) return unreachable;
    if (!items.length) return none;
    return items.length === 1 ? one : several.replace("%1", items.length);
  }

  onKey(event) {
    if (event.isComposing || !this.list.options.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.list.move(step);
    else if (event.key === "Enter" && this.list.chosen) this.choose(this.list.chosen);
    else if (event.key === "Escape") this.hide();
    else return;
    event.preventDefault();
  }

  choose({ href, title }) {
    this.hide();
    this.input.value = href;
    this.status.textContent = title;
    this.input.focus();
  }
}

for (const input of document.querySelectorAll("input[data-items]")) new ItemField(input);
