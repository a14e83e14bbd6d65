// A link that is shown once can be copied by a button. Without scripts it can be selected.
const setUp = (place) => {
  const field = place.querySelector("input");
  const button = place.querySelector("button");
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    // The newer navigator.clipboard asks for permission, and is missing without https.
    if (document.execCommand("copy")) button.textContent = button.dataset.copied;
  });
};

document.querySelectorAll(".copy-link").forEach(setUp);
