import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutOf, takesText } from "../../static/js/admin/shortcuts/keys.js";

const press = (key, more = {}, isTyping = false) => shortcutOf({ key, ...more }, isTyping);
const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("keys with Ctrl or Cmd are shortcuts, also in a text", () => {
  assert.equal(press("s", { ...NONE, ctrlKey: true }, true), "save");
  assert.equal(press("S", { ...NONE, metaKey: true }), "save");
  assert.equal(press("p", { ...NONE, ctrlKey: true }, true), "preview");
  assert.equal(press("Enter", { ...NONE, metaKey: true }, true), "primary");
});

test("keys that mean something else are left alone", () => {
  assert.equal(press("s", NONE), "");
  assert.equal(press("Enter", NONE), "");
  assert.equal(press("s", { ...NONE, ctrlKey: true, shiftKey: true }), "");
  assert.equal(press("s", { ...NONE, ctrlKey: true, metaKey: true }), "");
  // A letter of some keyboards.
  assert.equal(press("s", { ...NONE, ctrlKey: true, altKey: true }), "");
  assert.equal(press("b", { ...NONE, ctrlKey: true }), "");
});

test("a question mark is a shortcut where nobody types", () => {
  assert.equal(press("?", { ...NONE, shiftKey: true }), "help");
  assert.equal(press("?", { ...NONE, shiftKey: true }, true), "");
});

test("text is typed into fields and editors, not into boxes and buttons", () => {
  const typed = [
    { tagName: "INPUT", type: "text" },
    { tagName: "TEXTAREA" },
    { tagName: "SELECT" },
    { tagName: "DIV", isContentEditable: true },
  ];
  const others = [
    { tagName: "INPUT", type: "checkbox" },
    { tagName: "INPUT", type: "submit" },
    { tagName: "BODY", isContentEditable: false },
  ];
  assert.deepEqual(typed.map(takesText), [true, true, true, true]);
  assert.deepEqual(others.map(takesText), [false, false, false]);
});
