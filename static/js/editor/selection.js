// What the plugins of CKEditor 4 ask of the text and the cursor, and how they change the text.
const INVISIBLE = /[\u200b\u00a0]/g;

export const isElement = (node) => node.type === CKEDITOR.NODE_ELEMENT;

export const isEmpty = (element) =>
  !element.getText().replace(INVISIBLE, "").trim() && !element.find("img, hr").count();

// Return the first range of the selection, null without one.
export const selectedRange = (editor) => editor.getSelection()?.getRanges()[0] ?? null;

// Return the elements around a node, itself included, from the outermost in.
export const elementsAround = (editor, node) =>
  node.getParents().filter((each) => isElement(each) && editor.editable().contains(each));

// Return the block at the top of the text in which the cursor is; it may be a text, or null.
export const currentBlock = (editor) => {
  const range = selectedRange(editor);
  if (!range) return null;
  const { startContainer, startOffset } = range;
  if (!startContainer.equals(editor.editable())) {
    return elementsAround(editor, startContainer)[0] ?? null;
  }
  return startContainer.getChild(Math.min(startOffset, startContainer.getChildCount() - 1));
};

// Change the text in one step that can be undone.
export const change = (editor, act) => {
  editor.fire("saveSnapshot");
  act();
  editor.fire("saveSnapshot");
  editor.fire("change");
  editor.selectionChange(true);
};

// Change the text and leave the selection where it was.
export const changeAround = (editor, act) =>
  change(editor, () => {
    const bookmarks = editor.getSelection().createBookmarks();
    act();
    editor.getSelection().selectBookmarks(bookmarks);
  });

// Return the state of a button that is pressed or not.
export const buttonState = (isOn) => (isOn ? CKEDITOR.TRISTATE_ON : CKEDITOR.TRISTATE_OFF);
