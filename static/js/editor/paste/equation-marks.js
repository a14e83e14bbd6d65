// The text of an equation while it is put together. Raised and lowered parts are between characters
// of no meaning until it is written; one in another is said with ^ and _.
const [RAISED, LOWERED, END, EDGE] = ["\ue000", "\ue001", "\ue002", "\ue003"];
const RAISED_PART = /\ue000([^\ue002]*)\ue002/g;
const LOWERED_PART = /\ue001([^\ue002]*)\ue002/g;
const PARTS = /(\ue000[^\ue002]*\ue002|\ue001[^\ue002]*\ue002)/;
const TAGS = { [RAISED]: "sup", [LOWERED]: "sub" };
const ROOTS = { "": "√", 2: "√", 3: "∛", 4: "∜" };

const inBrackets = (text) => (/^[\p{L}\p{N}]*$/u.test(text) ? text : `(${text})`);

export const withoutMarks = (text) =>
  text
    .replace(RAISED_PART, (_all, inner) => `^${inBrackets(inner)}`)
    .replace(LOWERED_PART, (_all, inner) => `_${inBrackets(inner)}`);

export const raised = (text) => (text ? RAISED + withoutMarks(text) + END : "");
export const lowered = (text) => (text ? LOWERED + withoutMarks(text) + END : "");

export const rootOf = (degree, text) => (ROOTS[degree] ?? `root ${degree} of `) + inBrackets(text);

// "1" right before "1/2" would read as eleven halves.
export const fraction = (above, below) => `${EDGE}${inBrackets(above)}/${inBrackets(below)}${EDGE}`;

export const withSpacesAtEdges = (text) =>
  text.replace(/(?<=[\p{L}\p{N})])\ue003+(?=[\p{L}\p{N}(])/gu, " ").replaceAll(EDGE, "");

// Return the parts of a text: pairs of "sup", "sub" or "", and the words.
export const splitAtMarks = (text) =>
  text
    .split(PARTS)
    .filter(Boolean)
    .map((part) => (TAGS[part[0]] ? [TAGS[part[0]], part.slice(1, -1)] : ["", part]));
