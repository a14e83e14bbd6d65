// Mail programs, search engines and networks put an address of their own before the one that was
// meant. By host and path, with the names of the parameter that has it.
const WRAPPERS = [
  [/^[\w.-]+\.safelinks\.protection\.outlook\.com\//, ["url"]],
  [/^statics\.teams\.cdn\.office\.net\/[^?]*safelinks/, ["url"]],
  [/^(?:www\.)?google\.[a-z.]+\/url\b/, ["q", "url"]],
  [/^(?:www\.)?youtube\.com\/redirect\b/, ["q"]],
  [/^lm?\.(?:facebook\.com\/l\.php|instagram\.com\/)/, ["u"]],
  [/^(?:www\.)?linkedin\.com\/redir\/redirect\b/, ["url"]],
  [/^slack-redir\.net\/link\b/, ["url"]],
  [/^duckduckgo\.com\/l\/?\b/, ["uddg"]],
  [/^link\.zhihu\.com\//, ["target"]],
];
// A mail that was forwarded has one around the other.
const MAX_WRAPPERS = 3;
// Word's and Google's names for places in their own documents.
const BOOKMARK = /^#(?:_|heading=|bookmark=|id\.|sd(?:foot|end)note|cmnt|ftnt)/;

// Return the path of an address on our own pages, any other address as it is.
export const ownPath = (address, origin) =>
  address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;

const parseAddress = (address) => {
  try {
    return new URL(address);
  } catch {
    return null;
  }
};

const wrappedIn = (address) => {
  const url = parseAddress(address);
  if (!/^https?:$/.test(url?.protocol)) return null;
  const [, names] = WRAPPERS.find(([pattern]) => pattern.test(url.host + url.pathname)) ?? [];
  const wrapped = names?.map((name) => url.searchParams.get(name)).find(Boolean);
  return wrapped && /^(?:https?|mailto):/i.test(wrapped) ? wrapped : null;
};

// Return an address without those that were put around it.
export const unwrapAddress = (address) => {
  let found = address;
  for (let each = 0; each < MAX_WRAPPERS; each += 1) found = wrappedIn(found) ?? found;
  return found;
};

// Return the address that a link means, null if that is nowhere.
export const meantAddress = (href, origin) => {
  const address = ownPath(href.trim(), origin);
  if (!address || BOOKMARK.test(address)) return null;
  return ownPath(unwrapAddress(address), origin);
};
