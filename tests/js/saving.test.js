import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { kindOf, pauseAfter, reasonOf, send } from "../../static/js/admin/saving/answers.js";

const answerWith = (answer) => {
  globalThis.fetch = async () => answer();
};
const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

test("an answer says what to do next", () => {
  const kinds = [401, 403, 404, 409, 413, 422, 500, 502, 503, 504].map((status) =>
    kindOf(status, {}),
  );
  assert.deepEqual(kinds, [
    "logIn",
    "forbidden",
    "page",
    "page",
    "page",
    "refused",
    "failed",
    "offline",
    "busy",
    "offline",
  ]);
});

test("only what says when it was saved was saved", async () => {
  answerWith(() => new Response(JSON.stringify({ saved_at: "12:41" })));
  assert.deepEqual(await send("/", null), { kind: "saved", data: { saved_at: "12:41" } });
  // The log-in page of a hotel's network.
  answerWith(() => new Response("<p>Welcome"));
  assert.deepEqual(await send("/", null), { kind: "offline", data: {} });
});

test("a dead connection is no failure", async () => {
  answerWith(() => {
    throw new TypeError("Failed to fetch");
  });
  assert.deepEqual(await send("/", null), { kind: "offline", data: {} });
});

test("what keeps the server from saving is said, except its lock, for which the page waits", () => {
  const lock = "Someone else is saving. Try again.";
  assert.equal(reasonOf("busy", { error: lock }, lock), undefined);
  assert.equal(reasonOf("busy", { error: "The disk is full." }, lock), "The disk is full.");
  assert.equal(reasonOf("busy", {}, lock), undefined);
  assert.equal(reasonOf("failed", { error: "Traceback" }, lock), undefined);
});

test("what fails is tried again after longer and longer pauses, up to half a minute", () => {
  const pauses = [1, 2, 3, 4, 5, 20].map(pauseAfter);
  assert.deepEqual(pauses, [2000, 4000, 8000, 16_000, 30_000, 30_000]);
});
