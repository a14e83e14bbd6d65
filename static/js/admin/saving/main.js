// Saves the form of a draft without leaving it. Without this script its buttons send it as ever.
import { whenEditorsAreReady } from "../kept-forms/editors.js";
import { Saver } from "./saver.js";

// Once the modules of the page have put their controls in place.
document.addEventListener("DOMContentLoaded", async () => {
  const place = document.getElementById("saving");
  const line = document.getElementById("save-state");
  if (!place || !line) return;
  const saver = new Saver(place.closest("form"), place, line);
  saver.start();
  await whenEditorsAreReady(saver.form);
  saver.onReady();
});
