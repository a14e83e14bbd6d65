// A bar of buttons beside what the cursor is in, above it where there is room.
import { create } from "../admin/elements.js";
import { createIcon } from "./toolbar/icons.js";

const GAP = 4;

const bars = new WeakMap();
const isVisible = (bar) => !bar.hidden;
const buttonsOf = (bar) => [...bar.querySelectorAll("button")];

// Like CKEditor's toolbar: one stop of Tab, arrow keys from button to button, Escape to the text.
const focusButton = (bar, button) => {
  for (const each of buttonsOf(bar)) each.tabIndex = each === button ? 0 : -1;
  button.focus();
};

const onKeyInBar = (editor, bar, event) => {
  const buttons = buttonsOf(bar);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape") editor.focus();
  else if (step)
    focusButton(bar, buttons.at((buttons.indexOf(event.target) + step) % buttons.length));
  else return;
  event.preventDefault();
};

// Alt+F10 leads to the buttons beside the cursor, then to those of the text.
const onKey = (editor, event) => {
  if (event.key !== "F10" || !event.altKey) return;
  const shown = bars.get(editor).filter(isVisible);
  const next = shown[shown.findIndex((bar) => bar.contains(event.target)) + 1];
  if (next) focusButton(next, buttonsOf(next)[0]);
  else if (shown.some((bar) => bar.contains(event.target))) editor.execCommand("toolbarFocus");
  else return;
  event.preventDefault();
  event.stopPropagation();
};

const addKeys = (editor, bar) => {
  if (!bars.has(editor)) {
    bars.set(editor, []);
    // Ahead of CKEditor, which leads to its toolbar.
    editor.container.$.addEventListener("keydown", (event) => onKey(editor, event), true);
  }
  bars.get(editor).push(bar);
  bar.addEventListener("keydown", (event) => onKeyInBar(editor, bar, event));
  for (const [at, button] of buttonsOf(bar).entries()) button.tabIndex = at ? -1 : 0;
  // The text keeps its selection while a button has the focus, and the bar stays.
  editor.focusManager.add(new CKEDITOR.dom.element(bar), true);
};

const createButton = (editor, { name, label, act }) => {
  const button = create("button", {
    type: "button",
    className: "floating-bar-button",
    title: label,
  });
  button.setAttribute("aria-label", label);
  button.append(createIcon(name));
  button.addEventListener("click", () => {
    // Only a text that has the focus knows where its cursor is.
    editor.focus();
    act();
  });
  return button;
};

// Put the bar above an element, but never under the toolbar that stays in sight.
const place = (editor, bar, element, isBelow) => {
  const frame = editor.container.$.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const toolbar = editor.ui.space("top").$.getBoundingClientRect();
  const below = box.bottom + GAP;
  const above = Math.max(box.top - bar.offsetHeight - GAP, toolbar.bottom + GAP);
  // On a phone it would hide all that is above.
  const top = isBelow || bar.offsetWidth * 2 > frame.width ? below : Math.min(above, below);
  // At its right end: the heading of a table begins at the left.
  const left = isBelow ? box.left : Math.min(box.right, frame.right - GAP) - bar.offsetWidth;
  const most = frame.width - bar.offsetWidth - GAP;
  bar.style.top = `${top - frame.top}px`;
  bar.style.left = `${Math.max(Math.min(left - frame.left, most), GAP)}px`;
};

/**
 * Create a bar with `buttons` (`{name, label, act}`). Return `{bar, show}`: `show(element)` puts it
 * beside an element of the text, and away for null. It is above it, unless it `isBelow`.
 */
export const createFloatingBar = (editor, label, buttons, { isBelow = false } = {}) => {
  const bar = create(
    "div",
    { className: "floating-bar", hidden: true },
    ...buttons.map((button) => createButton(editor, button)),
  );
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  // The cursor stays where it is.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  editor.container.$.append(bar);
  addKeys(editor, bar);
  let shownAt = null;
  const follow = () => shownAt && place(editor, bar, shownAt, isBelow);
  for (const type of ["scroll", "resize"]) window.addEventListener(type, follow, { passive: true });
  editor.on("change", follow);
  const show = (element) => {
    shownAt = element;
    bar.hidden = !element;
    follow();
  };
  return { bar, show };
};
