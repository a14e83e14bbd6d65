// Call-outs, facts, questions and other styled blocks: a menu inserts them, keys lead through them,
// and buttons move any block.
import { change, currentBlock, isElement } from "../selection.js";
import { DOWN, LEFT, onArrow, RIGHT, UP } from "./arrows.js";
import { onEnter } from "./enter.js";
import { BACKSPACE, DELETE, onErase } from "./erase.js";
import { addInsertMenu } from "./insert.js";
import { createAnnouncer, moveBlock } from "./move.js";
import { fromEditor, toEditor } from "./parts.js";

const ENTER = 13;
const KEYS = new Map([
  [ENTER, onEnter],
  ...[BACKSPACE, DELETE].map((key) => [key, onErase]),
  ...[LEFT, UP, RIGHT, DOWN].map((key) => [key, onArrow]),
]);

const onKey = (editor, event) => {
  const key = event.data.keyCode;
  const act = editor.readOnly ? null : KEYS.get(key)?.(editor, key);
  if (!act) return;
  event.cancel();
  change(editor, act);
};

// The server makes a paragraph of a heading in a styled block; the editor shows it at once.
const lowerHeadings = (editor, { data }) => {
  const block = currentBlock(editor);
  if (!block || !isElement(block) || !block.hasAttribute("data-style")) return;
  data.dataValue = data.dataValue.replace(/<(\/?)h[1-6]\b[^>]*>/gi, "<$1p>");
};

// What CKEditor leaves bare for screen readers: a list that doesn't say which entry is chosen, and
// a handle for the mouse that is read as a triangle.
const nameParts = ({ container }) => {
  for (const button of container.find(".cke_combo_button").toArray()) {
    const chosen = button.findOne(".cke_combo_text").getId();
    const label = button.getAttribute("aria-labelledby");
    button.setAttribute("aria-labelledby", `${label} ${chosen}`);
  }
  container.findOne(".cke_resizer")?.setAttribute("aria-hidden", "true");
};

const addMoveButtons = (editor, { up, down, keys }) => {
  let announce = () => {};
  editor.on("instanceReady", () => {
    announce = createAnnouncer(editor);
  });
  Object.assign(editor.lang.common.keyboard, keys);
  const add = (name, label, step, key) => {
    const command = name.toLowerCase();
    editor.addCommand(command, { exec: () => moveBlock(editor, step, announce) });
    editor.setKeystroke(CKEDITOR.ALT + CKEDITOR.SHIFT + key, command);
    editor.ui.addButton(name, { label, command });
  };
  add("MoveUp", up, -1, UP);
  add("MoveDown", down, 1, DOWN);
};

// CKEditor looks five times a second where the cursor is, and keeps what it last saw once the
// toolbar has the focus. Where a paragraph went since, the undo manager threw, and the command
// that was chosen there was lost.
const lookBeforeToolbar = (editor, { data }) => {
  if (data.name === "toolbarFocus") editor.selectionChange(true);
};

export const blocks = {
  requires: "menubutton",
  init(editor) {
    addInsertMenu(editor);
    addMoveButtons(editor, editor.config.blocks);
    editor.on("instanceReady", () => nameParts(editor));
    editor.on("key", (event) => onKey(editor, event), null, null, 5);
    editor.on("paste", (event) => lowerHeadings(editor, event));
    editor.on("beforeCommandExec", (event) => lookBeforeToolbar(editor, event), null, null, 0);
  },
  afterInit(editor) {
    editor.dataProcessor.dataFilter.addRules(toEditor(editor.config.blocks));
    editor.dataProcessor.htmlFilter.addRules(fromEditor);
  },
};
