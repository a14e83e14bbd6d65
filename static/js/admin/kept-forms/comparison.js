// What was kept beside what the form says, for an editor to look at before choosing.
import { create, textOfLabel } from "../elements.js";
import { editorOf } from "./editors.js";
import { byName, controlsOf, makeRoom, valuesOf, valuesWithoutControl } from "./values.js";

const BLOCK_END = /<\/(p|h\d|li|tr|dt|dd|summary)>|<br[^>]*>/g;

const labelOf = (control) => {
  // Of two the nearer one: that of a whole list leads to its first input.
  const own = [...(control.labels ?? [])].pop();
  return own ?? document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
};

const nameOf = (control) => {
  const legend = control.closest(".source-row")?.querySelector("legend").textContent;
  const label = labelOf(control);
  return [legend, label ? textOfLabel(label) : control.name].filter(Boolean).join(": ");
};

const plainText = (html) => {
  const lines = html.replace(BLOCK_END, "$&\n");
  const page = new DOMParser().parseFromString(lines, "text/html");
  return page.body.textContent.replace(/\n\s*\n+/g, "\n").trim();
};

const chosenWords = (control, texts) => {
  const chosen = [...control.options].filter((option) => texts.includes(option.value));
  return chosen.map((option) => option.text.trim()).join(", ");
};

const inWords = (control, texts, words) => {
  if (control.type === "checkbox")
    return texts.includes(control.value) ? words.ticked : words.unticked;
  if (control.type === "radio") return (texts.includes(control.value) && nameOf(control)) || "";
  if (control.options) return chosenWords(control, texts) || words.nothing;
  return (editorOf(control) ? plainText(texts[0] || "") : texts[0]) || words.nothing;
};

// Return pairs of a label and what was kept there, where the form says something else.
const differences = (form, values, words) => {
  makeRoom(form, values);
  const [kept, typed] = [byName(values), byName(valuesOf(form))];
  const rows = controlsOf(form).map((control) => {
    const [was, is] = [kept, typed].map((texts) =>
      inWords(control, texts.get(control.name) ?? [], words),
    );
    return was && was !== is ? [nameOf(control), was] : null;
  });
  return [...rows.filter(Boolean), ...rowsWithoutControl(form, values, words)];
};

export const rowsWithoutControl = (form, values, words) =>
  valuesWithoutControl(form, values).map(([, text]) => [words.gone, text]);

export const createList = (rows) => {
  const list = create("dl", { className: "kept-look" });
  rows.forEach(([label, text], at) => {
    if (rows[at - 1]?.[0] !== label) list.append(create("dt", { textContent: label }));
    list.append(create("dd", { textContent: text }));
  });
  return list;
};

export const createComparison = (form, values, words) => {
  const rows = differences(form, values, words);
  return rows.length ? createList(rows) : create("p", { textContent: words.same });
};
