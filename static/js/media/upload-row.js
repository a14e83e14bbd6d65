import { cloneTemplate, createThumbnail } from "./views.js";

// One upload as it is seen, in a list of `area`.
export class UploadRow {
  constructor(area, file, { words, maxBytes }) {
    Object.assign(this, { area, file, words, isTooLarge: file.size > maxBytes });
    this.element = cloneTemplate(area, ".media-row-template");
    this.bar = this.find("progress");
    this.bar.setAttribute("aria-label", file.name);
    this.find(".media-row-name").textContent = file.name;
    area.querySelector(".media-rows").append(this.element);
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  announce(words) {
    this.area.querySelector("[role=status]").textContent = `${this.file.name}: ${words}`;
  }

  show(state) {
    this.find(".media-row-state").textContent = state;
  }

  showAndAnnounce(state) {
    this.show(state);
    this.announce(state);
  }

  showStart() {
    this.find(".media-row-error").hidden = true;
    this.find(".media-row-again").hidden = true;
    this.bar.hidden = false;
    this.bar.value = 0;
    this.show(this.words.waiting);
  }

  showSent(share) {
    if (!this.bar.value) this.showAndAnnounce(this.words.sending);
    this.bar.value = Math.max(1, share * 100);
    if (share < 1) return;
    this.bar.removeAttribute("value");
    this.show(this.words.checking);
  }

  showFailure({ message, isFinal }, tryAgain) {
    this.bar.hidden = true;
    this.showAndAnnounce(this.words.failed);
    const error = this.find(".media-row-error");
    error.textContent = message;
    error.hidden = false;
    this.announce(message);
    const button = this.find(".media-row-again");
    button.hidden = Boolean(isFinal) || this.isTooLarge;
    button.onclick = tryAgain;
  }

  showAdded(facts) {
    const link = this.find(".media-row-link");
    link.href = facts.url;
    link.hidden = false;
    this.find(".media-row-name").textContent = facts.title;
    this.find(".media-row-picture").replaceChildren(createThumbnail(facts));
  }

  showMaking() {
    this.show(this.words.making);
  }

  showSizes(made, wanted) {
    this.bar.hidden = false;
    this.bar.max = wanted;
    this.bar.value = made;
  }

  showEnd({ isNew }) {
    this.bar.hidden = true;
    this.showAndAnnounce(isNew ? this.words.done : this.words.known);
  }

  showMissingSizes() {
    this.showAndAnnounce(this.words.sizesFailed);
  }
}
