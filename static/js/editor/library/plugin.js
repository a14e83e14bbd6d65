// The buttons "Picture" and "Document" open the media library, and put what is chosen into the text.
// Picture files that are dropped or pasted go into the library first.
import { buttonState } from "../selection.js";
import { isDocument } from "./addresses.js";
import { chooseDocument, choosePicture } from "./choose.js";
import { uploadEmbedded, uploadPasted, withoutForeignPictures } from "./paste.js";
import { currentPicture, fromEditor, showDescriptions, toEditor } from "./pictures.js";
import { Uploads } from "./uploads.js";

const isAtDocument = (path) => isDocument(path.contains("a")?.getAttribute("href") || "");

// A command that ends once somebody has chosen; `isOn` says whether its button is pressed.
const createCommand = (editor, choose, isOn) => ({
  async: true,
  editorFocus: false,
  contextSensitive: true,
  refresh(_editor, path) {
    this.setState(buttonState(isOn(path)));
  },
  exec() {
    choose().finally(() => {
      editor.fire("afterCommandExec", { name: this.name, command: this });
    });
  },
});

const addCommands = (editor, { beside }) => {
  const add = (name, choose, isOn) => editor.addCommand(name, createCommand(editor, choose, isOn));
  add(
    "libraryPicture",
    () => choosePicture(editor),
    () => currentPicture(editor),
  );
  add(
    "libraryPictureBeside",
    () => choosePicture(editor, beside),
    () => false,
  );
  add("libraryDocument", () => chooseDocument(editor), isAtDocument);
};

const addButtons = (editor, { picture, document: label }) => {
  editor.ui.addButton("Picture", { label: picture, command: "libraryPicture" });
  editor.ui.addButton("Document", { label, command: "libraryDocument" });
  editor.on("doubleclick", ({ data }) => {
    if (data.element.is("img")) editor.execCommand("libraryPicture");
  });
};

const onPaste = (editor, priority, act) => editor.on("paste", act, null, null, priority);

const listenToPaste = (editor, uploads) => {
  // Before the clipboard plugin, which says that such files can't be pasted.
  onPaste(editor, 0, (event) => uploadPasted(editor, uploads, event));
  // After the plugin "paste"; before anything makes elements of it, for which the browser would ask
  // other sites for their pictures.
  onPaste(editor, 4, ({ data }) => {
    if (/<img/i.test(data.dataValue || "")) {
      data.dataValue = withoutForeignPictures(editor, data.dataValue);
    }
  });
  editor.on("afterPaste", () => {
    uploadEmbedded(editor, uploads);
    showDescriptions(editor);
  });
};

export const library = {
  init(editor) {
    const uploads = new Uploads(editor);
    addCommands(editor, editor.config.library);
    addButtons(editor, editor.config.library);
    listenToPaste(editor, uploads);
    editor.on("change", () => {
      uploads.replacePlaceholders();
      uploadEmbedded(editor, uploads);
    });
    editor.on("instanceReady", () => {
      showDescriptions(editor);
      uploads.holdForm();
    });
  },
  afterInit(editor) {
    editor.dataProcessor.dataFilter.addRules(toEditor(editor.config.library));
    editor.dataProcessor.htmlFilter.addRules(fromEditor);
  },
};
