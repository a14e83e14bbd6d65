// Equations become words in a line, wherever a program has put them.
import { createLike, findAll, isBlank, isText, outermost, tidy } from "./dom.js";
import { splitAtMarks, withoutMarks, withSpacesAtEdges } from "./equation-marks.js";
import { equationText } from "./equation-text.js";
import { parseHtml } from "./parse.js";
import { UNKNOWN_SYMBOL } from "./symbols.js";

const WORD_EQUATIONS = "m\\:omathpara, m\\:omath";
// KaTeX and MathJax draw what they also say as MathML.
const DRAWINGS = ".katex-mathml + .katex-html, mjx-container > svg, mjx-math";
const FORMULA = /(?:^|\s)(?:tex|latex|math|mwe-math-fallback-image-(?:inline|display))(?:\s|$)/;
const EMOJI =
  /^(?:[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier}]|\u200d|\ufe0f)+$/u;

const writeEquation = (context, place, text) => {
  const words = withSpacesAtEdges(tidy(text));
  if (!words) {
    place.remove();
    return;
  }
  context.report.push({ kind: "equation", words: withoutMarks(words) });
  const parts = splitAtMarks(words);
  place.replaceWith(
    ...parts.map(([tag, part]) => (tag ? createLike(context.root, tag, part) : part)),
  );
};

const commentsWithEquations = ({ document, root }) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) {
    const comment = walker.currentNode;
    if (comment.data.startsWith("[if gte msEquation")) comments.push(comment);
  }
  return comments;
};

// Word writes an equation in a comment, for programs that know its format, and a picture for others
// after it, between "[if !msEquation]" and "[endif]".
export const wordEquations = (context) => {
  for (const comment of commentsWithEquations(context)) {
    const markup = comment.data.replace(/^\[if[^\]]*\]>/, "").replace(/<!\[endif\]$/, "");
    removePictureAfter(comment);
    writeEquation(context, comment, equationText(parseHtml(markup).body));
  }
  for (const equation of outermost(context.root, findAll(context.root, WORD_EQUATIONS))) {
    writeEquation(context, equation, equationText(equation));
  }
};

const removePictureAfter = (comment) => {
  let next = comment.nextSibling;
  while (next && isText(next) && isBlank(next)) next = next.nextSibling;
  if (next?.data !== "[if !msEquation]") return;
  while (next && next.data !== "[endif]") {
    const after = next.nextSibling;
    next.remove();
    next = after;
  }
};

const reportDrawn = (context, drawn) => {
  context.report.push({ kind: "symbol", words: "" });
  drawn.replaceWith(UNKNOWN_SYMBOL);
};

export const htmlEquations = (context) => {
  const { root } = context;
  // MathJax draws without characters what it doesn't also say as MathML.
  for (const drawn of findAll(root, "mjx-container")) {
    if (!drawn.querySelector("math")) reportDrawn(context, drawn);
  }
  for (const drawn of findAll(root, DRAWINGS)) drawn.remove();
  for (const spoken of findAll(root, ".MJX_Assistive_MathML")) {
    spoken.previousElementSibling?.remove();
  }
  for (const math of findAll(root, "math")) {
    const around = math.closest(".mwe-math-element");
    if (around) for (const picture of findAll(around, "img")) picture.remove();
    writeEquation(context, math, equationText(math));
  }
};

const isFormula = (picture) =>
  picture.getAttribute("role") === "math" || FORMULA.test(picture.className);

const isCheckbox = (picture) => picture.getAttribute("aria-roledescription") === "checkbox";

// Pictures that stand for words: formulas, boxes of a list of tasks, and emoji. Of any other the
// library says that it can't be taken over.
export const imagesOfWords = (context) => {
  for (const picture of findAll(context.root, "img[alt]")) {
    const words = picture.getAttribute("alt").trim();
    if (isFormula(picture)) writeEquation(context, picture, words);
    else if (isCheckbox(picture)) picture.replaceWith(words.startsWith("un") ? "☐ " : "☑ ");
    else if (EMOJI.test(words)) picture.replaceWith(words);
  }
};
