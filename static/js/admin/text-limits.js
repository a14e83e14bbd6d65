// Counts the characters of a text that has a limit, and shows what is too much. Nothing is cut off:
// the server refuses what is too long, with all that was typed.
import { countCharacters } from "./character-count.js";
import { create, createStatus } from "./elements.js";

const words = document.getElementById("text-limits").dataset;
// Read aloud once somebody has stopped typing, not at each key.
const MILLISECONDS_OF_PAUSE = 800;
const counters = new WeakMap();
const status = createStatus({ className: "visually-hidden" });
let timer;

const createCounter = (control) => {
  // Django's admin puts an input beside its label, and what helps below both.
  const row = control.parentElement.matches(".flex-container") && control.parentElement;
  const counter = create(row ? "div" : "span", {
    className: row ? "help text-limit" : "text-limit",
    hidden: true,
  });
  // Screen readers would read it as part of the label around some inputs.
  counter.setAttribute("aria-hidden", "true");
  (row || control).after(counter);
  return counter;
};

const counterOf = (control) => {
  if (!counters.has(control)) counters.set(control, createCounter(control));
  return counters.get(control);
};

const markInvalid = (control, isTooLong) => {
  if (isTooLong) control.setAttribute("aria-invalid", "true");
  // The server's errors stay until the form is sent again.
  else if (!control.closest(".errors")) control.removeAttribute("aria-invalid");
};

const show = (control) => {
  const count = countCharacters(control.value, Number(control.dataset.limit), words);
  const counter = counterOf(control);
  const isSeen = count.isNear || document.activeElement === control;
  // What was seen once keeps its place. Pressing a button below takes the focus away: without the
  // counter the button moved up before it was released, and the click was lost.
  counter.hidden &&= !isSeen;
  counter.classList.toggle("text-limit-unseen", !isSeen);
  counter.classList.toggle("text-limit-over", Boolean(count.surplus));
  counter.replaceChildren(count.sentence);
  if (count.surplus) counter.append(" ", create("mark", { textContent: count.surplus }));
  markInvalid(control, Boolean(count.surplus));
  return count;
};

const announce = ({ isNear, sentence }) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    status.textContent = isNear ? sentence : "";
  }, MILLISECONDS_OF_PAUSE);
};

const onLimited = (type, act) =>
  document.addEventListener(type, ({ target }) => {
    if (target.matches?.("[data-limit]")) act(target);
  });

const controls = document.querySelectorAll("[data-limit]");
if (controls.length) {
  document.body.append(status);
  for (const control of controls) show(control);
  onLimited("input", (control) => announce(show(control)));
  // Its mark was taken away with the errors of the server.
  onLimited("recount", show);
  for (const type of ["focusin", "focusout"]) {
    onLimited(type, (control) => requestAnimationFrame(() => show(control)));
  }
}
