// The window in which an editor chooses a picture or a document of the library, or uploads one. It
// is fetched from the server when it is first asked for.
import { create } from "../admin/elements.js";
import { withLogin } from "../admin/log-in/with-login.js";
import { createDescribeForm } from "./describe-form.js";
import { acceptChosen, acceptDrops } from "./drop.js";
import { moveFocusInGrid } from "./grid-keys.js";
import { get } from "./requests.js";
import { upload } from "./upload.js";
import { createThumb, createThumbnail } from "./views.js";

const createCard = (facts, onClick) => {
  const button = create(
    "button",
    { type: "button", className: "media-card-link" },
    createThumb(facts),
    create("span", { className: "media-card-title", textContent: facts.title }),
    create("span", { className: "media-card-note", textContent: facts.note }),
  );
  button.addEventListener("click", onClick);
  return create("li", { className: "media-card" }, button);
};

const createRadio = (value, label, checked) =>
  create(
    "label",
    {},
    create("input", { type: "radio", name: "media-style", value, checked }),
    ` ${label}`,
  );

class Picker {
  constructor(dialog) {
    this.dialog = dialog;
    this.settings = JSON.parse(dialog.dataset.picking);
    this.browse = this.find(".media-picker-browse");
    this.details = this.find(".media-picker-details");
    this.grid = this.find(".media-picker-browse > .media-grid");
    this.useForm = this.find(".media-picker-use");
    this.useButton = this.useForm.querySelector("[type=submit]");
    this.styles = this.find(".media-styles");
    this.more = this.find(".media-picker-more");
    this.options = {};
    this.page = 1;
    this.listen();
  }

  find(selector) {
    return this.dialog.querySelector(selector);
  }

