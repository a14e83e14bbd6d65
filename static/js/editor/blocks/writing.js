// New elements in a text, and the way of the cursor into them.
import { isEmpty } from "../selection.js";

// An element of a text that one can write in.
export const createIn = (editor, name, attributes = {}) => {
  const element = editor.document.createElement(name, { attributes });
  element.appendBogus();
  return element;
};

export const goToStart = (editor, element) => {
  const range = editor.createRange();
  range.moveToElementEditStart(element);
  range.select();
  element.scrollIntoView();
};

export const goToEnd = (editor, element) => {
  const range = editor.createRange();
  range.moveToElementEditEnd(element);
  range.select();
};

export const select = (editor, element) => {
  const range = editor.createRange();
  range.selectNodeContents(element);
  range.select();
  element.scrollIntoView();
};

export const writeAfter = (editor, block, element = createIn(editor, "p")) => {
  element.insertAfter(block);
  goToStart(editor, element);
};

export const writeBefore = (editor, block) => {
  const paragraph = createIn(editor, "p");
  paragraph.insertBefore(block);
  goToStart(editor, paragraph);
};

// Go on below a box, without its parts that are empty; without the box if nothing is left of it.
export const leave = (editor, box, emptied) => {
  const paragraph = createIn(editor, "p");
  paragraph.insertAfter(box);
  for (const each of emptied) each.remove();
  if (isEmpty(box)) box.remove();
  goToStart(editor, paragraph);
};
