// A link that is shown once can be copied by a button. Without scripts it can be selected.
const setUp = (place) => {
  const field = place.querySelector("input");
  const button = place.querySelector("button");
  field.addEventListener("focus", () => field.select());
  // Missing on pages without https.
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
};

document.querySelectorAll(".copy-link").forEach(setUp);