  listen() {
    const onClick = (selector, act) => this.find(selector).addEventListener("click", act);
    onClick(".media-picker-close", () => this.finish(null));
    onClick(".media-picker-other", () => this.showBrowse());
    onClick(".media-picker-out", () => this.finish({ out: true }));
    onClick(".media-picker-later", () => this.finishWith(this.chosen));
    onClick(".media-picker-more", () => this.search(this.page + 1));
    this.find(".media-picker-search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.search(1);
    });
    this.useForm.addEventListener("submit", (event) => {
      event.preventDefault();
      this.use();
    });
    this.details.addEventListener("submit", (event) => {
      if (event.target !== this.describing?.form) return;
      event.preventDefault();
      this.useForm.requestSubmit();
    });
    this.grid.addEventListener("keydown", (event) => moveFocusInGrid(this.grid, event));
    this.dialog.addEventListener("close", () => this.settle(null));
    this.listenToFiles();
  }

  listenToFiles() {
    const input = this.find(".media-drop [type=file]");
    if (!input) return;
    const onFiles = (files) => this.uploadAll(files);
    acceptChosen(input, onFiles);
    acceptDrops(this.dialog, this.find(".media-drop"), onFiles);
  }

  open(options) {
    this.options = options;
    const settled = new Promise((settle) => {
      this.settle = settle;
    });
    this.dialog.showModal();
    this.find("h2").focus();
    if (options.current) this.showDetails(options.current.facts, options.current);
    else this.showBrowse();
    return settled;
  }

  // At once: the event that tells of the closing comes when the page can be used again.
  finish(value) {
    this.settle(value);
    this.dialog.close();
  }

  finishWith(facts) {
    const style = this.options.styles ? new FormData(this.useForm).get("media-style") : null;
    this.finish({ facts, style });
  }

  async use() {
    const facts = this.describing ? await this.describing.save() : this.chosen;
    if (facts) this.finishWith(facts);
  }

  showBrowse() {
    this.browse.hidden = false;
    this.details.hidden = true;
    this.find(".media-rows")?.replaceChildren();
    this.search(1);
    this.find("[name=q]").focus();
  }

  async search(page) {
    this.page = page;
    const query = new URLSearchParams({ q: this.find("[name=q]").value, page });
    const { chooseUrl, words } = this.settings;
    const answer = get(`${chooseUrl}?${query}`, words);
    // An earlier question may be answered later.
    this.asked = answer;
    const [found, error] = await answer.then(
      (data) => [data],
      (failure) => [null, failure],
    );
    if (this.asked !== answer) return;
    if (found) this.showFound(found);
    this.showFault(error);
  }

  showFault(error) {
    const fault = this.find(".media-picker-browse > .errornote");
    fault.textContent = error?.message ?? "";
    fault.hidden = !error;
  }

  showFound({ assets, hasMore }) {
    if (this.page === 1) this.grid.replaceChildren();
    const cards = assets.map((facts) => createCard(facts, () => this.showDetails(facts)));
    this.grid.append(...cards);
    if (this.page > 1) cards[0]?.firstElementChild.focus();
    this.more.hidden = !hasMore;
    const none = this.find(".media-picker-browse > .media-none");
    none.hidden = Boolean(this.grid.children.length);
  }

  showDetails(facts, current = null) {
    this.chosen = facts;
    const lacksText = !facts.isDescribed && Boolean(this.find(".media-describe-template"));
    if (!this.options.styles && (facts.kind === "document" || !lacksText)) {
      this.finishWith(facts);
      return;
    }
    this.showChosen(facts);
    this.showDescribing(lacksText);
    this.showStyles(current);
    this.showButtons(lacksText, current);
    this.browse.hidden = true;
    this.details.hidden = false;
    const first = this.describing?.form.elements.description;
    (first ?? this.useForm.querySelector("input:checked") ?? this.useButton).focus();
  }

  showChosen(facts) {
    const chosen = this.find(".media-picker-chosen");
    chosen.querySelector(".media-thumb").replaceChildren(createThumbnail(facts));
    chosen.querySelector("strong").textContent = facts.title;
    chosen.querySelector("a").href = facts.url;
    chosen.querySelector(".media-card-note").textContent = facts.note;
  }

  showDescribing(lacksText) {
    const place = this.find(".media-picker-describe-form");
    this.find(".media-picker-describe").hidden = !lacksText;
    this.describing = null;
    place.replaceChildren();
    if (!lacksText) return;
    this.describing = createDescribeForm(this.dialog, this.chosen, this.settings.words);
    // It is sent with the button of the window.
    this.describing.form.querySelector("[type=submit]").parentElement.remove();
    place.append(this.describing.form);
  }

  showStyles(current) {
    const { styles, style } = this.options;
    this.styles.hidden = !styles;
    if (!styles) return;
    const chosen = current ? current.style : style || styles[0][0];
    const radios = styles.map(([name, label]) => createRadio(name, label, name === chosen));
    this.styles.replaceChildren(this.styles.querySelector("legend"), ...radios);
  }

  showButtons(lacksText, current) {
    const verb = this.options.styles ? "insert" : "choose";
    this.useButton.textContent = this.useButton.dataset[current ? "change" : verb];
    this.find(".media-picker-later").hidden = !lacksText;
    this.find(".media-picker-out").hidden = !current;
  }

  uploadAll(files) {
    const onAdded = (facts) => {
      if (!this.dialog.open) return;
      if (files.length === 1) this.showDetails(facts);
      else this.search(1);
    };
    for (const file of files) upload(this.dialog, file, this.settings, { onAdded });
  }
}

const pickers = new Map();

const fetchPicker = async (url) => {
  const answer = await withLogin(() => fetch(url));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = page.querySelector("dialog.media-picker");
  if (!dialog) throw new Error("The answer holds no picker.");
  document.body.append(dialog);
  return new Picker(dialog);
};

const load = (url) => {
  const known = pickers.get(url) ?? fetchPicker(url);
  pickers.set(url, known);
  // Tried again the next time.
  known.catch(() => pickers.delete(url));
  return known;
};

/**
 * Opens the window, and resolves to what was chosen: null (it was closed), `{out: true}` (the
 * current one is to be removed), or `{facts, style}`.
 *
 * `styles` are pairs of a style and its label, for a picture in a text; `style` is the one chosen at
 * first; `current` is `{facts, style}` of the picture that is there.
 */
export const pick = async (url, options = {}) => (await load(url)).open(options);

// What an upload needs beside the window: its address, the limit, and words.
export const uploadSettings = async (url) => (await load(url)).settings;
