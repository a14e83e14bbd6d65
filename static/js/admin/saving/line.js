// The line in the bar that says whether the server has what was typed.
import { createButton } from "../elements.js";

// Screen readers would read them out after each pause in typing.
const QUIET = ["saving", "saved", "unsaved"];

export class Line {
  // `words` has a sentence for each state; `onLogIn` is what the button does that asks to log in.
  constructor(element, words, onLogIn) {
    Object.assign(this, { element, words, onLogIn, state: "" });
  }

  // `isAsked` says that someone pressed a button for it.
  show(state, { time = "", error, isAsked = false } = {}) {
    this.state = state;
    this.element.dataset.state = state;
    this.element.setAttribute("aria-live", !isAsked && QUIET.includes(state) ? "off" : "polite");
    this.element.title = state === "saved" ? this.words.hint : "";
    const sentence = error ?? this.words[state].replace("{time}", time);
    this.element.replaceChildren(
      state === "logIn" ? createButton(sentence, this.onLogIn) : sentence,
    );
  }

  clear() {
    this.state = "";
    delete this.element.dataset.state;
    this.element.replaceChildren();
  }
}
