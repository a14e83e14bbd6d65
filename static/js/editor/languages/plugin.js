// The menu "Language of the words" marks the selected words as those of another language, for what reads
// them aloud. Where the cursor is in such words, it changes their language or takes the mark back.
import { buttonState, change, changeAround, selectedRange } from "../selection.js";

const TAG = "span";
const GROUP = "wordLanguages";
const HINT_MILLISECONDS = 5000;

const isMark = (element) => element.is(TAG) && element.hasAttribute("lang");

const currentMark = (editor) => editor.elementPath()?.contains(isMark) ?? null;

const languageOf = (mark) => mark?.getAttribute("lang") ?? "";

const markWords = (editor, lang) =>
  editor.applyStyle(new CKEDITOR.style({ element: TAG, attributes: { lang } }));

const choose = (editor, lang) => {
  editor.focus();
  const mark = currentMark(editor);
  const range = selectedRange(editor);
  if (mark && languageOf(mark) === lang) changeAround(editor, () => mark.remove(true));
  else if (mark) change(editor, () => mark.setAttribute("lang", lang));
  else if (range && !range.collapsed) change(editor, () => markWords(editor, lang));
  else editor.showNotification(editor.config.languages.select, "info", HINT_MILLISECONDS);
};

export const languages = {
  requires: "menubutton",
  init(editor) {
    const { button, names } = editor.config.languages;
    const entries = names.map(([lang, label]) => [`wordLanguage_${lang}`, lang, label]);
    editor.addMenuGroup(GROUP, 1);
    for (const [order, [name, lang, label]] of entries.entries()) {
      editor.addCommand(name, { exec: () => choose(editor, lang) });
      editor.addMenuItem(name, {
        label,
        command: name,
        group: GROUP,
        order,
        role: "menuitemcheckbox",
      });
    }
    editor.ui.add("Language", CKEDITOR.UI_MENUBUTTON, {
      label: button,
      modes: { wysiwyg: 1 },
      onMenu: () => {
        const chosen = languageOf(currentMark(editor));
        return Object.fromEntries(
          entries.map(([name, lang]) => [name, buttonState(lang === chosen)]),
        );
      },
    });
  },
};
