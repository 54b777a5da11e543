// Attention in JavaScript against the engine. Run by tests/test_widgets_attention_viewer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cut } from "../../course_lib/widgets/attention/map.js";
import { allowedOf, attend, partOf, scaleOf, softmax } from "../../course_lib/widgets/attention/math.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);

test(`${cases.length} cases agree with the engine to 1e-12`, () => {
  assert.ok(cases.length >= 60);
  cases.forEach((one, n) => {
    const [, heads, L, S, d, e] = one.sizes;
    const part = (flat, size) => partOf(Float64Array.from(flat), heads, one.layer, one.head, size);
    const allowed = allowedOf(L, S, one.causal, one.mask);
    const rows = attend({ q: part(one.q, L * d), k: part(one.k, S * d), v: part(one.v, S * e), L, S, d, e, scale: scaleOf(d, one.scaled, one.temperature), allowed });
    rows.forEach((row, i) => {
      one.scores[i].forEach((s, j) => {
        assert.equal(row.allowed[j], s !== null, `case ${n}, mask ${i}, ${j}`);
        if (s !== null) near(row.scores[j], s, `case ${n}, score ${i}, ${j}`);
      });
      one.weights[i].forEach((w, j) => near(row.weights[j], w, `case ${n}, weight ${i}, ${j}`));
      one.output[i].forEach((v, c) => near(row.output[c], v, `case ${n}, output ${i}, ${c}`));
    });
  });
});

test("large scores stay finite, what is shut gets nothing", () => {
  const { weights } = softmax([1000, 999, 5000], [true, true, false]);
  assert.equal(weights[2], 0);
  near(weights[0] + weights[1], 1, "sum");
});

test("a word is cut by whole letters", () => {
  const g = { measureText: (text) => ({ width: 10 * Array.from(text).length }) };
  assert.equal(cut(g, "short", 60), "short");
  assert.equal(cut(g, "😀😀😀😀", 30), "😀😀…");
});
