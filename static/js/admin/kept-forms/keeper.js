import { create } from "../elements.js";
import { openedWith } from "./restore.js";
import { keyOf, newId, removeKept, writeKept } from "./store.js";
import { initialValuesOf, serialize, valuesOf } from "./values.js";

const MAX_IDS = 4;
const MILLISECONDS_OF_PAUSE = 400;

// Keeps what is typed into one form.
export class FormKeeper {
  constructor(form, notice, user) {
    Object.assign(this, { form, notice, user, timer: null, isSent: false, isClosed: false });
    this.wasRefused = Boolean(notice.dataset.again);
    this.isContinued = Boolean(form.elements.continues);
    // One id for each time that the form was sent, and one for what is typed since.
    this.ids = this.wasRefused ? notice.dataset.again.split(".") : [newId()];
    this.idField = create("input", { type: "hidden", name: "kept_id" });
    this.showIds();
    form.append(this.idField);
    // Restored values that the form has no control for.
    this.carried = [];
    // What a script saved, and what the server keeps beside the draft.
    this.saved = null;
    this.onServer = null;
    this.last = this.initial();
  }

  start() {
    this.keepNow();
    this.form.addEventListener("input", () => this.keepSoon());
    this.form.addEventListener("change", () => this.keepSoon());
    this.form.addEventListener("submit", () => this.onSubmit());
    this.form.addEventListener("draftsaved", ({ detail }) => this.onSaved(detail));
    this.form.addEventListener("autosaved", ({ detail }) => {
      this.onServer = detail.text;
    });
    window.addEventListener("pagehide", () => this.keepNow());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.keepNow();
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.isSent = false;
    });
    if (this.notice.dataset.asks) {
      window.addEventListener("beforeunload", (event) => this.onLeave(event));
    }
  }

  key() {
    return keyOf(this.user, this.ids.at(-1));
  }

  showIds() {
    this.idField.value = this.ids.join(".");
  }

  // What the server sent back or kept was not saved, though nothing was typed here yet.
  initial() {
    if (this.saved !== null) return this.saved;
    return this.wasRefused || this.isContinued ? null : serialize(initialValuesOf(this.form));
  }

  keepSoon() {
    this.timer ??= setTimeout(() => this.keepNow(), MILLISECONDS_OF_PAUSE);
  }

  keepNow() {
    clearTimeout(this.timer);
    this.timer = null;
    const values = [...valuesOf(this.form), ...this.carried];
    const text = serialize(values);
    if (this.isClosed || text === this.last) return;
    this.last = text;
    if (text === this.initial()) removeKept(this.key());
    else if (!this.write(values)) this.showThatStoreIsFull();
  }

  write(values) {
    const { pathname: path } = location;
    return writeKept(this.key(), { at: Date.now(), path, values, opened: openedWith(this.form) });
  }

  showThatStoreIsFull() {
    this.last = null;
    if (!this.notice.querySelector(".kept-full")) {
      const { full } = this.notice.dataset;
      this.notice.append(create("p", { className: "kept-full", textContent: full }));
    }
    this.notice.hidden = false;
  }

  onSubmit() {
    this.keepNow();
    this.isSent = true;
    // The server may be slow: what is typed until it answers is not part of what it takes. The
    // browser collects that right after this event.
    setTimeout(() => {
      if (this.ids.length === MAX_IDS) this.ids.shift();
      this.ids.push(newId());
      this.showIds();
    });
  }

  // The server has `text` now: what is kept of this form goes, but for what was typed since.
  onSaved({ text }) {
    for (const id of this.ids) removeKept(keyOf(this.user, id));
    this.ids = [newId()];
    this.showIds();
    Object.assign(this, { saved: text, onServer: text, last: text, carried: [], isSent: false });
    this.keepNow();
  }

  // Asks only if what was typed is neither in this browser nor at the server.
  onLeave(event) {
    this.keepNow();
    const text = serialize(valuesOf(this.form));
    const isSomewhere = [this.initial(), this.last, this.onServer].includes(text);
    if (!this.isSent && !this.isClosed && !isSomewhere) event.preventDefault();
  }

  carry(values) {
    this.carried.push(...values);
    this.keepNow();
  }

  close() {
    this.isClosed = true;
  }
}
