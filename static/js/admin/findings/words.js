// Where words are in a text.

const fold = (text) =>
  text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[\s\u00a0]/g, " ");
const isWordCharacter = (character) =>
  /[\p{L}\p{N}]/u.test(character ?? "") && !/[⺀-鿿]/.test(character);

// Return where `words` begin in a text, as whole words; -1 if they aren't there.
export const indexOfWords = (text, words) => {
  const [folded, wanted] = [fold(text), fold(words)];
  let at = folded.indexOf(wanted);
  while (at >= 0) {
    const [before, after] = [folded[at - 1], folded[at + wanted.length]];
    const isApart = (one, other) => !(isWordCharacter(one) && isWordCharacter(other));
    if (isApart(before, wanted[0]) && isApart(wanted.at(-1), after)) return at;
    at = folded.indexOf(wanted, at + 1);
  }
  return -1;
};

const textNodesIn = (root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
};

const placeIn = (nodes, at) => {
  let before = 0;
  for (const node of nodes) {
    if (at <= before + node.length) return [node, at - before];
    before += node.length;
  }
  return null;
};

// Return a range around the first place of `words` in an element, null if there is none.
export const rangeOfWords = (root, words) => {
  const nodes = textNodesIn(root);
  const at = indexOfWords(nodes.map((node) => node.data).join(""), words);
  if (at < 0) return null;
  const range = document.createRange();
  range.setStart(...placeIn(nodes, at));
  range.setEnd(...placeIn(nodes, at + words.length));
  return range;
};
