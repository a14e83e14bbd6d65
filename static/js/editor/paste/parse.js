// Return the document of pasted HTML; nothing of it runs or is loaded.
export const parseHtml = (html) => {
  // HTML knows no empty elements with the names of Word's equations.
  const closed = html.replace(/<(m:\w+)([^<>]*)\/>/g, "<$1$2></$1>");
  return new DOMParser().parseFromString(closed, "text/html");
};
