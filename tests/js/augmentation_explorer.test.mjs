// Transforms and dropout against Python's. Run by tests/test_widgets_augmentation_explorer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { colourShift, crops, dropout, meanOf, parameters, transformed, turnWord } from "../../course_lib/widgets/augment/math.js";

const { cases, masks } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const doubles = (hex) => new Float64Array(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);

test(`${cases.length} samples: the same numbers are drawn, bit for bit`, () => {
  assert.ok(cases.length >= 50);
  for (const { now, shape, k, drawn, word } of cases) {
    assert.deepEqual(parameters(now, shape, k), drawn);
    assert.equal(turnWord(drawn.mirror, drawn.angle), word);
  }
});

test("the same pixels come out, to the bit where nothing is turned, to 1e-12 elsewhere", () => {
  for (const { now, shape, drawn, x, values, vectors, added, fill, out } of cases) {
    if (shape[2] === 3) assert.deepEqual(colourShift(values, vectors, drawn.alphas), added);
    const found = transformed(doubles(x), shape, drawn, now.crop, added, fill);
    const theirs = doubles(out);
    assert.equal(found.length, theirs.length);
    found.forEach((v, i) => assert.ok(drawn.angle ? Math.abs(v - theirs[i]) < 1e-12 : v === theirs[i]));
  }
});

test("dropout keeps the same units and hands on the same numbers", () => {
  for (const { units, p, seed, k, inverted, kept, out, mean } of masks) {
    assert.deepEqual(dropout(units, p, seed, k, inverted), { kept, out });
    meanOf(units, p, seed, 5, inverted).forEach((v, i) => assert.ok(Math.abs(v - mean[i]) < 1e-12));
  }
});

test("the counts of the lecture", () => {
  assert.equal(crops(256, 256, 224, false), 1089);
  assert.equal(crops(256, 256, 224, true), 2178);
  assert.equal(crops(48, 48, 42, true), 98);
});
