// Arrow keys: a way out before the first and after the last block of a text.
import { currentBlock, elementsAround, isElement, selectedRange } from "../selection.js";
import { isBox } from "./parts.js";
import { writeAfter, writeBefore } from "./writing.js";

export const [LEFT, UP, RIGHT, DOWN] = [37, 38, 39, 40];
const [TOP, BOTTOM] = ["top", "bottom"];

const neighborOf = (element, side) =>
  side === TOP ? element.getPrevious(isElement) : element.getNext(isElement);

const isOnEdgeLine = (editor, side) => {
  const selection = editor.window.$.getSelection();
  const caret = selection.rangeCount && selection.getRangeAt(0).getBoundingClientRect();
  // An empty line has no measure.
  if (!caret?.height) return true;
  const path = elementsAround(editor, selectedRange(editor).startContainer);
  const line = path.findLast((each) => each.is("p", "dt", "dd", "li", "td", "th"));
  if (!line) return true;
  const box = line.$.getBoundingClientRect();
  return (side === TOP ? caret.top - box.top : box.bottom - caret.bottom) < caret.height;
};

// Whether nothing in a block comes before (after) a part of it.
const isAtEdge = (block, part, side) => {
  for (let node = part; !node.equals(block); node = node.getParent()) {
    if (neighborOf(node, side)) return false;
  }
  return true;
};

// In a row of a table every cell is at its edge.
const partOf = (path) =>
  path.find((each) => each.is("tr")) ??
  path.findLast((each) => each.is("p", "dt", "dd", "li")) ??
  path[0];

const isFirstOrLastCharacter = (range, block, side) =>
  range.checkBoundaryOfElement(block, side === TOP ? CKEDITOR.START : CKEDITOR.END);

const isFirstOrLastLine = (editor, range, block, side) => {
  const path = elementsAround(editor, range.startContainer);
  return path.length && isAtEdge(block, partOf(path), side) && isOnEdgeLine(editor, side);
};

// Return what an arrow key does where the cursor is, null for what it does anywhere.
export const onArrow = (editor, key) => {
  const range = selectedRange(editor);
  const block = range?.collapsed && currentBlock(editor);
  if (!block || !isElement(block) || !isBox(block)) return null;
  const side = [UP, LEFT].includes(key) ? TOP : BOTTOM;
  if (neighborOf(block, side)) return null;
  const isThere = [LEFT, RIGHT].includes(key)
    ? isFirstOrLastCharacter(range, block, side)
    : isFirstOrLastLine(editor, range, block, side);
  if (!isThere) return null;
  return () => (side === TOP ? writeBefore : writeAfter)(editor, block);
};
