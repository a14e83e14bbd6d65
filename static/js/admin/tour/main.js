// The tour of the dashboard: offered until someone took it or skipped it, and again by a link that
// ends in "#tour".
import { isKnown, remember } from "./memory.js";
import { startTour } from "./tour.js";

const offer = document.getElementById("tour-offer");
const words = document.getElementById("tour").dataset;
const steps = JSON.parse(document.getElementById("tour-steps").textContent);

const end = () => {
  remember(words.user);
  offer.hidden = true;
  document.getElementById("content-start").focus({ preventScroll: true });
};

const start = () => startTour(steps, words, end);

offer.querySelector("[data-tour='start']").addEventListener("click", start);
offer.querySelector("[data-tour='skip']").addEventListener("click", end);
offer.hidden = isKnown(words.user);
if (location.hash === "#tour") {
  history.replaceState(null, "", location.pathname);
  start();
}
