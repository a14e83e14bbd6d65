// Tables: a header row by default, and a bar of buttons while the cursor is in one.
import { createFloatingBar } from "../floating-bar.js";
import { addRowBelow, hasHeader, toggleHeader } from "./rows.js";

const currentTable = (editor) => {
  const table = editor.elementPath()?.contains("table");
  return table && editor.editable().contains(table) ? table : null;
};

const createButtons = (editor, words) => {
  const button = (name, label, run) => ({
    name,
    label,
    act: () => {
      const table = currentTable(editor);
      if (table) run(table);
      editor.focus();
    },
  });
  const execute = (command) => () => editor.execCommand(command);
  return [
    button("tablerow", words.row, (table) => addRowBelow(editor, table)),
    button("tablecolumn", words.column, execute("columnInsertAfter")),
    button("tablerowdelete", words.rowDelete, execute("rowDelete")),
    button("tablecolumndelete", words.columnDelete, execute("columnDelete")),
    button("tableheader", words.header, (table) => toggleHeader(editor, table)),
    button("tabledelete", words.delete, execute("tableDelete")),
  ];
};

const addBar = (editor) => {
  const words = editor.config.tables;
  const { bar, show } = createFloatingBar(editor, words.bar, createButtons(editor, words));
  const header = bar.querySelector(`[title="${CSS.escape(words.header)}"]`);
  const update = () => {
    const table = editor.focusManager.hasFocus ? currentTable(editor) : null;
    show(table?.$ ?? null);
    if (table) header.setAttribute("aria-pressed", String(hasHeader(table)));
  };
  for (const event of ["selectionChange", "focus", "blur", "change"]) editor.on(event, update);
};

// Of the dialog only what readers get: how many rows and columns, which are headers, a caption.
const KEPT = new Set(["txtRows", "txtCols", "selHeaders", "txtCaption"]);

// CKEditor writes "Table Properties" and "First Row".
const inSentenceCase = (words) => words.slice(0, 1) + words.slice(1).toLowerCase();

const simplify = ({ data: { name, definition } }) => {
  if (name !== "table" && name !== "tableProperties") return;
  definition.title = inSentenceCase(definition.title);
  const info = definition.getContents("info");
  const headers = info.get("selHeaders");
  headers.items = headers.items.map(([label, value]) => [inSentenceCase(label), value]);
  for (const { id } of flatten(info.elements)) if (id && !KEPT.has(id)) info.remove(id);
  if (name === "table") headers.default = "row";
};

const flatten = (elements) =>
  elements.flatMap((element) => [...(element.children ? flatten(element.children) : [element])]);

export const tables = {
  requires: "table,tabletools",
  init(editor) {
    editor.on("instanceReady", () => addBar(editor));
    CKEDITOR.on("dialogDefinition", (event) => {
      if (event.editor === editor) simplify(event);
    });
  },
};
