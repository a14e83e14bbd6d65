// The labels that stand before the items of a list: what they say of it, and how they are written.
import { isSymbolFont } from "./symbol-fonts.js";

const BULLET_FONTS = new Set(["courier new"]);
const DECIMAL = /^[(（]?(\d{1,4})[.)）、．]?$/;
const LABEL =
  /^(?:[(（]?(?:[a-z]{1,3}|[ivxlcdm]+|[一二三四五六七八九十百]+)[.)）、．]|第[一二三四五六七八九十百\d]+[章节条部分、]*|\d+(?:\.\d+)+\.?|[①-⑳])$/i;
const LATIN = "abcdefghijklmnopqrstuvwxyz";
const GREEK = "αβγδεζηθικλμνξοπρστυφχψω";
const HAN = "零一二三四五六七八九";
const ROMAN = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];

// Whether a font alone makes a letter a bullet.
export const isBulletFont = (font) => isSymbolFont(font) || BULLET_FONTS.has(font);

// Return the kind of list that a label is of: "ul", "ol", or "labelled" where the label itself has
// to be kept.
export const kindOf = (label, font) => {
  if (isSymbolFont(font) || (BULLET_FONTS.has(font) && label === "o")) return "ul";
  if (DECIMAL.test(label)) return "ol";
  return LABEL.test(label) ? "labelled" : "ul";
};

export const numberIn = (label) => Number(DECIMAL.exec(label)[1]);

const roman = (number) => {
  let rest = number;
  let text = "";
  for (const [value, letters] of ROMAN) {
    text += letters.repeat(Math.floor(rest / value));
    rest %= value;
  }
  return text;
};

const alphabetic = (number, letters) => {
  const before = Math.floor((number - 1) / letters.length);
  return (before ? alphabetic(before, letters) : "") + letters[(number - 1) % letters.length];
};

const chinese = (number) => {
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  const before = tens > 1 ? HAN[tens] : "";
  return (tens ? `${before}十` : "") + (ones || !tens ? HAN[ones] : "");
};

const WRITERS = [
  [/alpha|latin/, (number) => alphabetic(number, LATIN)],
  [/roman/, roman],
  [/greek/, (number) => alphabetic(number, GREEK)],
  [/cjk|chinese/, (number) => (number < 100 ? chinese(number) : String(number))],
];

// Whether a CSS `list-style-type` writes anything but digits before an item.
export const isWritten = (type) => WRITERS.some(([pattern]) => pattern.test(type));

// Return the number of an item as a CSS `list-style-type` writes it.
export const formatNumber = (type, number) => {
  if (number < 1 || number > 3999) return String(number);
  const [, write] = WRITERS.find(([pattern]) => pattern.test(type)) ?? [null, String];
  return type.startsWith("upper") ? write(number).toUpperCase() : write(number);
};
