import assert from "node:assert/strict";
import { test } from "node:test";
import { blockFor, replacementFor } from "../../static/js/editor/typing/patterns.js";

test("a paragraph of a sign and a space becomes a block", () => {
  assert.deepEqual(
    ["## ", "### ", "#### ", "- ", "* ", "1. ", "> ", "# ", "##", "2. ", "a- "].map(blockFor),
    ["h2", "h3", "h4", "ul", "ul", "ol", "blockquote", null, null, null, null],
  );
});

const typed = (text) => {
  let written = "";
  for (const character of text) {
    written += character;
    const found = replacementFor(written);
    if (found) written = written.slice(0, -found.length) + found.by;
  }
  return written;
};

test("quotes, dashes and dots become those of print", () => {
  assert.equal(typed("\"It's 'new',\" she said"), "“It’s ‘new’,” she said");
  assert.equal(typed('("so")'), "(“so”)");
  assert.equal(typed("2010--2014, islets --- cells..."), "2010–2014, islets — cells…");
});

test("a list, a rule and an address keep their signs", () => {
  for (const text of ["- one", "--", "https://example.org/a--b'c", "well-known"]) {
    assert.equal(typed(text), text);
  }
});
