// The rows of inputs for sources. A row is known by its place: claims name its number.
const MAX_SOURCES = 50;

export const rowsOf = (widget) => [...widget.querySelectorAll(".source-row")];
export const prefixOf = (widget) => widget.querySelector("input").name.replace(/\d+-[^-]*$/, "");

const inputOf = (row, key) => row.querySelector(`input[name$="-${key}"]`);
const textIn = (row, key) => inputOf(row, key)?.value.trim() ?? "";
const isEmpty = (row) => [...row.querySelectorAll("input")].every((input) => !input.value.trim());

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
export const addRow = (widget) => {
  const rows = rowsOf(widget);
  if (rows.length > MAX_SOURCES) return null;
  const last = rows.at(-1);
  const row = last.cloneNode(true);
  resetRow(row, rows.length);
  last.after(row);
  return row;
};

const describe = (row) =>
  ["title", "identifier", "url"].map((key) => textIn(row, key)).find(Boolean) ?? "";

// Return the sources that have been written down, as `{number, title}`.
export const sourcesOf = (widget) =>
  rowsOf(widget)
    .map((row, at) => ({ number: at + 1, title: describe(row), isEmpty: isEmpty(row) }))
    .filter((source) => !source.isEmpty);

// Write down a new source, and return its number; null if there are enough.
export const addSource = (widget, values) => {
  const rows = rowsOf(widget);
  const at = rows.findLastIndex((row) => !isEmpty(row)) + 1;
  const row = rows[at] ?? addRow(widget);
  if (!row) return null;
  for (const [key, value] of Object.entries(values)) {
    const input = inputOf(row, key);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return at + 1;
};
