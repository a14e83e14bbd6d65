// Small pictures of what search engines, and other sites where someone shares a link, show of an
// item: they follow what is typed.
import { partsOf } from "./address.js";
import { withStatement } from "./description.js";

const place = document.getElementById("sharing");
const form = place?.closest("form");

const textOf = (name) => form.elements[name]?.value?.trim() ?? "";

const say = (selector, text) => {
  for (const element of place.querySelectorAll(selector)) element.textContent = text;
};

const addPicture = () => {
  const picture = document.createElement("img");
  picture.alt = "";
  place.querySelector(".sharing-card").prepend(picture);
  return picture;
};

const showPicture = () => {
  const chosen = form.querySelector(".field-picture .media-thumb img");
  const picture = place.querySelector("img") ?? addPicture();
  // The drawing's address names the host that readers use.
  const address = chosen?.src ?? new URL(place.dataset.drawing).pathname;
  if (picture.getAttribute("src") !== address) picture.src = address;
};

const update = () => {
  const { site, untitled, undescribed } = place.dataset;
  const [host, ...folders] = partsOf(place.dataset, form.elements.slug?.value);
  const title = textOf("title") || untitled;
  say(".sharing-address", [host, ...folders].join(" › "));
  say(".sharing-host", host);
  say(".sharing-result .sharing-title", site ? `${title} · ${site}` : title);
  say(".sharing-card .sharing-title", title);
  const statement = textOf("approval_statement") || place.dataset.statement;
  say(".sharing-description", withStatement(textOf("summary") || undescribed, statement));
  showPicture();
};

if (form) {
  place.hidden = false;
  for (const type of ["input", "change"]) form.addEventListener(type, update);
  // Other scripts put their controls in place first.
  window.addEventListener("load", update);
}
