// The pure helpers of shared.js against what Python says. Run by tests/test_widgets_base.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { MARKERS, cividis, contour, equals, exactly, floats, fmt, inkOn, packFloats, readNumber, shorten, signed, ticks } from "../../course_lib/widgets/shared.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));

test("a number shows at most four digits and says when it was shortened", () => {
  const cases = [[0, "0"], [0.1, "0.1"], [1 / 3, "≈0.3333"], [-2.5, "−2.5"], [1234.5678, "≈1235"], [123456, "≈1.235×10⁵"], [20000, "2×10⁴"], [1e-7, "1×10⁻⁷"], [-1e300, "−1×10³⁰⁰"], [NaN, "not a number"], [Infinity, "∞"], [-Infinity, "−∞"], [0.30000000000000004, "≈0.3"]];
  for (const [x, text] of cases) assert.equal(fmt(x), text);
  assert.equal(equals(0.5), "= 0.5");
  assert.equal(equals(1 / 3), "≈ 0.3333");
  assert.equal(exactly(1 / 3), "0.3333333333333333");
});

test("no shown number has more than four significant digits, and an unmarked one is exact", () => {
  let x = 1.2345678e-9;
  for (let i = 0; i < 400; i++, x *= -1.137) {
    const { text, exact } = shorten(x);
    const digits = text.split("×")[0].replace(/[−.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
    assert.ok(digits.length <= 4, text);
    if (exact) assert.equal(Number(text.replace("−", "-")), x);
  }
});

test("typed numbers are read with forgiveness, and nothing else is", () => {
  for (const [text, x] of [["1.5", 1.5], [" −2 ", -2], ["0,25", 0.25], ["1e3", 1000], ["≈0.5", 0.5]]) assert.equal(readNumber(text), x);
  for (const text of ["", "abc", "1.2.3", "Infinity", "NaN", "<b>1</b>"]) assert.equal(readNumber(text), null);
});

test("ticks are round, rising and inside", () => {
  for (const [lo, hi] of [[0, 1], [-3.5, 3.5], [0, 1e-6], [-1e9, 3], [2, 2.0001], [0, 1e300]]) {
    const found = ticks(lo, hi);
    assert.ok(found.length >= 2 && found.length <= 12, `${lo} ${hi}: ${found}`);
    found.forEach((t, i) => assert.ok(t >= lo - 1e-9 * (hi - lo) && t <= hi + 1e-9 * (hi - lo) && (i === 0 || t > found[i - 1])));
  }
  assert.deepEqual(ticks(1, 1), [1]);
});

test("float64 crosses to the bit", () => {
  const view = new DataView(Uint8Array.from(facts.bytes).buffer);
  const read = floats(view);
  assert.deepEqual([...new Uint8Array(packFloats(read).buffer)], facts.bytes);
  assert.equal(read[0], 0.1);
  assert.equal(floats(null).length, 0);
});

test("cividis is matplotlib's within 3 of 255", () => {
  facts.cividis.forEach((rgb, k) => cividis(k / 40).forEach((v, i) => assert.ok(Math.abs(v - rgb[i]) <= 3, `${k} ${v} ${rgb[i]}`)));
});

test("signed colours: paper at zero, the ends at the ends, symmetric limits", () => {
  const theme = { paper: [255, 255, 255], positive: [0, 114, 178], negative: [213, 94, 0] };
  assert.deepEqual(signed(0, theme), theme.paper);
  assert.deepEqual(signed(2, theme), theme.positive);
  assert.deepEqual(signed(-1, theme), theme.negative);
  assert.deepEqual(inkOn([255, 255, 255]), [0, 0, 0]);
  assert.deepEqual(inkOn([0, 0, 80]), [255, 255, 255]);
});

test("the markers are the tokens'", () => assert.deepEqual(MARKERS, facts.markers));

test("a contour of a plane is the straight line where it is zero", () => {
  const [columns, rows] = [7, 5];
  const values = Array.from({ length: columns * rows }, (_, i) => 0.5 * (i % columns) + 0.25 * Math.floor(i / columns) - 1.6);
  const segments = contour(values, columns, rows, 0);
  assert.ok(segments.length >= 4);
  for (const [x, y] of segments.flat()) assert.ok(Math.abs(0.5 * x + 0.25 * y - 1.6) < 1e-12);
  assert.deepEqual(contour([1, 1, 1, 1], 2, 2, 0), []);
  assert.deepEqual(contour([NaN, NaN, NaN, NaN], 2, 2, 0), []);
});
