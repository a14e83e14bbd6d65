// The form of a draft loses nothing: it asks before it is left with changes, and keeps what was
// sent in this tab until it is known to be saved (a session may have ended meanwhile).
(() => {
  const PREFIX = "draft:";
  const SKIPPED = /^(csrfmiddlewaretoken|draft_key|opened|fingerprints|chosen_against|choice-.*|_.*)$/;
  const SECONDS_BETWEEN_SIGNS = 60;

  const editors = () => Object.values((window.CKEDITOR && window.CKEDITOR.instances) || {});
  const fields = (form) => {
    for (const editor of editors()) editor.updateElement();
    return [...new FormData(form)].filter(([name]) => !SKIPPED.test(name));
  };

  const forgetAll = () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  };

  const restore = (form, kept) => {
    const values = new Map(kept);
    for (const input of form.elements) {
      if (!input.name || SKIPPED.test(input.name) || input.type === "submit") continue;
      if (input.type === "checkbox") input.checked = values.has(input.name);
      else if (values.has(input.name)) input.value = values.get(input.name);
      // What is chosen in a window of its own is shown beside its hidden input.
      if (input.type === "hidden") input.dispatchEvent(new Event("change"));
    }
    for (const editor of editors()) if (values.has(editor.name.replace(/^id_/, ""))) editor.setData(values.get(editor.name.replace(/^id_/, "")));
  };

  // The back button leads to the form for a new draft once more: it is the same draft.
  const keepKey = (form) => {
    const key = form.elements.draft_key;
    if (!key) return;
    const known = history.state && history.state.draftKey;
    if (known) key.value = known;
    else history.replaceState({ ...history.state, draftKey: key.value }, "");
  };

  const offer = (form, store) => {
    const notice = document.getElementById("draft-kept");
    const kept = JSON.parse(sessionStorage.getItem(store) || "null");
    if (!kept || JSON.stringify(kept) === JSON.stringify(fields(form))) return;
    notice.append(notice.dataset.ask, " ");
    for (const [label, act] of [[notice.dataset.restore, () => restore(form, kept)], [notice.dataset.forget, forgetAll]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => { act(); notice.hidden = true; });
      notice.append(button, " ");
    }
    notice.hidden = false;
  };

  // Tells the server that this form is still open, and the editor who else has it open.
  const giveSigns = (form) => {
    const notice = document.getElementById("open-forms");
    if (!notice) return;
    const sign = (more = {}) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      for (const name of Object.keys(more)) data.append(name, more[name]);
      return data;
    };
    const show = ({ others }) => {
      notice.hidden = !others.length;
      notice.replaceChildren(...others.map((other) => Object.assign(document.createElement("p"), { textContent: other })));
    };
    const give = () => fetch(notice.dataset.url, { method: "POST", body: sign(), headers: { Accept: "application/json" } })
      .then((answer) => answer.json()).then(show)
      // Without the server nobody knows; the next sign may get through.
      .catch(() => {});
    setInterval(give, SECONDS_BETWEEN_SIGNS * 1000);
    window.addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.url, sign({ left: "1" })));
  };

  // As soon as it is known to be saved: the page may be left before all of it is loaded.
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector(".messagelist .success")) forgetAll();
  });

  window.addEventListener("load", () => {
    const notice = document.getElementById("draft-kept");
    const form = notice && notice.closest("form");
    if (!form) return;
    const store = PREFIX + location.pathname;
    let sent = false;
    keepKey(form);
    giveSigns(form);
    // The editors tidy up their text while they start; only then is it what "unchanged" means.
    const ready = editors().map((editor) => new Promise((done) => {
      if (editor.status === "ready") done();
      else editor.on("instanceReady", done);
    }));
    Promise.all(ready).then(() => {
      offer(form, store);
      const unchanged = JSON.stringify(fields(form));
      form.addEventListener("submit", () => {
        sent = true;
        sessionStorage.setItem(store, JSON.stringify(fields(form)));
      });
      window.addEventListener("beforeunload", (event) => {
        if (!sent && JSON.stringify(fields(form)) !== unchanged) event.preventDefault();
      });
    });
  });
})();
