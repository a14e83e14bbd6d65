// Keeps what somebody types into a form of the admin in this browser until the server has it: a
// tab may be closed, a session may end. A form that opens offers what was kept of it.
//
// A form is kept if it holds a `.kept-notice`, which carries the words and whose form it is. Each
// document keeps under a name of its own, so that two tabs don't overwrite each other's. What a
// script adds to a form listens to "keptrows", and makes room for the values that are to come.
(() => {
  const { user, logOut: askBeforeLogOut } = document.currentScript.dataset;
  const PREFIX = "kept:";
  const SAVED = "kept_saved";
  const MOST_IDS = 4;
  const MILLISECONDS_OF_PAUSE = 400;
  // Long enough for a weekend and a holiday; a computer may be shared.
  const MILLISECONDS_KEPT = 14 * 24 * 3600 * 1000;
  // What a form says of the draft it was opened with: it goes with the text that was written on it.
  const OPENED_WITH = ["draft_key", "opened", "fingerprints"];
  const NOT_TYPED = /^(csrfmiddlewaretoken|choice-.*|_.*)$/;

  const read = (text) => { try { return JSON.parse(text); } catch { return null; } };
  const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // The store may be full, or closed to this site: then nothing is kept, and typing goes on.
  const store = {
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } },
    get(key) { try { return read(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    remove(key) { try { localStorage.removeItem(key); } catch { /* It was never kept. */ } },
  };
  const prefix = `${PREFIX}${user}:`;
  const idOf = (key) => key.split(":").pop();
  const isOwn = (key) => key.startsWith(prefix);
  const forget = (isForgotten) => { for (const key of store.keys()) if (isForgotten(key)) store.remove(key); };

  // The server names in a cookie what it has saved, on whichever page comes next.
  const forgetSaved = () => {
    const named = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${SAVED}=`));
    if (!named) return;
    const ids = named.slice(SAVED.length + 1).split(".");
    forget((key) => ids.includes(idOf(key)));
    document.cookie = `${SAVED}=; path=/admin/; max-age=0`;
  };

  const editors = (form) => Object.values((window.CKEDITOR && window.CKEDITOR.instances) || {}).filter((editor) => editor.element.$.form === form);
  // The editors tidy up their text while they start: until then it is as the server sent it.
  const tidied = new WeakMap();
  const editorOf = (control) => {
    const editor = window.CKEDITOR && window.CKEDITOR.instances[control.id];
    return editor && tidied.has(control) ? editor : null;
  };
  const isTyped = (control) => control.name && !NOT_TYPED.test(control.name) && !["submit", "button", "file", "password"].includes(control.type)
    && (control.type !== "hidden" || "kept" in control.dataset);
  const controls = (form) => [...form.elements].filter(isTyped);

  const now = {
    isOn: (control) => control.checked,
    options: (control) => [...control.selectedOptions],
    text(control) {
      const editor = editorOf(control);
      return editor ? editor.getData() : control.value;
    },
  };
  // As the server sent it, whatever was typed while the page was still loading.
  const atFirst = {
    isOn: (control) => control.defaultChecked,
    options(control) {
      const chosen = [...control.options].filter((option) => option.defaultSelected);
      return chosen.length || control.multiple ? chosen : [...control.options].slice(0, 1);
    },
    text(control) {
      if (tidied.has(control)) return tidied.get(control);
      return "kept" in control.dataset ? control.dataset.kept : control.defaultValue;
    },
  };
  const textsOf = (control, when) => {
    if (["checkbox", "radio"].includes(control.type)) return when.isOn(control) ? [control.value] : [];
    return control.options ? when.options(control).map((option) => option.value) : [when.text(control)];
  };
  const valuesOf = (form, when = now) => controls(form).flatMap((control) => textsOf(control, when).map((text) => [control.name, text]));
  // Rows that are empty say nothing.
  const said = (values) => JSON.stringify(values.filter(([, text]) => text));

  const grouped = (values) => {
    const all = new Map();
    for (const [name, value] of values) all.set(name, [...(all.get(name) || []), value]);
    return all;
  };

  const put = (control, texts) => {
    if (["checkbox", "radio"].includes(control.type)) control.checked = texts.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = texts.includes(option.value);
    // A field that was not there yet stays as it is; so does a list that no longer has the choice.
    else if (texts.length && (!control.options || [...control.options].some((option) => option.value === texts[0]))) [control.value] = texts;
  };
  // An editor takes its text a little later; returns what waits for that.
  const putIntoEditor = (editor, [text]) => new Promise((done) => { editor.setData(text, { callback: done }); });

  const makeRoom = (form, values) => form.dispatchEvent(new CustomEvent("keptrows", { detail: values.map(([name]) => name) }));

  const bringBack = async (form, { values, opened }) => {
    makeRoom(form, values);
    const texts = grouped(values);
    const fill = () => { for (const control of controls(form)) put(control, texts.get(control.name) || []); };
    fill();
    for (const control of controls(form)) for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
    // Some fields follow others as they change; here each has a value of its own.
    for (const control of controls(form)) if (!editorOf(control)) put(control, texts.get(control.name) || []);
    for (const name of OPENED_WITH) if (form.elements[name] && opened[name]) form.elements[name].value = opened[name];
    const written = controls(form).filter((control) => editorOf(control) && texts.has(control.name));
    await Promise.all(written.map((control) => putIntoEditor(editorOf(control), texts.get(control.name))));
  };

  const part = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // What was kept, against what the form says, to look at before one chooses.
  const labelText = (label) => [...label.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim().replace(/:$/, "");
  const nameOf = (control) => {
    const row = control.closest(".source-row");
    // Of two the nearer one: that of a whole list leads to its first input.
    const label = [...(control.labels || [])].pop() || document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
    return [row && row.querySelector("legend").textContent, label ? labelText(label) : control.name].filter(Boolean).join(": ");
  };
  const plain = (html) => {
    const page = new DOMParser().parseFromString(html.replace(/<\/(p|h\d|li|tr|dt|dd|summary)>|<br[^>]*>/g, "$&\n"), "text/html");
    return page.body.textContent.replace(/\n\s*\n+/g, "\n").trim();
  };
  const inWords = (control, texts, words) => {
    if (control.type === "checkbox") return texts.includes(control.value) ? words.ticked : words.unticked;
    if (control.options) return [...control.options].filter((option) => texts.includes(option.value)).map((option) => option.text.trim()).join(", ") || words.nothing;
    if (control.type === "radio") return (texts.includes(control.value) && nameOf(control)) || "";
    return (editorOf(control) ? plain(texts[0] || "") : texts[0]) || words.nothing;
  };
  // What there is no input for now, such as a reason that is asked for only once a form is sent.
  const homeless = (form, values) => {
    const names = new Set(controls(form).map((control) => control.name));
    return values.filter(([name, text]) => text && !names.has(name));
  };
  const differences = (form, values, words) => {
    makeRoom(form, values);
    const [kept, typed] = [grouped(values), grouped(valuesOf(form))];
    const shown = controls(form).map((control) => {
      const [was, is] = [kept, typed].map((texts) => inWords(control, texts.get(control.name) || [], words));
      return was && was !== is ? [nameOf(control), was] : null;
    });
    return [...shown.filter(Boolean), ...homeless(form, values).map(([, text]) => [words.gone, text])];
  };

  const listOf = (rows) => {
    const list = part("dl", { className: "kept-look" });
    rows.forEach(([label, text], at) => {
      if (!at || rows[at - 1][0] !== label) list.append(part("dt", { textContent: label }));
      list.append(part("dd", { textContent: text }));
    });
    return list;
  };
  const look = (form, kept, words) => {
    const rows = differences(form, kept.values, words);
    return rows.length ? listOf(rows) : part("p", { textContent: words.same });
  };

  const inTime = (at) => new Date(at).toLocaleString(document.documentElement.lang.replace(/^en$/, "en-GB"), { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

  const offer = (form, notice, key, onBroughtBack) => {
    const kept = store.get(key);
    const words = notice.dataset;
    const block = part("div", { className: "kept-offer" }, part("p", { textContent: words.ask.replace("{when}", inTime(kept.at)) }));
    const close = () => {
      block.remove();
      notice.hidden = !notice.children.length;
    };
    const button = (label, act) => {
      const made = part("button", { type: "button", className: "button", textContent: label });
      made.addEventListener("click", () => act(made));
      return made;
    };
    const restore = async () => {
      await bringBack(form, kept);
      const left = homeless(form, kept.values);
      onBroughtBack(left);
      store.remove(key);
      if (left.length) notice.append(listOf(left.map(([, text]) => [words.gone, text])));
      close();
    };
    const buttons = part(
      "div",
      { className: "media-buttons" },
      button(words.look, (pressed) => { pressed.disabled = true; block.append(look(form, kept, words)); }),
      // A form that is only to be read takes nothing back.
      ...(controls(form).length ? [button(words.restore, restore)] : []),
      button(words.forget, () => { store.remove(key); close(); }),
    );
    block.append(buttons);
    notice.append(block);
    notice.hidden = false;
  };

  const offerAll = (form, notice, ownIds, onBroughtBack) => {
    const typed = said(valuesOf(form));
    // What was written on a draft that is no more has no form of its own: the server leads here.
    const lost = new URLSearchParams(location.search).get("kept");
    const found = store.keys().filter((key) => isOwn(key) && !ownIds.includes(idOf(key))).map((key) => [key, store.get(key)])
      .filter(([key, kept]) => kept && (kept.path === location.pathname || idOf(key) === lost));
    for (const [key, kept] of found.sort(([, one], [, other]) => other.at - one.at)) {
      if (said(kept.values) === typed) store.remove(key);
      else offer(form, notice, key, onBroughtBack);
    }
  };

  // What keeps a form of this page at once; none does any more once somebody logs out.
  const keepers = [];
  let isClosed = false;

  const keep = (form, notice) => {
    const { again, asks } = notice.dataset;
    // One name for each time that the form was sent, and one for what is typed since.
    const ids = again ? again.split(".") : [newId()];
    const key = () => `${prefix}${ids[ids.length - 1]}`;
    const named = part("input", { type: "hidden", name: "kept_id", value: ids.join(".") });
    form.append(named);
    const beginAnew = () => {
      if (ids.length === MOST_IDS) ids.shift();
      ids.push(newId());
      named.value = ids.join(".");
    };
    // What the server sent back was not saved, though nothing was typed here yet.
    const unchanged = () => (again ? null : said(valuesOf(form, atFirst)));
    const carried = [];
    let [last, timer, isSent] = [unchanged(), null, false];

    const isChanged = () => said(valuesOf(form)) !== unchanged();
    const keepNow = () => {
      clearTimeout(timer);
      timer = null;
      const values = [...valuesOf(form), ...carried];
      const text = said(values);
      if (isClosed || text === last) return;
      last = text;
      if (text === unchanged()) {
        store.remove(key());
        return;
      }
      const opened = Object.fromEntries(OPENED_WITH.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
      if (store.set(key(), { at: Date.now(), path: location.pathname, values, opened })) return;
      last = null;
      if (!notice.querySelector(".kept-full")) notice.append(part("p", { className: "kept-full", textContent: notice.dataset.full }));
      notice.hidden = false;
    };
    const keepSoon = () => { if (!timer) timer = setTimeout(keepNow, MILLISECONDS_OF_PAUSE); };

    keepNow();
    form.addEventListener("input", keepSoon);
    form.addEventListener("change", keepSoon);
    window.addEventListener("pagehide", keepNow);
    document.addEventListener("visibilitychange", () => { if (document.hidden) keepNow(); });
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) isSent = false; });
    form.addEventListener("submit", () => {
      keepNow();
      isSent = true;
      // The server may be slow: what is typed until it answers is not part of what it takes. The
      // browser collects that right after this event.
      setTimeout(beginAnew);
    });
    keepers.push(keepNow);
    if (asks) window.addEventListener("beforeunload", (event) => { if (!isSent && !isClosed && isChanged()) event.preventDefault(); });
    return () => {
      offerAll(form, notice, ids, (left) => {
        carried.push(...left);
        keepNow();
      });
      form.dataset.keeping = "";
    };
  };

  // Of others who sat here, too: a session may have ended, and somebody else entered for a moment.
  const forgetOld = () => forget((key) => Date.now() - (store.get(key)?.at ?? 0) > MILLISECONDS_KEPT);

  // Nothing stays of somebody who logs out, and who says that it may go.
  const askAtLogOut = () => {
    const form = document.getElementById("logout-form");
    if (!user || !form) return;
    form.addEventListener("submit", (event) => {
      for (const keepNow of keepers) keepNow();
      if (store.keys().some(isOwn) && !window.confirm(askBeforeLogOut)) {
        event.preventDefault();
        return;
      }
      isClosed = true;
      forget(isOwn);
    });
  };

  const watchEditors = () => {
    if (!window.CKEDITOR) return;
    window.CKEDITOR.on("instanceReady", ({ editor }) => {
      const control = editor.element.$;
      tidied.set(control, editor.getData());
      editor.on("change", () => control.dispatchEvent(new Event("input", { bubbles: true })));
    });
  };
  const ready = (form) => Promise.all(editors(form).map((editor) => new Promise((done) => {
    if (editor.status === "ready") done();
    else editor.on("instanceReady", done);
  })));

  // From the first word on, before the editors are there; offered once all can be put back.
  const start = (notice) => {
    const form = notice.closest("form");
    const offerKept = keep(form, notice);
    window.addEventListener("load", () => ready(form).then(offerKept));
  };

  document.addEventListener("DOMContentLoaded", () => {
    forgetSaved();
    forgetOld();
    askAtLogOut();
    watchEditors();
    for (const notice of document.querySelectorAll(".kept-notice")) start(notice);
  });
})();
