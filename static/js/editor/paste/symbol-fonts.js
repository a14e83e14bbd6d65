// Fonts in which a letter stands for something else: the "a" of Symbol is an alpha, and its "®" an
// arrow. What they show, as characters that mean it in any font. Codes are those of the font, which
// HTML gives as Windows-1252 or in the private use area from U+F000.

// From code 0x20 on; a space where a font has none, or none that has a character of its own.
const row = (first, glyphs) =>
  Array.from(glyphs, (glyph, at) => [first + at, glyph]).filter(([, glyph]) => glyph !== " ");

const SYMBOL = [
  ...row(0x21, "!∀#∃%&∋()∗+,−./0123456789:;<=>?"),
  ...row(0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
  ...row(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
  ...row(0xa0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
  ...row(0xbf, "↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
  ...row(0xe0, "◊⟨®©™∑"),
  ...row(0xf1, "⟩∫"),
];
const WINGDINGS = [
  ...row(0x21, "✏✂✁"),
  ...row(0x28, "☎✆"),
  ...row(0x4a, "☺ ☹"),
  ...row(0x6c, "● ■□"),
  ...row(0x71, "❑❒"),
  ...row(0x75, "◆❖"),
  ...row(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
  ...row(0x9e, "·•▪"),
  ...row(0xa7, "▪"),
  ...row(0xab, "★"),
  ...row(0xd8, "➢"),
  ...row(0xdf, "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩⬄⇳"),
  ...row(0xfb, "✗✓☒☑"),
];
const WINGDINGS_2 = [...row(0x4f, "✗✓☒☑☒☒"), ...row(0xa3, "□")];
const WINGDINGS_3 = [...row(0x7d, "▶")];
const WEBDINGS = [...row(0x33, "◀▶▲▼"), ...row(0x61, "✓"), ...row(0x72, "✗")];

const DINGBATS = [...row(0x33, "✓✔✕✖✗✘"), ...row(0x48, "★")];

const TABLES = new Map([
  ...["symbol", "symbolmt", "symbol mt"].map((name) => [name, new Map(SYMBOL)]),
  ["wingdings", new Map(WINGDINGS)],
  ["wingdings 2", new Map(WINGDINGS_2)],
  ["wingdings 3", new Map(WINGDINGS_3)],
  ["webdings", new Map(WEBDINGS)],
  ...["zapfdingbats", "zapf dingbats", "monotype sorts"].map((name) => [name, new Map(DINGBATS)]),
  // Parts of brackets and signs of the old equation editor.
  ["mt extra", new Map()],
]);
// Windows-1252 from 0x80 to 0x9f.
const WINDOWS = new Map(
  row(0x80, "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ").map(([code, glyph]) => [glyph, code]),
);

const codeOf = (character) => {
  const code = character.codePointAt(0);
  if (code >= 0xf020 && code <= 0xf0ff) return code - 0xf000;
  return code <= 0xff ? code : WINDOWS.get(character);
};

// Return what a character means in a font: itself where the font is no such one, or where it is
// no code of it but what it seems; null where nobody knows.
export const meaningOf = (character, font) => {
  const code = codeOf(character);
  const isPrivate = character.codePointAt(0) >= 0xf000;
  if (!isPrivate && (code === undefined || code <= 0x20 || character === "\u00a0"))
    return character;
  if (code === 0x20) return " ";
  if (!TABLES.has(font)) return isPrivate && code !== undefined ? null : character;
  return TABLES.get(font).get(code) || null;
};

export const isSymbolFont = (font) => TABLES.has(font);
