import assert from "node:assert/strict";
import { test } from "node:test";
import { indexOfWords } from "../../static/js/admin/findings/words.js";

test("words are found whole, whatever their case, spaces and quotes", () => {
  const found = (text, words) => indexOfWords(text, words);
  assert.equal(found("A cured patient was Cured: a cure.", "cure"), 29);
  assert.equal(found("The company’s\u00a0data", "company's data"), 4);
  assert.equal(found("secure", "cure"), -1);
  assert.equal(found("该疗法治愈了", "治愈"), 3);
  assert.equal(found("", "cure"), -1);
});
