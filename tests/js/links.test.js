import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addressAtEnd,
  meaningOf,
  pathOf,
  wholeAddress,
} from "../../static/js/editor/links/meaning.js";

const SITE = "https://www.tianhe.example";
const meaning = (text) => {
  const { kind, href, problem, words } = meaningOf(text, SITE) ?? {};
  return href ? [kind, href] : [problem, words];
};

test("an address is understood as people write it", () => {
  assert.deepEqual(
    [
      " example.org ",
      "example.org/a?b=1#c",
      "HTTPS://example.org",
      "https:/example.org",
      "http//example.org",
      "//example.org/a",
      `${SITE}/therapy/`,
      "/therapy/#results",
      "#results",
      "name@example.org",
      "mailto:name@example.org?subject=x",
      "+86 531 5555 0100",
      "中国.cn",
      "https://www.google.com/url?q=https://example.org/a",
    ].map(meaning),
    [
      ["website", "https://example.org"],
      ["website", "https://example.org/a?b=1#c"],
      ["website", "HTTPS://example.org"],
      ["website", "https://example.org"],
      ["website", "http://example.org"],
      ["website", "https://example.org/a"],
      ["page", "/therapy/"],
      ["page", "/therapy/#results"],
      ["place", "#results"],
      ["mail", "mailto:name@example.org"],
      ["mail", "mailto:name@example.org?subject=x"],
      ["phone", "tel:+8653155550100"],
      ["website", "https://中国.cn"],
      ["website", "https://example.org/a"],
    ],
  );
});

test("what is no address is called what it is", () => {
  assert.deepEqual(
    [
      "therapy",
      "our therapy",
      "https://",
      "https://therapy",
      "name@example",
      "ftp://example.org",
    ].map(meaning),
    [
      ["word", "therapy"],
      ["word", "our therapy"],
      ["word", "https://"],
      ["word", "https://therapy"],
      ["mail", "name@example"],
      ["scheme", "ftp:"],
    ],
  );
  assert.deepEqual(meaning("javascript:alert(1)"), ["scheme", "javascript:"]);
  assert.equal(meaningOf("  ", SITE), null);
  assert.equal(pathOf(" Our therapy"), "/our-therapy/");
});

test("only a text that is an address and nothing else is one", () => {
  const whole = (text) => wholeAddress(text, SITE);
  assert.deepEqual(
    ["https://example.org/a ", "www.example.org", "see https://example.org", "example.org", ""].map(
      whole,
    ),
    ["https://example.org/a", "https://www.example.org", null, null, null],
  );
});

test("an address before the cursor ends before punctuation", () => {
  const found = (text) => {
    const { words, href, from } = addressAtEnd(text, SITE) ?? {};
    return [words, href, from];
  };
  assert.deepEqual(found("See https://example.org/a_(b)."), [
    "https://example.org/a_(b)",
    "https://example.org/a_(b)",
    4,
  ]);
  assert.deepEqual(found("(www.example.org)"), ["www.example.org", "https://www.example.org", 1]);
  assert.deepEqual(found("Write to ann@example.org,"), [undefined, undefined, undefined]);
  assert.deepEqual(found("Write to ann@example.org"), [
    "ann@example.org",
    "mailto:ann@example.org",
    9,
  ]);
  assert.deepEqual(found("example.org"), [undefined, undefined, undefined]);
});
