// The row of buttons of a form: what makes sense before something is typed, and what after that; and
// its menu, which closes as menus do. The buttons are drawn again when the draft is saved by script.
import { initialValuesOf, serialize, valuesOf } from "./kept-forms/values.js";

const form = document.querySelector(".form-bar")?.closest("form");
const SAVE_AND_GO_ON = "[name=_save], input.default";

const setChanged = (isChanged) => {
  const buttons = document.getElementById("form-buttons");
  const primary = buttons.querySelector("input.default");
  const atRest = buttons.querySelector("[data-at-rest]");
  if (atRest && primary) {
    atRest.hidden = isChanged;
    primary.hidden = !isChanged;
  }
  if (!("idle" in buttons.dataset)) return;
  for (const button of buttons.querySelectorAll(SAVE_AND_GO_ON)) button.disabled = !isChanged;
};

const openMenu = () => document.querySelector(".more-menu[open]");

const closeMenu = () => {
  const menu = openMenu();
  if (menu) menu.open = false;
};

const closeUnlessIn = (element) => {
  if (element && !openMenu()?.contains(element)) closeMenu();
};

const closeByKey = ({ key }) => {
  const menu = openMenu();
  if (key !== "Escape" || !menu) return;
  closeMenu();
  menu.querySelector("summary").focus();
};

const textOf = () => serialize(valuesOf(form));
// Someone may have typed before this script was there.
const isTyped = () => textOf() !== serialize(initialValuesOf(form));

if (form) {
  setChanged(isTyped());
  for (const type of ["input", "change"]) form.addEventListener(type, () => setChanged(true));
  // Someone may have typed on while it was saved.
  form.addEventListener("draftsaved", ({ detail }) => setChanged(textOf() !== detail.text));
  document.addEventListener("keydown", closeByKey);
  document.addEventListener("click", ({ target }) => closeUnlessIn(target));
  form.addEventListener("focusout", ({ relatedTarget }) => closeUnlessIn(relatedTarget));
}
