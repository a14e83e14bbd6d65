// Keys for what one does often, and a list of them, in which each can be switched off.
import { readOff, shortcutOf, switchShortcut, takesText } from "./keys.js";

const { user } = document.getElementById("kept-forms").dataset;
const BUTTONS = {
  save: "[name=_save]",
  preview: "[data-shortcut=preview], [name=_preview]",
  primary: ".form-bar .default:not([hidden])",
};
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
let dialog;

const createDialog = () => {
  const { content, dataset } = document.getElementById("shortcuts");
  const element = content.firstElementChild.cloneNode(true);
  if (isMac)
    for (const key of element.querySelectorAll(".with-control")) key.textContent = dataset.mac;
  element.querySelector("[data-close]").addEventListener("click", () => element.close());
  element.addEventListener("change", ({ target }) =>
    switchShortcut(user, target.dataset.switch, target.checked),
  );
  document.body.append(element);
  return element;
};

const showList = () => {
  dialog ??= createDialog();
  const off = readOff(user);
  for (const box of dialog.querySelectorAll("[data-switch]")) {
    box.checked = !off.includes(box.dataset.switch);
  }
  dialog.showModal();
};

const act = (name) => {
  if (name === "help") showList();
  else document.querySelector(BUTTONS[name])?.click();
};

const onKey = (event) => {
  const name = shortcutOf(event, takesText(event.target));
  if (!name || readOff(user).includes(name) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopPropagation();
  act(name);
};

// Ahead of the editor, which has keys of its own.
window.addEventListener("keydown", onKey, true);
for (const button of document.querySelectorAll("[data-show-shortcuts]")) {
  button.addEventListener("click", showList);
  button.parentElement.hidden = false;
}
