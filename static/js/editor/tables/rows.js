// What the buttons of a table do to its rows. A header row is the only row of its `thead`.
import { change, isElement } from "../selection.js";

const childrenOf = (element) => element.getChildren().toArray().filter(isElement);
const [rowsOf, cellsOf] = [childrenOf, childrenOf];
const partOf = (table, name) => childrenOf(table).find((part) => part.is(name)) ?? null;

const renameCells = (row, name) => {
  for (const cell of cellsOf(row)) {
    cell.renameNode(name);
    cell.removeAttribute("scope");
  }
};

// Return whether a table has a header row.
export const hasHeader = (table) => Boolean(partOf(table, "thead"));

const bodyOf = (table) => partOf(table, "tbody") ?? table.append("tbody");

const addHeader = (table) => {
  const [first] = rowsOf(bodyOf(table));
  if (!first) return;
  const head = table.getDocument().createElement("thead");
  head.insertBefore(bodyOf(table));
  first.appendTo(head);
  renameCells(first, "th");
};

const removeHeader = (table) => {
  const head = partOf(table, "thead");
  for (const row of rowsOf(head).reverse()) {
    renameCells(row, "td");
    bodyOf(table).append(row, true);
  }
  head.remove();
};

export const toggleHeader = (editor, table) =>
  change(editor, () => {
    const bookmarks = editor.getSelection().createBookmarks();
    if (hasHeader(table)) removeHeader(table);
    else addHeader(table);
    editor.getSelection().selectBookmarks(bookmarks);
  });

const createRowLike = (row) => {
  const created = row.getDocument().createElement("tr");
  for (const cell of cellsOf(row)) {
    const empty = row.getDocument().createElement("td");
    if (cell.hasAttribute("colspan")) empty.setAttribute("colspan", cell.getAttribute("colspan"));
    empty.appendBogus();
    created.append(empty);
  }
  return created;
};

// CKEditor would give a table a second header row.
export const addRowBelow = (editor, table) => {
  const head = partOf(table, "thead");
  const row = editor.elementPath().contains("tr");
  if (!head || !row || !head.contains(row)) {
    editor.execCommand("rowInsertAfter");
    return;
  }
  change(editor, () => {
    const created = createRowLike(row);
    bodyOf(table).append(created, true);
    const range = editor.createRange();
    range.moveToElementEditStart(created.getFirst());
    range.select();
  });
};
