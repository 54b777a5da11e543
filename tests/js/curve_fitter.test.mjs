// The fits of the curve fitter against NumPy. Run by tests/test_widgets_curve_fitter.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { directions, fit, units } from "../../course_lib/widgets/curve/arithmetic.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);

test("the units are the same in every bit", () => {
  const made = units(5);
  assert.deepEqual(made.map(({ slope }) => slope), facts.units[0].map(number));
  assert.deepEqual(made.map(({ centre }) => centre), facts.units[1].map(number));
});

test(`fits and errors agree in ${facts.runs.length} runs`, () => {
  for (const run of facts.runs) {
    const found = fit(run.y.map(number), directions(run.seed, run.kind), 17);
    assert.equal(found.errors.length, 101);
    found.errors.forEach((e, k) => assert.ok(Math.abs(e - number(run.errors[k])) < 1e-7, `${run.name} ${run.kind} ${k}: ${e}`));
    found.fit.forEach((v, i) => assert.ok(Math.abs(v - number(run.fit[i])) < 1e-7, `${run.name} ${run.kind} at ${i}: ${v}`));
  }
});
