// Shows what is found while somebody types. The page does all of it without this, too.
(() => {
  const PAUSE = 300;
  const form = document.querySelector(".search-form");
  if (!form || !window.fetch || !window.AbortController) return;
  const input = form.elements.q;
  let timer;
  let asked = new AbortController();
  let shown = input.value.trim();

  const show = async () => {
    const text = input.value.trim();
    if (text === shown) return;
    shown = text;
    asked.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (!response.ok) return;
      const found = new DOMParser().parseFromString(await response.text(), "text/html");
      const next = (id) => [document.getElementById(id), found.getElementById(id)];
      const [count, nextCount] = next("search-count");
      const [results, nextResults] = next("search-results");
      // Only words that changed are read aloud.
      if (count.textContent !== nextCount.textContent) count.textContent = nextCount.textContent;
      results.replaceWith(nextResults);
      document.title = found.title;
      history.replaceState(history.state, "", address);
    } catch (error) {
      // It was overtaken, or the network is away: the button still works.
    }
  };

  const wait = (event) => {
    clearTimeout(timer);
    // What a writer of Chinese is still composing is no word yet.
    if (!event.isComposing) timer = setTimeout(show, PAUSE);
  };
  input.addEventListener("input", wait);
  input.addEventListener("compositionend", wait);
})();
