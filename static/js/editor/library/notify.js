export const NOTICE_MILLISECONDS = 10000;

export const encode = (words) => CKEDITOR.tools.htmlEncode(words);

export const notify = (editor, words, type = "info") =>
  editor.showNotification(encode(words), type, NOTICE_MILLISECONDS);
