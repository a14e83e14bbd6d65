// The button "Claim" ties the selected words to numbered sources. Where the cursor is in a claim, it
// changes those numbers or takes the claim back.
import { buttonState, change, changeAround, selectedRange } from "./selection.js";
import { isSourceNumber, numbersIn } from "./source-numbers.js";

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

const createFields = (editor, words) => [
  {
    type: "text",
    id: "sources",
    label: words.ask,
    validate() {
      return numbersIn(this.getValue()).every(isSourceNumber) || words.wrong;
    },
  },
  {
    type: "button",
    id: "remove",
    label: words.remove,
    onClick() {
      const dialog = this.getDialog();
      dialog.hide();
      removeClaim(editor, dialog.claim);
    },
  },
];

const createDialog = (editor) => {
  const words = editor.config.claims;
  return {
    title: words.button,
    minWidth: 280,
    minHeight: 80,
    resizable: CKEDITOR.DIALOG_RESIZE_NONE,
    contents: [{ id: "main", elements: createFields(editor, words) }],
    onShow() {
      this.claim = currentClaim(editor);
      const numbers = this.claim?.getAttribute(SOURCES) || "";
      this.setValueOf("main", "sources", numbers.split(" ").join(", "));
      this.getContentElement("main", "remove").getElement()[this.claim ? "show" : "hide"]();
    },
    onOk() {
      setSources(editor, this.claim, numbersIn(this.getValueOf("main", "sources")));
    },
  };
};

const openDialog = (editor) => {
  const range = selectedRange(editor);
  if (currentClaim(editor) || (range && !range.collapsed)) editor.openDialog("claim");
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
    CKEDITOR.dialog.add("claim", createDialog);
    editor.addCommand("claim", {
      contextSensitive: true,
      refresh(_editor, path) {
        this.setState(buttonState(path.contains(TAG)));
      },
      exec: () => openDialog(editor),
    });
    editor.ui.addButton("Claim", { label: editor.config.claims.button, command: "claim" });
    editor.on("afterCommandExec", ({ data }) => {
      if (data.name === "enter") endAtLineBreak(editor);
    });
  },
};
