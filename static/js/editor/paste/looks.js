// What the looks of an element say, by its name and its style.
import { BLOCKS } from "./dom.js";

const SIZE = /^(?:[\d.]+(?:[a-z]+|%)|[a-z-]*(?:medium|small|large|smaller|larger))(?:\/|$)/;

export const isHidden = (element, style) =>
  element.hasAttribute("hidden") ||
  style.get("display") === "none" ||
  style.get("mso-hide") === "all" ||
  /^(?:hidden|collapse)/.test(style.get("visibility") || "") ||
  /^0(?:\.0*)?$/.test(style.get("opacity") || "");

export const isStruck = (element, style) => {
  const line = `${style.get("text-decoration") || ""} ${style.get("text-decoration-line") || ""}`;
  return ["s", "strike"].includes(element.localName) || /line-through/.test(line);
};

// In "italic 12px/1.5 Symbol, serif" the families follow the size.
const familiesIn = (font) => {
  const words = font.split(/\s+/);
  return words.slice(words.findIndex((word) => SIZE.test(word)) + 1).join(" ");
};

// Return the name of an element's first font, "" where it names none.
export const fontOf = (element, style) => {
  const families =
    style.get("mso-symbol-font-family") ||
    style.get("font-family") ||
    familiesIn(style.get("font") || "") ||
    element.getAttribute("face") ||
    "";
  return families.split(",")[0].replace(/["']/g, "").trim().toLowerCase();
};

const lengthOf = (value) => parseFloat(value) || 0;

// Return by how much letters are raised; lowered ones by less than nothing.
const raiseOf = (style, align) => {
  const raised = lengthOf(style.get("mso-text-raise"));
  if (raised) return raised;
  if (/^[-+.\d]/.test(align) && lengthOf(align)) return lengthOf(align);
  if (style.get("position") !== "relative") return 0;
  return lengthOf(style.get("bottom")) || -lengthOf(style.get("top"));
};

// Return "sup" or "sub" for an element that says so by its name or by where it stands, null for one
// that says nothing.
export const scriptOf = (element, style) => {
  if (["sup", "sub"].includes(element.localName)) return element.localName;
  if (BLOCKS.has(element.localName) || element.querySelector("img")) return null;
  const align = style.get("vertical-align") || style.get("font-variant-position") || "";
  if (/^super/.test(align)) return "sup";
  if (/^sub/.test(align)) return "sub";
  const raise = raiseOf(style, align);
  // By a point letters are only made to look even.
  const isMeant = Math.abs(raise) > 1 || (raise && /%|em$/.test(align));
  if (!isMeant) return null;
  return raise > 0 ? "sup" : "sub";
};

// Return whether an element makes letters bold, null where it says nothing.
export const isBold = (element, style) => {
  // Google Docs puts one around whatever is copied, bold or not.
  if (element.id.startsWith("docs-internal-guid")) return null;
  const weight = style.get("font-weight");
  if (weight) return /^bold|^[6-9]\d\d/.test(weight);
  return ["b", "strong"].includes(element.localName) || null;
};

// Return whether an element makes letters italic, null where it says nothing.
export const isItalic = (element, style) => {
  const slant = style.get("font-style");
  if (slant) return /^(?:italic|oblique)/.test(slant);
  return ["i", "em"].includes(element.localName) || null;
};
