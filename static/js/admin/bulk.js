// Counts the selected rows of a list, and offers the actions once there are some.

export function countText(template, count) {
  return template.replace("{count}", String(count));
}

function show(form, boxes) {
  const count = boxes.filter((box) => box.checked).length;
  const all = form.querySelector(".bulk-all input");
  all.checked = count > 0 && count === boxes.length;
  all.indeterminate = count > 0 && count < boxes.length;
  form.querySelector(".bulk-count").textContent = countText(form.dataset.count, count);
  form.querySelector(".bulk-buttons").hidden = count === 0;
}

export function start(form, boxes) {
  const all = form.querySelector(".bulk-all");
  all.hidden = false;
  all.addEventListener("change", (event) => {
    for (const box of boxes) {
      box.checked = event.target.checked;
    }
    show(form, boxes);
  });
  for (const box of boxes) {
    box.addEventListener("change", () => show(form, boxes));
  }
  show(form, boxes);
  // The back button checks boxes again without an event.
  window.addEventListener("pageshow", () => show(form, boxes));
}

const form = globalThis.document?.querySelector("[data-bulk]");
if (form) {
  start(form, [...document.querySelectorAll('input[name="item"][form="bulk"]')]);
}
