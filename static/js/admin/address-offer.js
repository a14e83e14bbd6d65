// Offers the last part of an address while a title is typed, until someone writes another one. A
// field that is sent empty is filled in by the server, which also knows what is no ASCII.
import { asciiSlug, isAscii } from "./ascii-slug.js";

const MILLISECONDS_OF_PAUSE = 300;

class AddressOffer {
  constructor(field, title) {
    this.field = field;
    this.title = title;
    this.offered = "";
    title.addEventListener("input", () => this.onInput());
    field.addEventListener("change", () => this.onInput());
  }

  isOpen() {
    return ["", this.offered].includes(this.field.value);
  }

  onInput() {
    clearTimeout(this.timer);
    if (!this.isOpen()) return;
    const [words, version] = [this.title.value, this.version()];
    if (isAscii(words)) this.fill(asciiSlug(words));
    else this.timer = setTimeout(() => this.ask(words, version), MILLISECONDS_OF_PAUSE);
  }

  // Which text of the draft the form is about. A save gives it a free address.
  version() {
    return this.field.form.elements.opened?.value;
  }

  fill(slug) {
    this.offered = slug;
    this.field.value = slug;
  }

  async ask(words, version) {
    const headers = { Accept: "application/json" };
    const query = new URLSearchParams({ q: words });
    const answer = await fetch(`${this.field.dataset.offer}?${query}`, { headers }).catch(
      () => null,
    );
    const { slug } = (await answer?.json().catch(() => null)) ?? {};
    // Someone may have typed on, or saved, meanwhile.
    const isCurrent = words === this.title.value && version === this.version();
    if (slug && isCurrent && this.isOpen()) this.fill(slug);
  }
}

for (const field of document.querySelectorAll("input[data-offer]")) {
  new AddressOffer(field, document.getElementById(field.dataset.offeredFrom));
}
