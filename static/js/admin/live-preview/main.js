// The page of a draft beside its form, as readers will see it: what is typed is kept on the server
// without saving it, and shown as soon as that is done. Without this script the button shows the
// page of the saved draft.
import { Frames } from "./frames.js";

const MILLISECONDS_OF_PAUSE = 500;
const pane = document.getElementById("preview-pane");
const form = pane?.closest("form");
let frames;
let timer;

const buttonOf = () => form.querySelector("#form-buttons [name=_preview]");
const isOpen = () => !pane.hidden;
const widthOf = () => Number(pane.querySelector("[data-width][aria-pressed=true]").dataset.width);

const askToKeep = () => form.dispatchEvent(new CustomEvent("autosavenow"));

const load = () => {
  const { url } = pane.dataset;
  if (!isOpen() || !url) return;
  const besideForm = new URL(url, location.href);
  besideForm.searchParams.set("beside", "1");
  frames.load(besideForm.href);
};

const followAddress = ({ detail }) => {
  if (detail.previewUrl) pane.dataset.url = detail.previewUrl;
  load();
};

const fit = () => frames.setWidth(widthOf());

const showThatItIsOpen = () => buttonOf()?.setAttribute("aria-pressed", String(isOpen()));

const open = () => {
  pane.hidden = false;
  pane.parentElement.classList.add("with-preview");
  frames ??= new Frames(pane.querySelector(".preview-frames"), pane.dataset.title);
  showThatItIsOpen();
  fit();
  load();
  askToKeep();
  // On a small screen it covers the form.
  if (getComputedStyle(pane).position === "fixed") pane.focus();
};

const close = () => {
  pane.hidden = true;
  pane.parentElement.classList.remove("with-preview");
  showThatItIsOpen();
  buttonOf()?.focus();
};

const toggle = (event) => {
  if (!event.target.matches("[name=_preview]")) return;
  event.preventDefault();
  if (isOpen()) close();
  else open();
};

const chooseWidth = ({ currentTarget: chosen }) => {
  for (const button of pane.querySelectorAll("[data-width]")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  fit();
};

const keepSoon = () => {
  clearTimeout(timer);
  if (isOpen()) timer = setTimeout(askToKeep, MILLISECONDS_OF_PAUSE);
};

const onShown = () => {
  pane.querySelector(".empty").hidden = true;
  const link = pane.querySelector("a[target]");
  link.href = pane.dataset.url;
  link.hidden = false;
};

const start = () => {
  form.addEventListener("click", toggle);
  for (const type of ["input", "change"]) form.addEventListener(type, keepSoon);
  for (const type of ["autosaved", "draftsaved"]) form.addEventListener(type, followAddress);
  form.addEventListener("draftsaved", showThatItIsOpen);
  pane.addEventListener("previewshown", onShown, true);
  pane.querySelector(".preview-close").addEventListener("click", close);
  for (const button of pane.querySelectorAll("[data-width]")) {
    button.addEventListener("click", chooseWidth);
  }
  pane.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  new ResizeObserver(() => isOpen() && fit()).observe(pane.querySelector(".preview-frames"));
  showThatItIsOpen();
};

if (pane && buttonOf()) start();
