import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatNumber,
  isBulletFont,
  isWritten,
  kindOf,
  numberIn,
} from "../../static/js/editor/paste/list-labels.js";

const CASES = {
  decimal: { 1: "1", 28: "28" },
  "lower-alpha": { 1: "a", 26: "z", 27: "aa", 52: "az", 53: "ba", 703: "aaa" },
  "upper-latin": { 2: "B", 28: "AB" },
  "lower-roman": { 4: "iv", 9: "ix", 49: "xlix", 1994: "mcmxciv", 3999: "mmmcmxcix" },
  "upper-roman": { 14: "XIV" },
  "lower-greek": { 1: "α", 24: "ω", 25: "αα" },
  "cjk-ideographic": { 1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 100: "100" },
};

for (const [type, numbers] of Object.entries(CASES)) {
  test(`items are numbered as ${type}`, () => {
    for (const [number, written] of Object.entries(numbers)) {
      assert.equal(formatNumber(type, Number(number)), written);
    }
  });
}

test("numbers that no letters are known for are digits", () => {
  assert.deepEqual(
    [0, -3, 4000].map((number) => formatNumber("lower-roman", number)),
    ["0", "-3", "4000"],
  );
});

test("letters are written before an item, bullets and digits aren't", () => {
  const types = ["lower-alpha", "upper-roman", "decimal", "disc", "none", ""];
  assert.deepEqual(types.filter(isWritten), ["lower-alpha", "upper-roman"]);
});

test("a label says what kind of list it is of", () => {
  const kinds = {
    ol: ["1.", "(12)", "3、", "（4）", "7"],
    labelled: ["a)", "iv.", "(b)", "二、", "第三章", "1.2", "1.2.3.", "③"],
    ul: ["·", "–", "•", "", "word"],
  };
  for (const [kind, labels] of Object.entries(kinds)) {
    for (const label of labels) assert.equal(kindOf(label, ""), kind, label);
  }
});

test("a font can make a letter a bullet", () => {
  assert.equal(kindOf("o", "courier new"), "ul");
  assert.equal(kindOf("1", "symbol"), "ul");
  assert.deepEqual(["symbol", "courier new", "times"].map(isBulletFont), [true, true, false]);
});

test("the number of a label is what its digits say", () => {
  assert.deepEqual(["(12)", "3、", "7."].map(numberIn), [12, 3, 7]);
});
