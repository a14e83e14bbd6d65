// Elements of what is pasted.
const NAMES = /\w+/g;
const namesIn = (text) => new Set(text.match(NAMES));

export const NO_TEXT = namesIn(
  "audio base canvas col colgroup embed head iframe link meta noscript object param script source " +
    "style template title track video wbr xml",
);
export const BLOCKS = namesIn(
  "address article aside blockquote body caption center dd details dialog div dl dt fieldset " +
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section " +
    "summary table tbody td tfoot th thead tr ul",
);
export const HEADINGS = namesIn("h1 h2 h3 h4 h5 h6");
export const PARAGRAPHS = new Set(["p", "pre", ...HEADINGS]);
export const CELLS = namesIn("td th");

export const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
export const isText = (node) => node.nodeType === Node.TEXT_NODE;
export const isBlank = (node) =>
  node.nodeType === Node.COMMENT_NODE || (isText(node) && !node.data.trim());

export const tidy = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();
export const wordsOf = (node) => tidy(node.textContent);
export const escapeHtml = (text) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
export const escapeValue = (text) => escapeHtml(text).replace(/"/g, "&quot;");

export const findAll = (root, selector) => [...root.querySelectorAll(selector)];

// Return those of elements that are in no other of them.
export const outermost = (root, elements) => {
  const chosen = new Set(elements);
  const isInside = (element) => {
    let around = element.parentNode;
    while (around && around !== root && !chosen.has(around)) around = around.parentNode;
    return chosen.has(around);
  };
  return elements.filter((element) => !isInside(element));
};

export const unwrap = (element) => element.replaceWith(...element.childNodes);

// Return a new element for the document of another one.
export const createLike = (element, name, ...nodes) => {
  const created = element.ownerDocument.createElement(name);
  created.append(...nodes);
  return created;
};

// Replace an element by one of another name that holds the same.
export const rename = (element, name) => {
  const renamed = createLike(element, name, ...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
};
