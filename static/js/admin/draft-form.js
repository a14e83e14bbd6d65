// The form of a draft: the server hears that it is open, and takes it for one draft's form however
// often the browser shows it.
import { create } from "./elements.js";
import { hasSession } from "./log-in/with-login.js";

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

const showEnd = (notice) => {
  notice.hidden = false;
  notice.replaceChildren(create("p", { textContent: notice.dataset.ended }));
};

const sendHeartbeat = async (notice, body) => {
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(notice.dataset.url, { method: "POST", body, headers });
    if (hasSession(answer)) showOthers(notice, await answer.json());
    else showEnd(notice);
  } catch {
    // The next one may get through.
  }
};

// Tells the server that this form is open and whether somebody typed since, which keeps the session
// alive; and the editor who else has it open.
const startHeartbeats = (notice) => {
  const form = notice.closest("form");
  // A new draft is at no address until it was saved.
  const isSaved = () => Boolean(notice.dataset.url);
  let isTyped = false;
  form.addEventListener("input", () => {
    isTyped = true;
  });
  const body = (more = {}) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(more)) data.append(name, value);
    return data;
  };
  setInterval(() => {
    if (isSaved()) sendHeartbeat(notice, body(isTyped ? { typed: "1" } : {}));
    isTyped = false;
  }, MILLISECONDS_BETWEEN_HEARTBEATS);
  window.addEventListener("pagehide", () => {
    if (isSaved()) navigator.sendBeacon(notice.dataset.url, body({ left: "1" }));
  });
};

window.addEventListener("load", () => {
  keepDraftKey();
  const notice = document.getElementById("open-forms");
  if (notice) startHeartbeats(notice);
});
