// Shows what is found while somebody types. The page does all of it without this, too.
(() => {
  const PAUSE = 300;
  // What is found is said aloud once nobody has typed for a second, not at each pause.
  const QUIET = 1000;
  const form = document.querySelector(".search-form");
  if (!form || !window.fetch || !window.AbortController) return;
  const input = form.elements.q;
  let timer;
  let speaking;
  let asked = new AbortController();
  let shown = input.value.trim();

  // The count on the page changes with the results; a line that only screen readers meet follows.
  const count = document.getElementById("search-count");
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  count.removeAttribute("role");
  count.after(status);
  let said = count.textContent;

  const speak = () => {
    if (said === count.textContent) return;
    said = count.textContent;
    status.textContent = said;
  };

  // Returns whether what was typed is shown: it may be overtaken, or the network away.
  const show = async (text) => {
    shown = text;
    asked.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (!response.ok) return false;
      const found = new DOMParser().parseFromString(await response.text(), "text/html");
      count.textContent = found.getElementById("search-count").textContent;
      document.getElementById("search-results").replaceWith(found.getElementById("search-results"));
      document.title = found.title;
      history.replaceState(history.state, "", address);
      return true;
    } catch (error) {
      return false;
    }
  };

  const follow = async () => {
    const text = input.value.trim();
    if (text !== shown && !(await show(text))) return;
    clearTimeout(speaking);
    speaking = setTimeout(speak, QUIET - PAUSE);
  };

  const wait = (event) => {
    clearTimeout(timer);
    clearTimeout(speaking);
    // What a writer of Chinese is still composing is no word yet.
    if (!event.isComposing) timer = setTimeout(follow, PAUSE);
  };
  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
})();
