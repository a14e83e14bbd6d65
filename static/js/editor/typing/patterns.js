// What is meant by characters that people type for want of a button or a key.
const BLOCKS = {
  "##": "h2",
  "###": "h3",
  "####": "h4",
  "-": "ul",
  "*": "ul",
  "1.": "ol",
  ">": "blockquote",
};
const OPENS = /(?:^|[\s([{/‘“–—-])$/;
const QUOTES = { '"': ["“", "”"], "'": ["‘", "’"] };

// Return the block that a paragraph becomes which holds only these characters and a space.
export const blockFor = (text) => (text.endsWith(" ") ? (BLOCKS[text.slice(0, -1)] ?? null) : null);

const isInAddress = (text) => /(?:https?:|www\.|@)\S*$/i.test(text);

const dashFor = (text) => {
  if (text.endsWith("–-")) return { length: 2, by: "—" };
  return /[^\s-]\s?--$/.test(text) ? { length: 2, by: "–" } : null;
};

/**
 * Return `{length, by}` for a text whose last `length` characters are to be replaced, null for one
 * that stays as it is.
 */
export const replacementFor = (text) => {
  if (isInAddress(text)) return null;
  const last = text.at(-1);
  if (QUOTES[last]) {
    const [opening, closing] = QUOTES[last];
    return { length: 1, by: OPENS.test(text.slice(0, -1)) ? opening : closing };
  }
  if (last === "-") return dashFor(text);
  return text.endsWith("...") ? { length: 3, by: "…" } : null;
};
