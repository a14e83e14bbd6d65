import { pick } from "../../media/picker.js";
import { link } from "../links/apply.js";
import { change } from "../selection.js";
import { pictureNumber } from "./addresses.js";
import { notify } from "./notify.js";
import {
  currentPicture,
  factsOf,
  insertPicture,
  removePicture,
  STYLE,
  setPicture,
  showDescriptions,
  sourceOf,
} from "./pictures.js";

const pickFrom = async (editor, kind, options) => {
  const { pickers, fault } = editor.config.library;
  // The browser's own selection: what CKEditor remembers of a cursor is lost once the toolbar
  // was gone to by keyboard.
  const bookmarks = editor.getSelection(true)?.createBookmarks2(true);
  const picked = await pick(pickers[kind], options).catch(() => {
    notify(editor, fault, "warning");
    return null;
  });
  editor.focus();
  if (bookmarks) editor.getSelection().selectBookmarks(bookmarks);
  return picked;
};

// Return the facts and the style of a picture, null where the library doesn't know it.
const describePicture = async (editor, image) => {
  const [facts] = await factsOf(editor, [pictureNumber(sourceOf(image))]).catch(() => []);
  const [[usual]] = editor.config.library.styles;
  return facts ? { facts, style: image.getAttribute(STYLE) || usual } : null;
};

export const choosePicture = async (editor, style = null) => {
  const image = currentPicture(editor);
  const current = image && (await describePicture(editor, image));
  const { styles } = editor.config.library;
  const picked = await pickFrom(editor, "image", { styles, current, style });
  if (!picked) return;
  change(editor, () => {
    if (picked.out) removePicture(image);
    else if (current) setPicture(editor, image, picked.facts, picked.style);
    else insertPicture(editor, picked.facts, picked.style);
  });
  showDescriptions(editor);
};

export const chooseDocument = async (editor) => {
  const picked = await pickFrom(editor, "document", {});
  if (picked) link(editor, picked.facts.address, picked.facts.title);
};
