import { updateEditors } from "../kept-forms/editors.js";
import { initialValuesOf, serialize, valuesOf } from "../kept-forms/values.js";
import { ensureLoggedIn, isLoggedIn } from "../log-in/with-login.js";
import { pauseAfter, reasonOf, send } from "./answers.js";
import { clearErrors, showErrors } from "./errors.js";
import { Line } from "./line.js";
import { update } from "./page.js";

const MILLISECONDS = { beforeLook: 400, afterTyping: 2500, whileTyping: 20_000 };
const MAX_FAILURES = 3;
const TOKEN = "csrfmiddlewaretoken";

// Saves a draft without leaving its form: beside the draft at each pause, and into it at a button.
export class Saver {
  constructor(form, place, line) {
    Object.assign(this, { form, words: place.dataset, failures: 0, isSaving: false, time: "" });
    this.line = new Line(line, place.dataset, () => this.logInAndSave());
    this.saved = serialize(initialValuesOf(form));
    // What the server sent back wasn't saved.
    const isRefused = Boolean(form.querySelector(".kept-notice")?.dataset.again);
    this.server = isRefused ? null : this.saved;
  }

  start() {
    for (const type of ["input", "change"]) {
      this.form.addEventListener(type, () => this.lookSoon());
    }
    window.addEventListener("online", () => this.retryNow());
    // The preview beside the form shows what the server has.
    this.form.addEventListener("autosavenow", () => this.autosave());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.autosave();
    });
    // Of two people's texts the page that comes next shows the ones that were chosen.
    if (!this.form.elements.chosen_against) this.takeOver();
  }

  takeOver() {
    this.form.dataset.byScript = "";
    // Ahead of what belongs to a form that leaves the page.
    this.form.addEventListener("submit", (event) => this.onSubmit(event), true);
  }

  text() {
    return serialize(valuesOf(this.form));
  }

  body(submitter) {
    updateEditors(this.form);
    return new FormData(this.form, submitter);
  }

  // Editors tidy up their text while they start: that isn't typed.
  onReady() {
    if (this.server === this.saved)
      this.saved = this.server = serialize(initialValuesOf(this.form));
  }

  lookSoon() {
    this.lookTimer ??= setTimeout(() => this.look(), MILLISECONDS.beforeLook);
  }

  look() {
    this.lookTimer = null;
    if (this.isSaving) return;
    const text = this.text();
    if (text === this.server) {
      clearTimeout(this.timer);
      this.firstTyped = null;
      if (this.line.state === "unsaved") this.showSaved();
      return;
    }
    const isSaid = this.failures || this.line.state === "logIn" || text === this.refused;
    if (!isSaid) this.line.show("unsaved");
    this.firstTyped ??= Date.now();
    const left = this.firstTyped + MILLISECONDS.whileTyping - Date.now();
    this.autosaveIn(Math.max(0, Math.min(MILLISECONDS.afterTyping, left)));
  }

  showSaved(options = {}) {
    if (this.time) this.line.show("saved", { time: this.time, ...options });
    else this.line.clear();
  }

  autosaveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.autosave(), milliseconds);
  }

  async autosave() {
    clearTimeout(this.timer);
    const text = this.text();
    if (this.isSaving || this.autosaving || !this.words.autosave || text === this.server) return;
    this.firstTyped = null;
    if (!this.failures && text !== this.refused) this.line.show("saving");
    this.autosaving = this.sendAutosave();
    const answer = await this.autosaving;
    this.autosaving = null;
    if (!this.isSaving) this.onAutosaved(answer, text);
  }

  async sendAutosave() {
    const answer = await send(this.words.autosave, this.body());
    // The token became old by a log-in elsewhere.
    if (answer.kind !== "forbidden" || !(await isLoggedIn())) return answer;
    return send(this.words.autosave, this.body());
  }

  onAutosaved({ kind, data }, text) {
    if (kind === "saved") {
      this.failures = 0;
      this.noteOnServer("autosaved", text, data);
      // What is refused is kept beside the draft, and still not in it.
      if (text !== this.refused) this.showSaved();
      else if (this.line.state !== "refused") this.line.show("refused");
      if (this.text() !== text) this.look();
    } else if (kind === "offline" || kind === "busy") {
      this.showFailure(kind, { error: reasonOf(kind, data, this.words.lock) });
      this.autosaveIn(pauseAfter(this.failures));
    } else if (kind === "logIn" || kind === "forbidden") this.line.show("logIn");
    else this.line.show("failed", { error: data.error });
  }

  noteOnServer(event, text, { saved_at: time, preview_url: previewUrl }) {
    Object.assign(this, { server: text, time });
    this.form.dispatchEvent(new CustomEvent(event, { detail: { text, previewUrl } }));
  }

  showFailure(kind, options) {
    this.failures += 1;
    const isKept = !this.form.querySelector(".kept-full");
    this.line.show(kind === "offline" && !isKept ? "unkept" : kind, options);
  }

  async logInAndSave() {
    if (await ensureLoggedIn()) this.autosave();
  }

  retryNow() {
    if (this.isSaving) this.endPause?.();
    else if (this.failures) this.autosave();
  }

  onSubmit(event) {
    if (event.defaultPrevented || this.isSentByBrowser) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.button = event.submitter?.name;
    this.isAskedAgain = this.isSaving;
    if (this.isSaving) this.retryNow();
    else this.save();
  }

  // Once more if someone pressed a button meanwhile, or would leave behind what they typed.
  async save() {
    this.isSaving = true;
    this.line.show("saving", { isAsked: true });
    await this.autosaving;
    let next = null;
    do next = await this.saveOnce();
    while (next === "again");
    this.isSaving = false;
    if (next) location.assign(next);
    // What was typed meanwhile.
    else if (this.line.state === "saved") this.lookSoon();
  }

  // The same is sent until it is answered: the server may have saved it though its answer got lost, and
  // would then ask the person to choose between that and what they typed since. Return where to go on
  // to, or that there is more to save.
  async saveOnce() {
    Object.assign(this, { failures: 0, isAskedAgain: false });
    const { button } = this;
    const sent = { text: this.text(), body: this.body(this.findButton()) };
    while (await this.tryToSave(sent)) {
      await this.pause();
      this.isAskedAgain = true;
    }
    const { kind, next } = sent;
    const isOther = this.text() !== sent.text || this.button !== button;
    const isAnswered = kind === "saved" || kind === "refused";
    if (isAnswered && isOther && (next || this.isAskedAgain)) return "again";
    if (kind === "saved") this.showSaved({ isAsked: true });
    return next;
  }

  // After each save the buttons are new ones.
  findButton() {
    return (
      this.button && this.form.querySelector(`#form-buttons [name="${CSS.escape(this.button)}"]`)
    );
  }

  pause() {
    return new Promise((done) => {
      this.endPause = done;
      setTimeout(done, pauseAfter(this.failures));
    });
  }

  // Return whether to try again.
  async tryToSave(sent) {
    const { kind, data } = await this.sendDraft(sent.body);
    Object.assign(sent, { kind, next: data.next });
    if (kind === "saved") this.onSaved(sent.text, data);
    else if (kind === "refused") this.onRefused(sent.text, data);
    else if (kind === "wentBack") this.line.show("unsaved", { isAsked: true });
    else if (kind === "offline" || kind === "busy" || kind === "failed") {
      this.showFailure(kind, { error: reasonOf(kind, data, this.words.lock), isAsked: true });
      return kind !== "failed" || this.failures < MAX_FAILURES;
    } else this.sendAsBrowsersDo();
    return false;
  }

  async sendDraft(body) {
    const answer = await ensureLoggedIn({ whenUnreachable: () => "offline" });
    if (answer !== true) return { kind: answer || "wentBack", data: {} };
    // Someone who logged in meanwhile has another one.
    body.set(TOKEN, this.form.elements[TOKEN].value);
    return send(this.form.action, body);
  }

  onSaved(text, answer) {
    this.failures = 0;
    this.saved = text;
    clearErrors(this.form);
    update(this.form, answer);
    if (answer.autosave_url) this.words.autosave = answer.autosave_url;
    this.noteOnServer("draftsaved", text, answer);
  }

  onRefused(text, answer) {
    this.refused = text;
    showErrors(this.form, answer);
    this.line.show("refused", { isAsked: true });
  }

  // The page that comes says what happened, and asks.
  sendAsBrowsersDo() {
    this.isSentByBrowser = true;
    this.form.requestSubmit(this.findButton());
    this.isSentByBrowser = false;
  }
}
