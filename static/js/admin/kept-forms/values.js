// What is typed into a form: pairs of a name and a text, several where a control has several values.
import { editorOf, initialDataOf } from "./editors.js";

const NOT_TYPED = /^(csrfmiddlewaretoken|choice-.*|_.*)$/;
const UNTYPED_TYPES = ["submit", "button", "file", "password"];
const TICKED_TYPES = ["checkbox", "radio"];

const isTyped = (control) =>
  control.name &&
  !NOT_TYPED.test(control.name) &&
  !UNTYPED_TYPES.includes(control.type) &&
  (control.type !== "hidden" || "kept" in control.dataset);

export const controlsOf = (form) => [...form.elements].filter(isTyped);

const NOW = {
  isTicked: (control) => control.checked,
  options: (control) => [...control.selectedOptions],
  text(control) {
    const editor = editorOf(control);
    return editor ? editor.getData() : control.value;
  },
};
// As the server sent it, whatever was typed while the page was still loading.
const INITIALLY = {
  isTicked: (control) => control.defaultChecked,
  options(control) {
    const chosen = [...control.options].filter((option) => option.defaultSelected);
    return chosen.length || control.multiple ? chosen : [...control.options].slice(0, 1);
  },
  text: (control) => initialDataOf(control) ?? control.dataset.kept ?? control.defaultValue,
};

const textsOf = (control, when) => {
  if (TICKED_TYPES.includes(control.type)) return when.isTicked(control) ? [control.value] : [];
  if (control.options) return when.options(control).map((option) => option.value);
  return [when.text(control)];
};

const valuesWhen = (form, when) =>
  controlsOf(form).flatMap((control) => textsOf(control, when).map((text) => [control.name, text]));

export const valuesOf = (form) => valuesWhen(form, NOW);
export const initialValuesOf = (form) => valuesWhen(form, INITIALLY);

// Return a text that is equal for equal values. Rows that are empty don't count.
export const serialize = (values) => JSON.stringify(values.filter(([, text]) => text));

// Return the texts of each name.
export const byName = (values) => {
  const texts = new Map();
  for (const [name, text] of values) texts.set(name, [...(texts.get(name) ?? []), text]);
  return texts;
};

const hasOption = (control, value) => [...control.options].some((option) => option.value === value);

export const setControl = (control, texts) => {
  if (TICKED_TYPES.includes(control.type)) control.checked = texts.includes(control.value);
  else if (control.multiple) {
    for (const option of control.options) option.selected = texts.includes(option.value);
  }
  // A field that was not there yet stays as it is; so does a list that no longer has the choice.
  else if (texts.length && (!control.options || hasOption(control, texts[0]))) {
    control.value = texts[0];
  }
};

// Return the values for which the form has no control, such as a reason that is asked for only once
// it is sent.
export const valuesWithoutControl = (form, values) => {
  const names = new Set(controlsOf(form).map((control) => control.name));
  return values.filter(([name, text]) => text && !names.has(name));
};

// What a script adds to a form listens to this, and makes room for the values to come.
export const makeRoom = (form, values) =>
  form.dispatchEvent(new CustomEvent("keptrows", { detail: values.map(([name]) => name) }));
