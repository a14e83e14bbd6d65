// What the server keeps of a form, which its page offers by itself without scripts.
import { create } from "../elements.js";

export class ServerOffer {
  // Return the offer of the page, null if there is none. From then on others show it.
  static find() {
    const form = document.getElementById("autosave-offer");
    return form && new ServerOffer(form);
  }

  constructor(form) {
    this.form = form;
    this.at = Number(form.dataset.at);
    this.ids = form.dataset.ids.split(".").filter(Boolean);
    form.hidden = true;
  }

  // Whether the form that kept something under this id has sent what is offered.
  isOf(id) {
    return this.ids.includes(id);
  }

  createLink() {
    const { href, textContent } = this.form.querySelector("a");
    return create("a", { className: "button", href, textContent });
  }

  async discard() {
    const body = new FormData(this.form, this.form.querySelector("[name=discard]"));
    const options = { method: "POST", body, headers: { Accept: "application/json" } };
    const answer = await fetch(this.form.action, options).catch(() => null);
    // The page that comes says what happened.
    if (!answer?.ok) this.form.requestSubmit(this.form.querySelector("[name=discard]"));
  }
}
