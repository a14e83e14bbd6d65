// Shows what is found while somebody types. The page does all of it without this, too.
const PAUSE = 300;
// The count is read aloud once nobody has typed for a second, not at each pause.
const QUIET = 1000;
const form = document.querySelector(".search-form");
const input = form.elements.q;
let timer;
let announcing;
let asked = new AbortController();
let shown = input.value.trim();
let noted = shown;

// The count on the page changes with the results; a line that only screen readers meet follows.
const count = document.getElementById("search-count");
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
count.removeAttribute("role");
count.after(status);

// How many results there are, what may have been meant, and what answers a question without any.
const said = () => {
  const suggestion = document.querySelector(".search-suggestion");
  suggestion?.removeAttribute("role");
  const answer = document.querySelector("[data-miss] .approval p");
  const parts = [count, suggestion, answer].map((each) => each?.textContent ?? "");
  return parts.join(" ").replace(/\s+/g, " ").trim();
};
let announced = said();

const announce = () => {
  if (announced === said()) return;
  announced = said();
  status.textContent = announced;
};

const addressOfForm = () => `${form.action}?${new URLSearchParams(new FormData(form))}`;

// What found nothing is asked for once more when nobody types any more: then the site counts it.
const note = () => {
  if (noted === shown || !document.querySelector("#search-results[data-miss]")) return;
  noted = shown;
  fetch(addressOfForm()).catch(() => {});
};

const settle = () => {
  announce();
  note();
};

// Returns whether what was typed is shown: it may be overtaken, or the network away.
const show = async (text) => {
  shown = text;
  asked.abort();
  asked = new AbortController();
  const address = addressOfForm();
  const headers = { "X-Still-Typing": "1" };
  try {
    const response = await fetch(address, { headers, signal: asked.signal });
    if (!response.ok) return false;
    const found = new DOMParser().parseFromString(await response.text(), "text/html");
    count.textContent = found.getElementById("search-count").textContent;
    document.getElementById("search-results").replaceWith(found.getElementById("search-results"));
    document.title = found.title;
    history.replaceState(history.state, "", address);
    return true;
  } catch {
    return false;
  }
};

const follow = async () => {
  const text = input.value.trim();
  if (text !== shown && !(await show(text))) return;
  clearTimeout(announcing);
  announcing = setTimeout(settle, QUIET - PAUSE);
};

const wait = (event) => {
  clearTimeout(timer);
  clearTimeout(announcing);
  // What a writer of Chinese is still composing is no word yet.
  if (!event.isComposing) timer = setTimeout(follow, PAUSE);
};

input.addEventListener("input", wait);
input.addEventListener("compositionend", wait);
