// The grid of the media library: its files are chosen or dropped, and described at once.
(() => {
  const library = window.mediaLibrary;

  // Of several files at once each form opens when it is asked for.
  const describe = (area, uploading, isOpen) => (facts, row) => {
    if (facts.kind !== "image" || facts.isDescribed || !area.querySelector(".media-describe-template")) return;
    const place = row.querySelector(".media-row-describe");
    const form = library.describeForm(area, facts, uploading.words, () => {
      place.textContent = uploading.words.described;
      place.tabIndex = -1;
      place.focus();
      area.querySelector("[role=status]").textContent = `${facts.title}: ${uploading.words.described}`;
    });
    const folded = document.createElement("details");
    folded.open = isOpen;
    folded.append(Object.assign(document.createElement("summary"), { textContent: uploading.words.describe }), form);
    place.replaceChildren(folded);
  };

  const startArea = (area) => {
    const uploading = JSON.parse(area.dataset.uploading);
    const form = area.querySelector("form");
    const input = form.querySelector("[type=file]");
    const take = (files) => {
      const onAdded = describe(area, uploading, files.length === 1);
      let open = files.length;
      const onEnded = () => {
        open -= 1;
        // One that is tried again ends again.
        if (open > 0) return;
        area.querySelector(".media-done").hidden = !area.querySelector(".media-row-link:not([hidden])");
        if (files.length > 1) area.querySelector("[role=status]").textContent = uploading.words.allDone;
      };
      for (const file of files) library.upload(area, file, uploading, { onAdded, onEnded });
      for (const old of document.querySelectorAll("#changelist .media-none, #changelist:not(:has(.media-card)) .paginator")) old.hidden = true;
    };
    form.classList.add("media-scripted");
    form.querySelector("[type=submit]").hidden = true;
    form.querySelector(".media-or-drop").hidden = false;
    input.required = false;
    input.addEventListener("change", () => {
      take([...input.files]);
      input.value = "";
    });
    library.onDrop(document, form, take);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const area of document.querySelectorAll(".media-upload")) startArea(area);
    for (const card of document.querySelectorAll(".media-card[data-facts]")) library.makeSizes(JSON.parse(card.dataset.facts), {}).catch(() => {});
  });
})();
