import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswer } from "../../static/js/media/answers.js";
import { percentIn, toStep } from "../../static/js/media/focal-point.js";
import { placeAfterKey } from "../../static/js/media/grid-keys.js";
import { createQueue } from "../../static/js/media/queue.js";
import { lacksSizes } from "../../static/js/media/sizes.js";

const WORDS = { tooLarge: "Too large.", unreachable: "Unreachable.", loggedOut: "Logged out." };
const PAGE = "<!DOCTYPE html>";

test("an answer is its JSON", () => {
  assert.deepEqual(readAnswer(200, '{"id": 3}', WORDS), { id: 3 });
});

for (const [status, sentence] of [
  [413, "Too large."],
  [502, "Unreachable."],
  [200, "Logged out."],
  [403, "Logged out."],
]) {
  test(`a page with status ${status} is explained`, () => {
    assert.throws(() => readAnswer(status, PAGE, WORDS), { message: sentence });
  });
}

test("what was refused for what it is isn't tried again", () => {
  const refusal = '{"error": "This is no picture."}';
  const message = "This is no picture.";
  assert.throws(() => readAnswer(400, refusal, WORDS), { message, isFinal: true });
  assert.throws(() => readAnswer(503, refusal, WORDS), { message, isFinal: false });
});

test("a queue runs one after the other, also after one that failed", async () => {
  const events = [];
  const inTurn = createQueue();
  const run = (name, isFailing) => async () => {
    events.push(`${name} begins`);
    await null;
    events.push(`${name} ends`);
    if (isFailing) throw new Error(name);
    return name;
  };
  const [one, two] = [inTurn(run("one", true)), inTurn(run("two", false))];
  await assert.rejects(one, { message: "one" });
  assert.equal(await two, "two");
  assert.deepEqual(events, ["one begins", "one ends", "two begins", "two ends"]);
});

test("a focal point stays in the picture, on a step", () => {
  assert.deepEqual(
    [-5, 0, 12, 13, 97, 250, "50"].map((value) => toStep(value, 5)),
    [0, 0, 10, 15, 95, 100, 50],
  );
});

test("a click is a place in percent of the picture", () => {
  const box = { left: 100, top: 50, width: 400, height: 200 };
  assert.deepEqual(percentIn(box, { clientX: 200, clientY: 150 }), { x: 25, y: 50 });
});

test("arrow keys lead through a grid; others lead nowhere", () => {
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  assert.deepEqual(
    keys.map((key) => placeAfterKey(key, 5, 4)),
    [4, 6, 1, 9],
  );
  assert.equal([0, 1, 2][placeAfterKey("Tab", 1, 4)], undefined);
});

test("a document needs no sizes", () => {
  assert.equal(lacksSizes({ made: 2, wanted: 5 }), true);
  assert.equal(lacksSizes({ made: 5, wanted: 5 }), false);
  assert.equal(lacksSizes({}), false);
});
