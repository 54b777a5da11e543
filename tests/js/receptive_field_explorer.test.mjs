// The receptive-field explorer's arithmetic against Python. Run by tests/test_widgets_receptive_field_explorer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { backPaths, extent, forthPaths, lengthsOf, rowsOf } from "../../course_lib/widgets/receptive/arithmetic.js";
import { explorer, nearest } from "../../course_lib/widgets/receptive/state.js";
import { cost, formula, gaps, middle, problem, shortForm, told } from "../../course_lib/widgets/receptive/words.js";

const { cases, presets } = JSON.parse(readFileSync(process.argv[2], "utf8"));

test(`${cases.length} stacks agree with Python to the bit`, () => {
  for (const { n, layers, layer, unit, lengths, rows, back, forth } of cases) {
    assert.deepEqual(lengthsOf(n, layers), lengths);
    assert.deepEqual(rowsOf(n, layers), rows);
    assert.deepEqual(backPaths(lengths, layers, layer, unit).map((p) => [...p]), back);
    assert.deepEqual(forthPaths(lengths, layers, layer, unit).map((p) => [...p]), forth);
  }
});

function fake(name, options = {}) {
  const { input, layers, channels = 1 } = presets[name];
  const traits = { preset: name, direction: "backwards", arrange: "rows", input, channels, _layers: layers, _unit: [], ...options };
  return [explorer({ get: (trait) => traits[trait], save: (trait, value) => (traits[trait] = value) }, () => {}), traits];
}

test("the formula carries its numbers", () => {
  const [stack] = fake("stack");
  assert.equal(formula(stack), "r = 1 + 3·(3 − 1)·1 = 7");
  assert.equal(shortForm(stack), "L = 3 layers of n×n filters, n = 3: 1 + L(n − 1) = 1 + 3·(3 − 1) = 7");
  assert.equal(formula(fake("lenet")[0]), "r = 1 + (5 − 1)·1 + (2 − 1)·1 + (5 − 1)·2 + (2 − 1)·2 + (5 − 1)·4 = 32");
  assert.equal(formula(fake("dilated")[0]), "r = 1 + (3 − 1)·1 + (3 − 1)·2·1 + (3 − 1)·4·1 = 15");
  assert.match(formula(fake("vgg16")[0]), /= 212$/);
  assert.equal(shortForm(fake("pooling")[0]), "");
});

test("what a unit sees, and through how many paths", () => {
  const [two] = fake("two");
  assert.equal(told(two), "Row 3, column 3 of layer 2 (conv 3×3) sees rows 3 to 7, columns 3 to 7 of the input: 25 of 81.");
  assert.equal(middle(two), "81 paths: the busiest unit has 9, the quietest 1. The middle counts more.");
  assert.equal(cost(two), "Weights for each pair of channels: 9 + 9 = 18. One 5×5 kernel with the same field: 25.");
  assert.match(cost(fake("three")[0]), /9 \+ 9 \+ 9 = 27. One 7×7 kernel with the same field: 49/);
  assert.match(middle(fake("five")[0]), /all count the same/);
  const [one] = fake("field");
  assert.match(told(one), /25 of 1024, in 3 channels 75/);
});

test("padding, holes and layers that do not fit are told", () => {
  const [me, traits] = fake("two");
  me.change("p", 1);
  assert.equal(traits.preset, "own");
  me.look(2, 0, 0);
  assert.match(gaps(me), /1 of the 5 columns of its field lie outside/);
  me.change("d", 3);
  me.remove();
  me.change("d", 3);
  assert.match(gaps(me), /leaves 4 of 7 columns unseen/);
  me.choose("input", 2);
  assert.match(problem(me), /Layer 1 does not fit: its window covers 7, but only 2/);
  assert.match(formula(me), /^r = 1 = 1$/);
  me.remove();
  assert.equal(problem(me), "");
  assert.match(told(me), /itself alone/);
});

test("layers are added after the picked one, up to 24, and walked by place", () => {
  const [me] = fake("lenet");
  me.add({ kind: "conv", k: 3, s: 1, p: 1, d: 1 });
  assert.deepEqual([me.picked, me.layers.length, me.layers[1].k], [1, 6, 3]);
  for (let i = 0; i < 40; i++) me.add({ kind: "conv", k: 1, s: 1, p: 0, d: 1 });
  assert.equal(me.layers.length, 24);
  const [net] = fake("lenet");
  net.look(2, 3, 3);
  net.climb(0);
  assert.deepEqual(net.unit, [0, 9, 9]); // place 8.5 lies between two inputs
  net.climb(99);
  assert.deepEqual(net.unit, [5, 0, 0]);
  assert.equal(nearest(net, 2, -50), 0);
});

test("forwards reaches what backwards sees", () => {
  const [me] = fake("pooling", { direction: "forwards" });
  me.look(0, 0, 0);
  assert.deepEqual(extent(me.along.across.at(-1)), [0, 0]);
  assert.match(told(me), /reaches row 1, column 1 of layer 3/);
});
