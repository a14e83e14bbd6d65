// On every page of the admin: uploads are not left behind, and files that are too large aren't sent.
import { isSending } from "./sending.js";
import { resumeSizes } from "./sizes.js";

window.addEventListener("beforeunload", (event) => {
  if (isSending()) event.preventDefault();
});

document.addEventListener("change", ({ target }) => {
  const form = target.type === "file" && target.closest("form[data-max-bytes]");
  if (!form) return;
  const limit = Number(form.dataset.maxBytes);
  const isTooLarge = [...target.files].some((file) => file.size > limit);
  target.setCustomValidity(isTooLarge ? form.dataset.tooLarge : "");
  target.reportValidity();
});

if (document.querySelector("[name=csrfmiddlewaretoken]")) resumeSizes();
