// Lists that are lists: one in another has an item to stand in, and what text refers to as "b)"
// stays "b)".
import { createLike, findAll, rename } from "./dom.js";
import { itemsOf, numberedItems, writeLabel } from "./list-items.js";
import { formatNumber, isWritten } from "./list-labels.js";

const NESTED = "ul > ul, ul > ol, ol > ul, ol > ol";
const TYPES = {
  1: "decimal",
  a: "lower-alpha",
  A: "upper-alpha",
  i: "lower-roman",
  I: "upper-roman",
};

const typeOf = ({ style }, list) => {
  const styles = [itemsOf(list)[0], list]
    .filter(Boolean)
    .map((each) => style(each).get("list-style-type") || style(each).get("list-style"));
  return styles.find(Boolean) || TYPES[list.getAttribute("type")] || "";
};

const putIntoItem = (list) => {
  const before = list.previousElementSibling;
  if (before?.localName === "li") before.append(list);
  else {
    const item = createLike(list, "li");
    list.before(item);
    item.append(list);
  }
};

// Return a list under a name that may be another one.
const renameList = (list, name) => {
  if (list.localName === name) return list;
  const attributes = [...list.attributes];
  const renamed = rename(list, name);
  for (const attribute of attributes) renamed.setAttribute(attribute.name, attribute.value);
  return renamed;
};

const labelItems = (context, list, type) => {
  for (const [item, number] of numberedItems(list)) {
    writeLabel(context, item, `${formatNumber(type, number)}.`);
  }
  renameList(list, "ul");
};

// An item with a number of its own begins another list.
const splitAtNumbers = (list) => {
  let current = list;
  let expected = null;
  for (const [item, number] of numberedItems(list)) {
    if (expected !== null && number !== expected) {
      const next = createLike(list, "ol");
      current.after(next);
      current = next;
    }
    const isFirst = expected === null || number !== expected;
    if (isFirst && number !== 1) current.setAttribute("start", number);
    if (current !== list) current.append(item);
    expected = number + 1;
  }
};

export const htmlLists = (context) => {
  for (const list of findAll(context.root, NESTED)) putIntoItem(list);
  for (const list of findAll(context.root, "ol, ul")) {
    const type = typeOf(context, list);
    if (isWritten(type)) labelItems(context, list, type);
    else if (/disc|circle|square|none/.test(type)) renameList(list, "ul");
    else if (list.localName === "ol" || /decimal/.test(type))
      splitAtNumbers(renameList(list, "ol"));
  }
};
