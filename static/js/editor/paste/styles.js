// The styles of pasted elements: their own, and those that a style sheet in the pasted HTML gives
// their class. The browser's own parser drops what it doesn't know, such as mso-hide.
const COMMENTS = /<!--|-->|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g;
const RULE = /([^{}]+)\{([^{}]*)\}/g;
// Of one class, with or without the name of an element.
const CLASS_SELECTOR = /^[a-z0-9]*\.[\w-]+$/i;

const valueAfter = (text, at) =>
  text
    .slice(at + 1)
    .trim()
    .toLowerCase();

// Return the value of each property.
export const parseDeclarations = (text) => {
  const found = new Map();
  for (const part of text.split(";")) {
    const at = part.indexOf(":");
    if (at > 0) found.set(part.slice(0, at).trim().toLowerCase(), valueAfter(part, at));
  }
  return found;
};

const addAll = (target, values) => {
  for (const [property, value] of values) target.set(property, value);
};

const rulesIn = (sheet) => [...sheet.replace(COMMENTS, "").matchAll(RULE)];

// Return the declarations for each selector of a class.
export const parseClassRules = (sheets) => {
  const rules = new Map();
  for (const [, selectors, body] of sheets.flatMap(rulesIn)) {
    const names = selectors.split(",").map((selector) => selector.trim().toLowerCase());
    for (const name of names.filter((each) => CLASS_SELECTOR.test(each))) {
      if (!rules.has(name)) rules.set(name, new Map());
      addAll(rules.get(name), parseDeclarations(body));
    }
  }
  return rules;
};

const readStyle = (element, rules) => {
  const style = new Map();
  for (const name of rules.size ? element.classList : []) {
    for (const selector of [`.${name}`, `${element.localName}.${name}`]) {
      addAll(style, rules.get(selector.toLowerCase()) ?? []);
    }
  }
  addAll(style, parseDeclarations(element.getAttribute("style") || ""));
  return style;
};

// Return a function that returns the style of an element, a map of properties to values.
export const createStyleReader = (root) => {
  const sheets = [...root.querySelectorAll("style")].map((sheet) => sheet.textContent);
  const rules = parseClassRules(sheets);
  const known = new WeakMap();
  return (element) => {
    if (!known.has(element)) known.set(element, readStyle(element, rules));
    return known.get(element);
  };
};
