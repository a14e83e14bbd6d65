// Findings about a draft: "Show" selects the words in the field, "Insert" puts in what is missing.
// The list is drawn again whenever the draft is saved.
import { editorOf } from "../kept-forms/editors.js";
import { indexOfWords, rangeOfWords } from "./words.js";

const controlOf = (name) => document.getElementById(`id_${name}`);

const showInEditor = (editor, words) => {
  const range = rangeOfWords(editor.editable().$, words);
  if (!range) return false;
  editor.focus();
  const selection = editor.createRange();
  selection.setStart(new CKEDITOR.dom.node(range.startContainer), range.startOffset);
  selection.setEnd(new CKEDITOR.dom.node(range.endContainer), range.endOffset);
  selection.select();
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  return true;
};

const showInControl = (control, words) => {
  const at = indexOfWords(control.value, words);
  if (at < 0) return false;
  control.focus();
  control.setSelectionRange(at, at + words.length);
  control.scrollIntoView({ block: "center" });
  return true;
};

const showWords = (control, words) => {
  const editor = editorOf(control);
  return editor ? showInEditor(editor, words) : showInControl(control, words);
};

const insertIntoEditor = (editor, sentence) => {
  editor.fire("saveSnapshot");
  const paragraph = editor.document.createElement("p");
  paragraph.setText(sentence);
  editor.editable().append(paragraph);
  editor.fire("saveSnapshot");
  editor.fire("change");
};

const insertIntoControl = (control, sentence) => {
  control.value = [control.value.trim(), sentence].filter(Boolean).join(" ");
  control.dispatchEvent(new Event("input", { bubbles: true }));
};

const insert = (control, sentence) => {
  const editor = editorOf(control);
  if (editor) insertIntoEditor(editor, sentence);
  else insertIntoControl(control, sentence);
  showWords(control, sentence);
};

const onClick = ({ target }) => {
  const button = target.closest?.(".findings button[data-field]");
  const control = button && controlOf(button.dataset.field);
  if (!control) return;
  const list = button.closest(".findings");
  const said = list.querySelector(".findings-said");
  said.textContent = "";
  if (button.dataset.insert) {
    insert(control, button.dataset.insert);
    button.disabled = true;
    said.textContent = list.dataset.inserted;
  } else if (!showWords(control, button.dataset.show)) said.textContent = list.dataset.notFound;
};

const showButtons = () => {
  for (const button of document.querySelectorAll(".findings button[hidden]")) button.hidden = false;
};

document.addEventListener("click", onClick);
showButtons();
const findings = document.getElementById("draft-findings");
if (findings) new MutationObserver(showButtons).observe(findings, { childList: true });
