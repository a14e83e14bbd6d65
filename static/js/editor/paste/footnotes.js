// What refers to a footnote says its number, and the note is a paragraph that begins with it.
import { createLike, findAll, wordsOf } from "./dom.js";

const REFERENCE = /#(?:_(?:ftn|edn)\d|sd(?:foot|end)note\d+sym|ftnt\d)/;
const NOTE = /#(?:_(?:ftn|edn)ref\d|sd(?:foot|end)note\d+anc|ftnt_ref\d)/;

const labelOf = (anchor) => `[${wordsOf(anchor).replace(/[[\]]/g, "")}]`;

const withSuperscript = (anchor) =>
  anchor.parentNode.localName === "sup" ? anchor.parentNode : anchor;

const noteLists = (context) =>
  findAll(context.root, "[style]").filter((element) =>
    /^(?:foot|end)note-list$/.test(context.style(element).get("mso-element") || ""),
  );

export const footnotes = (context) => {
  for (const anchor of findAll(context.root, "a[href*='#']")) {
    const href = anchor.getAttribute("href");
    if (NOTE.test(href)) withSuperscript(anchor).replaceWith(`${labelOf(anchor)} `);
    else if (REFERENCE.test(href)) {
      withSuperscript(anchor).replaceWith(createLike(anchor, "sup", labelOf(anchor)));
      context.report.push({ kind: "footnote", words: "" });
    }
  }
  for (const list of noteLists(context)) {
    for (const ruler of findAll(list, "hr, br")) ruler.remove();
  }
};
