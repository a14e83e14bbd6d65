// The pictures of a text.
import { get } from "../../media/requests.js";
import { pictureNumber } from "./addresses.js";

export const STYLE = "data-style";
// While its file is on the way to the library: the number of that upload.
export const UPLOADING = "data-sending";
const UNDESCRIBED = "data-undescribed";
// A placeholder for a picture. It is not part of the saved text.
const EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

export const sourceOf = (image) => image.data("cke-saved-src") || image.getAttribute("src") || "";

export const imagesIn = (editor) => editor.editable()?.find("img").toArray() ?? [];

// A picture has a paragraph of its own: the cursor in that is a cursor at the picture.
export const currentPicture = (editor) => {
  const selection = editor.getSelection();
  const selected = selection?.getSelectedElement();
  if (selected?.is("img")) return selected;
  const block = selection && editor.elementPath()?.block;
  const found = block?.is("p") ? block.find("img").toArray() : [];
  return found.length === 1 && !block.getText().trim() ? found[0] : null;
};

export const setPicture = (editor, image, facts, style) => {
  image.setAttributes({ src: facts.address, alt: facts.description || "" });
  image.data("cke-saved-src", facts.address);
  image.removeAttribute(UPLOADING);
  const [[usual]] = editor.config.library.styles;
  if (style && style !== usual) image.setAttribute(STYLE, style);
  else if (style) image.removeAttribute(STYLE);
};

const insertImage = (editor, image) => {
  const paragraph = editor.document.createElement("p");
  paragraph.append(image);
  editor.insertElement(paragraph);
  return image;
};

export const insertPicture = (editor, facts, style) => {
  const image = editor.document.createElement("img");
  setPicture(editor, image, facts, style);
  return insertImage(editor, image);
};

export const insertPlaceholder = (editor) => {
  const image = editor.document.createElement("img", { attributes: { src: EMPTY, alt: "" } });
  return insertImage(editor, image);
};

export const removePicture = (image) => {
  const paragraph = image.getParent();
  image.remove();
  const isLeftEmpty = !paragraph.getText().trim() && !paragraph.find("img").count();
  if (paragraph.is("p") && isLeftEmpty) paragraph.remove();
};

// Return the facts of pictures of the library; `numbers` may be none.
export const factsOf = async (editor, numbers) => {
  if (!numbers.length) return [];
  const query = new URLSearchParams(numbers.map((number) => ["id", number]));
  const { assets } = await get(`${editor.config.library.choose}?${query}`);
  return assets;
};

const byNumber = (images) => {
  const found = new Map();
  for (const image of images) {
    const number = pictureNumber(sourceOf(image));
    if (number) found.set(number, [...(found.get(number) ?? []), image]);
  }
  return found;
};

const showDescription = (editor, image, { description, isDescribed }) => {
  image.setAttribute("alt", description);
  if (isDescribed) image.getParent().removeAttribute(UNDESCRIBED);
  else image.getParent().setAttribute(UNDESCRIBED, editor.config.library.undescribed);
};

// Pictures that nobody has described are marked, and all others say what they show.
export const showDescriptions = async (editor) => {
  const images = byNumber(imagesIn(editor));
  if (!images.size) return;
  try {
    for (const facts of await factsOf(editor, [...images.keys()])) {
      const same = images.get(String(facts.id)) ?? [];
      for (const image of same) showDescription(editor, image, facts);
    }
  } catch {
    // The library can't be reached now.
    return;
  }
  // None of it is a step that could be undone.
  editor.fire("updateSnapshot");
};

// Until the library has said what a picture shows, read aloud it is no file name.
export const toEditor = (words) => ({
  elements: {
    img(element) {
      if (!("alt" in element.attributes)) element.attributes.alt = words.picture;
    },
  },
});

// Placeholders of pictures that are still uploading, and our marks, are not part of the text.
export const fromEditor = {
  elements: {
    img(element) {
      if (element.attributes[UPLOADING]) return false;
      delete element.attributes.alt;
      return element;
    },
    p(element) {
      delete element.attributes[UNDESCRIBED];
    },
  },
};
