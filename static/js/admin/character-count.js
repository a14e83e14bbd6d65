// Texts that have a limit are long as the server counts: whole characters, none of the space around
// them.
const NEAR = 0.7;

const fill = (pattern, { count, limit }) =>
  pattern
    .replace("{count}", count)
    .replace("{limit}", limit)
    .replace("{surplus}", count - limit);

// Return what is said of a text: `sentence`, whether that should be seen while nobody types
// (`isNear`), and the characters that are too much (`surplus`). `words` are sentences with
// {count}, {limit} and {surplus}.
export const countCharacters = (text, limit, words) => {
  const characters = [...text.trim()];
  const count = characters.length;
  return {
    sentence: fill(count > limit ? words.over : words.count, { count, limit }),
    isNear: count >= limit * NEAR,
    surplus: characters.slice(limit).join(""),
  };
};
