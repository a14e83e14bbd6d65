// The form after its draft was saved: it stays as it is, and learns what the server knows now.

const setHtml = (id, html) => {
  const place = document.getElementById(id);
  if (place) place.innerHTML = html;
};

// The button that was pressed may be among them.
const setButtons = (html) => {
  const { name } = document.activeElement;
  document.getElementById("form-buttons").outerHTML = html;
  if (name) document.querySelector(`#form-buttons [name="${CSS.escape(name)}"]`)?.focus();
};

// Beside the fields, too, nothing is said any longer of what was mended.
const removeMended = (form) => {
  const open = document.getElementById("draft-findings").textContent;
  for (const note of form.querySelectorAll(".help .finding")) {
    if (!open.includes(note.textContent)) note.remove();
  }
};

export const update = (form, answer) => {
  form.elements.opened.value = answer.opened;
  form.elements.fingerprints.value = answer.fingerprints;
  form.action = answer.url;
  if (location.pathname + location.search !== answer.url)
    history.replaceState(history.state, "", answer.url);
  // It reports that the form is open.
  document.getElementById("open-forms").dataset.url = answer.open_url;
  setHtml("draft-status", answer.status_html);
  setHtml("draft-findings", answer.findings_html);
  removeMended(form);
  setHtml("draft-way-out", answer.way_out_html);
  setButtons(answer.buttons_html);
};
