// What is pasted goes through the filter, and a notice above the text says what was left out, or has
// to be checked.
import { FAILED, filterSafely, plainText, textOf } from "./filter.js";
import { createNotice } from "./notice.js";
import { sentencesOf } from "./sentences.js";

// Before all other listeners, and right after CKEditor's own, which puts what is pasted into the text.
const [FIRST, INSERTED] = [-1, 1001];

// Word puts its pictures on the clipboard as RTF; CKEditor reads them out of it.
const loadPictureReader = () => {
  const path = `${CKEDITOR.plugins.getPath("pastetools")}filter/`;
  CKEDITOR.plugins.pastetools.loadFilters([`${path}common.js`, `${path}image.js`], () => {});
};

const withPictures = (editor, html, rtf) => {
  if (!rtf || !CKEDITOR.pasteFilters.image) return html;
  try {
    return CKEDITOR.pasteFilters.image(html, editor, rtf);
  } catch {
    return html;
  }
};

const filterPasted = (editor, { dataTransfer, dataValue }) => {
  const native = dataTransfer.getData("text/html", true) || dataValue;
  const html = withPictures(editor, native, dataTransfer.getData("text/rtf"));
  const options = { allowed: editor.config.allowedContent, origin: location.origin };
  return filterSafely(html, dataTransfer.getData("text/plain"), options);
};

// What was copied in this form is as it should be.
const isFromElsewhere = (editor, dataTransfer) =>
  dataTransfer.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_EXTERNAL;

const onPaste = (editor, data, showNotice) => {
  if (!data.dataValue || !isFromElsewhere(editor, data.dataTransfer)) return;
  const isText = data.type === "text";
  const { html, report } = isText ? plainText(data.dataValue) : filterPasted(editor, data);
  const { limit, tooLong, sentences } = editor.config.paste;
  // CKEditor takes time with the square of the paragraphs: 2.3 MB stopped a browser for two minutes,
  // for a text that can't be saved. The clipboard still has it.
  const isTooLong = html.length > limit;
  data.dataValue = isTooLong ? "" : html;
  if (!isText) data.type = "html";
  showNotice(isTooLong ? [tooLong] : sentencesOf(report, sentences));
};

// A listener that throws ends the event, and nothing would be pasted. Then the words go in, and the
// notice says so. One that ends it on purpose sets `isHandled`.
const rescueWords = (editor, showNotice) => {
  let hasArrived;
  const rescue = (data, html, words) => {
    if (hasArrived || data.isHandled) return;
    const text = words || textOf(html);
    if (!text.trim()) return;
    editor.insertText(text);
    showNotice(sentencesOf([FAILED], editor.config.paste.sentences));
  };
  const begin = ({ data }) => {
    hasArrived = false;
    const html = data.dataValue || data.dataTransfer?.getData("text/html", true);
    const words = data.dataTransfer?.getData("text/plain");
    setTimeout(() => rescue(data, html, words));
  };
  const end = () => {
    hasArrived = true;
  };
  editor.on("paste", begin, null, null, FIRST);
  editor.on("paste", end, null, null, INSERTED);
};

export const paste = {
  requires: "clipboard,pastetools",
  init(editor) {
    let notice = () => {};
    const showNotice = (lines) => notice(lines);
    editor.on("instanceReady", () => {
      notice = createNotice(editor);
      loadPictureReader();
    });
    // After the clipboard plugin has found what is pasted, before anything makes elements of it.
    editor.on("paste", ({ data }) => onPaste(editor, data, showNotice), null, null, 2);
    rescueWords(editor, showNotice);
  },
};
