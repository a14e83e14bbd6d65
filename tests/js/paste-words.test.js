import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fraction,
  lowered,
  raised,
  rootOf,
  splitAtMarks,
  withoutMarks,
  withSpacesAtEdges,
} from "../../static/js/editor/paste/equation-marks.js";
import { meantAddress } from "../../static/js/editor/paste/links.js";
import { flatPowers } from "../../static/js/editor/paste/powers.js";
import { sentencesOf } from "../../static/js/editor/paste/sentences.js";
import { parseClassRules, parseDeclarations } from "../../static/js/editor/paste/styles.js";
import { isSymbolFont, meaningOf } from "../../static/js/editor/paste/symbol-fonts.js";
import { readSymbols, withoutInvisible } from "../../static/js/editor/paste/symbols.js";

const SITE = "https://www.example.org";

test("a letter means what its font shows", () => {
  assert.equal(meaningOf("m", "symbol"), "μ");
  assert.equal(meaningOf("\uf061", "symbol"), "α");
  assert.equal(meaningOf("m", "times"), "m");
  assert.equal(meaningOf("\uf061", "times"), null);
  assert.equal(meaningOf("中", "symbol"), "中");
  assert.deepEqual(["wingdings", "arial"].map(isSymbolFont), [true, false]);
});

test("a symbol that nobody knows is reported", () => {
  const report = [];
  assert.equal(readSymbols("a \uf0e0\uf0b7", "", report), "a [?]•");
  assert.deepEqual(report, [{ kind: "symbol", words: "" }]);
});

test("characters that nobody sees go", () => {
  assert.equal(withoutInvisible("ther\u00adapy\u200b\u202e"), "therapy");
});

test("declarations are read whatever their case", () => {
  assert.deepEqual(
    [...parseDeclarations("MSO-Hide: ALL; color:red;; no-value; a:b:c")],
    [
      ["mso-hide", "all"],
      ["color", "red"],
      ["a", "b:c"],
    ],
  );
});

test("of style sheets the rules of classes are read, later ones over earlier ones", () => {
  const rules = parseClassRules([
    "<!-- /* a { */ p.One, .Two { color: red } div p { color: blue } .a.b { color: green } -->",
    ".two { COLOR: Black; top: 1pt }",
  ]);
  const plain = [...rules].map(([name, values]) => [name, Object.fromEntries(values)]);
  assert.deepEqual(Object.fromEntries(plain), {
    "p.one": { color: "red" },
    ".two": { color: "black", top: "1pt" },
  });
});

test("raised and lowered parts of an equation are marked, and said inside of others", () => {
  assert.deepEqual(splitAtMarks(`x${raised("2")}+y${lowered("i")}`), [
    ["", "x"],
    ["sup", "2"],
    ["", "+y"],
    ["sub", "i"],
  ]);
  assert.equal(withoutMarks(`e${raised(`x${raised("n+1")}`)}`), "e^(x^(n+1))");
  assert.equal(raised(""), "");
});

test("a fraction keeps away from what stands beside it", () => {
  assert.equal(withSpacesAtEdges(`1${fraction("1", "2")}x`), "1 1/2 x");
  assert.equal(withSpacesAtEdges(`=${fraction("a+b", "c")}`), "=(a+b)/c");
});

test("a root has its sign, or its degree in words", () => {
  assert.deepEqual(
    [rootOf("", "x"), rootOf("3", "x+1"), rootOf("n", "x")],
    ["√x", "∛(x+1)", "root n of x"],
  );
});

test("a link leads to what was meant", () => {
  const meant = (href) => meantAddress(href, SITE);
  assert.equal(meant(` ${SITE}/news/ `), "/news/");
  assert.equal(
    meant("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2F&d=1"),
    "https://a.example/",
  );
  assert.equal(meant("https://www.google.com/url?q=https://b.example/"), "https://b.example/");
  assert.equal(meant("https://www.google.com/url?sa=t"), "https://www.google.com/url?sa=t");
  const wrapped = encodeURIComponent("https://b.example/?x=1");
  for (const around of [
    `https://www.google.de/url?sa=t&url=${wrapped}`,
    `https://www.youtube.com/redirect?event=video&q=${wrapped}`,
    `https://l.facebook.com/l.php?u=${wrapped}&h=AT0`,
    `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${wrapped}`,
    `https://www.google.com/url?q=${encodeURIComponent(`https://l.instagram.com/?u=${wrapped}`)}`,
    `https://link.zhihu.com/?target=${wrapped}`,
  ]) {
    assert.equal(meant(around), "https://b.example/?x=1");
  }
  const script = "https://www.google.com/url?q=javascript:alert(1)";
  assert.equal(meant(script), script);
  assert.deepEqual(["", "#_Toc123", "#heading=h.1"].map(meant), [null, null, null]);
  assert.equal(meant("#results"), "#results");
});

test("powers of ten that lost their raised digits are found", () => {
  const found = (text) => flatPowers(text).map(({ words }) => words);
  assert.deepEqual(found("5 × 106 and 5&nbsp;× 10-3, 106 cells"), [
    "5 × 106",
    "5 × 10-3",
    "106 cells",
  ]);
  assert.deepEqual(found("5 × 10 and 1,000 cells, 2 × 1000, 106 people"), []);
});

test("a notice says one sentence for each kind, in the order of its patterns", () => {
  const patterns = {
    comment: ["1 comment.", "%1 comments."],
    deleted: ["Deleted: '%2'.", "%1 deleted, first '%2'."],
    label: ["1 label.", "%1 labels."],
  };
  const report = [
    { kind: "deleted", words: "$& one" },
    { kind: "comment", words: "" },
    { kind: "deleted", words: "two" },
  ];
  assert.deepEqual(sentencesOf(report, patterns), ["1 comment.", "2 deleted, first '$& one'."]);
  const long = [{ kind: "deleted", words: `${"中".repeat(59)} 文字` }];
  assert.deepEqual(sentencesOf(long, patterns), [`Deleted: '${"中".repeat(59)}…'.`]);
});
