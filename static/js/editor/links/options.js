// The list of a dialog for links: what an address means, and the items of the site that are found.
import { create } from "../../admin/elements.js";
import { newId } from "../modal.js";

const createOption = (parts, value) => {
  const option = create("li", { className: "link-option", id: newId("option") }, ...parts);
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  return { option, value };
};

export const addressOption = ({ kind, href }, words) =>
  createOption(
    [
      create("span", { className: "link-option-title", textContent: href }),
      create("span", { className: "meta", textContent: words.kinds[kind] }),
    ],
    { href, title: href.replace(/^(?:mailto|tel):/, "") },
  );

export const itemOption = (item, words) => {
  const parts = [
    create("span", { className: "link-option-title", textContent: item.title }),
    create("span", { className: `state state-${item.state}`, textContent: item.state_label }),
    create("span", { className: "meta", textContent: `${item.section} · ${item.path}` }),
  ];
  if (!item.public_url)
    parts.push(create("span", { className: "meta", textContent: words.notLive }));
  return createOption(parts, { href: item.path, title: item.title });
};

export class OptionList {
  constructor(input, onChosen) {
    this.input = input;
    this.element = create("ul", { className: "link-options", id: newId("options") });
    this.element.setAttribute("role", "listbox");
    this.options = [];
    this.active = -1;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.element.id);
    this.element.addEventListener("click", ({ target }) => {
      const chosen = this.options.find(({ option }) => option.contains(target));
      if (chosen) onChosen(chosen.value);
    });
    this.show([], "");
  }

  show(options, label) {
    this.options = options;
    this.element.setAttribute("aria-label", label);
    this.element.replaceChildren(...options.map(({ option }) => option));
    this.element.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.activate(-1);
  }

  activate(at) {
    this.active = at;
    for (const [each, { option }] of this.options.entries()) {
      option.setAttribute("aria-selected", String(each === at));
    }
    const chosen = this.options[at]?.option;
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  // Go up (-1) or down (1); past the ends back to the input.
  move(step) {
    const places = this.options.length + 1;
    this.activate(((this.active + 1 + step + places) % places) - 1);
  }

  get chosen() {
    return this.options[this.active]?.value ?? null;
  }

  // Go to the option that leads to a path, and return whether there is one.
  find(path) {
    const at = this.options.findIndex(({ value }) => value.href === path);
    this.activate(at);
    return at >= 0;
  }
}
