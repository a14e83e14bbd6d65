const MAX_QUOTED = 60;

const shorten = (words) => {
  const letters = Array.from(words);
  if (letters.length <= MAX_QUOTED) return words;
  return `${letters.slice(0, MAX_QUOTED).join("").trim()}…`;
};

/**
 * Return a sentence for each kind of what a report says. `patterns` are two of each kind, for one
 * entry and for several: %1 is their number, %2 quotes the first that has words.
 */
export const sentencesOf = (report, patterns) =>
  Object.entries(patterns).flatMap(([kind, [one, several]]) => {
    const entries = report.filter((entry) => entry.kind === kind);
    if (!entries.length) return [];
    const quoted = shorten(entries.find(({ words }) => words)?.words ?? "");
    const pattern = entries.length === 1 ? one : several;
    return [pattern.replace("%1", entries.length).replace("%2", () => quoted)];
  });
