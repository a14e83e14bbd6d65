// A dialog over the form, and the cursor of the editor where it was once it is closed.
import { create, createButton } from "../admin/elements.js";

let count = 0;

// Return a new name for an element.
export const newId = (name) => {
  count += 1;
  return `${name}-${count}`;
};

// Return a row of buttons; each is `[label, act, class]`.
export const createButtons = (buttons) =>
  create(
    "div",
    { className: "buttons" },
    ...buttons.map(([label, act, className = ""]) => {
      const button = createButton(label, act);
      button.className = `button ${className}`;
      return button;
    }),
  );

export const createField = (label, properties = {}) => {
  const input = create("input", {
    type: "text",
    id: newId("field"),
    autocomplete: "off",
    ...properties,
  });
  const row = create("p", { className: "dialog-field" });
  row.append(create("label", { textContent: label, htmlFor: input.id }), input);
  return { row, input };
};

export const createDialog = (title, ...parts) => {
  const heading = create("h2", { textContent: title, id: newId("dialog") });
  const dialog = create("dialog", { className: "dialog editor-dialog" }, heading, ...parts);
  dialog.setAttribute("aria-labelledby", heading.id);
  return dialog;
};

/**
 * Show a dialog. `act(finish)` fills it; resolves to what `finish` was called with, null if the
 * dialog was closed. The editor has its cursor back by then.
 */
export const ask = async (editor, dialog, act) => {
  // The browser's own selection: what CKEditor remembers of a cursor is lost once the toolbar was
  // gone to by keyboard.
  const bookmarks = editor.getSelection(true)?.createBookmarks2(true);
  document.body.append(dialog);
  const answer = await new Promise((finish) => {
    dialog.addEventListener("close", () => finish(null));
    act(finish);
    dialog.showModal();
  });
  dialog.close();
  dialog.remove();
  editor.focus();
  if (bookmarks) editor.getSelection().selectBookmarks(bookmarks);
  return answer;
};
