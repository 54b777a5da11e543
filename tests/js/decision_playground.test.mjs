// The playground's arithmetic against NumPy. Run by tests/test_widgets_decision_playground.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { normalOf } from "../../course_lib/widgets/playground/drawing.js";
import { gradientOf, lossGrid, lossOf, meanLoss, outputOf, scoreOf, sigmoid, stepped, updateLine } from "../../course_lib/widgets/playground/neuron.js";
import { bent, neighbour } from "../../course_lib/widgets/playground/plane.js";
import { remark } from "../../course_lib/widgets/playground/state.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => hexes.map(number);
const near = (a, b, what) => {
  if (Object.is(a, b) || a === b) return;
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);
};

test(`${cases.length} runs agree with NumPy to 1e-12 at every step`, () => {
  assert.ok(cases.length >= 20);
  for (const run of cases) {
    const points = run.points.map(list);
    let w = list(run.w);
    run.steps.forEach((step, k) => {
      const what = `${run.name}, step ${k}`;
      near(meanLoss(points, w, run.output), number(step.loss), `${what}, loss`);
      points.forEach(([x1, x2], i) => near(outputOf(scoreOf(w, x1, x2), run.output), number(step.outputs[i]), `${what}, output ${i}`));
      const slope = gradientOf(points, w, run.output, run.features);
      if (step.gradient === null) return assert.equal(slope, null);
      slope.forEach((g, i) => near(g, number(step.gradient[i]), `${what}, gradient ${i}`));
      w = stepped(w, slope, run.rate, run.direction);
      return w.forEach((x, i) => near(x, number(step.next[i]), `${what}, w${i}`));
    });
  }
});

test("saturated scores stay finite", () => {
  assert.equal(sigmoid(1000), 1);
  assert.equal(sigmoid(-1000), 0);
  assert.equal(lossOf(1000, -1, "sigmoid"), 1000);
  assert.equal(lossOf(1000, 1, "sigmoid"), 0);
  assert.deepEqual(gradientOf([[1000, 0, 1]], [0, 1, 0], "sigmoid", "linear").map((g) => g + 0), [0, 0, 0]);
});

test("no points: no loss, no slope", () => {
  assert.ok(Number.isNaN(meanLoss([], [0, 1, 0], "sigmoid")));
  assert.equal(gradientOf([], [0, 1, 0], "sigmoid", "linear"), null);
  assert.equal(gradientOf([[1, 1, 1]], [0, 1, 0], "sign", "linear"), null);
});

const me = (changes) => {
  const whole = { points: [[1, 1, 1], [-1, -1, -1]], w: [0.1, 1, 1], rate: 0.1, output: "sigmoid", features: "linear", direction: "descend", note: "", at: 0, first: 0, ...changes };
  return { ...whole, slope: () => gradientOf(whole.points, whole.w, whole.output, whole.features) };
};

test("every odd state has its sentence, and an ordinary one has none", () => {
  const cases = [[{}, /^$/], [{ points: [] }, /no points/], [{ points: [[1, 1, 1]] }, /single point/], [{ points: [[1, 1, 1], [2, 1, 1]] }, /one class/], [{ rate: 0 }, /learning rate is 0/], [{ note: "stuck", output: "sign" }, /no step to take/], [{ note: "beyond" }, /far too large/], [{ note: "rose" }, /too long/], [{ direction: "climb", at: 1 }, /adding the gradient/], [{ w: [1, 0, 0] }, /no line/], [{ w: [0, 500, 500] }, /beyond ±36.7/]];
  for (const [changes, sentence] of cases) assert.match(remark(me(changes)), sentence);
});

test("the line of an update says what it computes", () => {
  const plain = (text) => text.replaceAll("\u00a0", " ");
  assert.equal(plain(updateLine(0.5, 1.25, 0.5, "descend")), "0.5 − 0.5 · 1.25 = −0.125");
  assert.equal(plain(updateLine(0.5, -1.25, 0.5, "climb")), "0.5 + 0.5 · (−1.25) = −0.125");
  assert.equal(plain(updateLine(1 / 3, 2, 0.5, "descend")), "0.3333 − 0.5 · 2 ≈ −0.6667");
});

test("arrow keys find the neighbour in a direction, and every point can be reached", () => {
  const points = [[0, 0, 1], [1, 0.1, 1], [1, 3, -1], [-2, 0, 1], [0, 0, -1]];
  assert.equal(neighbour(points, -1, 1, 0), 0);
  assert.equal(neighbour(points, 1, -1, 0), 0);
  assert.equal(neighbour(points, 0, 0, 1), 4);
  assert.equal(neighbour(points, 3, -1, 0), 3);
});

test("a dragged line goes through the pointer, a dragged tip turns it about its foot", () => {
  const w = [0.5, 1, -2];
  const line = bent(w, { kind: "line" }, [1.25, 0.5]);
  assert.equal(line[0] + line[1] * 1.25 + line[2] * 0.5, 0);
  assert.deepEqual(line.slice(1), [1, -2]);
  const normal = normalOf({ w, limits: [-3.5, 3.5, -3.5, 3.5], features: "linear" });
  const turned = bent(w, { kind: "tip", ...normal }, [normal.foot[0] + normal.shown, normal.foot[1] + normal.shown]);
  assert.ok(Math.abs(turned[1] - 1) < 1e-12 && Math.abs(turned[2] - 1) < 1e-12);
  assert.ok(Math.abs(turned[0] + turned[1] * normal.foot[0] + turned[2] * normal.foot[1]) < 1e-3);
});

test("no arrow where there is no line to stand on", () => {
  const limits = [-3.5, 3.5, -3.5, 3.5];
  for (const w of [[1, 0, 0], [100, 1, 1], [NaN, NaN, NaN], [1, Infinity, 0]]) assert.equal(normalOf({ w, limits, features: "linear" }), null);
  assert.equal(normalOf({ w: [0, 1, 1, 0, 0, 0], limits, features: "quadratic" }), null);
});

test("the grid of the error surface is the loss at each pair of weights", () => {
  const points = [[1, 0.5, 1], [-0.3, 2, -1], [0, -1, 1]];
  for (const [w, output] of [[[0.2, 1, 1], "sigmoid"], [[0.2, 1, 1, 0.1, -0.2, 0.3], "identity"], [[0.2, 1, 1], "sign"]]) {
    const grid = lossGrid(points, w, output, 4, 5);
    for (let i = 0; i < 25; i++) near(grid[i], meanLoss(points, [w[0], -4 + 2 * (i % 5), 4 - 2 * Math.floor(i / 5), ...w.slice(3)], output), `cell ${i}`);
  }
});
