// What is marked as no text is left out: comments, and what is deleted, hidden or struck out.
import { CELLS, findAll, NO_TEXT, outermost, wordsOf } from "./dom.js";
import { isHidden, isStruck } from "./looks.js";

const DELETED = "del, .msoDel, .TrackChangeTextDeletion";
const EXPORTED_COMMENT = "a[id^='cmnt']:not([id^='cmnt_ref'])";
const EXPORTED_REFERENCE = "a[href^='#cmnt']:not([href^='#cmnt_ref'])";
const WORD_REFERENCE = "a.msocomanchor";
const PARTS_OF_COMMENTS = ".MsoCommentReference, .msocomtxt, hr.msocomoff";

const leaveOut = (context, elements, kind) => {
  for (const element of outermost(context.root, elements)) {
    const words = wordsOf(element);
    if (words) context.report.push({ kind, words });
    removeElement(context, element);
  }
};

const removeElement = (context, element) => {
  const isShown =
    !element.hasAttribute("hidden") && context.style(element).get("display") !== "none";
  // Without a cell that takes its place in a row, the others would stand under other headings.
  if (CELLS.has(element.localName) && isShown) element.replaceChildren();
  else element.remove();
};

const wordElements = (context, kind) =>
  findAll(context.root, "[style]").filter(
    (element) => context.style(element).get("mso-element") === kind,
  );

export const removeComments = (context) => {
  const { root, report } = context;
  const exported = findAll(root, EXPORTED_COMMENT).map((anchor) => anchor.closest("div, p"));
  const bodies = [...wordElements(context, "comment"), ...exported];
  const references = findAll(root, `${WORD_REFERENCE}, ${EXPORTED_REFERENCE}`);
  const count = Math.max(bodies.length, references.length);
  for (let each = 0; each < count; each += 1) report.push({ kind: "comment", words: "" });
  const lists = wordElements(context, "comment-list");
  const parts = findAll(root, PARTS_OF_COMMENTS);
  for (const element of [...bodies, ...lists, ...references, ...parts]) element?.remove();
};

export const removeDeleted = (context) =>
  leaveOut(context, findAll(context.root, DELETED), "deleted");

// A formula is hidden where a picture of it is shown.
const isInFormula = (element) => element.localName === "math" || element.querySelector("math");

export const removeHidden = (context) => {
  const hidden = findAll(context.root, "*").filter(
    (element) =>
      isHidden(element, context.style(element)) &&
      !isInFormula(element) &&
      !NO_TEXT.has(element.localName),
  );
  leaveOut(context, hidden, "hidden");
};

export const removeStruck = (context) => {
  const struck = findAll(context.root, "*").filter((element) =>
    isStruck(element, context.style(element)),
  );
  leaveOut(context, struck, "struck");
};
