// The small log-in: a window over a form, with the pages of the log-in in a frame.
import { askState, obstacleOf } from "./state.js";

export class LogInDialog {
  // `needs` are the `person` who is to be logged in, and whether they have to confirm who they are
  // (`isConfirmed`). `onLoggedIn` gets the server's state.
  constructor(template, needs, onLoggedIn) {
    Object.assign(this, { needs, onLoggedIn, obstacle: "" });
    this.addresses = template.dataset;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.frame = this.find("iframe");
    document.body.append(this.element);
    this.listen();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  listen() {
    const check = () => this.check();
    const onClick = (selector, act) => this.find(selector).addEventListener("click", act);
    onClick(".log-in-again", check);
    onClick(".log-in-switch", () => this.switchPerson());
    onClick(".log-in-back", () => this.element.close());
    this.frame.addEventListener("load", () => this.onFrameLoad());
    // They may have logged in in another tab.
    window.addEventListener("focus", check);
    this.element.addEventListener("close", () => {
      window.removeEventListener("focus", check);
      this.element.remove();
      this.settle(false);
    });
  }

  // Resolves to whether the person is logged in; false if they go back to the form.
  open(obstacle, state) {
    const settled = new Promise((settle) => {
      this.settle = settle;
    });
    this.show(obstacle, state);
    this.element.showModal();
    return settled;
  }

  show(obstacle, state) {
    if (obstacle === this.obstacle) return;
    this.obstacle = obstacle;
    this.state = state;
    for (const part of this.element.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(obstacle);
    }
    const title = this.find(`[data-when~="${obstacle}"] h2`);
    this.element.setAttribute("aria-labelledby", title.id);
    for (const name of this.element.querySelectorAll(".log-in-name")) {
      name.textContent = state?.name ?? "";
    }
    this.showFrame({ nobody: state?.logIn, unconfirmed: state?.confirm }[obstacle]);
    title.focus();
  }

  showFrame(address) {
    this.frame.hidden = !address;
    if (!address) return;
    this.frame.src = address;
    this.find(".log-in-tab").href = address;
  }

  async onFrameLoad() {
    if (this.frame.hidden) return;
    // There is none where the log-in led to a page that no frame shows.
    const page = this.frame.contentDocument;
    if (page) {
      this.frame.style.height = `${page.documentElement.scrollHeight}px`;
      page.querySelector("[autofocus]")?.focus();
    }
    await this.check();
  }

  async check() {
    const state = await askState(this.addresses.state).catch(() => undefined);
    if (!this.element.open || state === null) return;
    const obstacle = state ? obstacleOf(state, this.needs) : "unreachable";
    if (obstacle) this.show(obstacle, state);
    else this.finish(state);
  }

  finish(state) {
    this.onLoggedIn(state);
    this.settle(true);
    this.element.close();
  }

  // Logs the other person out, so that the form's own can log in.
  async switchPerson() {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.state.token);
    await fetch(this.addresses.logOut, { method: "POST", body }).catch(() => {});
    await this.check();
  }
}
