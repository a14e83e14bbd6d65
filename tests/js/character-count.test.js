import assert from "node:assert/strict";
import { test } from "node:test";
import { countCharacters } from "../../static/js/admin/character-count.js";

const WORDS = { count: "{count} of {limit}", over: "{count} of {limit}. Too much by {surplus}:" };
const count = (text, limit) => countCharacters(text, limit, WORDS);

test("space around a text doesn't count", () => {
  assert.deepEqual(count("  short \n", 20), { sentence: "5 of 20", isNear: false, surplus: "" });
});

test("a text is near its limit from seven tenths on", () => {
  assert.equal(count("123456", 10).isNear, false);
  assert.equal(count("1234567", 10).isNear, true);
});

test("what is too much is said and returned", () => {
  assert.deepEqual(count("1234567890ab", 10), {
    sentence: "12 of 10. Too much by 2:",
    isNear: true,
    surplus: "ab",
  });
});

test("a character outside of the basic plane is one", () => {
  assert.deepEqual(count("𠮷𠮷", 1), {
    sentence: "2 of 1. Too much by 1:",
    isNear: true,
    surplus: "𠮷",
  });
});
