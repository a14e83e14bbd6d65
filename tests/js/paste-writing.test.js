import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bare,
  join,
  paragraph,
  withoutOnlyParagraph,
  wrapLines,
} from "../../static/js/editor/paste/pieces.js";
import { BREAK_RUN, writeRuns } from "../../static/js/editor/paste/runs.js";

const run = (text, format = {}) => ({ text, format });

test("formats that go on share their elements", () => {
  const runs = [
    run("a ", { strong: true }),
    run("b", { strong: true, em: true }),
    run("c", { em: true }),
  ];
  assert.equal(writeRuns(runs), "<strong>a <em>b</em></strong><em>c</em>");
});

test("a link stands around its formats, and two links stay two", () => {
  const runs = [
    run("x", { a: "/one/", strong: true }),
    run("2", { a: "/one/", script: "sup" }),
    run("y", { a: '/two/?a="1"&b' }),
  ];
  assert.equal(
    writeRuns(runs),
    '<a href="/one/"><strong>x</strong><sup>2</sup></a>' +
      '<a href="/two/?a=&quot;1&quot;&amp;b">y</a>',
  );
});

test("spaces at the edges of a line go, and one of two that meet", () => {
  assert.equal(
    writeRuns([run(" a "), run(" b"), BREAK_RUN, run(" c\u00a0"), run(" ")]),
    "a b<br>c",
  );
});

test("breaks at the end of a line go", () => {
  assert.equal(writeRuns([run("a"), BREAK_RUN, run(" "), BREAK_RUN]), "a");
});

test("a picture at the end stays", () => {
  assert.equal(writeRuns([run("a "), { html: "<img>" }, BREAK_RUN]), "a <img>");
});

test("words are text, whatever they look like", () => {
  assert.equal(writeRuns([run("a < b & c")]), "a &lt; b &amp; c");
});

test("each line between blocks is wrapped, unless nothing is in it", () => {
  const pieces = [run("a"), paragraph("b"), run(" "), BREAK_RUN, paragraph("c"), run("d")];
  assert.equal(join(wrapLines(pieces, paragraph)), "<p>a</p><p>b</p><p>c</p><p>d</p>");
});

test("one paragraph at the start of a cell is just its words", () => {
  const list = { block: "ul", inner: "", html: "<ul></ul>" };
  const html = (blocks) => join(withoutOnlyParagraph(blocks));
  assert.equal(html([paragraph("a"), list]), "a<ul></ul>");
  assert.equal(html([list, paragraph("a")]), "<ul></ul><p>a</p>");
  assert.equal(html([paragraph("a"), paragraph("b")]), "<p>a</p><p>b</p>");
  assert.equal(html([bare("a")]), "a");
});
