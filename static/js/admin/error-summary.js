// The list of what is wrong with a form gets the focus, and its links lead to the fields: also to a
// rich text, whose control is hidden behind its editor. Without this script browsers focus the list,
// and go to what is shown.
import { editorOf } from "./kept-forms/editors.js";

const focusField = (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#'], .findings a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  const editor = editorOf(control);
  if (editor) editor.focus();
  else control.focus();
  const place = editor ? editor.container.$ : (control.closest(".form-row") ?? control);
  place.scrollIntoView({ block: "center" });
};

document.addEventListener("click", focusField);
// Once the editors and pickers of the page took the focus they take.
window.addEventListener("load", () => document.querySelector(".error-summary")?.focus());
