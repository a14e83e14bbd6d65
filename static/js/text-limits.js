// Counts the characters of a text that has a limit, and shows what is too much. Nothing is cut off:
// the server refuses what is too long, with all that was typed.
(() => {
  const words = document.currentScript.dataset;
  const NEAR = 0.9;
  // Heard once somebody has stopped typing, not at each key.
  const MILLISECONDS_OF_PAUSE = 800;
  const counters = new WeakMap();
  let status;
  let timer;

  // As the server counts: whole characters, and none of the space around them.
  const charactersOf = (text) => [...text.trim()];
  const sentence = (pattern, count, limit) => pattern.replace("{count}", count).replace("{limit}", limit).replace("{surplus}", count - limit);

  const counterOf = (control) => {
    if (!counters.has(control)) {
      // Django's admin puts an input beside its label, and what helps below both.
      const row = control.parentElement.matches(".flex-container") && control.parentElement;
      const counter = document.createElement(row ? "div" : "span");
      counter.className = row ? "help text-limit" : "text-limit";
      // Read aloud it would be part of the label that stands around some inputs.
      counter.setAttribute("aria-hidden", "true");
      (row || control).after(counter);
      counters.set(control, counter);
    }
    return counters.get(control);
  };

  const say = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { status.textContent = text; }, MILLISECONDS_OF_PAUSE);
  };

  const show = (control) => {
    const limit = Number(control.dataset.limit);
    const characters = charactersOf(control.value);
    const count = characters.length;
    const isOver = count > limit;
    const counter = counterOf(control);
    const text = sentence(isOver ? words.over : words.count, count, limit);
    counter.hidden = !(count >= limit * NEAR || document.activeElement === control);
    counter.classList.toggle("text-limit-over", isOver);
    counter.replaceChildren(text);
    if (isOver) counter.append(" ", Object.assign(document.createElement("mark"), { textContent: characters.slice(limit).join("") }));
    if (isOver) control.setAttribute("aria-invalid", "true");
    else if (control.getAttribute("aria-invalid") && !control.closest(".errors")) control.removeAttribute("aria-invalid");
    return count >= limit * NEAR ? text : "";
  };

  const limited = (event) => event.target.matches && event.target.matches("[data-limit]");

  document.addEventListener("DOMContentLoaded", () => {
    const controls = document.querySelectorAll("[data-limit]");
    if (!controls.length) return;
    status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    status.setAttribute("role", "status");
    document.body.append(status);
    for (const control of controls) show(control);
    document.addEventListener("input", (event) => { if (limited(event)) say(show(event.target)); });
    for (const kind of ["focusin", "focusout"]) document.addEventListener(kind, (event) => { if (limited(event)) requestAnimationFrame(() => show(event.target)); });
  });
})();
