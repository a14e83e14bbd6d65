// The HTML of words in a line. A run is `{text, format}`, or `{html}` for what is no word. A format
// names the elements around the text; that of a link is its address, that of a script "sup" or
// "sub".
import { escapeHtml, escapeValue } from "./dom.js";

// From the outermost in.
const NESTING = ["a", "mark", "strong", "em", "script"];
const BREAK = "<br>";

export const BREAK_RUN = { html: BREAK };

const isText = (run) => run.html === undefined;

const tagsOf = ({ format = {} }) =>
  NESTING.filter((name) => format[name]).map((name) => {
    if (name === "a") return [`<a href="${escapeValue(format.a)}">`, "</a>"];
    const tag = name === "script" ? format.script : name;
    return [`<${tag}>`, `</${tag}>`];
  });

// Of two spaces that meet, and of those at the start of a line, the later ones go.
const withoutDoubleSpaces = (runs) => {
  let isAfterSpace = true;
  return runs.map((run) => {
    if (!isText(run)) {
      isAfterSpace = run.html === BREAK;
      return run;
    }
    const text = isAfterSpace ? run.text.replace(/^ +/, "") : run.text;
    if (text) isAfterSpace = text.endsWith(" ");
    return { ...run, text };
  });
};

const withoutSpacesAtEnd = (runs) => {
  const kept = [...runs];
  while (kept.length) {
    const last = kept.pop();
    if (last.html === BREAK) continue;
    const text = isText(last) ? last.text.replace(/[ \u00a0]+$/, "") : "";
    if (isText(last) && !text) continue;
    return [...kept, isText(last) ? { ...last, text } : last];
  }
  return [];
};

const withoutSpareSpaces = (runs) =>
  withoutSpacesAtEnd(withoutDoubleSpaces(runs)).filter((run) => !isText(run) || run.text);

const countShared = (open, tags) => {
  const at = tags.findIndex(([start], place) => open[place]?.[0] !== start);
  return at < 0 ? tags.length : at;
};

export const writeRuns = (runs) => {
  const open = [];
  const parts = [];
  const closeTo = (count) => {
    while (open.length > count) parts.push(open.pop()[1]);
  };
  for (const run of withoutSpareSpaces(runs)) {
    const tags = tagsOf(run);
    const shared = countShared(open, tags);
    closeTo(shared);
    for (const tag of tags.slice(shared)) {
      parts.push(tag[0]);
      open.push(tag);
    }
    parts.push(isText(run) ? escapeHtml(run.text) : run.html);
  }
  closeTo(0);
  return parts.join("");
};

// Whether a line holds more than spaces and breaks.
export const hasContent = (runs) =>
  runs.some((run) => (isText(run) ? run.text.replace(/[\s\u00a0]/g, "") : run.html !== BREAK));
