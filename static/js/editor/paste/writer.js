// A document, read from the outermost element in, becomes the HTML of a text.
import { BLOCKS, escapeValue, HEADINGS, isElement, isText, NO_TEXT, PARAGRAPHS } from "./dom.js";
import { meantAddress } from "./links.js";
import { fontOf, isBold, isItalic, scriptOf } from "./looks.js";
import {
  bare,
  isBlock,
  join,
  listItem,
  paragraph,
  withoutOnlyParagraph,
  wrapLines,
} from "./pieces.js";
import { BREAK_RUN, writeRuns } from "./runs.js";
import { readSymbols, withoutInvisible } from "./symbols.js";

const LATEST_NEWS = "latest-news";

const attributesOf = ({ allowed }, element, name) =>
  [allowed[name]?.attributes ?? []]
    .flat()
    .filter((each) => element.hasAttribute(each))
    .map((each) => ` ${each}="${escapeValue(element.getAttribute(each))}"`)
    .join("");

const createBlock = (context, element, name, inner) => {
  const attributes = attributesOf(context, element, name);
  return { block: name, inner, html: `<${name}${attributes}>${inner}</${name}>` };
};

// Words

const runsOf = ({ report }, text, format) => {
  const plain = withoutInvisible(readSymbols(text, format.font ?? "", report));
  const run = (each) => ({ text: each.replace(/[ \t\r\n\f]+/g, " "), format });
  if (!format.isPreformatted) return [run(plain)];
  return plain.split("\n").flatMap((each, at) => (at ? [BREAK_RUN, run(each)] : [run(each)]));
};

const addressOf = (element, origin) => {
  const href = element.getAttribute("data-cke-saved-href") || element.getAttribute("href") || "";
  return meantAddress(href, origin);
};

// What a style says; what says nothing is left out.
const styleFormat = (element, style, { isHeading }) => {
  const format = {};
  const [bold, italic] = [isBold(element, style), isItalic(element, style)];
  const [script, font] = [scriptOf(element, style), fontOf(element, style)];
  if (bold !== null) format.strong = bold && !isHeading;
  if (italic !== null) format.em = italic;
  if (script) format.script = script;
  if (font) format.font = font;
  return format;
};

const elementFormat = (element, origin, format) => {
  const name = element.localName;
  if (name === "a") return { a: addressOf(element, origin) || format.a };
  if (name === "mark") return { mark: true };
  if (name === "pre") return { isPreformatted: true };
  // A heading is bold as it is.
  if (HEADINGS.has(name) || name === "th") return { isHeading: true, strong: false };
  return {};
};

const formatIn = ({ style, origin }, element, format) => ({
  ...format,
  ...styleFormat(element, style(element), format),
  ...elementFormat(element, origin, format),
});

// Elements

const piecesIn = (context, element, format) =>
  [...element.childNodes].flatMap((node) => piecesOf(context, node, format));

const blocksIn = (context, element, format, wrap = paragraph) =>
  wrapLines(piecesIn(context, element, format), wrap);

const writeItem = (context, element, format) => {
  const inner = join(withoutOnlyParagraph(blocksIn(context, element, format)));
  return inner ? [listItem(inner)] : [];
};

const asItem = (piece) => {
  if (piece.block === "li") return piece;
  return listItem(piece.block === "p" ? piece.inner : piece.html);
};

const writeList = (context, element, format) => {
  const piecesOfChild = (child) =>
    child.localName === "li"
      ? writeItem(context, child, formatIn(context, child, format))
      : piecesOf(context, child, format);
  const pieces = [...element.childNodes].flatMap(piecesOfChild);
  const inner = join(wrapLines(pieces, listItem).map(asItem));
  return inner ? [createBlock(context, element, element.localName, inner)] : [];
};

const writeTable = (context, element, format) => {
  const inner = writeRows(context, element, format);
  const hasCells = /<t[dh]\b|<caption\b/.test(inner);
  return hasCells ? [createBlock(context, element, "table", inner)] : [];
};

const writeDefinitions = (context, element, format) => {
  const definition = (html) => bare(`<dd>${html}</dd>`);
  const inner = join(blocksIn(context, element, format, definition));
  return [createBlock(context, element, "dl", inner)];
};

const writeImage = (context, element) => [
  { html: `<img${attributesOf(context, element, "img")}>` },
];

// Without a prototype: an element may be called "constructor".
const WRITERS = {
  __proto__: null,
  br: () => [BREAK_RUN],
  hr: () => [{ block: "hr", inner: "", html: "<hr>" }],
  img: writeImage,
  ul: writeList,
  ol: writeList,
  table: writeTable,
  dl: writeDefinitions,
};

const writeRows = (context, element, format) =>
  join(piecesIn(context, element, format).filter(isBlock));

// In one line there are only words, whatever stood around them.
const writeLine = (context, element, format) =>
  writeRuns(piecesIn(context, element, { ...format, isLine: true }));

const writeFlow = (context, element, format) =>
  join(withoutOnlyParagraph(blocksIn(context, element, format)));

const PARTS = {
  __proto__: null,
  ...{ tr: writeRows, thead: writeRows, tbody: writeRows, tfoot: writeRows },
  ...{ caption: writeLine, dt: writeLine, summary: writeLine },
  ...{ dd: writeFlow, td: writeFlow, th: writeFlow },
};
// Parts that say nothing outside of what they are part of.
const WHOLES = { dd: "dl", dt: "dl", summary: "details" };
const KEPT_AS = { tfoot: "tbody" };
const KEPT_AROUND = new Set(["blockquote", "details"]);

const isPart = ({ localName, parentNode }) =>
  PARTS[localName] && (!WHOLES[localName] || parentNode.localName === WHOLES[localName]);

const isKeptAround = (element) =>
  KEPT_AROUND.has(element.localName) ||
  (element.localName === "aside" && element.hasAttribute("data-style"));

const writeParagraph = (context, element, format) => {
  if (element.getAttribute("data-style") === LATEST_NEWS) {
    return [createBlock(context, element, "p", "")];
  }
  const name = context.allowed[element.localName] ? element.localName : "p";
  return blocksIn(context, element, format, (html) => createBlock(context, element, name, html));
};

const writeBlock = (context, element, format) => {
  const name = element.localName;
  if (isPart(element)) {
    const inner = PARTS[name](context, element, format);
    return [createBlock(context, element, KEPT_AS[name] ?? name, inner)];
  }
  if (PARAGRAPHS.has(name)) return writeParagraph(context, element, format);
  const blocks = blocksIn(context, element, format);
  if (!isKeptAround(element) || !blocks.length) return blocks;
  return [createBlock(context, element, name, join(blocks))];
};

function piecesOf(context, node, format) {
  if (isText(node)) return runsOf(context, node.data, format);
  if (!isElement(node) || NO_TEXT.has(node.localName)) return [];
  const changed = formatIn(context, node, format);
  const isBlockElement = BLOCKS.has(node.localName);
  if (format.isLine && isBlockElement) {
    const space = { text: " ", format };
    return [space, ...piecesIn(context, node, changed), space];
  }
  const write = WRITERS[node.localName] ?? (isBlockElement ? writeBlock : piecesIn);
  return write(context, node, changed);
}

// A few words that were copied out of a paragraph stay in the one they are pasted into.
export const write = (context) => {
  const pieces = piecesIn(context, context.root, {});
  return pieces.some(isBlock) ? join(wrapLines(pieces, paragraph)) : writeRuns(pieces);
};
