// The sliding kernel's arithmetic against NumPy, bit for bit. Run by tests/test_widgets_convolution_explorer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axisOf, correlate, gabor, pairwise, readPositions, resized, slopeAt, touchedBy } from "../../course_lib/widgets/convolution/arithmetic.js";
import { onChannels, pixels } from "../../course_lib/widgets/convolution/library.js";
import { legend, windowBands } from "../../course_lib/widgets/convolution/look.js";
import { refusal } from "../../course_lib/widgets/convolution/state.js";
import { cellExact, cellText, ending, leftOver, reach, signedSum, sizeFormula, sumParts } from "../../course_lib/widgets/convolution/words.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const floats = (hex) => new Float64Array(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer);
const asHex = (values) => Buffer.from(Float64Array.from(values).buffer).toString("hex");
const setting = (one) => ({ rows: axisOf(...one.axes[0]), columns: axisOf(...one.axes[1]), channels: one.channels, image: floats(one.image), weights: floats(one.kernel), bias: floats(one.bias)[0], divisor: one.divisor });

test("500 maps are those of NumPy, every bit of every number", () => {
  assert.equal(facts.cases.length, 500);
  facts.cases.forEach((one, n) => {
    const me = setting(one);
    assert.deepEqual([me.rows.out, me.columns.out], one.out, `case ${n}`);
    assert.deepEqual([me.rows.leftOver, me.columns.leftOver], one.left, `case ${n}`);
    assert.deepEqual([me.rows, me.columns].map((axis) => readPositions(axis).flatMap((read, i) => (read ? [] : [i]))), one.unread);
    assert.equal(asHex(correlate(me)), one.map, `case ${n}: ${JSON.stringify(one.axes)}`);
  });
});

test("what a pixel touches, and the slope of an output for every pixel", () => {
  for (const one of facts.cases) {
    const me = setting(one);
    assert.deepEqual(touchedBy(me, ...one.pixel).map(({ r, c, u, v }) => [r, c, u, v]), one.touched);
    const slopes = [];
    for (let k = 0; k < me.channels; k++) for (let i = 0; i < me.rows.n; i++) for (let j = 0; j < me.columns.n; j++) slopes.push(slopeAt(me, ...one.place, k, i + me.rows.p, j + me.columns.p));
    floats(one.gradient).forEach((g, i) => assert.ok(g === slopes[i], `${g} against ${slopes[i]}`));
  }
});

test("every Gabor kernel of the sliders is Python's", () => {
  for (const [size, angle, wavelength, values] of facts.gabors) assert.deepEqual([...gabor(size, size, angle, wavelength)], values, `${size} ${angle} ${wavelength}`);
});

test("pictures arrive as they left", () => {
  for (const picture of facts.library.pictures) assert.deepEqual([...pixels(picture)], facts.pictures[picture.name]);
});

test("long rows are summed in halves, as NumPy does", () => {
  const ones = new Float64Array(1000).fill(0.1);
  assert.ok(Math.abs(pairwise(ones) - 100) < 1e-12);
  assert.equal(pairwise([]), 0);
  assert.equal(pairwise([5, 1, 2], 1, 2), 3);
});

test("a kernel of one slice is laid on every channel, and an average stays one", () => {
  const kernel = { shape: [1, 1, 2], values: [1, 2], divisor: 3 };
  assert.deepEqual([...onChannels(kernel, 2).weights], [1, 2, 1, 2]);
  assert.equal(onChannels(kernel, 2).divisor, 6);
  assert.equal(onChannels({ shape: [2, 1, 1], values: [1, 2], divisor: 1 }, 1), null);
  assert.equal(onChannels({ shape: [3, 1, 1], values: [1, 1, 1], divisor: 75 }, 1).divisor, 25);
});

