import { changeAround, currentBlock, isElement } from "../selection.js";
import { childElements } from "./parts.js";

// Return a function that says words to screen readers.
export const createAnnouncer = (editor) => {
  const region = new CKEDITOR.dom.element("div", CKEDITOR.document);
  region.setAttributes({ "aria-live": "polite", class: "visually-hidden" });
  region.insertAfter(editor.container);
  return (words) => region.setText(words);
};

const announceMove = (editor, block, announce) => {
  const blocks = childElements(editor.editable());
  const place = blocks.findIndex((each) => each.equals(block)) + 1;
  announce(editor.config.blocks.moved.replace("%1", place).replace("%2", blocks.length));
};

// Move the block in which the cursor is before (-1) or after (1) its neighbor.
export const moveBlock = (editor, step, announce) => {
  const block = currentBlock(editor);
  const other = step < 0 ? block?.getPrevious(isElement) : block?.getNext(isElement);
  if (!other) return;
  changeAround(editor, () => {
    if (step < 0) block.insertBefore(other);
    else block.insertAfter(other);
  });
  block.scrollIntoView();
  announceMove(editor, block, announce);
};
