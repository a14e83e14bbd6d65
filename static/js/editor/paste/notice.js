import { create, createButton } from "../../admin/elements.js";

const addLines = (list, lines) => {
  const known = new Set([...list.children].map((line) => line.textContent));
  for (const line of lines) if (!known.has(line)) list.append(create("li", { textContent: line }));
};

// Put a notice above a text, and return what shows lines in it. It is there, and empty, before it
// says anything: only so do screen readers read it.
export const createNotice = (editor) => {
  const words = editor.config.paste;
  const box = create("div", { className: "paste-notice" });
  box.setAttribute("role", "status");
  editor.container.$.before(box);
  const close = () => {
    box.replaceChildren();
    editor.focus();
  };
  return (lines) => {
    if (!lines.length) return;
    const list = box.querySelector("ul") ?? create("ul");
    addLines(list, lines);
    const title = create("p", { textContent: words.title });
    box.replaceChildren(title, list, createButton(words.close, close));
  };
};