test("a kernel keeps its middle when it grows or shrinks", () => {
  assert.deepEqual([...resized([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 3, 3, 1, 1)], [5]);
  assert.deepEqual([...resized([5], 1, 1, 1, 3, 3)], [0, 0, 0, 0, 5, 0, 0, 0, 0]);
  assert.deepEqual([...resized([1, 2], 2, 1, 1, 1, 2)], [1, 0, 2, 0]);
});

test("the size formula has its numbers", () => {
  assert.equal(sizeFormula(axisOf(7, 3, 3)), "⌊(7 + 2·0 − 1·(3 − 1) − 1) / 3⌋ + 1 = 2");
});

test("a border that is dropped is explained, and none is not", () => {
  assert.equal(leftOver(axisOf(7, 3, 2), axisOf(7, 3, 2)), "");
  assert.match(leftOver(axisOf(7, 3, 3), axisOf(7, 3, 3)), /\(7 − 3\) \/ 3 ≈ 1.333, which is rounded down. The 1 row at the bottom and the 1 column at the right/);
  assert.match(leftOver(axisOf(7, 3, 1), axisOf(8, 3, 3)), /The 2 columns at the right \(hatched\) are never read/);
});

test("a sum is written with every product and really adds up", () => {
  assert.equal(sumParts([1, 0, -2, 3], [-1, 2, 4, -2], 0, 4), "(−1)·1 + 2·0 + 4·(−2) + (−2)·3");
  assert.equal(sumParts(new Array(25).fill(0), new Array(25).fill(0), 0, 25), null);
  assert.equal(signedSum([16, -23, 6]), "16 − 23 + 6");
  assert.deepEqual(ending([16, -23, 6], -1, 1, -2, -3), { text: "16 − 23 + 6 − 2", sign: "=", value: "−3", trivial: false });
  assert.deepEqual(ending([900], 900, 9, 0, 100), { text: "900 / 9", sign: "=", value: "100", trivial: false });
  assert.equal(ending([1], 1, 3, 0, 1 / 3).sign, "≈");
  assert.equal(ending([4], 4, 1, 0, 4).trivial, true);
});

test("a wide kernel's cells are short, and say so", () => {
  assert.deepEqual([0.123456, -0.36, 224, 5].map((v) => cellText(v, 2)), ["0.1235", "−0.36", "224", "5"]);
  assert.deepEqual([0.123456, -0.36, 187.83, -13.44].map((v) => cellText(v, 3)), ["0.12", "−0.36", "188", "−13.4"]);
  assert.deepEqual([0.123456, -1.37, 187.83, -13.44].map((v) => cellText(v, 5)), [".12", "−1.4", "188", "−13"]);
  assert.deepEqual([0.13, -0.36, 1.02, 15.6, 0.001, 0].map((v) => cellText(v, 7)), [".13", "−.36", "1", "16", "≈0", "0"]);
  assert.deepEqual([0.13, 15.6, 1 / 3, 0].map((v) => cellExact(v, 7)), [true, false, false, true]);
});

test("what a pixel reaches is one sentence", () => {
  assert.equal(reach([], 0, 0, 0, [0, 0]), "Pixel row 1, column 1 touches no output. The output at row 1, column 1 changes by 0 for each 1 that the pixel grows.");
  assert.match(reach([1, 2], 1, 2, -2, [0, 1]), /touches 2 outputs.*changes by −2/);
});

test("a dilated window is drawn tap by tap", () => {
  const me = { rows: axisOf(5, 3, 1, 0, 2), columns: axisOf(5, 2, 1, 0, 1) };
  assert.equal(windowBands(me, 0, 1).length, 7);
  assert.deepEqual(windowBands({ rows: axisOf(5, 3), columns: axisOf(5, 2, 2) }, 1, 1), [{ row: 1, column: 2, rows: 3, columns: 2 }]);
});

test("settings that leave no window are refused with the sizes", () => {
  const base = { shape: [1, 4, 4], kernelShape: [1, 1, 5, 2], stride: [1, 1], padding: [0, 0], dilation: [1, 1] };
  assert.match(refusal(base), /spans 5, but the padded picture is only 4 high/);
  assert.equal(refusal({ ...base, padding: [1, 1] }), "");
  assert.match(refusal({ ...base, shape: [16, 128, 128], kernelShape: [1, 16, 11, 11] }), /more than this page/);
});

test("the colours of the map are named in words", () => {
  assert.match(legend({ look: "signed", lowest: -1, highest: 7 }, String), /blue above zero, vermilion below, from -1 to 7/);
  assert.match(legend({ look: "grey", light: true, most: 255 }, String), /black is 0 and less/);
});
