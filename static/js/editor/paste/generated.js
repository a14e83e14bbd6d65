// What browsers draw around words, between them, or in place of them.
import { BLOCKS, findAll, NO_TEXT, wordsOf } from "./dom.js";
import { scriptOf } from "./looks.js";

const BOX = /^(?:block|flex|grid|list-item|table)/;
const HOLDER_OF_BOXES = /^(?:inline-)?(?:flex|grid)/;

export const generatedText = ({ root }) => {
  for (const quotation of findAll(root, "q")) {
    quotation.replaceWith("“", ...quotation.childNodes, "”");
  }
  for (const reading of findAll(root, "ruby > rt")) {
    if (reading.parentNode.querySelector("rp")) continue;
    reading.replaceWith("(", ...reading.childNodes, ")");
  }
};

export const formFields = ({ root }) => {
  for (const box of findAll(root, "input[type=checkbox], input[type=radio]")) {
    box.replaceWith(box.checked ? "☑ " : "☐ ");
  }
  for (const list of findAll(root, "select")) {
    list.replaceWith([...list.selectedOptions].map(wordsOf).join(", "));
  }
};

// Spaces that programs write as something else.
export const spaces = ({ root, style }) => {
  for (const space of findAll(root, ".Apple-converted-space, .Apple-tab-span")) {
    space.replaceWith(" ");
  }
  for (const space of findAll(root, "span[style*='mso-']")) {
    // WPS calls whole sentences so.
    if (wordsOf(space)) continue;
    if (style(space).has("mso-spacerun") || style(space).has("mso-tab-count")) {
      space.replaceWith(" ");
    }
  }
};

// What a style sheet puts on lines or in boxes of their own. Browsers copy no spaces between boxes:
// "31 March" and "7 people" side by side came as "31 March7 people".
export const spacesBetweenBoxes = ({ root, style }) => {
  const displayOf = (element) => style(element).get("display") || "";
  const isInBox = (element) =>
    BOX.test(displayOf(element)) || HOLDER_OF_BOXES.test(displayOf(element.parentNode));
  const isInline = ({ localName }) => !BLOCKS.has(localName) && !NO_TEXT.has(localName);
  for (const element of findAll(root, "*")) {
    if (!isInline(element) || scriptOf(element, style(element)) || !isInBox(element)) continue;
    element.before(" ");
    element.after(" ");
  }
};
