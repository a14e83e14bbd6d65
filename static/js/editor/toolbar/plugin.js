// The toolbar: one row of our own icons. What finds no room in it is in a second row, which a button
// shows; it is also shown to people who come there by keyboard.
import { textOfLabel } from "../../admin/elements.js";
import { buttonState } from "../selection.js";
import { createIcon } from "./icons.js";

const NAME = /cke_button__(\w+)_icon/;

const drawIcon = (place) => {
  const icon = createIcon(NAME.exec(place.className)?.[1]);
  if (!icon) return;
  place.removeAttribute("style");
  place.replaceChildren(icon);
};

// CSS finds groups by these names, to leave out the last ones first.
const nameGroups = (editor, top) => {
  const ranks = new Map(editor.config.toolbar.map(({ name, rank }) => [name, rank]));
  // A group whose tools this text doesn't have isn't drawn.
  for (const group of top.querySelectorAll(".cke_toolbar")) {
    const rank = ranks.get(group.querySelector(".cke_voice_label")?.textContent);
    if (rank) group.classList.add(`cke_toolbar_${rank}`);
  }
};

const addMore = (editor) => {
  const { more } = editor.config.toolbarWords;
  let isOpen = false;
  const command = editor.addCommand("more", {
    editorFocus: false,
    canUndo: false,
    exec() {
      isOpen = !isOpen;
      editor.ui.space("top").$.classList.toggle("cke_top_more", isOpen);
      command.setState(buttonState(isOpen));
    },
  });
  editor.ui.addButton("More", { label: more, command: "more" });
};

// Screen readers announce the text by the label of its field.
const nameText = (editor) => {
  const [label] = editor.element.$.labels;
  if (label) editor.title = textOfLabel(label);
};

// For the spelling, and for the shapes of characters.
const sayLanguage = (editor) => {
  const { lang } = editor.element.$;
  if (lang) editor.on("contentDom", () => editor.editable().setAttribute("lang", lang));
};

export const toolbar = {
  init(editor) {
    nameText(editor);
    sayLanguage(editor);
    addMore(editor);
    editor.on("instanceReady", () => {
      const top = editor.ui.space("top").$;
      nameGroups(editor, top);
      for (const place of top.querySelectorAll(".cke_button_icon")) drawIcon(place);
    });
  },
};
