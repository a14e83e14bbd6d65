// A title or a statement is one line of text, however many lines it takes on the screen: its box
// grows with it, and the key Enter leads on in place of a new line.

const fit = (box) => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
};

const goOn = (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const elements = [...event.target.form.elements];
  // Its groups of fields are among them.
  const controls = elements.filter((each) => each.offsetParent && each.tabIndex >= 0);
  controls[controls.indexOf(event.target) + 1]?.focus();
};

// Browsers that know `field-sizing` do this themselves.
const growsByItself = () => CSS.supports("field-sizing", "content");

const start = (box) => {
  box.addEventListener("keydown", goOn);
  if (growsByItself()) return;
  fit(box);
  box.addEventListener("input", () => fit(box));
  window.addEventListener("resize", () => fit(box));
};

for (const box of document.querySelectorAll("textarea[data-one-line]")) start(box);
