import { uploadSettings } from "../../media/picker.js";
import { send } from "../../media/sending.js";
import { makeSizes } from "../../media/sizes.js";
import { encode, NOTICE_MILLISECONDS, notify } from "./notify.js";
import { imagesIn, removePicture, setPicture, showDescriptions, UPLOADING } from "./pictures.js";

const settingsOf = ({ pickers, fault }) =>
  uploadSettings(pickers.image).catch(() => {
    throw new Error(fault);
  });

// The picture files of one text that are on their way to the library. An undo may bring a
// placeholder back whose picture has long arrived.
export class Uploads {
  constructor(editor) {
    Object.assign(this, { editor, words: editor.config.library });
    this.byNumber = new Map();
  }

  uploadOf(image) {
    return this.byNumber.get(image.getAttribute(UPLOADING));
  }

  open() {
    return [...this.byNumber.values()].filter((upload) => upload.isOpen);
  }

  start(file, placeholder) {
    const number = String(this.byNumber.size + 1);
    const upload = { isOpen: true };
    placeholder.setAttribute(UPLOADING, number);
    this.byNumber.set(number, upload);
    upload.done = this.run(file, upload);
  }

  async run(file, upload) {
    const label = encode(`${this.words.sending} ${file.name}`);
    const note = this.editor.showNotification(label, "progress", 0);
    try {
      await this.send(file, upload, note);
    } catch (error) {
      upload.error = error.message;
      const message = encode(`${file.name}: ${error.message}`);
      // It stays until it is closed: with it would go what to do now.
      note.update({ type: "warning", message, duration: 0 });
    }
    upload.isOpen = false;
    this.replacePlaceholders();
    this.editor.fire("change");
    showDescriptions(this.editor);
  }

  async send(file, upload, note) {
    const settings = await settingsOf(this.words);
    upload.facts = await send(file, settings, (progress) => note.update({ progress }));
    const message = encode(`${this.words.added} ${upload.facts.title}`);
    note.update({ type: "success", message, duration: NOTICE_MILLISECONDS });
    makeSizes(upload.facts, settings.words).catch(() => {});
  }

  // Put uploaded pictures in their places; remove the placeholders of those that failed.
  replacePlaceholders() {
    const waiting = imagesIn(this.editor).filter((image) => image.hasAttribute(UPLOADING));
    const arrived = waiting.filter((image) => !this.uploadOf(image)?.isOpen);
    for (const image of arrived) {
      const facts = this.uploadOf(image)?.facts;
      if (facts) setPicture(this.editor, image, facts, null);
      else removePicture(image);
    }
    if (arrived.length) this.editor.fire("updateSnapshot");
  }

  // Nothing that is on its way is left behind.
  holdForm() {
    const { form } = this.editor.element.$;
    if (!form) return;
    const hold = (event) => {
      if (event.target !== form || !this.open().length) return;
      event.preventDefault();
      event.stopPropagation();
      this.sendFormLater(form, event.submitter);
    };
    document.addEventListener("submit", hold, true);
  }

  async sendFormLater(form, submitter) {
    const waiting = this.open();
    notify(this.editor, this.words.wait);
    await Promise.all(waiting.map((upload) => upload.done));
    if (waiting.some((upload) => upload.error)) notify(this.editor, this.words.stay, "warning");
    else form.requestSubmit(submitter);
  }
}
