// Outlook and Google put an address of their own before the one that was meant.
const WRAPPERS = [
  [/^https:\/\/[\w.-]+\.safelinks\.protection\.outlook\.com\//, "url"],
  [/^https:\/\/www\.google\.com\/url\?/, "q"],
];
// Word's and Google's names for places in their own documents.
const BOOKMARK = /^#(?:_|heading=|bookmark=|id\.|sd(?:foot|end)note|cmnt|ftnt)/;

// Return the path of an address on our own pages, any other address as it is.
export const ownPath = (address, origin) =>
  address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;

const parameterOf = (address, name) => {
  try {
    return new URL(address).searchParams.get(name) || address;
  } catch {
    return address;
  }
};

// Return the address that a link means, null if that is nowhere.
export const meantAddress = (href, origin) => {
  const address = ownPath(href.trim(), origin);
  if (!address || BOOKMARK.test(address)) return null;
  const [, name] = WRAPPERS.find(([pattern]) => pattern.test(address)) ?? [];
  return name ? parameterOf(address, name) : address;
};
