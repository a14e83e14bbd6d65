// Backspace and Delete: no block loses its first part to the paragraph before it.
import { currentBlock, isElement, isEmpty, selectedRange } from "../selection.js";
import { isBox, isEmptyParagraph, isNewsMarker } from "./parts.js";
import { goToEnd, goToStart } from "./writing.js";

export const [BACKSPACE, DELETE] = [8, 46];

const currentBlockAtEdge = (editor, edge) => {
  const range = selectedRange(editor);
  const block = range?.collapsed && currentBlock(editor);
  if (!block || !isElement(block) || isNewsMarker(block)) return null;
  return range.checkBoundaryOfElement(block, edge) ? block : null;
};

const onBackspace = (editor) => {
  const block = currentBlockAtEdge(editor, CKEDITOR.START);
  const before = block?.getPrevious(isElement);
  if (!before || isNewsMarker(before) || isEmpty(block) || !isBox(block)) return null;
  return isEmptyParagraph(before) ? () => before.remove() : () => goToEnd(editor, before);
};

const enterFromEmpty = (editor, block, after) => {
  if (isEmptyParagraph(block)) block.remove();
  goToStart(editor, after);
};

const onDelete = (editor) => {
  const block = currentBlockAtEdge(editor, CKEDITOR.END);
  const after = block?.getNext(isElement);
  if (!after || isNewsMarker(after) || isEmpty(after) || !isBox(after)) return null;
  return () => enterFromEmpty(editor, block, after);
};

// Return what Backspace does at the start of a box, and Delete right before one: the cursor
// crosses the edge, and nothing but an empty paragraph goes. Null for what they do anywhere.
export const onErase = (editor, key) =>
  key === BACKSPACE ? onBackspace(editor) : onDelete(editor);
