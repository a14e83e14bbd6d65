// The last part of an address, offered while a title in ASCII is typed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asciiSlug, isAscii } from "../../static/js/admin/ascii-slug.js";

test("it is what the server makes of the same words", () => {
  assert.equal(
    asciiSlug("  U.S. Patent: the company's _CB-SC_ 1.5 "),
    "us-patent-the-companys-cb-sc-15",
  );
  assert.equal(asciiSlug("?!"), "");
  assert.equal(asciiSlug("x".repeat(90)), "x".repeat(80));
  assert.equal(asciiSlug(`${"word ".repeat(16)}end`), `${"word-".repeat(15)}word`);
});

test("other scripts are left to the server", () => {
  assert.ok(isAscii("A trial's begun"));
  assert.ok(!isAscii("é"));
  assert.ok(!isAscii("A trial – begun"));
});
