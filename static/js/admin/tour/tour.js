import { create, createButton } from "../elements.js";
import { placeBeside } from "./place.js";

const isSeen = (element) => element?.checkVisibility?.() ?? Boolean(element?.offsetParent);

const findTarget = (targets) => targets.map((each) => document.querySelector(each)).find(isSeen);

// Return the steps whose target is seen now, each with it.
export const withTargets = (steps) =>
  steps
    .map((step) => ({ ...step, target: findTarget(step.targets) }))
    .filter((step) => step.target);

const mark = (target) => {
  for (const each of document.querySelectorAll(".tour-target")) {
    each.classList.remove("tour-target");
  }
  target?.classList.add("tour-target");
};

const createDialog = () => {
  const title = create("h2", { id: "tour-step-title", tabIndex: -1 });
  const text = create("p", { id: "tour-step-text" });
  const count = create("p", { className: "meta" });
  const buttons = create("p", { className: "buttons" });
  const dialog = create("dialog", { className: "dialog tour" }, title, text, count, buttons);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.setAttribute("aria-describedby", text.id);
  document.body.append(dialog);
  return { dialog, title, text, count, buttons };
};

const place = ({ dialog }, target) => {
  target.scrollIntoView({ block: "nearest" });
  const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
  const { left, top } = placeBeside(
    target.getBoundingClientRect(),
    dialog.getBoundingClientRect(),
    view,
  );
  dialog.style.left = `${left}px`;
  dialog.style.top = `${top}px`;
};

const show = (parts, steps, index, words) => {
  const { dialog, title, text, count, buttons } = parts;
  const step = steps[index];
  const isLast = index === steps.length - 1;
  const go = (to) => show(parts, steps, to, words);
  const close = () => dialog.close();
  title.textContent = step.title;
  text.textContent = step.text;
  count.textContent = words.step.replace("{number}", index + 1).replace("{count}", steps.length);
  const next = createButton(isLast ? words.done : words.next, isLast ? close : () => go(index + 1));
  next.classList.add("button-primary");
  const back = createButton(words.back, () => go(index - 1));
  const skip = createButton(words.skip, close);
  skip.classList.add("button-quiet");
  buttons.replaceChildren(next, ...(index ? [back] : []), ...(isLast ? [] : [skip]));
  mark(step.target);
  place(parts, step.target);
  title.focus();
};

// Lead through the steps in a dialog; call `onEnd` when it is closed.
export const startTour = (steps, words, onEnd) => {
  const seen = withTargets(steps);
  const parts = createDialog();
  parts.dialog.addEventListener("close", () => {
    mark(null);
    parts.dialog.remove();
    onEnd();
  });
  parts.dialog.showModal();
  show(parts, seen, 0, words);
};
