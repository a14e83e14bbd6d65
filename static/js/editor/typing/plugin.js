// Help while typing: "## " makes a heading, "- " a list, quotes and dashes become those of print, and
// an address becomes a link. One undo, or Backspace right after it, takes it back; a button turns it
// off for this person in this browser.
import { addressAtEnd } from "../links/meaning.js";
import { buttonState, selectedRange } from "../selection.js";
import { blockFor, replacementFor } from "./patterns.js";

const STORED = "typing-help";
const [BACKSPACE, ENTER] = [8, 13];
const COMMANDS = { ul: "bulletedlist", ol: "numberedlist", blockquote: "blockquote" };
const FILLERS = /\u200b/g;

// A browser may keep nothing: then it is on, and goes off for this page.
let isOffHere = false;

const isOn = () => {
  try {
    return !isOffHere && localStorage.getItem(STORED) !== "off";
  } catch {
    return !isOffHere;
  }
};

const turn = (isToBeOn) => {
  isOffHere = !isToBeOn;
  try {
    if (isToBeOn) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Nothing is kept of it.
  }
};

// Return the text node with the cursor and the text before it, null where there is none.
const placeOf = (editor) => {
  const range = selectedRange(editor);
  const node = range?.startContainer;
  if (!range?.collapsed || node.type !== CKEDITOR.NODE_TEXT) return null;
  return { node, offset: range.startOffset, text: node.getText().slice(0, range.startOffset) };
};

const plain = (text) => text.replace(FILLERS, "").replace(/\u00a0/g, " ");

const select = (editor, node, start, end) => {
  const range = editor.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  range.select();
};

// A step of its own for the undo manager, whatever commands it takes.
const inOneStep = (editor, act) => {
  editor.fire("saveSnapshot");
  editor.fire("lockSnapshot", { dontUpdate: true });
  try {
    act();
  } finally {
    editor.fire("unlockSnapshot");
  }
  editor.fire("saveSnapshot");
};

const makeBlock = (editor, { node, offset }, paragraph, name) =>
  inOneStep(editor, () => {
    node.$.deleteData(0, offset);
    if (!paragraph.getText().trim()) paragraph.appendBogus();
    const range = editor.createRange();
    range.moveToElementEditStart(paragraph);
    range.select();
    if (COMMANDS[name]) editor.execCommand(COMMANDS[name]);
    else editor.applyStyle(new CKEDITOR.style({ element: name }));
  });

const helpWithBlock = (editor, place) => {
  const paragraph = paragraphOf(place.node);
  const name = paragraph && blockFor(plain(place.text));
  const isOutside = paragraph?.getParent().equals(editor.editable());
  if (!name || !isOutside || paragraph.hasAttribute("data-style")) return false;
  makeBlock(editor, place, paragraph, name);
  return true;
};

// The paragraph that begins with a text node.
function paragraphOf(node) {
  const parent = node.getParent();
  const before = node.getPrevious();
  const isFirst = !before || (before.type === CKEDITOR.NODE_TEXT && !plain(before.getText()));
  return parent.is("p") && isFirst ? parent : null;
}

const helpWithCharacters = (editor, { node, offset, text }) => {
  const replacement = replacementFor(plain(text));
  if (!replacement) return false;
  const { length, by } = replacement;
  inOneStep(editor, () => {
    node.$.replaceData(offset - length, length, by);
    select(editor, node, offset - length + by.length, offset - length + by.length);
  });
  return true;
};

// Link a part of a text node; return the text node after it.
const linkPart = (node, { from, words, href }) => {
  const linked = node.$.splitText(from);
  const after = linked.splitText(words.length);
  const link = node.getDocument().createElement("a", { attributes: { href } });
  link.data("cke-saved-href", href);
  linked.replaceWith(link.$);
  link.$.append(linked);
  return new CKEDITOR.dom.text(after);
};

// Link the address before the cursor; `length` characters are between the two.
const helpWithAddress = (editor, { node, offset, text }, length) => {
  const before = text.slice(0, offset - length);
  const found = node.getAscendant("a") ? null : addressAtEnd(plain(before), location.origin);
  // Characters that nobody sees would be counted.
  if (!found || plain(before).length !== before.length) return false;
  inOneStep(editor, () => {
    const after = linkPart(node, found);
    const at = offset - found.from - found.words.length;
    select(editor, after, at, at);
  });
  return true;
};

const help = (editor, { inputType, isComposing, data }) => {
  if (inputType !== "insertText" || isComposing || !data || !isOn()) return false;
  const place = placeOf(editor);
  if (!place) return false;
  if (data === " ") return helpWithBlock(editor, place) || helpWithAddress(editor, place, 1);
  return helpWithCharacters(editor, place);
};

const listen = (editor) => {
  let canTakeBack = false;
  const editable = editor.editable();
  editable.attachListener(editable, "input", ({ data }) => {
    if (help(editor, data.$)) canTakeBack = true;
  });
  editable.attachListener(editable, "click", () => {
    canTakeBack = false;
  });
  const onKey = (event) => {
    const { keyCode } = event.data;
    if (keyCode === BACKSPACE && canTakeBack) {
      event.cancel();
      editor.execCommand("undo");
    }
    canTakeBack = false;
    const place = keyCode === ENTER && isOn() && placeOf(editor);
    if (place) helpWithAddress(editor, place, 0);
  };
  return onKey;
};

const addSwitch = (editor, label) => {
  const command = editor.addCommand("typinghelp", {
    canUndo: false,
    exec() {
      turn(!isOn());
      command.setState(buttonState(isOn()));
    },
  });
  editor.ui.addButton("TypingHelp", { label, command: "typinghelp" });
  editor.on("instanceReady", () => command.setState(buttonState(isOn())));
};

export const typing = {
  init(editor) {
    addSwitch(editor, editor.config.typing.label);
    let onKey = () => {};
    editor.on("contentDom", () => {
      onKey = listen(editor);
    });
    editor.on("key", (event) => onKey(event), null, null, 4);
  },
};
