import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "../../static/js/admin/sharing/address.js";
import { withStatement } from "../../static/js/admin/sharing/description.js";

const place = {
  base: "https://example.com/admin/news/",
  path: "/news/2026/grant/",
  folder: "/news/2026/",
};

test("the address follows what is typed, and stays where it can't be chosen", () => {
  assert.deepEqual(partsOf(place, "granted"), ["example.com", "news", "2026", "granted"]);
  assert.deepEqual(partsOf(place, ""), ["example.com", "news", "2026"]);
  assert.deepEqual(partsOf(place, undefined), ["example.com", "news", "2026", "grant"]);
});

test("a page below none has the host alone until an address is typed", () => {
  const top = { ...place, path: "/", folder: "/" };
  assert.deepEqual(partsOf(top, ""), ["example.com"]);
  assert.deepEqual(partsOf(top, "/company"), ["example.com", "%2Fcompany"]);
});

test("the approval statement is where it isn't cut off", () => {
  const long = "x".repeat(150);
  assert.equal(withStatement("It began.", "Not approved."), "It began. Not approved.");
  assert.equal(withStatement(long, "Not approved."), `Not approved. ${long}`);
  assert.equal(withStatement(long, ""), long);
});
