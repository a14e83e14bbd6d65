import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import {
  idOf,
  isKeyOf,
  keptKeys,
  keyOf,
  newId,
  readKept,
  removeKeptIf,
  writeKept,
} from "../../static/js/admin/kept-forms/store.js";

// Keys are properties of it, as in browsers.
class Store {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, value) {
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
}

const useStore = (store) =>
  Object.defineProperty(globalThis, "localStorage", { value: store, configurable: true });

beforeEach(() => useStore(new Store()));
afterEach(() => useStore(undefined));

test("what is written is read again", () => {
  const key = keyOf("7", newId());
  assert.equal(writeKept(key, { values: [["title", "新闻"]] }), true);
  assert.deepEqual(readKept(key), { values: [["title", "新闻"]] });
  assert.deepEqual(keptKeys(), [key]);
});

test("a key says whose it is and of which form", () => {
  const key = keyOf("7", "0123456789abcdef");
  assert.equal(idOf(key), "0123456789abcdef");
  assert.equal(isKeyOf("7", key), true);
  assert.equal(isKeyOf("77", key), false);
});

test("an id is one the server takes", () => {
  assert.match(newId(), /^[0-9a-f]{16}$/);
  assert.notEqual(newId(), newId());
});

test("other keys of the site stay when kept ones are removed", () => {
  localStorage.setItem("theme", "dark");
  for (const id of ["one", "two"]) writeKept(keyOf("7", id), {});
  removeKeptIf((key) => idOf(key) === "one");
  assert.deepEqual(keptKeys(), [keyOf("7", "two")]);
  assert.equal(localStorage.getItem("theme"), "dark");
});

test("a closed store keeps nothing and breaks nothing", () => {
  useStore(null);
  assert.equal(writeKept(keyOf("7", "one"), {}), false);
  assert.equal(readKept(keyOf("7", "one")), null);
  assert.deepEqual(keptKeys(), []);
  removeKeptIf(() => true);
});

test("a full store says that it didn't take a text", () => {
  localStorage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(writeKept(keyOf("7", "one"), {}), false);
});

test("what can't be read counts as nothing", () => {
  localStorage.setItem(keyOf("7", "one"), "{half");
  assert.equal(readKept(keyOf("7", "one")), null);
});
