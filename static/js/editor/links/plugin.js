// Links: a dialog of our own in place of CKEditor's, a bar beside the link the cursor is in, and
// addresses that are pasted.
import { createFloatingBar } from "../floating-bar.js";
import { buttonState, change } from "../selection.js";
import { currentLink, hasSelectedWords, hrefOf, link, linkSelection, unlink } from "./apply.js";
import { askForLink, createAddress, DOCUMENT } from "./dialog.js";
import { wholeAddress } from "./meaning.js";

const K = 75;

const edit = async (editor) => {
  const current = currentLink(editor);
  const needsWords = !current && !hasSelectedWords(editor);
  const answer = await askForLink(editor, {
    current: current && { href: hrefOf(current) },
    needsWords,
  });
  if (answer === DOCUMENT) editor.execCommand("libraryDocument");
  else if (answer?.href) link(editor, answer.href, answer.words);
  else if (answer) unlink(editor);
};

const addCommands = (editor, words) => {
  const refresh = (state) => ({
    contextSensitive: true,
    refresh(_editor, path) {
      this.setState(state(path.contains("a")));
    },
  });
  editor.addCommand("link", {
    ...refresh((isIn) => buttonState(isIn)),
    async: true,
    editorFocus: false,
    exec() {
      edit(editor).finally(() => {
        editor.fire("afterCommandExec", { name: this.name, command: this });
      });
    },
  });
  editor.addCommand("unlink", {
    ...refresh((isIn) => (isIn ? CKEDITOR.TRISTATE_OFF : CKEDITOR.TRISTATE_DISABLED)),
    exec: () => unlink(editor),
  });
  editor.setKeystroke(CKEDITOR.CTRL + K, "link");
  editor.ui.addButton("Link", { label: words.title, command: "link" });
  editor.ui.addButton("Unlink", { label: words.remove, command: "unlink" });
};

const addBar = (editor, words) => {
  const address = createAddress();
  const { bar, show } = createFloatingBar(
    editor,
    words.bar,
    [
      { name: "link", label: words.change, act: () => editor.execCommand("link") },
      { name: "unlink", label: words.remove, act: () => unlink(editor) },
    ],
    { isBelow: true },
  );
  bar.prepend(address);
  const update = () => {
    const current = editor.focusManager.hasFocus && !editor.readOnly ? currentLink(editor) : null;
    if (current) address.textContent = hrefOf(current);
    show(current?.$ ?? null);
  };
  for (const event of ["selectionChange", "focus", "blur", "change"]) editor.on(event, update);
};

// An address that is pasted on words links them; by itself it is a link.
const onPaste = (editor, event) => {
  const { dataTransfer } = event.data;
  if (dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL) return;
  const words = dataTransfer.getData("text/plain") || "";
  const href = wholeAddress(words, location.origin);
  if (!href || currentLink(editor)) return;
  event.cancel();
  event.data.isHandled = true;
  if (hasSelectedWords(editor)) change(editor, () => linkSelection(editor, href));
  else link(editor, href, words.trim());
};

export const links = {
  init(editor) {
    const words = editor.config.links;
    addCommands(editor, words);
    editor.on("instanceReady", () => addBar(editor, words));
    editor.on("doubleclick", ({ data }) => {
      if (data.element.getAscendant("a", true)) editor.execCommand("link");
    });
    editor.on("paste", (event) => onPaste(editor, event), null, null, 1);
  },
};
