// A bar of buttons beside what the cursor is in, above it where there is room.
import { create } from "../admin/elements.js";
import { createIcon } from "./toolbar/icons.js";

const GAP = 4;

const createButton = ({ name, label, act }) => {
  const button = create("button", {
    type: "button",
    className: "floating-bar-button",
    title: label,
  });
  button.setAttribute("aria-label", label);
  button.append(createIcon(name));
  button.addEventListener("click", act);
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
    ...buttons.map(createButton),
  );
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  // The cursor stays where it is.
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  editor.container.$.append(bar);
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
