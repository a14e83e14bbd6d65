// The button "Claim" of CKEditor 4: it ties the selected words to numbered sources, and lets an
// editor change those numbers or take the claim back where the cursor is in one. Its words come
// with the configuration, so that they can be translated.
(() => {
  const CKEDITOR = window.CKEDITOR;
  const TAG = "mark";
  const SOURCES = "data-sources";

  // Digits as a Chinese keyboard types them are digits too.
  const numbers = (text) => text.normalize("NFKC").split(/[\s,;、]+/).filter(Boolean);
  const isNumber = (text) => /^[1-9]\d?$/.test(text);

  const selected = (editor) => {
    const selection = editor.getSelection();
    return selection && selection.getRanges()[0];
  };

  const claimAt = (editor) => {
    const range = selected(editor);
    if (!range) return null;
    const inner = range.clone();
    // A claim that is selected as a whole is one the cursor is in.
    if (!inner.collapsed) inner.shrink(CKEDITOR.SHRINK_TEXT);
    const claim = inner.getCommonAncestor(true, true).getAscendant(TAG, true);
    return claim && editor.editable().contains(claim) ? claim : null;
  };

  const change = (editor, act) => {
    editor.focus();
    editor.fire("saveSnapshot");
    act();
    editor.fire("saveSnapshot");
    editor.selectionChange(true);
  };

  const remove = (editor, claim) => change(editor, () => {
    const bookmarks = editor.getSelection().createBookmarks();
    claim.remove(true);
    editor.getSelection().selectBookmarks(bookmarks);
  });

  // Of claims that overlap the selection only what lies outside of it stays.
  const mark = (editor, attributes) => {
    editor.removeStyle(new CKEDITOR.style({ element: TAG, alwaysRemoveElement: true }));
    editor.applyStyle(new CKEDITOR.style({ element: TAG, attributes }));
  };

  const tie = (editor, claim, list) => change(editor, () => {
    const attributes = list.length ? { [SOURCES]: list.join(" ") } : {};
    if (!claim) mark(editor, attributes);
    else if (list.length) claim.setAttributes(attributes);
    else claim.removeAttribute(SOURCES);
  });

  const dialog = (editor) => {
    const words = editor.config.claims;
    return {
      title: words.button,
      minWidth: 280,
      minHeight: 80,
      resizable: CKEDITOR.DIALOG_RESIZE_NONE,
      contents: [{
        id: "main",
        elements: [
          {
            type: "text",
            id: "sources",
            label: words.ask,
            validate() { return numbers(this.getValue()).every(isNumber) || words.wrong; },
          },
          {
            type: "button",
            id: "remove",
            label: words.remove,
            onClick() {
              const asking = this.getDialog();
              asking.hide();
              remove(editor, asking.claim);
            },
          },
        ],
      }],
      onShow() {
        this.claim = claimAt(editor);
        this.setValueOf("main", "sources", ((this.claim && this.claim.getAttribute(SOURCES)) || "").split(" ").join(", "));
        this.getContentElement("main", "remove").getElement()[this.claim ? "show" : "hide"]();
      },
      onOk() {
        tie(editor, this.claim, numbers(this.getValueOf("main", "sources")));
      },
    };
  };

  // The paragraph after one that ends in a claim is no claim.
  const endAtLineBreak = (editor) => {
    const claim = claimAt(editor);
    if (claim && !claim.getText().replace(/\u200b/g, "").trim()) claim.remove(true);
  };

  CKEDITOR.plugins.add("claims", {
    init(editor) {
      CKEDITOR.dialog.add("claim", dialog);
      editor.addCommand("claim", {
        contextSensitive: true,
        refresh(_editor, path) { this.setState(path.contains(TAG) ? CKEDITOR.TRISTATE_ON : CKEDITOR.TRISTATE_OFF); },
        exec() {
          const range = selected(editor);
          if (claimAt(editor) || (range && !range.collapsed)) editor.openDialog("claim");
          else editor.showNotification(editor.config.claims.select, "info", 5000);
        },
      });
      editor.ui.addButton("Claim", { label: editor.config.claims.button, command: "claim" });
      editor.on("afterCommandExec", (event) => { if (event.data.name === "enter") endAtLineBreak(editor); });
    },
  });
})();
