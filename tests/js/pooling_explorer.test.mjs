// The pooling explorer's arithmetic against the engine. Run by tests/test_widgets_pooling_explorer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { difference, gradientOf, moved, pooled, table, unseenOf, winnersOf } from "../../course_lib/widgets/pooling/arithmetic.js";
import { explorer, inputsOf, windowsOver } from "../../course_lib/widgets/pooling/state.js";
import { shifts } from "../../course_lib/widgets/pooling/moving.js";
import { formulas, leftOver, percent, received, remark, wayBack, work } from "../../course_lib/widgets/pooling/words.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => Float64Array.from(hexes, number);
// the same number to the last bit, a zero's sign aside
const equal = (a, b, what) => a.forEach((v, i) => assert.ok(v === b[i], `${what} at ${i}: ${v} against ${b[i]}`));
const near = (a, b, what) => a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) <= 1e-12 * Math.max(1, Math.abs(b[i])), `${what} at ${i}: ${v} against ${b[i]}`));

test(`${cases.length} cases: max and average to the bit, L2 to 1e-12`, () => {
  for (const [k, one] of cases.entries()) {
    const map = table(...one.shape, list(one.x));
    const agree = one.kind === "l2" ? near : equal;
    agree(pooled(map, one.size, one.stride, one.kind).values, list(one.out), `case ${k}, ${one.kind}`);
    agree(gradientOf(map, one.size, one.stride, one.kind, list(one.up)).values, list(one.gradient), `case ${k}, gradient of ${one.kind}`);
    assert.deepEqual([...winnersOf(map, one.size, one.stride)], one.winners);
    assert.deepEqual([...unseenOf(map, one.size, one.stride)], one.unseen);
    const there = moved(map, one.move);
    equal(there.values, list(one.moved), `case ${k}, moved ${one.move}`);
    const { same, ratio } = difference(map.values, there.values);
    assert.equal(same, one.same);
    near([Math.min(ratio, 1e300)], [number(one.ratio)], "change");
  }
});

function fake(values, rows, columns, options = {}) {
  const traits = { preset: "own", pooling: "max", view: "window", colours: "grey", _size: [2, 2], _stride: [2, 2], _move: [0, 0, 0, 1], ...options };
  const ctx = { get: (name) => traits[name], array: (name) => (name === "_image" ? Float64Array.from([rows, columns, ...values]) : new Float64Array(0)), save: (name, value) => (traits[name] = value) };
  return [explorer(ctx, () => {}), traits];
}
const FRAMES = [3, 8, 1, 4, 5, 2, 6, -1, -3, 5, 9, 1, 4, 5, 7, 2];

test("the sentences carry the lecture's numbers", () => {
  const [me] = fake(FRAMES, 4, 4);
  assert.equal(work(me, 0, 0), "max(3, 8, 5, 2) = 8");
  assert.deepEqual(formulas(me), ["rows = columns = ⌊(4 − 2) / 2⌋ + 1 = 2"]);
  assert.match(leftOver(me), /4×4 = 16 numbers become 2×2 = 4; every input lies in a window/);
  me.choose("pooling", "average");
  assert.equal(work(me, 0, 1), "(1 + 4 + 6 + (−1)) / 4 = 10 / 4 = 2.5");
  me.choose("pooling", "l2");
  assert.equal(work(me, 0, 0), "√(3² + 8² + 5² + 2²) = √102 ≈ 10.1");
  assert.equal(inputsOf(me, 0, 0).reduce((sum, { share }) => sum + share, 0).toFixed(12), "1.000000000000");
  assert.match(wayBack(me, 0, 0), /in proportion/);
  me.window("size", 3);
  assert.deepEqual([me.out.rows, me.unseen.reduce((a, b) => a + b, 0)], [1, 7]);
  assert.match(leftOver(me), /1 row and 1 column left over, 7 of 16 inputs lie in no window/);
  assert.match(received(me, 3, 3), /lies in no window/);
  assert.deepEqual([percent(0.25), percent(1 / 3)], ["25 %", "≈33.3 %"]);
});

test("overlapping windows add up what comes back", () => {
  const [me] = fake([1, 2, 3, 4, 9, 5, 6, 7, 8], 3, 3, { _stride: [1, 1], view: "gradient" });
  assert.deepEqual(windowsOver(me, 1, 1), [[0, 0], [0, 1], [1, 0], [1, 1]]);
  assert.equal(me.slopes.values[4], 4);
  assert.equal(received(me, 1, 1), "9 in row 2, column 2 lies in 4 windows: dL/dx = 1 + 1 + 1 + 1 = 4.");
  me.setUpstream(0, 2.5);
  assert.equal(me.slopes.values[4], 5.5);
  me.window("stride", 2);
  assert.deepEqual([...me.up], [1]); // dL/dy of another shape is forgotten
});

test("a shift inside a window is absorbed, a turn is not", () => {
  const bar = Array.from({ length: 64 }, (_, i) => (i % 8 === 2 && i >= 16 && i < 48 ? 9 : 0));
  const [me, traits] = fake(bar, 8, 8, { view: "move" });
  me.shift(0, 1);
  assert.match(remark(me), /pixels moved, the pooled map did not/);
  me.shift(0, 1);
  assert.match(remark(me), /whole strides/);
  assert.deepEqual(traits._move, [0, 2, 0, 1]);
  me.rest();
  me.turn();
  assert.match(remark(me), /not turns/);
  const [first, second] = shifts((me.rest(), me));
  assert.deepEqual([first.cells, second.cells, second.pixels > 1], [0, 0, true]);
  for (let k = 0; k < 40; k++) me.shift(1, 0);
  assert.equal(traits._move[0], 7); // no further than out of the picture
});
