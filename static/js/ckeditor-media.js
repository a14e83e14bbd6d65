// The buttons "Picture" and "Document" of CKEditor 4: they open the media library, and put what is
// chosen into the text. Picture files that are dropped or pasted go into the library first; those of
// other sites stay out. Words and addresses come with the configuration.
(() => {
  const CKEDITOR = window.CKEDITOR;
  const library = window.mediaLibrary;
  const OURS = /\/admin\/media_library\/image\/(\d+)\/file\/$/;
  // As pages show it, in one of its sizes; the server knows whose file it is.
  const OUR_FILE = /^\/(?:[^?#]*\/)?(?:media|files)\/[0-9a-f]{32}\/[^?#]+$/;
  const STYLE = "data-style";
  const SENDING = "data-sending";
  const UNDESCRIBED = "data-undescribed";
  // Stands where a picture will be, and takes no room in what is kept of the text.
  const EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const NOTE_MILLISECONDS = 10000;

  const isPicture = (file) => file.type.startsWith("image/");
  const sourceOf = (image) => image.data("cke-saved-src") || image.getAttribute("src") || "";
  const numberOf = (source) => (OURS.exec(source.replace(/\?.*$/, "")) || [])[1];
  const images = (editor) => (editor.editable() ? editor.editable().find("img").toArray() : []);

  // A picture has a paragraph of its own: the cursor in that is a cursor at the picture.
  const pictureAt = (editor) => {
    const selection = editor.getSelection();
    const selected = selection && selection.getSelectedElement();
    if (selected && selected.is("img")) return selected;
    const block = selection && editor.elementPath() && editor.elementPath().block;
    const found = block && block.is("p") ? block.find("img").toArray() : [];
    return found.length === 1 && !block.getText().trim() ? found[0] : null;
  };

  const change = (editor, act) => {
    editor.fire("saveSnapshot");
    act();
    editor.fire("saveSnapshot");
    editor.fire("change");
  };

  const say = (editor, words, type = "info") => editor.showNotification(CKEDITOR.tools.htmlEncode(words), type, NOTE_MILLISECONDS);

  const setPicture = (image, facts, style, editor) => {
    image.setAttributes({ src: facts.address, alt: facts.description || "" });
    image.data("cke-saved-src", facts.address);
    image.removeAttribute(SENDING);
    if (style && style !== editor.config.library.styles[0][0]) image.setAttribute(STYLE, style);
    else if (style) image.removeAttribute(STYLE);
  };

  const insertPicture = (editor, facts, style) => {
    const image = editor.document.createElement("img");
    const paragraph = editor.document.createElement("p");
    if (facts) setPicture(image, facts, style, editor);
    else image.setAttributes({ src: EMPTY, alt: "" });
    paragraph.append(image);
    editor.insertElement(paragraph);
    return image;
  };

  const takeOut = (image) => {
    const paragraph = image.getParent();
    image.remove();
    if (paragraph.is("p") && !paragraph.getText().trim() && !paragraph.find("img").count()) paragraph.remove();
  };

  // Pictures that nobody has described are marked, and all others say what they show.
  const markUndescribed = async (editor) => {
    const byNumber = new Map();
    for (const image of images(editor)) {
      const number = numberOf(sourceOf(image));
      if (number) byNumber.set(number, [...(byNumber.get(number) || []), image]);
    }
    if (!byNumber.size) return;
    const asked = new URLSearchParams([...byNumber.keys()].map((number) => ["id", number]));
    const { assets } = await library.get(`${editor.config.library.choose}?${asked}`, {});
    for (const facts of assets) {
      for (const image of byNumber.get(String(facts.id)) || []) {
        image.setAttribute("alt", facts.description);
        if (facts.isDescribed) image.getParent().removeAttribute(UNDESCRIBED);
        else image.getParent().setAttribute(UNDESCRIBED, editor.config.library.undescribed);
      }
    }
    // None of it is a step that could be undone.
    editor.fire("updateSnapshot");
  };
  const mark = (editor) => markUndescribed(editor).catch(() => {});

  const pick = async (editor, kind, options) => {
    // The browser's own selection: what CKEditor remembers of a cursor is lost once the toolbar
    // was gone to by keyboard.
    const selection = editor.getSelection(true);
    const bookmarks = selection && selection.createBookmarks2(true);
    let picked = null;
    try { picked = await library.pick(editor.config.library.pickers[kind], options); } catch { say(editor, editor.config.library.fault, "warning"); }
    editor.focus();
    if (bookmarks) editor.getSelection().selectBookmarks(bookmarks);
    return picked;
  };

  const factsOf = async (editor, image) => {
    const { assets } = await library.get(`${editor.config.library.choose}?id=${numberOf(sourceOf(image))}`, {});
    return assets[0];
  };

  const choosePicture = async (editor, style = null) => {
    const image = pictureAt(editor);
    const { styles } = editor.config.library;
    let current = null;
    if (image) {
      const facts = await factsOf(editor, image).catch(() => null);
      if (facts) current = { facts, style: image.getAttribute(STYLE) || styles[0][0] };
    }
    const picked = await pick(editor, "image", { styles, current, style });
    if (!picked) return;
    change(editor, () => {
      if (picked.out) takeOut(image);
      else if (image && current) setPicture(image, picked.facts, picked.style, editor);
      else insertPicture(editor, picked.facts, picked.style);
    });
    mark(editor);
  };

  const chooseDocument = async (editor) => {
    const picked = await pick(editor, "document", {});
    if (!picked) return;
    const href = picked.facts.address;
    const link = editor.elementPath() && editor.elementPath().contains("a");
    const range = editor.getSelection().getRanges()[0];
    change(editor, () => {
      if (link) {
        link.setAttribute("href", href);
        link.data("cke-saved-href", href);
      } else if (range && !range.collapsed) {
        const style = new CKEDITOR.style({ element: "a", attributes: { href, "data-cke-saved-href": href } });
        // Left to itself it would look for links that are there.
        style.type = CKEDITOR.STYLE_INLINE;
        editor.applyStyle(style);
      } else {
        editor.insertHtml(`<a href="${href}">${CKEDITOR.tools.htmlEncode(picked.facts.title)}</a> `);
      }
    });
  };

  // What is on its way. An undo may bring a place holder back whose picture has long arrived.
  const sendingIn = (editor) => {
    const uploads = new Map();
    let count = 0;

    const settle = () => {
      const waiting = images(editor).filter((image) => image.hasAttribute(SENDING));
      const arrived = waiting.filter((image) => !(uploads.get(image.getAttribute(SENDING)) || {}).isOpen);
      for (const image of arrived) {
        const { facts } = uploads.get(image.getAttribute(SENDING)) || {};
        if (facts) setPicture(image, facts, null, editor);
        else takeOut(image);
      }
      if (arrived.length) editor.fire("updateSnapshot");
    };

    const start = (file, image) => {
      count += 1;
      const number = String(count);
      const words = editor.config.library;
      const note = editor.showNotification(CKEDITOR.tools.htmlEncode(`${words.sending} ${file.name}`), "progress", 0);
      const upload = { isOpen: true };
      image.setAttribute(SENDING, number);
      uploads.set(number, upload);
      upload.done = (async () => {
        try {
          const uploading = await library.uploadingOf(words.pickers.image).catch(() => { throw new Error(words.fault); });
          upload.facts = await library.send(file, uploading, (share) => note.update({ progress: share }));
          note.update({ type: "success", message: CKEDITOR.tools.htmlEncode(`${words.added} ${upload.facts.title}`), duration: NOTE_MILLISECONDS });
          library.makeSizes(upload.facts, uploading.words).catch(() => {});
        } catch (error) {
          upload.error = error.message;
          // It stays until it is closed: with it would go what to do now.
          note.update({ type: "warning", message: CKEDITOR.tools.htmlEncode(`${file.name}: ${error.message}`), duration: 0 });
        }
        upload.isOpen = false;
        settle();
        editor.fire("change");
        mark(editor);
      })();
    };

    const open = () => [...uploads.values()].filter((upload) => upload.isOpen);
    return { open, settle, start, uploads };
  };

  const fileOf = (data) => {
    const [, type, content] = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(data) || [];
    if (!type) return null;
    try {
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      return new File([bytes], `picture.${type.split("/")[1]}`, { type });
    } catch { return null; }
  };

  // A picture on the clipboard has a name that says nothing.
  const named = (editor, file) => {
    const time = new Date().toLocaleString("sv").slice(0, 16).replace(":", ".");
    const ending = file.type.split("/")[1];
    return new File([file], `${editor.config.library.pasted} ${time}.${ending}`, { type: file.type });
  };

  // Of what is pasted: pictures of ours by their path, those that it holds itself, no others.
  const sift = (editor, html) => {
    let left = 0;
    const filter = new CKEDITOR.htmlParser.filter({
      elements: {
        img(element) {
          const source = element.attributes["data-cke-saved-src"] || element.attributes.src || "";
          delete element.attributes["data-cke-saved-src"];
          const path = source.replace(location.origin, "");
          if ((path.startsWith("/admin/") && numberOf(path)) || OUR_FILE.test(path)) {
            element.attributes.src = path;
          } else if (!fileOf(source)) {
            left += 1;
            return false;
          }
          return element;
        },
      },
    });
    const fragment = CKEDITOR.htmlParser.fragment.fromHtml(html);
    const writer = new CKEDITOR.htmlParser.basicWriter();
    filter.applyTo(fragment);
    fragment.writeHtml(writer);
    if (left) say(editor, editor.config.library.foreign, "warning");
    return writer.getHtml();
  };

  const onPaste = (editor, sending) => (event) => {
    const { dataTransfer, method } = event.data;
    const count = dataTransfer ? dataTransfer.getFilesCount() : 0;
    const files = Array.from({ length: count }, (_each, at) => dataTransfer.getFile(at)).filter(Boolean);
    const html = event.data.dataValue || (dataTransfer && dataTransfer.getData("text/html")) || "";
    // A picture that was copied in a browser comes as a file, and as a reference to where it was.
    const isFromOutside = dataTransfer && dataTransfer.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_EXTERNAL;
    const isFile = isFromOutside && files.length && !new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
    if (!isFile) return;
    event.cancel();
    if (!files.every(isPicture)) say(editor, editor.config.library.notPicture, "warning");
    editor.fire("saveSnapshot");
    for (const file of files.filter(isPicture)) {
      sending.start(method === "drop" ? file : named(editor, file), insertPicture(editor, null));
    }
    editor.fire("saveSnapshot");
  };

  // Sends what came with pasted text, once it stands there.
  const sendEmbedded = (editor, sending) => {
    for (const image of images(editor)) {
      const source = sourceOf(image);
      if (!source.startsWith("data:") || image.hasAttribute(SENDING)) continue;
      const file = fileOf(source);
      if (!file) takeOut(image);
      else {
        image.data("cke-saved-src", false);
        sending.start(named(editor, file), image);
        editor.fire("updateSnapshot");
      }
    }
  };

  // Nothing that is on its way is left behind.
  const holdForm = (editor, sending) => {
    const form = editor.element.$.form;
    if (!form) return;
    document.addEventListener("submit", (event) => {
      if (event.target !== form || !sending.open().length) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      const waiting = sending.open();
      say(editor, editor.config.library.wait);
      Promise.all(waiting.map((upload) => upload.done)).then(() => {
        if (waiting.some((upload) => upload.error)) say(editor, editor.config.library.stay, "warning");
        else form.requestSubmit(submitter);
      });
    }, true);
  };

  CKEDITOR.plugins.add("library", {
    init(editor) {
      const words = editor.config.library;
      const sending = sendingIn(editor);
      const command = (exec, isAt) => ({
        async: true,
        editorFocus: false,
        contextSensitive: true,
        refresh(_editor, path) { this.setState(isAt(path) ? CKEDITOR.TRISTATE_ON : CKEDITOR.TRISTATE_OFF); },
        exec() {
          exec(editor).finally(() => editor.fire("afterCommandExec", { name: this.name, command: this }));
        },
      });
      const isDocument = (path) => /\/document\/\d+\/file\//.test((path.contains("a") && path.contains("a").getAttribute("href")) || "");
      editor.addCommand("libraryPicture", command(choosePicture, () => Boolean(pictureAt(editor))));
      editor.addCommand("libraryPictureBeside", command(() => choosePicture(editor, words.beside), () => false));
      editor.addCommand("libraryDocument", command(chooseDocument, isDocument));
      editor.ui.addButton("Picture", { label: words.picture, command: "libraryPicture" });
      editor.ui.addButton("Document", { label: words.document, command: "libraryDocument" });
      editor.on("doubleclick", ({ data }) => { if (data.element.is("img")) editor.execCommand("libraryPicture"); });
      // Before the clipboard plugin, which says that such files can't be pasted.
      editor.on("paste", onPaste(editor, sending), null, null, 0);
      // After what Word writes has been tidied up; before anything makes elements of it, for which
      // the browser would ask other sites for their pictures.
      editor.on("paste", (event) => { if (/<img/i.test(event.data.dataValue || "")) event.data.dataValue = sift(editor, event.data.dataValue); }, null, null, 4);
      editor.on("change", () => {
        sending.settle();
        sendEmbedded(editor, sending);
      });
      editor.on("afterPaste", () => {
        sendEmbedded(editor, sending);
        mark(editor);
      });
      editor.on("instanceReady", () => {
        mark(editor);
        holdForm(editor, sending);
      });
    },
    afterInit(editor) {
      // Until the library has said what a picture shows, read aloud it is no file name.
      editor.dataProcessor.dataFilter.addRules({
        elements: {
          img(element) { if (!("alt" in element.attributes)) element.attributes.alt = editor.config.library.picture; },
        },
      });
      // What stands for a picture on its way, and our marks, are no part of the text.
      editor.dataProcessor.htmlFilter.addRules({
        elements: {
          img(element) {
            if (element.attributes[SENDING]) return false;
            delete element.attributes.alt;
            return element;
          },
          p(element) { delete element.attributes[UNDESCRIBED]; },
        },
      });
    },
  });
})();
