// A button adds a row of inputs to the list of sources. Without this script the form has spare rows,
// and gets new ones whenever it is saved.
import { createButton } from "./elements.js";

const MAX_SOURCES = 50;

const rowsOf = (widget) => widget.querySelectorAll(".source-row");
const prefixOf = (widget) => widget.querySelector("input").name.replace(/\d+-[^-]*$/, "");

const resetInput = (input, number) => {
  input.name = input.name.replace(/-\d+-/, `-${number}-`);
  input.id = input.id.replace(/-\d+-/, `-${number}-`);
  input.closest("label").htmlFor = input.id;
  input.value = "";
  input.removeAttribute("value");
};

const resetRow = (row, number) => {
  const legend = row.querySelector("legend");
  legend.textContent = legend.textContent.replace(/\d+/, number + 1);
  for (const counter of row.querySelectorAll(".text-limit")) counter.remove();
  for (const input of row.querySelectorAll("input")) resetInput(input, number);
};

// Return the new row, null if there are enough.
const addRow = (widget) => {
  const rows = rowsOf(widget);
  if (rows.length > MAX_SOURCES) return null;
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  resetRow(row, rows.length);
  last.after(row);
  return row;
};

// What was kept of the form needs a row for each of its sources.
const makeRoom = (widget, names) => {
  const isMissing = (name) =>
    name.startsWith(prefixOf(widget)) && !widget.querySelector(`[name="${CSS.escape(name)}"]`);
  while (names.some(isMissing) && addRow(widget));
};

for (const widget of document.querySelectorAll(".sources-widget")) {
  widget.append(
    createButton(widget.dataset.add, () => addRow(widget)?.querySelector("input").focus()),
  );
  widget.closest("form").addEventListener("keptrows", ({ detail }) => makeRoom(widget, detail));
}
