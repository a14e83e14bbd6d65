// The window in which an editor chooses a picture or a document of the library, or uploads one. It
// is fetched from the server when it is first asked for.
//
// mediaLibrary.pick(url, options) opens it, and resolves to null (closed), {out: true} (to be
// taken out) or {facts, style}. Of the options `styles` are pairs of a style and its words (for a
// picture in a text), `style` the one that is chosen at first, and `current` is {facts, style} of
// the one that stands there.
(() => {
  const library = window.mediaLibrary;
  const pickers = new Map();

  const make = (dialog) => {
    const picking = JSON.parse(dialog.dataset.picking);
    const find = (selector) => dialog.querySelector(selector);
    const heading = find("h2");
    const [browse, details] = [find(".media-picker-browse"), find(".media-picker-details")];
    const grid = find(".media-picker-browse > .media-grid");
    const [more, none, fault] = [find(".media-picker-more"), find(".media-picker-browse > .media-none"), find(".media-picker-browse > .errornote")];
    const use = find(".media-picker-use");
    const useButton = use.querySelector("[type=submit]");
    const later = find(".media-picker-later");
    const styles = find(".media-styles");
    let [options, settle, page, chosen, describing] = [{}, null, 1, null, null];

    // At once: the event that tells of the closing comes when the page can be used again.
    const finish = (value) => {
      settle(value);
      dialog.close();
    };

    const style = () => (options.styles ? new FormData(use).get("media-style") : null);

    const showStyles = (current) => {
      const radios = options.styles.map(([name, words]) => {
        const radio = Object.assign(document.createElement("input"), { type: "radio", name: "media-style", value: name, checked: name === current });
        const label = document.createElement("label");
        label.append(radio, ` ${words}`);
        return label;
      });
      styles.replaceChildren(styles.querySelector("legend"), ...radios);
    };

    const showDetails = (facts, current = null) => {
      chosen = facts;
      const needsText = !facts.isDescribed && Boolean(find(".media-describe-template"));
      if (!options.styles && (facts.kind === "document" || !needsText)) {
        finish({ facts, style: null });
        return;
      }
      find(".media-picker-chosen .media-thumb").replaceChildren(library.thumbnail(facts));
      find(".media-picker-chosen strong").textContent = facts.title;
      find(".media-picker-chosen a").href = facts.url;
      find(".media-picker-chosen .media-card-note").textContent = facts.note;
      describing = needsText ? library.describeForm(dialog, facts, picking.words, () => {}) : null;
      if (describing) describing.querySelector("[type=submit]").parentElement.remove();
      find(".media-picker-describe").hidden = !needsText;
      find(".media-picker-describe-form").replaceChildren(...(describing ? [describing] : []));
      later.hidden = !needsText;
      styles.hidden = !options.styles;
      if (options.styles) showStyles(current ? current.style : options.style || options.styles[0][0]);
      useButton.textContent = useButton.dataset[current ? "change" : options.styles ? "insert" : "choose"];
      find(".media-picker-out").hidden = !current;
      [browse.hidden, details.hidden] = [true, false];
      (describing ? describing.elements.description : use.querySelector("input:checked") || useButton).focus();
    };

    const cardOf = (facts) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "media-card-link" });
      const thumb = Object.assign(document.createElement("span"), { className: "media-thumb" });
      const title = Object.assign(document.createElement("span"), { className: "media-card-title", textContent: facts.title });
      const note = Object.assign(document.createElement("span"), { className: "media-card-note", textContent: facts.note });
      thumb.append(library.thumbnail(facts));
      button.append(thumb, title, note);
      button.addEventListener("click", () => showDetails(facts));
      const card = Object.assign(document.createElement("li"), { className: "media-card" });
      card.append(button);
      return card;
    };

    const look = async (wanted) => {
      page = wanted;
      const asked = new URLSearchParams({ q: find("[name=q]").value, page });
      try {
        const { assets, hasMore } = await library.get(`${picking.chooseUrl}?${asked}`, picking.words);
        if (page === 1) grid.replaceChildren();
        const cards = assets.map(cardOf);
        grid.append(...cards);
        if (page > 1 && cards.length) cards[0].firstElementChild.focus();
        more.hidden = !hasMore;
        none.hidden = Boolean(grid.children.length);
        fault.hidden = true;
      } catch (error) {
        fault.textContent = error.message;
        fault.hidden = false;
      }
    };

    const showBrowse = () => {
      [browse.hidden, details.hidden] = [false, true];
      const rows = find(".media-rows");
      if (rows) rows.replaceChildren();
      look(1);
      find("[name=q]").focus();
    };

    const take = (files) => {
      const onAdded = (facts) => {
        if (!dialog.open) return;
        if (files.length === 1) showDetails(facts);
        else look(1);
      };
      for (const file of files) library.upload(dialog, file, picking, { onAdded });
    };

    // By arrow keys from picture to picture, as in a folder of files.
    grid.addEventListener("keydown", (event) => {
      const buttons = [...grid.querySelectorAll("button")];
      const at = buttons.indexOf(event.target);
      const columns = buttons.filter((each) => each.getBoundingClientRect().top === buttons[0].getBoundingClientRect().top).length;
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
      const next = buttons[at + steps[event.key]];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });

    find(".media-picker-search").addEventListener("submit", (event) => {
      event.preventDefault();
      look(1);
    });
    more.addEventListener("click", () => look(page + 1));
    find(".media-picker-close").addEventListener("click", () => finish(null));
    find(".media-picker-other").addEventListener("click", showBrowse);
    find(".media-picker-out").addEventListener("click", () => finish({ out: true }));
    later.addEventListener("click", () => finish({ facts: chosen, style: style() }));
    use.addEventListener("submit", async (event) => {
      event.preventDefault();
      const facts = describing ? await describing.save() : chosen;
      if (facts) finish({ facts, style: style() });
    });
    details.addEventListener("submit", (event) => {
      if (event.target !== describing) return;
      event.preventDefault();
      use.requestSubmit();
    });
    const input = find(".media-drop [type=file]");
    if (input) {
      input.addEventListener("change", () => {
        take([...input.files]);
        input.value = "";
      });
      library.onDrop(dialog, find(".media-drop"), take);
    }
    dialog.addEventListener("close", () => settle(null));

    return {
      open(asked) {
        options = asked;
        const settled = new Promise((done) => { settle = done; });
        dialog.showModal();
        heading.focus();
        if (asked.current) showDetails(asked.current.facts, asked.current);
        else showBrowse();
        return settled;
      },
    };
  };

  const fetched = async (url) => {
    const answer = await fetch(url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const dialog = page.querySelector("dialog.media-picker");
    if (!dialog) throw new Error("The answer holds no picker.");
    document.body.append(dialog);
    return { picker: make(dialog), uploading: JSON.parse(dialog.dataset.picking) };
  };

  const load = (url) => {
    if (!pickers.has(url)) pickers.set(url, fetched(url).catch((error) => { pickers.delete(url); throw error; }));
    return pickers.get(url);
  };

  library.pick = async (url, options = {}) => (await load(url)).picker.open(options);
  // What an upload needs beside the window.
  library.uploadingOf = async (url) => (await load(url)).uploading;
})();
