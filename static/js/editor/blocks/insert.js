// The menu "Insert": styled blocks, each with an example to write over, and paragraphs beside a block.
import { change, currentBlock, isElement } from "../selection.js";
import { isEmptyParagraph, isNewsMarker } from "./parts.js";
import { select, writeAfter, writeBefore } from "./writing.js";

const [STYLES, PARAGRAPHS] = ["insertStyle", "insertParagraph"];

const blockFrom = (editor, markup) => {
  const holder = editor.document.createElement("div");
  holder.setHtml(editor.dataProcessor.toHtml(markup));
  return holder.getFirst(isElement);
};

const insertBlock = (editor, markup) => {
  // The browser's own selection: the one CKEditor remembers is lost once the toolbar was gone to
  // by keyboard.
  const at = currentBlock(editor);
  editor.focus();
  change(editor, () => {
    const block = blockFrom(editor, markup);
    if (at && editor.editable().contains(at)) block.insertAfter(at);
    else editor.editable().append(block);
    if (at && isElement(at) && isEmptyParagraph(at)) at.remove();
    if (isNewsMarker(block)) writeAfter(editor, block);
    else select(editor, block.findOne("dt, td, p"));
  });
};

const insertParagraph = (editor, write) => {
  const block = currentBlock(editor);
  if (block) change(editor, () => write(editor, block));
};

// Return the entries of the menu: name, label, group and command of each.
const createEntries = (editor, { examples, picture, above, below }) => [
  ...examples.map(([name, label, markup]) => [
    `insert_${name}`,
    label,
    STYLES,
    { exec: () => insertBlock(editor, markup) },
  ]),
  [
    "insert_picture",
    picture,
    STYLES,
    { async: true, exec: () => editor.execCommand("libraryPictureBeside") },
  ],
  ["insert_above", above, PARAGRAPHS, { exec: () => insertParagraph(editor, writeBefore) }],
  ["insert_below", below, PARAGRAPHS, { exec: () => insertParagraph(editor, writeAfter) }],
];

export const addInsertMenu = (editor) => {
  const words = editor.config.blocks;
  const entries = createEntries(editor, words);
  for (const [at, group] of [STYLES, PARAGRAPHS].entries()) editor.addMenuGroup(group, at + 1);
  for (const [order, [name, label, group, command]] of entries.entries()) {
    editor.addCommand(name, command);
    editor.addMenuItem(name, { label, command: name, group, order });
  }
  editor.ui.add("Insert", CKEDITOR.UI_MENUBUTTON, {
    label: words.button,
    modes: { wysiwyg: 1 },
    onMenu: () => Object.fromEntries(entries.map(([name]) => [name, CKEDITOR.TRISTATE_OFF])),
  });
};
