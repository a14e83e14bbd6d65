// Symbols that a font makes of other characters.
import { isSymbolFont, meaningOf } from "./symbol-fonts.js";

export const UNKNOWN_SYMBOL = "[?]";
// Soft hyphens, zero-width spaces and direction controls.
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const PRIVATE_USE = /[\uf020-\uf0ff]/;
// Of lists that arrive without their list.
const BULLETS = "\uf0b7\uf0a7";

export const withoutInvisible = (text) => text.replace(INVISIBLE, "");

const readSymbol = (character, font, report) => {
  const meaning = meaningOf(character, font);
  if (meaning !== null) return meaning;
  if (BULLETS.includes(character) && !isSymbolFont(font)) return "•";
  report.push({ kind: "symbol", words: "" });
  return UNKNOWN_SYMBOL;
};

// Return the characters that a text in a font means.
export const readSymbols = (text, font, report) => {
  if (!isSymbolFont(font) && !PRIVATE_USE.test(text)) return text;
  return Array.from(text, (character) => readSymbol(character, font, report)).join("");
};
