// Picture files that are dropped or pasted go into the library; those of other sites stay out.
import { ownPicturePath } from "./addresses.js";
import { fileFromDataUrl, isPicture, renamePasted } from "./files.js";
import { notify } from "./notify.js";
import { imagesIn, insertPlaceholder, removePicture, sourceOf, UPLOADING } from "./pictures.js";

const filesOf = (dataTransfer) => {
  const files = Array.from({ length: dataTransfer.getFilesCount() }, (_each, at) =>
    dataTransfer.getFile(at),
  );
  return files.filter(Boolean);
};

const hasWords = (html) =>
  new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

// Return the files that are pasted by themselves. A picture that was copied in a browser comes as a
// file, and as a reference to where it was.
const pastedFiles = (editor, { dataTransfer, dataValue }) => {
  if (dataTransfer?.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL) return [];
  const files = filesOf(dataTransfer);
  const html = dataValue || dataTransfer.getData("text/html") || "";
  return files.length && hasWords(html) ? [] : files;
};

export const uploadPasted = (editor, uploads, event) => {
  const files = pastedFiles(editor, event.data);
  if (!files.length) return;
  event.cancel();
  event.data.isHandled = true;
  const { notPicture, pasted } = editor.config.library;
  if (!files.every(isPicture)) notify(editor, notPicture, "warning");
  editor.fire("saveSnapshot");
  for (const file of files.filter(isPicture)) {
    const isDropped = event.data.method === "drop";
    uploads.start(isDropped ? file : renamePasted(file, pasted), insertPlaceholder(editor));
  }
  editor.fire("saveSnapshot");
};

// Upload what came inside of pasted text, once it is there.
export const uploadEmbedded = (editor, uploads) => {
  const isEmbedded = (image) =>
    sourceOf(image).startsWith("data:") && !image.hasAttribute(UPLOADING);
  for (const image of imagesIn(editor).filter(isEmbedded)) {
    const file = fileFromDataUrl(sourceOf(image));
    if (!file) removePicture(image);
    else {
      image.data("cke-saved-src", false);
      uploads.start(renamePasted(file, editor.config.library.pasted), image);
      editor.fire("updateSnapshot");
    }
  }
};

// Keep pictures of this site, by their path, and those that the text holds itself. Return whether
// the picture stays.
const keepPicture = ({ attributes }) => {
  const source = attributes["data-cke-saved-src"] || attributes.src || "";
  delete attributes["data-cke-saved-src"];
  const path = ownPicturePath(source, location.origin);
  if (path) attributes.src = path;
  return Boolean(path || fileFromDataUrl(source));
};

// Return pasted HTML without pictures of other sites.
export const withoutForeignPictures = (editor, html) => {
  let isForeignLeftOut = false;
  const filter = new CKEDITOR.htmlParser.filter({
    elements: {
      img(element) {
        if (keepPicture(element)) return element;
        isForeignLeftOut = true;
        return false;
      },
    },
  });
  const fragment = CKEDITOR.htmlParser.fragment.fromHtml(html);
  const writer = new CKEDITOR.htmlParser.basicWriter();
  filter.applyTo(fragment);
  fragment.writeHtml(writer);
  if (isForeignLeftOut) notify(editor, editor.config.library.foreign, "warning");
  return writer.getHtml();
};
