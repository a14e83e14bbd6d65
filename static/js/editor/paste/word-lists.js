// The lists of Word are paragraphs, those of Word online lists of one item each; both name the level
// they stand at. They become lists in lists.
import {
  BLOCKS,
  createLike,
  findAll,
  HEADINGS,
  isBlank,
  isElement,
  unwrap,
  wordsOf,
} from "./dom.js";
import { numberedItems, writeLabel } from "./list-items.js";
import { formatNumber, isBulletFont, kindOf, numberIn } from "./list-labels.js";
import { fontOf } from "./looks.js";

const MAX_LABEL = 40;

// Take the label out of a paragraph, and return it with its kind; null if there is none.
const takeLabel = ({ style }, paragraph) => {
  const styled = findAll(paragraph, "[style]");
  const marker = styled.find((each) => style(each).get("mso-list") === "ignore");
  if (!marker) return null;
  const holders = [marker, ...findAll(marker, "[style]"), marker.parentNode].filter(isElement);
  const font = holders.map((each) => fontOf(each, style(each))).find(isBulletFont) ?? "";
  const label = wordsOf(marker);
  // An end that is missing would make a label of all that follows.
  if (label.length > MAX_LABEL) return null;
  marker.remove();
  return { label, kind: kindOf(label, font) };
};

export const wordItems = (context) => {
  for (const paragraph of findAll(context.root, "[style*='mso-list' i], [class]")) {
    const level = /level(\d+)/.exec(context.style(paragraph).get("mso-list") || "");
    const taken = level && BLOCKS.has(paragraph.localName) && takeLabel(context, paragraph);
    if (!taken) continue;
    if (!HEADINGS.has(paragraph.localName)) {
      context.items.set(paragraph, { ...taken, level: Number(level[1]) });
    } else if (taken.kind !== "ul") paragraph.prepend(`${taken.label} `);
  }
};

const onlineItem = ({ style }, list, item, number) => {
  const level = Number(item.getAttribute("data-aria-level")) || 1;
  if (list.localName !== "ol") return { level, label: "", kind: "ul" };
  const type =
    style(list).get("list-style-type") || style(item).get("list-style-type") || "decimal";
  const pattern = item.getAttribute("data-leveltext") || "%1.";
  const label = pattern.replace(/%\d/, formatNumber(type, number));
  return { level, label, kind: kindOf(label, "") };
};

export const wordOnlineItems = (context) => {
  const items = findAll(context.root, "li[data-aria-level]");
  for (const list of new Set(items.map((item) => item.parentNode))) {
    for (const [item, number] of numberedItems(list)) {
      context.items.set(item, onlineItem(context, list, item, number));
    }
    unwrap(list);
  }
  for (const wrapper of findAll(context.root, "div.ListContainerWrapper")) unwrap(wrapper);
};

const followsOn = (list, item) => {
  if (list.kind !== item.kind) return false;
  return item.kind !== "ol" || numberIn(item.label) === list.number + 1;
};

const openList = (open, element, item) => {
  const list = createLike(element, item.kind === "ol" ? "ol" : "ul");
  const around = open.at(-1);
  if (around) around.element.lastChild.append(list);
  else element.before(list);
  if (item.kind === "ol" && numberIn(item.label) !== 1) {
    list.setAttribute("start", numberIn(item.label));
  }
  open.push({ element: list, kind: item.kind, level: item.level });
};

// Put an item into the last of the open lists, each in the one before; close and open some first. What
// is copied may begin with an inner list.
const addItem = (context, open, element) => {
  const item = context.items.get(element);
  item.isDone = true;
  while (open.at(-1)?.level > item.level) open.pop();
  if (open.at(-1)?.level === item.level && !followsOn(open.at(-1), item)) open.pop();
  if (open.at(-1)?.level !== item.level) openList(open, element, item);
  const list = open.at(-1);
  if (item.kind === "ol") list.number = numberIn(item.label);
  const entry = createLike(element, "li", ...element.childNodes);
  if (item.kind === "labelled") writeLabel(context, entry, item.label);
  list.element.append(entry);
  element.remove();
};

const nextInLine = (element) => {
  let next = element.nextSibling;
  while (next && isBlank(next)) next = next.nextSibling;
  return next;
};

// Make lists of items that follow one another.
export const buildLists = (context) => {
  for (const first of context.items.keys()) {
    if (context.items.get(first).isDone || !first.parentNode) continue;
    const open = [];
    let element = first;
    while (element && context.items.has(element)) {
      const next = nextInLine(element);
      addItem(context, open, element);
      element = next;
    }
  }
};
