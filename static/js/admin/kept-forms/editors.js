// The rich text editors of a form, each in place of a control.
const initialData = new WeakMap();

const all = () => Object.values(window.CKEDITOR?.instances ?? {});

// The editors tidy up their text while they start. Until one is ready, the text of its control is as
// the server sent it.
export const watchEditors = () => {
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    const control = editor.element.$;
    initialData.set(control, editor.getData());
    editor.on("change", () => control.dispatchEvent(new Event("input", { bubbles: true })));
  });
};

export const initialDataOf = (control) => initialData.get(control);

// Return the editor of a control once it is ready, null before and without one.
export const editorOf = (control) => {
  const editor = window.CKEDITOR?.instances[control.id];
  return editor && initialData.has(control) ? editor : null;
};

// Write the texts of the editors into the controls that are sent.
export const updateEditors = (form) => {
  for (const editor of all()) if (editor.element.$.form === form) editor.updateElement();
};

const whenReady = (editor) =>
  new Promise((done) => {
    if (editor.status === "ready") done();
    else editor.on("instanceReady", done);
  });

export const whenEditorsAreReady = (form) =>
  Promise.all(
    all()
      .filter((editor) => editor.element.$.form === form)
      .map(whenReady),
  );

// An editor takes its text a little later: return what waits for that.
export const setEditorText = (editor, text) =>
  new Promise((done) => {
    editor.setData(text, { callback: done });
  });
