// Output sizes against Python. Run by tests/test_widgets_stride_padding_explorer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chain, layerText, readCells, shapeText, shownWindows, sizeOf, verdict } from "../../course_lib/widgets/stride_padding/sizes.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));

test(`${facts.sizes.length} sizes under three rules`, () => {
  for (const { args, out, before, after, left, refused } of facts.sizes) {
    const found = sizeOf(...args);
    assert.deepEqual([found.out, found.before, found.after, found.left, Boolean(found.refused)], [out, before, after, left, refused], args.join(" "));
  }
});

test("every stack of the lectures chains alike", () => {
  for (const { name, input, layers, rule, outputs, parameters } of facts.stacks) {
    const steps = chain(input, layers, rule);
    assert.deepEqual(steps.map((s) => s.output), outputs, `${name} ${rule}`);
    assert.deepEqual(steps.map((s) => s.parameters), parameters, `${name} ${rule}`);
  }
});

test("formulas carry their numbers", () => {
  assert.equal(sizeOf(7, 3, 3, 0, 1).formula, "⌊(7 + 2·0 − 1·(3 − 1) − 1) / 3⌋ + 1 = 2");
  assert.equal(sizeOf(7, 3, 3, 0, 1, "exact").formula, "(7 + 2·0 − 1·(3 − 1) − 1) / 3 + 1 ≈ 2.333");
  assert.equal(sizeOf(7, 3, 3, 0, 1, "same").formula, "⌈7 / 3⌉ = 3");
  assert.match(sizeOf(2, 3, 1, 0, 1).refused, /spans 3, but only 2 cells/);
});

test("what is left over is said in words", () => {
  assert.equal(verdict(sizeOf(7, 3, 3, 0, 1), "floor"), "1 cell at the end left over");
  assert.equal(verdict(sizeOf(7, 3, 4, 0, 1), "floor"), "1 cell between windows never read");
  assert.equal(verdict(sizeOf(9, 2, 3, 0, 1), "floor"), "1 cell at the end left over, 2 cells between windows never read");
  assert.equal(verdict(sizeOf(7, 3, 1, 0, 1), "floor"), "every cell is read");
  assert.equal(verdict(sizeOf(7, 3, 3, 0, 1, "same"), "same"), "1 zero before, 1 after");
  assert.match(verdict(sizeOf(7, 3, 3, 0, 1, "exact"), "exact"), /refused: 4 \/ 3 is not a whole number/);
});

test("read cells, windows and names", () => {
  assert.deepEqual(readCells(sizeOf(7, 3, 3, 0, 1)), [true, true, true, true, true, true, false]);
  assert.equal(sizeOf(7, 3, 3, 0, 1).ghost, 2);
  assert.equal(sizeOf(7, 3, 2, 0, 1).ghost, 0);
  assert.deepEqual(shownWindows(3, 0), [0, 1, 2]);
  assert.deepEqual(shownWindows(28, 10), [0, 1, 2, null, 9, 10, 11, null, 26, 27]);
  assert.equal(layerText({ kind: "conv", kernel: [5, 5], stride: [2, 2], padding: [1, 2], dilation: [1, 1], filters: 6 }), "conv 5×5, 6 filters, stride 2, padding 1×2");
  assert.equal(layerText({ kind: "pool", kernel: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1], filters: 1 }), "pool 2×2");
  assert.equal(shapeText(null), "no size");
});
