import assert from "node:assert/strict";
import { test } from "node:test";
import { formatInOffices, momentsAt } from "../../static/js/admin/clocks.js";

const [JINAN, NEW_YORK] = ["Asia/Shanghai", "America/New_York"];
const iso = (moments) => moments.map((moment) => new Date(moment).toISOString());

test("a clock shows most times once", () => {
  assert.deepEqual(iso(momentsAt(Date.UTC(2026, 2, 2, 13), NEW_YORK)), [
    "2026-03-02T18:00:00.000Z",
  ]);
  assert.deepEqual(iso(momentsAt(Date.UTC(2026, 2, 2, 13), JINAN)), ["2026-03-02T05:00:00.000Z"]);
});

test("a clock that goes forward skips an hour", () => {
  assert.deepEqual(momentsAt(Date.UTC(2026, 2, 8, 2, 30), NEW_YORK), []);
});

test("a clock that goes back shows an hour twice", () => {
  assert.deepEqual(iso(momentsAt(Date.UTC(2026, 10, 1, 1, 30), NEW_YORK)).sort(), [
    "2026-11-01T05:30:00.000Z",
    "2026-11-01T06:30:00.000Z",
  ]);
});

test("a moment is written as the server writes it", () => {
  const moment = Date.UTC(2026, 2, 2, 16, 5);
  const written = (offices, words) =>
    [moment, moment - 3600 * 1000].map((each) =>
      formatInOffices(each, Object.entries(offices), words),
    );
  const english = { "{time} (New York)": NEW_YORK, "{time} (Jinan)": JINAN };
  assert.deepEqual(written(english, { language: "en", between: ", " }), [
    "2 March 2026 11:05 (New York), 3 March 2026 00:05 (Jinan)",
    "2 March 2026 10:05 (New York), 23:05 (Jinan)",
  ]);
  const chinese = { "纽约时间{time}": NEW_YORK, "济南时间{time}": JINAN };
  assert.deepEqual(written(chinese, { language: "zh-hans", between: "，" }), [
    "纽约时间2026年3月2日 11:05，济南时间2026年3月3日 00:05",
    "纽约时间2026年3月2日 10:05，济南时间23:05",
  ]);
});
