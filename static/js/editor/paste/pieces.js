// What is written of a document: pieces in order, which are runs of words in a line, or blocks. A
// block is `{block, inner, html}`: its name, what is in it, and all of it.
import { hasContent, writeRuns } from "./runs.js";

export const isBlock = (piece) => piece.block !== undefined;

export const paragraph = (inner) => ({ block: "p", inner, html: `<p>${inner}</p>` });

// Words without an element around them, as in a cell.
export const bare = (inner) => ({ block: "", inner, html: inner });

export const listItem = (inner) => ({ block: "li", inner, html: `<li>${inner}</li>` });

export const join = (pieces) => pieces.map((piece) => piece.html).join("");

// Return pieces with each line of runs as the block that `wrap` makes of its HTML.
export const wrapLines = (pieces, wrap) => {
  const blocks = [];
  let runs = [];
  const closeLine = () => {
    if (hasContent(runs)) blocks.push(wrap(writeRuns(runs)));
    runs = [];
  };
  for (const piece of pieces) {
    if (isBlock(piece)) {
      closeLine();
      blocks.push(piece);
    } else runs.push(piece);
  }
  closeLine();
  return blocks;
};

// One paragraph in an item or a cell is just its words.
export const withoutOnlyParagraph = (blocks) => {
  const paragraphs = blocks.filter((piece) => ["p", ""].includes(piece.block));
  const isOnlyAndFirst = paragraphs.length === 1 && blocks[0] === paragraphs[0];
  return isOnlyAndFirst ? [bare(paragraphs[0].inner), ...blocks.slice(1)] : blocks;
};
