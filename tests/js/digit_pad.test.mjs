// The digit pad's preparation and scores against Python's, to the bit. Run by tests/test_widgets_digit_pad.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { packBits, stroke, unpackBits } from "../../course_lib/widgets/digit/ink.js";
import { contributions, scores, sigmoid, winner } from "../../course_lib/widgets/digit/linear.js";
import { GRID, LEVELS, digitLevels, preprocess } from "../../course_lib/widgets/digit/preprocess.js";

const [facts] = process.argv.slice(2);
const { drawings, models } = JSON.parse(readFileSync(facts, "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const doubles = (hex) => new Float64Array(bytes(hex).buffer);

test(`${drawings.length} drawings give the same bytes as Python`, () => {
  assert.ok(drawings.length >= 100);
  for (const { ink, size, centre, image } of drawings) {
    const ours = preprocess(unpackBits(bytes(ink)), size, centre);
    assert.deepEqual(Buffer.from(ours.buffer).toString("hex"), image);
  }
});

test("scores are the same float64", () => {
  assert.ok(models.length >= 20);
  for (const { weights, image, z } of models) {
    const x = new Float32Array(bytes(image).buffer);
    assert.deepEqual(scores(doubles(weights), x), [...doubles(z)]);
    assert.equal(winner(scores(doubles(weights), x)), [...doubles(z)].indexOf(Math.max(...doubles(z))));
  }
});

test("contributions and bias add up to the score", () => {
  const { weights, image, z } = models[0];
  const [W, x] = [doubles(weights), new Float32Array(bytes(image).buffer)];
  const { each, bias, plus, minus } = contributions(W, x, 7);
  assert.ok(Math.abs(bias + plus + minus - doubles(z)[7]) < 1e-9);
  assert.equal(each.length, x.length);
  assert.ok(plus >= 0 && minus <= 0);
});

test("bits go there and back", () => {
  const ink = Uint8Array.from({ length: GRID * GRID }, (_, i) => (i * 7919) % 3 === 0);
  assert.deepEqual(unpackBits(packBits(ink)), ink);
  assert.equal(packBits(ink).length, 2048);
  assert.equal(unpackBits(new Uint8Array(0)).some(Boolean), false);
});

test("a stroke is round at its ends, as wide as the brush, and stays on the pad", () => {
  const ink = new Uint8Array(GRID * GRID);
  assert.equal(stroke(ink, [30, 64], [90, 64], 10), true);
  const column = (c) => Array.from({ length: GRID }, (_, r) => ink[r * GRID + c]).filter(Boolean).length;
  assert.equal(column(60), 10);
  assert.ok(column(26) < 10 && column(26) > 0);
  assert.equal(column(24), 0);
  assert.equal(stroke(ink, [30, 64], [90, 64], 10), false);
  assert.equal(stroke(ink, [-50, -50], [500, 500], 40), true);
  assert.equal(ink.length, GRID * GRID);
  assert.equal(stroke(ink, [64, 64], [64, 64], 400, 0), true);
  assert.equal(ink.some(Boolean), false);
});

test("a brush between two squares leaves no gap on a fast move", () => {
  const ink = new Uint8Array(GRID * GRID);
  stroke(ink, [5, 5], [120, 100], 4);
  for (let c = 8; c < 118; c++) assert.ok(Array.from({ length: GRID }, (_, r) => ink[r * GRID + c]).some(Boolean));
});

test("an empty pad is an empty picture", () => {
  for (const size of [8, 28]) assert.equal(digitLevels(new Uint8Array(GRID * GRID), size).some(Boolean), false);
  assert.deepEqual(LEVELS, { 8: 16, 28: 255 });
});

test("the sigmoid neither overflows nor loses its halves", () => {
  assert.deepEqual([-1000, 0, 1000].map(sigmoid), [0, 0.5, 1]);
});
