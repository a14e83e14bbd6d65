// What is pasted means what it meant: HTML of Word, Google Docs and other programs, read without
// running or loading any of it, becomes the few elements that a text has. What only the looks said
// (a symbol by its font, a power by its position, a list by its label) is said by characters and
// elements; what is marked as no text (deleted, hidden, a comment) is left out; what was left out or
// has to be checked is reported, for a notice to the editor.
import { escapeHtml, tidy } from "./dom.js";
import { htmlEquations, imagesOfWords, wordEquations } from "./equations.js";
import { footnotes } from "./footnotes.js";
import { formFields, generatedText, spaces, spacesBetweenBoxes } from "./generated.js";
import { htmlLists } from "./html-lists.js";
import { removeComments, removeDeleted, removeHidden, removeStruck } from "./left-out.js";
import { ownBlocks, ownClaims, ownPictures } from "./own-pages.js";
import { parseHtml } from "./parse.js";
import { flatPowers } from "./powers.js";
import { createStyleReader } from "./styles.js";
import { readSymbols, withoutInvisible } from "./symbols.js";
import { buildLists, wordItems, wordOnlineItems } from "./word-lists.js";
import { write } from "./writer.js";

// In this order: what is no text goes before anything reads it.
export const STEPS = [
  removeComments,
  removeDeleted,
  removeHidden,
  removeStruck,
  wordEquations,
  htmlEquations,
  imagesOfWords,
  generatedText,
  formFields,
  spaces,
  spacesBetweenBoxes,
  footnotes,
  ownClaims,
  ownBlocks,
  ownPictures,
  wordItems,
  wordOnlineItems,
  buildLists,
  htmlLists,
];

// What the steps share: the pasted document, what is reported of it, and the items of its lists.
const createContext = (html, { allowed, origin }) => {
  // A comment of Word at the very beginning, which holds an equation, would stand before the body;
  // style sheets do as often as in it.
  const page = parseHtml(`<body>${html}`);
  const style = createStyleReader(page);
  return { document: page, root: page.body, style, allowed, origin, report: [], items: new Map() };
};

export const FAILED = { kind: "failed", words: "" };

// Return the words of some markup.
export const textOf = (html) => parseHtml(html || "").body.textContent;

// Return the first of the steps that throws, undefined if none does.
const failingStep = (context, steps) =>
  steps.find((step) => {
    try {
      step(context);
    } catch (error) {
      console.warn(error);
      return true;
    }
    return false;
  });

/**
 * `options.allowed` are the elements of a text with their attributes, as CKEditor's `allowedContent`
 * has them; `options.origin` is that of our own pages. Return `{html, report}`; a report is a list of
 * `{kind, words}`.
 */
export const filter = (html, options, left = []) => {
  const context = createContext(html, options);
  const failing = failingStep(
    context,
    STEPS.filter((step) => !left.includes(step)),
  );
  // Once more without it, from the start: it may have stopped halfway.
  if (failing) return filter(html, options, [...left, failing]);
  const written = write(context);
  const report = [...context.report, ...flatPowers(written)];
  return { html: written, report: left.length ? [FAILED, ...report] : report };
};

const filterWithoutSteps = (html, options) => ({
  html: write(createContext(html, options)),
  report: [FAILED],
});

const paragraphsOf = (text) => {
  const paragraphs = text.split(/\n\s*\n/).map(tidy);
  const html = paragraphs.filter(Boolean).map((each) => `<p>${escapeHtml(each)}</p>`);
  return { html: html.join(""), report: [FAILED] };
};

// Nothing may go without a word: what is left out on purpose is reported.
const hasVanished = ({ html, report }, text) =>
  Boolean(text.trim()) && !report.length && !tidy(html.replace(/<(?!img|hr)[^>]*>/g, ""));

// Return what `filter` does, whatever it meets; `text` is the same without markup.
export const filterSafely = (html, text, options) => {
  for (const attempt of [filter, filterWithoutSteps]) {
    try {
      const filtered = attempt(html, options);
      if (!hasVanished(filtered, text)) return filtered;
    } catch (error) {
      console.warn(error);
    }
  }
  return paragraphsOf(text || textOf(html));
};

// Return what `filter` does of words that came without markup, with the HTML CKEditor makes of them.
export const plainText = (html) => {
  const report = [];
  const read = withoutInvisible(readSymbols(html, "", report));
  return { html: read, report: [...report, ...flatPowers(read)] };
};
