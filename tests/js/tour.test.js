import assert from "node:assert/strict";
import { test } from "node:test";
import { isKnown, remember } from "../../static/js/admin/tour/memory.js";
import { placeBeside } from "../../static/js/admin/tour/place.js";

const VIEW = { width: 1000, height: 800 };
const BOX = { width: 300, height: 200 };
const target = (left, top, width, height) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test("a step is shown at the right of its target", () => {
  assert.deepEqual(placeBeside(target(20, 60, 200, 40), BOX, VIEW), { left: 232, top: 60 });
});

test("without room there it is shown below, or above", () => {
  assert.deepEqual(placeBeside(target(900, 10, 90, 40), BOX, VIEW), { left: 688, top: 62 });
  assert.deepEqual(placeBeside(target(900, 700, 90, 40), BOX, VIEW), { left: 688, top: 488 });
});

test("a step never leaves the window", () => {
  assert.deepEqual(placeBeside(target(0, 0, 1000, 2000), BOX, VIEW), { left: 12, top: 12 });
});

const createStore = () => {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
  };
};

test("each person is offered the tour until they have seen it", () => {
  const store = createStore();
  remember("1", store);
  assert.deepEqual([isKnown("1", store), isKnown("2", store)], [true, false]);
});

test("a browser that keeps nothing offers it again", () => {
  const refuse = () => {
    throw new Error("no storage");
  };
  const store = { getItem: refuse, setItem: refuse };
  remember("1", store);
  assert.equal(isKnown("1", store), false);
});

test("a browser that closes its store to the site offers the tour again", () => {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new Error("closed");
    },
  });
  remember("1");
  assert.equal(isKnown("1"), false);
  delete globalThis.localStorage;
});
