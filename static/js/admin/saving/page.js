// The form after its draft was saved: it stays as it is, and learns what the server knows now.

const setHtml = (id, html) => {
  const place = document.getElementById(id);
  if (place) place.innerHTML = html;
};

export const update = (form, answer) => {
  form.elements.opened.value = answer.opened;
  form.elements.fingerprints.value = answer.fingerprints;
  form.action = answer.url;
  if (location.pathname !== answer.url) history.replaceState(history.state, "", answer.url);
  // It reports that the form is open.
  document.getElementById("open-forms").dataset.url = answer.open_url;
  setHtml("draft-status", answer.status_html);
  setHtml("draft-findings", answer.findings_html);
};
