// The gallery's numbers against Python's, to the bit. Run by tests/test_widgets_filter_gallery.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode, fired, norms, ranked, responses, scores, similarities, under } from "../../course_lib/widgets/filters/math.js";
import { arrange } from "../../course_lib/widgets/filters/sheet.js";
import { brief } from "../../course_lib/widgets/shared/numbers.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const doubles = (hex) => [...new Float64Array(bytes(hex).buffer)];

test(`${cases.length} stacks of tiles give the same float64`, () => {
  assert.ok(cases.length >= 50);
  for (const c of cases) {
    const all = decode(c.block, bytes(c.data));
    assert.deepEqual([...all], doubles(c.stack));
    const area = c.shape[0] * c.shape[1];
    const stack = all.subarray(all.length - c.block.shape[1] * area);
    assert.deepEqual([...norms(stack, area)], doubles(c.norms));
    assert.deepEqual([...similarities(stack, area, c.unit)], doubles(c.similarities));
    const patch = under(doubles(c.image), c.size, c.shape, c.shift);
    assert.deepEqual([...patch], doubles(c.patch));
    const s = responses(stack, area, doubles(c.bias), patch);
    assert.deepEqual([...s], doubles(c.responses));
    assert.deepEqual(ranked(s), c.order);
    assert.deepEqual([...fired(s, "relu")], doubles(c.relu));
    for (const name of ["tanh", "sigmoid"]) fired(s, name).forEach((v, i) => assert.ok(Math.abs(v - doubles(c[name])[i]) < 1e-12));
  }
});

test("the next layer's scores", () => {
  assert.deepEqual([...scores([1, 2, 3, 4], Float64Array.of(1, -1), [0.5, 0])], [-0.5, -1]);
});

test("tiles fill their sheet, and none is lost", () => {
  for (let n = 1; n < 130; n++) {
    for (const width of [150, 300, 420, 620]) {
      const { columns, rows, wide } = arrange(n, width, 8, 8, 16);
      assert.ok(columns * rows >= n && columns * (rows - 1) < n && wide >= 20, `${n} in ${width}`);
      assert.ok(columns * (wide + 8) <= width + 8);
    }
  }
});

test("a number for a small cell", () => {
  assert.deepEqual([0, 1, -3, 0.123, -0.5, 0.004, 0.9996, 12.34, -250.4, 1.05].map(brief), ["0", "1", "−3", ".12", "−.50", "0", "1.0", "12", "−250", "1.1"]);
});
