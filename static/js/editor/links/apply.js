// Links in the text: the one the cursor is in, and new ones.
import { change, selectedRange } from "../selection.js";

const createStyle = (href) => {
  const style = new CKEDITOR.style({
    element: "a",
    attributes: { href, "data-cke-saved-href": href },
  });
  // Left to itself it would look for links that are there.
  style.type = CKEDITOR.STYLE_INLINE;
  return style;
};

export const hrefOf = (link) => link.data("cke-saved-href") || link.getAttribute("href") || "";

// Return the link the cursor is in, null if it is in none.
export const currentLink = (editor) => {
  const link = editor.elementPath()?.contains("a");
  return link && editor.editable().contains(link) ? link : null;
};

export const hasSelectedWords = (editor) => {
  const range = selectedRange(editor);
  return Boolean(range && !range.collapsed);
};

export const linkSelection = (editor, href) => editor.applyStyle(createStyle(href));

// Link where the cursor is: the link there, the selected words, or new `words`.
export const link = (editor, href, words) => {
  const current = currentLink(editor);
  change(editor, () => {
    if (current) {
      current.setAttribute("href", href);
      current.data("cke-saved-href", href);
    } else if (hasSelectedWords(editor)) linkSelection(editor, href);
    else {
      const text = CKEDITOR.tools.htmlEncode(words || href);
      editor.insertHtml(`<a href="${CKEDITOR.tools.htmlEncodeAttr(href)}">${text}</a>`);
    }
  });
};

export const unlink = (editor) => {
  const current = currentLink(editor);
  change(editor, () => {
    if (current && !hasSelectedWords(editor)) {
      const bookmarks = editor.getSelection().createBookmarks();
      current.remove(true);
      editor.getSelection().selectBookmarks(bookmarks);
    } else {
      const style = new CKEDITOR.style({ element: "a", alwaysRemoveElement: 1 });
      style.type = CKEDITOR.STYLE_INLINE;
      editor.removeStyle(style);
    }
  });
};
