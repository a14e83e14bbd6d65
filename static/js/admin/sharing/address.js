// Return the parts of the address of an item: the host, and what is below it. `slug` is its last part
// as typed, undefined where it can't be chosen.
export const partsOf = ({ base, path, folder }, slug) => {
  const typed = slug ? `${folder}${encodeURIComponent(slug)}/` : folder;
  const address = new URL(slug === undefined ? path : typed, base);
  return [address.host, ...address.pathname.split("/").filter(Boolean)];
};
