// Offers the last part of an address while a title is typed, until someone writes another one. A
// field that is sent empty is filled in by the server.

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
    if (this.isOpen()) this.timer = setTimeout(() => this.offer(), MILLISECONDS_OF_PAUSE);
  }

  async offer() {
    const words = this.title.value;
    const slug = await this.ask(words).catch(() => this.offered);
    // Someone may have typed on meanwhile.
    if (words !== this.title.value || !this.isOpen() || slug === this.field.value) return;
    this.offered = slug;
    this.field.value = slug;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async ask(words) {
    const headers = { Accept: "application/json" };
    const query = new URLSearchParams({ q: words });
    const answer = await fetch(`${this.field.dataset.offer}?${query}`, { headers });
    return (await answer.json()).slug;
  }
}

for (const field of document.querySelectorAll("input[data-offer]")) {
  new AddressOffer(field, document.getElementById(field.dataset.offeredFrom));
}
