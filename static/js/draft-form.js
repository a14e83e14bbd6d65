// The form of a draft: it tells the server that it is open, and is one draft's form however often
// the browser shows it.
(() => {
  const SECONDS_BETWEEN_SIGNS = 60;

  // Back and reload lead to this address: the form for a new draft once more, or, once that was
  // saved, the draft itself.
  const keepKey = () => {
    const key = document.querySelector("[name=draft_key]");
    if (!key) return;
    const query = new URLSearchParams(location.search);
    query.set("draft_key", key.value);
    history.replaceState(history.state, "", `?${query}`);
  };

  // Tells the server that this form is still open, and the editor who else has it open.
  const giveSigns = () => {
    const notice = document.getElementById("open-forms");
    if (!notice) return;
    const form = notice.closest("form");
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

  window.addEventListener("load", () => {
    keepKey();
    giveSigns();
  });
})();
