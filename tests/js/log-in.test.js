import assert from "node:assert/strict";
import { test } from "node:test";
import { obstacleOf } from "../../static/js/admin/log-in/state.js";

const CONFIRM = "/admin/account/confirm/";
const ANN = { person: "1", confirm: "" };
const NEEDS = { person: "1", isConfirmed: false };

test("a form is sent only for the person it belongs to", () => {
  assert.equal(obstacleOf(ANN, NEEDS), "");
  assert.equal(obstacleOf({ person: "", confirm: "" }, NEEDS), "nobody");
  assert.equal(obstacleOf({ person: "2", confirm: "" }, NEEDS), "other");
});

test("a person is asked to confirm who they are only where the page needs it", () => {
  const due = { ...ANN, confirm: CONFIRM };
  assert.equal(obstacleOf(due, NEEDS), "");
  assert.equal(obstacleOf(due, { ...NEEDS, isConfirmed: true }), "unconfirmed");
  assert.equal(obstacleOf(ANN, { ...NEEDS, isConfirmed: true }), "");
  assert.equal(
    obstacleOf({ person: "2", confirm: CONFIRM }, { ...NEEDS, isConfirmed: true }),
    "other",
  );
});
