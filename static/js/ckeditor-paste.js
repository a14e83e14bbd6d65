// What is pasted into CKEditor 4 goes through pasteFilter, and a notice above the text says what was
// left out, or has to be checked. Its words come with the configuration.
(() => {
  const CKEDITOR = window.CKEDITOR;
  const { pasteFilter } = window;
  const MAX_QUOTED = 60;

  const quoted = (words) => {
    const letters = Array.from(words);
    return letters.length > MAX_QUOTED ? `${letters.slice(0, MAX_QUOTED).join("").trim()}…` : words;
  };

  // Return a sentence for each kind of what a report says.
  const sentences = (report, words) => {
    const byKind = new Map();
    for (const entry of report) byKind.set(entry.kind, [...(byKind.get(entry.kind) || []), entry]);
    return Object.keys(words).filter((kind) => byKind.has(kind)).map((kind) => {
      const entries = byKind.get(kind);
      const [one, several] = words[kind];
      const first = entries.find((entry) => entry.words) || { words: "" };
      return (entries.length === 1 ? one : several).replace("%1", entries.length).replace("%2", () => quoted(first.words));
    });
  };

  // The notice is there, and empty, before it says anything: only so do screen readers read it.
  const noticeAbove = (editor) => {
    const words = editor.config.paste;
    const box = document.createElement("div");
    box.className = "paste-notice";
    box.setAttribute("role", "status");
    editor.container.$.before(box);
    const close = () => {
      box.replaceChildren();
      editor.focus();
    };
    return (lines) => {
      if (!lines.length) return;
      const title = Object.assign(document.createElement("p"), { textContent: words.title });
      const list = box.querySelector("ul") || document.createElement("ul");
      const known = new Set([...list.children].map((entry) => entry.textContent));
      for (const line of lines) if (!known.has(line)) list.append(Object.assign(document.createElement("li"), { textContent: line }));
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words.close });
      button.addEventListener("click", close);
      box.replaceChildren(title, list, button);
    };
  };

  // Word puts its pictures on the clipboard as RTF; CKEditor reads them out of it.
  const loadPictureReader = () => {
    const path = `${CKEDITOR.plugins.getPath("pastetools")}filter/`;
    CKEDITOR.plugins.pastetools.loadFilters([`${path}common.js`, `${path}image.js`], () => {});
  };

  const withPictures = (editor, html, rtf) => {
    if (!rtf || !CKEDITOR.pasteFilters.image) return html;
    try { return CKEDITOR.pasteFilters.image(html, editor, rtf); } catch { return html; }
  };

  // What was copied in this form is as it should be.
  const isFromHere = (editor, dataTransfer) => dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL;

  const filtered = (editor, { dataTransfer, dataValue }) => {
    const native = dataTransfer.getData("text/html", true) || dataValue;
    const html = withPictures(editor, native, dataTransfer.getData("text/rtf"));
    const options = { allowed: editor.config.allowedContent, origin: location.origin };
    return pasteFilter.safely(html, dataTransfer.getData("text/plain"), options);
  };

  const onPaste = (editor, say) => (event) => {
    const { data } = event;
    if (!data.dataValue || isFromHere(editor, data.dataTransfer)) return;
    const isText = data.type === "text";
    const found = isText ? pasteFilter.plainText(data.dataValue) : filtered(editor, data);
    data.dataValue = found.html;
    if (!isText) data.type = "html";
    say(sentences(found.report, editor.config.paste.sentences));
  };

  CKEDITOR.plugins.add("paste", {
    requires: "clipboard,pastetools",
    init(editor) {
      let say = () => {};
      editor.on("instanceReady", () => {
        say = noticeAbove(editor);
        loadPictureReader();
      });
      // After the clipboard plugin has found what is pasted, before anything makes elements of it.
      editor.on("paste", onPaste(editor, (lines) => say(lines)), null, null, 2);
    },
  });
})();
