import { create } from "../admin/elements.js";

// Return a copy of what a template of the page holds.
export const cloneTemplate = (root, selector) =>
  root.querySelector(selector).content.firstElementChild.cloneNode(true);

export const createThumbnail = ({ kind, thumbnail, address, width, height }) => {
  if (kind === "document") return create("span", { className: "media-paper", textContent: "PDF" });
  return create("img", { src: thumbnail || address, alt: "", width, height });
};

export const createThumb = (facts) =>
  create("span", { className: "media-thumb" }, createThumbnail(facts));
