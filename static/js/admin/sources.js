// A button adds a row of inputs to the list of sources. Without this script the form has a spare row,
// and gets a new one whenever it is saved.
import { createButton } from "./elements.js";
import { addRow, prefixOf } from "./source-rows.js";

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
