// The form of a draft: the server hears that it is open, and takes it for one draft's form however
// often the browser shows it.
import { create } from "./elements.js";

const MILLISECONDS_BETWEEN_HEARTBEATS = 60 * 1000;

// Back and reload lead to this address: the form of the same new draft, or that draft once it is
// saved.
const keepDraftKey = () => {
  const key = document.querySelector("[name=draft_key]");
  if (!key) return;
  const query = new URLSearchParams(location.search);
  query.set("draft_key", key.value);
  history.replaceState(history.state, "", `?${query}`);
};

const showOthers = (notice, { others }) => {
  notice.hidden = !others.length;
  notice.replaceChildren(...others.map((other) => create("p", { textContent: other })));
};

const sendHeartbeat = async (notice, body) => {
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(notice.dataset.url, { method: "POST", body, headers });
    showOthers(notice, await answer.json());
  } catch {
    // The next one may get through.
  }
};

// Tells the server that this form is open, and the editor who else has it open.
const startHeartbeats = (notice) => {
  const form = notice.closest("form");
  const body = (more = {}) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(more)) data.append(name, value);
    return data;
  };
  setInterval(() => sendHeartbeat(notice, body()), MILLISECONDS_BETWEEN_HEARTBEATS);
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(notice.dataset.url, body({ left: "1" }));
  });
};

window.addEventListener("load", () => {
  keepDraftKey();
  const notice = document.getElementById("open-forms");
  if (notice) startHeartbeats(notice);
});
