// What comes from our own pages, and from the editor of another tab.
import { createLike, findAll, rename, unwrap, wordsOf } from "./dom.js";
import { ownPath } from "./links.js";

const PICTURE_STYLES = ["wide", "left", "right", "plain"];
const CALL_OUTS = ["note", "important"];
const LISTS = ["facts", "timeline", "people"];
// Readers get call-outs as <div>; up to 0.4 it was <aside>.
const CALL_OUT = "div.call-out, aside.call-out";

const styleIn = (element, prefix, names) =>
  names.find((name) => element.classList.contains(prefix + name));

export const ownClaims = ({ root, report }) => {
  for (const numbers of findAll(root, "sup.references")) numbers.remove();
  for (const claim of findAll(root, "span.claim")) rename(claim, "mark");
  // The numbers are those of another item's sources.
  for (const claim of findAll(root, "mark")) {
    claim.removeAttribute("data-sources");
    if (wordsOf(claim)) report.push({ kind: "claim", words: wordsOf(claim) });
  }
};

const readCallOuts = (root) => {
  for (const word of findAll(root, ".call-out > .call-out-word")) word.remove();
  for (const callOut of findAll(root, CALL_OUT)) {
    const style = styleIn(callOut, "call-out-", CALL_OUTS) || "note";
    rename(callOut, "aside").setAttribute("data-style", style);
  }
};

const readLists = (root) => {
  for (const list of findAll(root, "dl")) {
    for (const group of findAll(list, ":scope > div")) unwrap(group);
    const style = styleIn(list, "", LISTS);
    if (style) list.setAttribute("data-style", style);
  }
};

const readTables = (root) => {
  for (const table of findAll(root, "table.trials")) {
    for (const cell of findAll(table, "tbody th")) rename(cell, "td");
    table.setAttribute("data-style", "trials");
  }
};

const readNewsMarkers = (root) => {
  for (const news of findAll(root, "div.newest")) {
    news.replaceChildren();
    rename(news, "p").setAttribute("data-style", "latest-news");
  }
};

const readQuestions = (root) => {
  for (const question of findAll(root, "[data-cke-question]")) rename(question, "details");
  for (const asked of findAll(root, "[data-cke-asked]")) rename(asked, "summary");
};

export const ownBlocks = ({ root }) => {
  readCallOuts(root);
  readLists(root);
  readTables(root);
  readNewsMarkers(root);
  for (const term of findAll(root, "a.term")) unwrap(term);
  for (const note of findAll(root, "a > .file-note")) note.remove();
  readQuestions(root);
};

const readFigure = (figure) => {
  const picture = figure.querySelector("img");
  if (!picture) return;
  const style = styleIn(figure, "picture-", PICTURE_STYLES);
  if (style) picture.setAttribute("data-style", style);
  figure.replaceWith(createLike(figure, "p", picture));
};

export const ownPictures = ({ root, origin }) => {
  for (const figure of findAll(root, "figure.picture")) readFigure(figure);
  for (const picture of findAll(root, "img[src]")) {
    picture.setAttribute("src", ownPath(picture.getAttribute("src"), origin));
  }
};
