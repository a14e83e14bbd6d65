// What is meant by what somebody types or pastes as an address.
import { ownPath, unwrapAddress } from "../paste/links.js";

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}(?::\d{1,5})?(?:[/?#]\S*)?$/u;
const MAIL = /^[^\s@<>"(),:;]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}$/u;
const PHONE = /^\+[\d\s().-]{6,}$/;
// "https:/example.org", "http//example.org".
const MISTYPED = /^(https?)(?::\/?|\/\/)(?=[^/\s])/i;
const AT_END =
  /(?:^|[\s(])((?:https?:\/\/|www\.)[^\s<>"]+|[^\s@<>"(),:;]+@(?:[\w-]+\.)+[a-z]{2,})$/i;

const problem = (name, words) => ({ problem: name, words });

const website = (address, origin) => {
  try {
    const url = new URL(address);
    const hasHost = url.hostname.includes(".") || url.origin === origin;
    if (!hasHost) return problem("word", address);
  } catch {
    return problem("word", address);
  }
  const path = ownPath(unwrapAddress(address), origin);
  return { kind: path.startsWith("/") ? "page" : "website", href: path };
};

const withScheme = (text, scheme, origin) => {
  if (/^https?$/i.test(scheme)) return website(text.replace(MISTYPED, "$1://"), origin);
  const rest = text.slice(scheme.length + 1);
  if (/^mailto$/i.test(scheme)) {
    return MAIL.test(rest.split("?")[0]) ? { kind: "mail", href: text } : problem("mail", rest);
  }
  if (/^tel$/i.test(scheme)) {
    return /\d/.test(rest) ? { kind: "phone", href: text } : problem("word", text);
  }
  return problem("scheme", `${scheme}:`);
};

/**
 * Return `{kind, href}` for an address (`website`, `mail`, `phone`, `page` or `place`), `{problem,
 * words}` for what is none (`word`, `mail` or `scheme`), null for nothing.
 */
export const meaningOf = (typed, origin) => {
  const text = typed.trim();
  if (!text) return null;
  if (/^\/(?!\/)\S*$/.test(text)) return { kind: "page", href: text };
  if (/^#\S+$/.test(text)) return { kind: "place", href: text };
  if (MAIL.test(text)) return { kind: "mail", href: `mailto:${text}` };
  if (PHONE.test(text)) return { kind: "phone", href: `tel:${text.replace(/[^+\d]/g, "")}` };
  if (/\s/.test(text)) return problem("word", text);
  if (DOMAIN.test(text)) return website(`https://${text}`, origin);
  if (/^\/\//.test(text)) return website(`https:${text}`, origin);
  const scheme = SCHEME.exec(text)?.[1] ?? MISTYPED.exec(text)?.[1];
  if (scheme) return withScheme(text, scheme, origin);
  return problem(text.includes("@") ? "mail" : "word", text);
};

// Return the path that a word may mean, as an address of this site.
export const pathOf = (word) => `/${word.trim().toLowerCase().replace(/\s+/g, "-")}/`;

// Return the address that a whole text is, null for any other text.
export const wholeAddress = (text, origin) => {
  const words = text.trim();
  if (!/^(?:https?:\/\/|www\.|mailto:)\S+$/i.test(words)) return null;
  return meaningOf(words, origin)?.href ?? null;
};

// A bracket belongs to an address only with its other half.
const withoutPunctuation = (address) => {
  const bare = address.replace(/[.,;:!?'’”…]+$/, "");
  const isOpen = bare.endsWith(")") && !bare.includes("(");
  return isOpen ? withoutPunctuation(bare.slice(0, -1)) : bare;
};

// Return `{words, href}` of an address right at the end of a text, null without one.
export const addressAtEnd = (text, origin) => {
  const found = AT_END.exec(text);
  if (!found) return null;
  const words = withoutPunctuation(found[1]);
  const meaning = meaningOf(words, origin);
  const from = found.index + found[0].length - found[1].length;
  return meaning?.href ? { words, href: meaning.href, from } : null;
};
