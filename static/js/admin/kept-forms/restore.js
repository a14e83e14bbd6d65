import { editorOf, setEditorText } from "./editors.js";
import { byName, controlsOf, makeRoom, setControl } from "./values.js";

// What a form says of the draft it was opened with goes with the text that was written on it.
const OPENED_WITH = ["draft_key", "opened", "fingerprints"];

export const openedWith = (form) =>
  Object.fromEntries(
    OPENED_WITH.filter((name) => form.elements[name]).map((name) => [
      name,
      form.elements[name].value,
    ]),
  );

const announceChange = (control) => {
  for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
};

const restoreEditors = (form, texts) => {
  const written = controlsOf(form).filter(({ name }) => texts.has(name));
  const editors = written.filter(editorOf);
  return Promise.all(
    editors.map((control) => setEditorText(editorOf(control), texts.get(control.name)[0])),
  );
};

// A text that came back in a closed part of the page would be sent unseen.
const show = (control) => {
  const details = control.closest("details");
  if (details && "defaultValue" in control && control.value !== control.defaultValue) {
    details.open = true;
  }
};

// Put what was kept back into the form.
export const restore = async (form, { values, opened }) => {
  makeRoom(form, values);
  const texts = byName(values);
  const set = (control) => setControl(control, texts.get(control.name) ?? []);
  for (const control of controlsOf(form)) set(control);
  for (const control of controlsOf(form)) announceChange(control);
  // Some fields follow others as they change; here each has a value of its own.
  for (const control of controlsOf(form)) if (!editorOf(control)) set(control);
  for (const name of OPENED_WITH) {
    if (form.elements[name] && opened[name]) form.elements[name].value = opened[name];
  }
  await restoreEditors(form, texts);
  for (const control of controlsOf(form)) show(control);
};
