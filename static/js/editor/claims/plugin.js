// The button "Claim" ties the selected words to sources of the item. Where the cursor is in a claim, it
// changes those or takes the claim back.
import { buttonState, change, changeAround, selectedRange } from "../selection.js";
import { askForSources } from "./dialog.js";

const TAG = "mark";
const SOURCES = "data-sources";
const HINT_MILLISECONDS = 5000;

const currentClaim = (editor) => {
  const range = selectedRange(editor)?.clone();
  if (!range) return null;
  // A claim that is selected as a whole is one the cursor is in.
  if (!range.collapsed) range.shrink(CKEDITOR.SHRINK_TEXT);
  const claim = range.getCommonAncestor(true, true).getAscendant(TAG, true);
  return claim && editor.editable().contains(claim) ? claim : null;
};

const removeClaim = (editor, claim) => {
  editor.focus();
  changeAround(editor, () => claim.remove(true));
};

// Of claims that overlap the selection only what lies outside of it stays.
const addClaim = (editor, attributes) => {
  editor.removeStyle(new CKEDITOR.style({ element: TAG, alwaysRemoveElement: true }));
  editor.applyStyle(new CKEDITOR.style({ element: TAG, attributes }));
};

const setSources = (editor, claim, numbers) => {
  const attributes = numbers.length ? { [SOURCES]: numbers.join(" ") } : {};
  editor.focus();
  change(editor, () => {
    if (!claim) addClaim(editor, attributes);
    else if (numbers.length) claim.setAttributes(attributes);
    else claim.removeAttribute(SOURCES);
  });
};

const sourcesWidget = (editor) => editor.element.$.form.querySelector(".sources-widget");

const numbersOf = (claim) => (claim.getAttribute(SOURCES) || "").split(" ").filter(Boolean);

const askAndSet = async (editor) => {
  const before = currentClaim(editor);
  const answer = await askForSources(editor, sourcesWidget(editor), before && numbersOf(before));
  // The cursor is back where it was; the nodes may be others.
  const claim = before && currentClaim(editor);
  if (answer?.isRemoved && claim) removeClaim(editor, claim);
  else if (answer?.numbers) setSources(editor, claim, answer.numbers);
};

const openDialog = async (editor) => {
  const range = selectedRange(editor);
  if (currentClaim(editor) || (range && !range.collapsed)) await askAndSet(editor);
  else editor.showNotification(editor.config.claims.select, "info", HINT_MILLISECONDS);
};

// The paragraph after one that ends in a claim is no claim.
const endAtLineBreak = (editor) => {
  const claim = currentClaim(editor);
  if (
    claim &&
    !claim
      .getText()
      .replace(/\u200b/g, "")
      .trim()
  )
    claim.remove(true);
};

export const claims = {
  init(editor) {
    if (!sourcesWidget(editor)) return;
    editor.addCommand("claim", {
      contextSensitive: true,
      refresh(_editor, path) {
        this.setState(buttonState(path.contains(TAG)));
      },
      async: true,
      editorFocus: false,
      exec() {
        openDialog(editor).finally(() => {
          editor.fire("afterCommandExec", { name: this.name, command: this });
        });
      },
    });
    editor.ui.addButton("Claim", { label: editor.config.claims.button, command: "claim" });
    editor.on("afterCommandExec", ({ data }) => {
      if (data.name === "enter") endAtLineBreak(editor);
    });
  },
};
