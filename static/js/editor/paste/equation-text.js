// Equations as words in a line: MathML, and what Word writes.
import { findAll, isBlank, isText, wordsOf } from "./dom.js";
import { fraction, lowered, raised, rootOf } from "./equation-marks.js";

const RELATIONS = /^[=<>≤≥≠≈≡∼≅→←↔⇒⇔∈∝]$/;
const ZERO_WIDTH_OPERATORS = /[\u2061-\u2064]/g;
// Letters that are slanted or bold by their code alone.
const STYLED_LETTERS = /[\u2100-\u214f\u{1d400}-\u{1d7ff}]/gu;

const nameOf = (element) => element.localName.replace(/^\w+:/, "");

// Without what Word says of the looks of an element: m:fPr and the like.
const isProperties = ({ localName }) => localName.includes(":") && localName.endsWith("pr");
const partsOf = (element) => [...element.children].filter((child) => !isProperties(child));

const partText = (element, name) =>
  equationText(partsOf(element).find((each) => nameOf(each) === name));

const propertyOf = (element, group, name, fallback) => {
  const isProperty = (each) =>
    nameOf(each) === name &&
    nameOf(each.parentNode) === group &&
    each.parentNode.parentNode === element;
  const found = findAll(element, "*").find(isProperty);
  return found ? found.getAttribute("m:val") || "" : fallback;
};

const joined = (elements, separator = "") => elements.map(equationText).join(separator);

// In turn lowered and raised ones.
const scripts = (elements) =>
  elements.map((each, at) => (at % 2 ? raised : lowered)(equationText(each))).join("");

const withScripts = ([base, ...around]) => {
  const middle = around.findIndex((each) => nameOf(each) === "mprescripts");
  const [after, before] =
    middle < 0 ? [around, []] : [around.slice(0, middle), around.slice(middle + 1)];
  return scripts(before) + equationText(base) + scripts(after);
};

const withRaised = ([base, above]) => equationText(base) + raised(equationText(above));
const withLowered = ([base, below]) => equationText(base) + lowered(equationText(below));
const withBoth = ([base, below, above]) =>
  equationText(base) + lowered(equationText(below)) + raised(equationText(above));

const fenced = (parts, element) => {
  const separator = (element.getAttribute("separators") || ",").charAt(0);
  const open = element.getAttribute("open") || "(";
  const close = element.getAttribute("close") || ")";
  return open + joined(parts, `${separator} `) + close;
};

const operator = (_parts, element) => {
  const words = wordsOf(element);
  return RELATIONS.test(words) ? ` ${words} ` : words;
};

const MATHML = {
  mfrac: ([above, below]) => fraction(equationText(above), equationText(below)),
  mmultiscripts: withScripts,
  msup: withRaised,
  msub: withLowered,
  msubsup: withBoth,
  munder: withLowered,
  mover: withRaised,
  munderover: withBoth,
  msqrt: (parts) => rootOf("", joined(parts)),
  mroot: ([base, degree]) => rootOf(equationText(degree), equationText(base)),
  mfenced: fenced,
  mtable: (parts) => joined(parts, "; "),
  mtr: (parts) => joined(parts, ", "),
  mspace: () => " ",
  mphantom: () => "",
  annotation: () => "",
  "annotation-xml": () => "",
  mtext: (_parts, element) => ` ${wordsOf(element)} `,
  mo: operator,
};

const base = (element) => partText(element, "e");
const above = (element) => raised(partText(element, "sup"));
const below = (element) => lowered(partText(element, "sub"));

const delimited = (parts, element) => {
  const property = (name, fallback) => propertyOf(element, "dpr", name, fallback);
  return property("begchr", "(") + joined(parts, property("sepchr", "|")) + property("endchr", ")");
};

const largeOperator = (_parts, element) => {
  const sign = propertyOf(element, "narypr", "chr", "∫");
  return `${sign}${below(element)}${above(element)} ${base(element)}`;
};

const WORD = {
  f: (_parts, element) => fraction(partText(element, "num"), partText(element, "den")),
  ssup: (_parts, element) => base(element) + above(element),
  ssub: (_parts, element) => base(element) + below(element),
  ssubsup: (_parts, element) => base(element) + below(element) + above(element),
  spre: (_parts, element) => below(element) + above(element) + base(element),
  rad: (_parts, element) => rootOf(partText(element, "deg"), base(element)),
  nary: largeOperator,
  d: delimited,
  func: (_parts, element) => `${partText(element, "fname")} ${base(element)}`,
  limlow: (_parts, element) => base(element) + lowered(partText(element, "lim")),
  limupp: (_parts, element) => base(element) + raised(partText(element, "lim")),
  m: (parts) => `(${joined(parts, "; ")})`,
  mr: (parts) => joined(parts, ", "),
  eqarr: (parts) => joined(parts, "; "),
};

const READERS = { __proto__: null, ...MATHML, ...WORD };

const allText = (element) => {
  const parts = new Set(partsOf(element));
  const read = (node) => {
    if (isText(node)) return isBlank(node) ? "" : node.data;
    return parts.has(node) ? equationText(node) : "";
  };
  return [...element.childNodes].map(read).join("");
};

// Return the text of an equation, with marks; "" without one.
export function equationText(element) {
  if (!element) return "";
  const read = READERS[nameOf(element)];
  const text = read ? read(partsOf(element), element) : allText(element);
  return text
    .replace(STYLED_LETTERS, (letter) => letter.normalize("NFKC"))
    .replace(ZERO_WIDTH_OPERATORS, "")
    .replace(/\s+/g, " ");
}
