// The unrolled network's arithmetic against the engine. Run by tests/test_widgets_unrolled_rnn.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cellOf, flatOf, gradient, largest, lettered, radius, run } from "../../course_lib/widgets/rnn/cell.js";
import { heights } from "../../course_lib/widgets/rnn/drawing.js";
import { layoutOf, whatIsAt } from "../../course_lib/widgets/rnn/layout.js";
import { schedule } from "../../course_lib/widgets/rnn/patterns.js";
import { numbersFrom } from "../../course_lib/widgets/sequences/field.js";
import { products } from "../../course_lib/widgets/sequences/terms.js";

const { cases, growth } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);
const nearRows = (a, b, what) => {
  assert.equal(a.length, b.length, what);
  b.forEach((row, t) => row.forEach((v, u) => near(a[t][u], v, `${what}, ${t}, ${u}`)));
};

test(`${cases.length} runs and gradients agree with the engine to 1e-12`, () => {
  assert.ok(cases.length >= 60);
  cases.forEach((one, k) => {
    const cell = cellOf(one.sizes, one.weights, one.act);
    const plan = schedule(one.pattern, one.x.length, one.outputs);
    assert.deepEqual(plan, { takes: one.takes, gives: one.gives });
    const ran = run(cell, one.x.map((row) => Float64Array.from(row)), plan, one.feed);
    nearRows(ran.h, one.h, `case ${k}, h`);
    nearRows(ran.y, one.y, `case ${k}, y`);
    nearRows(ran.x, one.used, `case ${k}, x`);
    nearRows(gradient(cell, ran, one.feed, one.step, one.row), one.gradient, `case ${k}, gradient`);
    assert.ok(Math.abs(radius(cell.wh, cell.H) - one.radius) <= 1e-9 * Math.max(1, one.radius));
    assert.deepEqual(flatOf(cell), one.weights);
  });
});

test("new letters get the same weights as in Python", () => {
  const cell = cellOf([4, 3, 4], growth.from, "tanh");
  const grown = lettered(cell, ["h", "e", "l", "o"], Array.from(growth.text));
  assert.deepEqual(grown.alphabet, growth.alphabet);
  assert.deepEqual([grown.cell.I, grown.cell.H, grown.cell.K], growth.sizes);
  assert.deepEqual(flatOf(grown.cell), growth.weights);
  assert.equal(lettered(grown.cell, grown.alphabet, ["a"]).cell, grown.cell);
});

test("bars stand for norms, linear or by powers of ten", () => {
  assert.deepEqual(heights([0.25, 0.5, 1], "linear"), [0.25, 0.5, 1]);
  assert.deepEqual(heights([0, 0], "linear"), [0, 0]);
  const log = heights([1e-8, 1e-4, 1], "log");
  assert.ok(Math.abs(log[1] - (log[0] + log[2]) / 2) < 1e-12 && log[2] === 1);
  assert.deepEqual(heights([0, 2, 2], "log"), [0, 1, 1]);
});

test("typed numbers are read step by step, or refused", () => {
  assert.deepEqual(numbersFrom("1 -0,5  −2", 1).map((r) => r[0]), [1, -0.5, -2]);
  assert.deepEqual(numbersFrom("1 2; 3 4;", 2).map((r) => Array.from(r)), [[1, 2], [3, 4]]);
  for (const text of ["", "a", "1e9", "1 2; 3", "Infinity", Array(101).fill("1").join(" ")]) assert.equal(numbersFrom(text, text.includes(";") ? 2 : 1), null, text);
});

test("many products are counted, none is lost from the sum", () => {
  const x = Float64Array.from({ length: 40 }, (_, j) => (j % 2 ? j / 10 : 0));
  const rows = products(Float64Array.from({ length: 80 }, () => 0.5), 1, x, (j) => `x[${j}]`);
  assert.ok(rows.length <= 14);
  near(rows.reduce((s, [, , , p]) => s + p, 0), 0.5 * x.reduce((a, b) => a + b, 0), "sum");
});

test("every cell of the picture is found where it is drawn", () => {
  const me = { cell: { H: 12, I: 2, K: 2 }, steps: 30, step: 17, row: 9, view: "unrolled", readout: true, letters: false, alphabet: [], plan: schedule("many-to-many", 30, 1) };
  for (const width of [280, 760, 1200]) {
    const at = layoutOf(me, width, 14);
    assert.ok(at.first <= 17 && 17 < at.first + at.columns && at.left + at.columns * at.pitch <= width + 1);
    for (let t = at.first; t < at.first + at.columns; t++) {
      for (let i = 0; i < at.units; i++) assert.deepEqual(whatIsAt(me, at, { x: at.middle(t), y: at.hTop + (i + 0.5) * at.cell }), { step: t, row: at.unit0 + i });
      if (t > 0) assert.deepEqual(whatIsAt(me, at, { x: at.middle(t), y: at.yTop + 1.5 * at.cell }), { step: t, row: 13 });
    }
  }
});

test("the largest of several is the first", () => assert.equal(largest([1, 3, 3]), 1));
