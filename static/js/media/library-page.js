// The page of the media library: its files are chosen or dropped, and described at once.
import { create } from "../admin/elements.js";
import { createDescribeForm } from "./describe-form.js";
import { acceptChosen, acceptDrops } from "./drop.js";
import { makeSizes } from "./sizes.js";
import { upload } from "./upload.js";

const OLD_LIST = "#changelist .media-none, #changelist:not(:has(.media-card)) .paginator";

const canDescribe = (area, { kind, isDescribed }) =>
  kind === "image" && !isDescribed && area.querySelector(".media-describe-template");

const offerToDescribe = (area, facts, row, { words, isOpen }) => {
  const place = row.querySelector(".media-row-describe");
  const showDescribed = () => {
    place.textContent = words.described;
    place.tabIndex = -1;
    place.focus();
    area.querySelector("[role=status]").textContent = `${facts.title}: ${words.described}`;
  };
  const { form } = createDescribeForm(area, facts, words, showDescribed);
  const summary = create("summary", { textContent: words.describe });
  place.replaceChildren(create("details", { open: isOpen }, summary, form));
};

const showEnd = (area, isOfSeveral, words) => {
  const hasAdded = area.querySelector(".media-row-link:not([hidden])");
  area.querySelector(".media-done").hidden = !hasAdded;
  if (isOfSeveral) area.querySelector("[role=status]").textContent = words.allDone;
};

const uploadAll = (area, files, uploading) => {
  const { words } = uploading;
  const isOfSeveral = files.length > 1;
  let open = files.length;
  const onAdded = (facts, row) => {
    // Of several files each form opens when it is asked for.
    if (canDescribe(area, facts))
      offerToDescribe(area, facts, row, { words, isOpen: !isOfSeveral });
  };
  const onEnded = () => {
    open -= 1;
    // One that is tried again ends again.
    if (open <= 0) showEnd(area, isOfSeveral, words);
  };
  for (const file of files) upload(area, file, uploading, { onAdded, onEnded });
  for (const old of document.querySelectorAll(OLD_LIST)) old.hidden = true;
};

const startArea = (area) => {
  const uploading = JSON.parse(area.dataset.uploading);
  const form = area.querySelector("form");
  const input = form.querySelector("[type=file]");
  const onFiles = (files) => uploadAll(area, files, uploading);
  form.classList.add("media-scripted");
  form.querySelector("[type=submit]").hidden = true;
  form.querySelector(".media-or-drop").hidden = false;
  input.required = false;
  acceptChosen(input, onFiles);
  acceptDrops(document, form, onFiles);
};

for (const area of document.querySelectorAll(".media-upload")) startArea(area);
for (const card of document.querySelectorAll(".media-card[data-facts]")) {
  makeSizes(JSON.parse(card.dataset.facts)).catch(() => {});
}
