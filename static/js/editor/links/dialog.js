// The dialog for links: one field, in which one searches the site or puts an address.
import { create, createStatus } from "../../admin/elements.js";
import { withLogin } from "../../admin/log-in/with-login.js";
import { ask, createButtons, createDialog, createField } from "../modal.js";
import { meaningOf, pathOf } from "./meaning.js";
import { addressOption, itemOption, OptionList } from "./options.js";

const MILLISECONDS_OF_PAUSE = 200;
const DOCUMENT = "document";

const fill = (sentence, words) => sentence.replace("%1", () => words);

const search = async (url, text, lang) => {
  const headers = { Accept: "application/json" };
  const answer = await withLogin(() =>
    fetch(`${url}?${new URLSearchParams({ q: text, lang })}`, { headers }),
  );
  const { items } = await answer.json();
  return items.filter(({ path }) => path);
};

class LinkQuestion {
  // `lang` is the language of the text. `current` has the `href` of the link that is changed;
  // `needsWords` says that nothing is selected.
  constructor(words, lang, { current, needsWords }) {
    Object.assign(this, { words, lang, current, latest: 0, items: [] });
    this.field = createField(words.search, { value: current?.href ?? "" });
    this.wordsField = createField(words.shown);
    this.wordsField.row.hidden = !needsWords;
    this.status = createStatus({ className: "link-status", textContent: words.hint });
    this.list = new OptionList(this.field.input, (value) => this.choose(value));
    this.dialog = createDialog(words.title, ...this.parts());
    this.field.input.addEventListener("input", () => this.onInput());
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
  }

  parts() {
    const { words, current } = this;
    const buttons = [
      [current ? words.save : words.insert, () => this.accept(), "default"],
      [words.document, () => this.finish(DOCUMENT)],
      [words.cancel, () => this.finish(null), "button-quiet"],
    ];
    if (current) {
      buttons.splice(2, 0, [words.remove, () => this.finish({ href: "" }), "button-quiet"]);
    }
    const { field, status, list, wordsField } = this;
    return [field.row, status, list.element, wordsField.row, createButtons(buttons)];
  }

  start(finish) {
    this.finish = finish;
    requestAnimationFrame(() => this.field.input.select());
  }

  get text() {
    return this.field.input.value;
  }

  onInput() {
    this.setProblem("");
    this.status.textContent = this.text.trim() ? "" : this.words.hint;
    this.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), MILLISECONDS_OF_PAUSE);
  }

  async search() {
    this.latest += 1;
    const [number, text] = [this.latest, this.text.trim()];
    const found = text ? await search(this.words.url, text, this.lang).catch(() => null) : [];
    // What was typed since asks for something else.
    if (number !== this.latest || !this.dialog.open) return;
    this.items = found ?? [];
    this.show();
    this.status.textContent = this.sentence(found, text);
  }

  sentence(found, text) {
    if (!text) return this.words.hint;
    if (!found) return this.words.unreachable;
    if (!found.length) return meaningOf(text, location.origin)?.href ? "" : this.words.none;
    return found.length === 1 ? this.words.one : fill(this.words.several, found.length);
  }

  show() {
    const meaning = meaningOf(this.text, location.origin);
    const isItem = this.items.some(({ path }) => path === meaning?.href);
    const address = meaning?.href && !isItem ? [addressOption(meaning, this.words)] : [];
    const items = this.text.trim() ? this.items : [];
    const options = [...address, ...items.map((item) => itemOption(item, this.words))];
    this.list.show(options, this.words.results);
  }

  setProblem(sentence) {
    this.status.classList.toggle("link-problem", Boolean(sentence));
    if (sentence) this.status.textContent = sentence;
    this.field.input.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  onKey(event) {
    if (event.isComposing) return;
    const isInField = event.target === this.field.input;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isInField && step) this.list.move(step);
    else if (event.key === "Enter" && event.target.matches("input")) this.accept();
    else return;
    event.preventDefault();
  }

  choose({ href, title }) {
    this.finish({ href, words: this.wordsField.input.value.trim() || title });
  }

  async accept() {
    if (this.list.chosen) {
      this.choose(this.list.chosen);
      return;
    }
    const meaning = meaningOf(this.text, location.origin);
    if (meaning?.href) this.choose({ href: meaning.href, title: this.text.trim() });
    else await this.refuse(meaning);
  }

  // Say what is wrong; for a single word offer the page of that address.
  async refuse(meaning) {
    const { words } = this;
    if (!meaning) {
      this.setProblem(words.problems.empty);
      return;
    }
    clearTimeout(this.timer);
    await this.search();
    const path = pathOf(meaning.words);
    const isPage = meaning.problem === "word" && this.list.find(path);
    this.setProblem(
      isPage ? fill(words.meant, path) : fill(words.problems[meaning.problem], meaning.words),
    );
    this.field.input.focus();
  }
}

// Resolve to `{href, words}`, the href "" to take the link away; to "document" to choose one; to null.
export const askForLink = (editor, options) => {
  const { lang } = editor.element.$.closest("[lang]");
  const question = new LinkQuestion(editor.config.links, lang, options);
  return ask(editor, question.dialog, (finish) => question.start(finish));
};

export { DOCUMENT };

// Shown beside a link: where it leads.
export const createAddress = () => create("span", { className: "floating-bar-words" });
