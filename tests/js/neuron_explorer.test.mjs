// The neuron explorer's arithmetic against NumPy. Run by tests/test_widgets_neuron_explorer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { linesOf, ruleLine, slopeLine } from "../../course_lib/widgets/neuron/ledger.js";
import { activate, errorOf, gradientOf, isXor, penaltyOf, perceptron, scoreOf, verdict } from "../../course_lib/widgets/neuron/rules.js";
import { ground } from "../../course_lib/widgets/neuron/space.js";
import { limitsOf, remark } from "../../course_lib/widgets/neuron/state.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => hexes.map(number);
const near = (a, b, what) => assert.ok(Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);

test(`${cases.length} neurons agree with NumPy: sums and the perceptron rule to the last bit, the rest to 1e-12`, () => {
  assert.ok(cases.length >= 20);
  for (const run of cases) {
    const [rows, alpha, rate] = [run.rows.map(list), number(run.alpha), number(run.rate)];
    let p = list(run.p);
    rows.forEach((row, i) => {
      assert.equal(scoreOf(p, row), number(run.scores[i]), `${run.name}, score ${i}`);
      near(activate(scoreOf(p, row), run.kind), number(run.outputs[i]), `${run.name}, output ${i}`);
    });
    near(errorOf(p, rows, run.kind), number(run.error), `${run.name}, error`);
    assert.equal(penaltyOf(p, alpha), number(run.penalty), `${run.name}, penalty`);
    const slope = gradientOf(p, rows, run.kind, alpha);
    if (run.gradient === null) assert.equal(slope, null);
    else slope.forEach((g, k) => near(g, number(run.gradient[k]), `${run.name}, gradient ${k}`));
    run.trace.forEach((row, k) => {
      const { y, next } = perceptron(p, rows[k % rows.length], rate);
      assert.deepEqual([k % rows.length, y, ...next], list(row), `${run.name}, update ${k + 1}`);
      p = next;
    });
    const start = [-1, 0, ...list(run.p)];
    assert.deepEqual(verdict([start, ...run.trace.map(list)], 0, rows.length), run.verdict, run.name);
  }
});

test("a verdict needs a whole pass, and forgives rounding", () => {
  assert.deepEqual(verdict([[-1, 0, 0, 0]], 0, 4), ["", 0, 0]);
  assert.deepEqual(verdict([], 0, 0), ["", 0, 0]);
  const trace = [[-1, 0, 0.3], [0, 1, 0.1], [1, 0, 0.1 + 0.2]];
  assert.deepEqual(verdict(trace, 0, 2), ["cycles", 0, 2]);
});

test("XOR and its opposite are known, other gates are not", () => {
  const gate = (t) => [[0, 0, t[0]], [0, 1, t[1]], [1, 0, t[2]], [1, 1, t[3]]];
  assert.ok(isXor(gate([0, 1, 1, 0])) && isXor(gate([1, 0, 0, 1])));
  for (const t of [[0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1]]) assert.ok(!isXor(gate(t)));
  assert.ok(!isXor([]) && !isXor([[0, 1], [1, 0]]));
});

test("the numbers of an update are written out, and ≈ stands where one was shortened", () => {
  assert.equal(ruleLine("w₁", 0, 1, 1, 0, 1, 1), "w₁ ← 0 + 1 · (1 − 0) · 1 = 1");
  assert.equal(ruleLine("b", -1, 0.5, 0, 1, null, -1.5), "b ← −1 + 0.5 · (0 − 1) = −1.5");
  assert.equal(ruleLine("w₂", 1 / 3, 1, 1, 0, -2, 1 / 3 - 2), "w₂ ← 0.3333 + 1 · (1 − 0) · (−2) ≈ −1.667");
  assert.equal(slopeLine("w₁", 1, 0.5, -2, 2), "w₁ ← 1 − 0.5 · (−2) = 2");
});

const me = (changes) => {
  const whole = { rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]], inputs: 2, p: [0, 1, 1], rate: 1, alpha: 0, activation: "step", landscape: "error", note: "", at: 0, first: 0, trace: [[-1, 0, 0, 1, 1]], ...changes };
  return { ...whole, right: (i) => scoreOf(whole.p, whole.rows[i]) > 0 === (whole.rows[i][whole.inputs] === 1), slope: () => gradientOf(whole.p, whole.rows, whole.activation, whole.alpha), ends: () => verdict(whole.trace, whole.first, whole.rows.length) };
};

test("every odd state has its sentence", () => {
  const xor = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];
  const still = [-1, 0, 0, 1, 1];
  for (const [changes, sentence] of [
    [{}, /^$/], [{ rows: [] }, /Drag the point/], [{ rows: [], inputs: 1, p: [0, 1] }, /x = −b\/w/], [{ rows: xor }, /Both cannot be/],
    [{ p: [1, 0, 0] }, /no boundary/], [{ note: "beyond" }, /far too large/], [{ trace: [still, still, still, still, still] }, /Converged/],
    [{ rows: xor, trace: [[-1, 0, 1, 0, 0], still, still, [0, 0, 2, 1, 1], [0, 0, 1, 0, 0]] }, /goes round in a circle.*Both cannot be/s],
    [{ activation: "sigmoid", at: 3, p: [-5, 10, 10] }, /grow for ever/],
  ]) assert.match(remark(me(changes)), sentence);
});

test("the last step in sentences", () => {
  const before = me({ at: 1, trace: [[-1, 0, 0, 0, 0], [1, 0, 1, 0, 1]], p: [1, 0, 1] });
  assert.deepEqual(linesOf(before), ["Step 1, example 2: sum z = 0, output ŷ = 0, target t = 1, error t − ŷ = 1.", "w₁ ← 0 + 1 · (1 − 0) · 0 = 0", "w₂ ← 0 + 1 · (1 − 0) · 1 = 1", "b ← 0 + 1 · (1 − 0) = 1"]);
  assert.match(linesOf(me({ at: 1, trace: [[-1, 0, 0, 0, 0], [0, 0, 0, 0, 0]] }))[1], /nothing changes/);
});

test("the ground is the error at each pair of weights", () => {
  const one = me({ activation: "sigmoid", alpha: 0.5, landscape: "decay" });
  const grid = ground(one, 4, 5);
  for (let i = 0; i < 25; i++) {
    const p = [0, -4 + 2 * (i % 5), 4 - 2 * Math.floor(i / 5)];
    near(grid[i], errorOf(p, one.rows, "sigmoid") + penaltyOf(p, 0.5), `cell ${i}`);
  }
  assert.deepEqual(limitsOf(one.rows, 2), [-0.5, 1.5]);
  assert.deepEqual(limitsOf([], 2), [-5, 5]);
  assert.ok(limitsOf([[10, 0, 1]], 2)[1] >= 11);
});
