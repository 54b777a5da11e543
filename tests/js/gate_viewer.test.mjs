// The gated cells' arithmetic against the engine. Run by tests/test_widgets_gate_viewer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KINDS, flatOf, gatedOf, sentTrace, sigmoid, trace } from "../../course_lib/widgets/gates/cell.js";
import { carried } from "../../course_lib/widgets/gates/diagram.js";
import { linesOf, termsOf } from "../../course_lib/widgets/gates/equations.js";
import { layoutOf, rowsOf } from "../../course_lib/widgets/gates/picture.js";
import { decimal } from "../../course_lib/widgets/sequences/cells.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);

const stateOf = (one) => {
  const cell = gatedOf(one.kind, one.sizes, one.weights);
  const rows = one.x.map((row) => Float64Array.from(row));
  const me = { cell, rows, steps: rows.length, step: rows.length, row: "h", unit: 0, trace: trace(cell, rows), inputName: (j) => `x[${j}]`, unitName: (u) => `unit ${u}` };
  me.at = (name, t, u) => (name === "x" ? rows[t - 1][u] : me.trace[name][name === "h" || name === "c" ? t : t - 1][u]);
  return me;
};

test(`${cases.length} traces agree with the engine to 1e-12`, () => {
  assert.ok(cases.length >= 60);
  cases.forEach((one, k) => {
    const me = stateOf(one);
    for (const [name, rows] of Object.entries(one.trace)) rows.forEach((row, t) => row.forEach((v, u) => near(me.trace[name][t][u], v, `case ${k}, ${name}, ${t}, ${u}`)));
    assert.deepEqual(flatOf(me.cell), one.weights);
    const sent = sentTrace(me.cell, me.steps, Float64Array.from(one.sent));
    for (const [name, rows] of Object.entries(one.trace)) assert.deepEqual(sent[name].map((r) => Array.from(r)), rows, `case ${k}, ${name}, as sent`);
    assert.equal(sentTrace(me.cell, me.steps + 1, Float64Array.from(one.sent)), null);
  });
});

test("every sum that is shown adds up to the value that is shown", () => {
  cases.forEach((one) => {
    const me = stateOf(one);
    for (let u = 0; u < me.cell.H; u++) {
      for (const name of KINDS[one.kind].rows) {
        const { rows, ends } = termsOf(me, name, u);
        const sum = rows.reduce((s, [, , , p]) => s + p, 0);
        assert.ok(Math.abs(sum - ends[0][1]) <= 1e-9 * Math.max(1, Math.abs(sum)), `${one.kind} ${name}`);
        near(ends.at(-1)[1], me.at(name, me.step, u), name);
      }
      assert.deepEqual(linesOf(me, u).map((l) => l.name).sort(), [...KINDS[one.kind].rows].sort());
    }
    for (const v of Object.values(carried(me))) assert.ok(Number.isFinite(v));
  });
});

test("sigma is finite at both ends", () => {
  assert.equal(sigmoid(1000), 1);
  assert.equal(sigmoid(-1000), 0);
  near(sigmoid(5), 0.9933071490757153, "sigma(5)");
});

test("the picture holds the chosen step and unit, however many there are", () => {
  const me = { cell: { kind: "LSTM", H: 30, I: 12 }, steps: 90, step: 77, row: "c", unit: 21 };
  assert.ok(rowsOf(me).some((r) => r.name === "c" && r.unit === 21));
  for (const width of [260, 760, 1200]) {
    const at = layoutOf(me, width, 14);
    assert.ok(at.first < 77 && 77 <= at.first + at.columns);
    assert.ok(at.x(77) + at.pitch <= width + 1);
  }
});

test("next to nothing is written as 0 in a cell", () => {
  assert.equal(decimal(4.5e-5), "0");
  assert.equal(decimal(-1e-9), "0");
  assert.equal(decimal(-0.7614), "−0.76");
  assert.equal(decimal(1234.5), "1230");
});
