import { tidy, wordsOf } from "./dom.js";

export const itemsOf = (list) => [...list.children].filter((each) => each.localName === "li");

// Return the items of a list, each with its number.
export const numberedItems = (list) => {
  const items = itemsOf(list);
  const step = list.hasAttribute("reversed") ? -1 : 1;
  let number = parseInt(list.getAttribute("start"), 10);
  if (Number.isNaN(number)) number = step > 0 ? 1 : items.length;
  return items.map((item) => {
    const value = parseInt(item.getAttribute("value"), 10);
    const own = Number.isNaN(value) ? number : value;
    number = own + step;
    return [item, own];
  });
};

// Write the label of an item into its text.
export const writeLabel = (context, item, label) => {
  context.report.push({ kind: "label", words: label });
  const first = item.querySelector("p");
  const isAtStart = first && tidy(item.textContent).startsWith(wordsOf(first));
  (isAtStart ? first : item).prepend(`${label} `);
};
