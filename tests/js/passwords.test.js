import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceOf } from "../../static/js/admin/passwords/rating.js";
import { shownAs } from "../../static/js/admin/passwords/reveal.js";

test("a strong password needs no advice", () => {
  assert.equal(sentenceOf({ word: "Strong", advice: "", strong: true }), "Strong.");
});

test("a weak one gets a reason", () => {
  assert.equal(
    sentenceOf({ word: "Weak", advice: "It repeats itself. Use four or more unrelated words." }),
    "Weak. It repeats itself. Use four or more unrelated words.",
  );
});

test("without an answer nothing is said", () => {
  assert.equal(sentenceOf({}), "");
});

test("the button says what it will do", () => {
  const words = { show: "Show password", hide: "Hide password" };
  assert.deepEqual(shownAs(false, words), { type: "password", label: "Show password" });
  assert.deepEqual(shownAs(true, words), { type: "text", label: "Hide password" });
});
