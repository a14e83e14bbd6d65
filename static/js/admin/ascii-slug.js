// The last part of an address for words in ASCII, as `publishing/slugs.py` makes it.

const MAX_LENGTH = 80;

const cut = (slug) => {
  if (slug.length <= MAX_LENGTH) return slug;
  const end = slug.slice(0, MAX_LENGTH + 1).lastIndexOf("-");
  return slug.slice(0, end > 0 ? end : MAX_LENGTH);
};

export const isAscii = (words) => ![...words].some((each) => each > "\x7f");

export const asciiSlug = (words) => {
  const kept = words.toLowerCase().replace(/[^\w\s-]/g, "");
  return cut((kept.match(/[a-z0-9]+/g) ?? []).join("-"));
};
