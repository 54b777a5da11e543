// The network stepper's arithmetic against NumPy. Run by tests/test_widgets_network_stepper.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { finiteDifferences, join, knownAt, pass, slopeOf, softmax, split, stepsOf, valueOf } from "../../course_lib/widgets/network/arithmetic.js";
import { arrange, shareOf } from "../../course_lib/widgets/network/drawing.js";
import { aLine, deltaLine, gradientText, lossLine, nameOf, stepLine, zLine } from "../../course_lib/widgets/network/words.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const near = (mine, hexes, what) => {
  const flat = mine.flat(3);
  assert.equal(flat.length, hexes.length, what);
  flat.forEach((a, i) => {
    const b = number(hexes[i]);
    assert.ok(a === b || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what} ${i}: ${a} against ${b}`);
  });
};
const made = ({ sizes, params, x, t, activation, output, loss, rate }) => ({ ...split(params.map(number), sizes), x: x.map(number), t: t.map(number), activation, output, loss, rate: number(rate) });

test(`${cases.length} random networks agree with NumPy to 1e-12`, () => {
  assert.ok(cases.length >= 100);
  for (const one of cases) {
    const net = made(one);
    const done = pass(net);
    const what = `${one.sizes} ${one.activation} ${one.output} ${one.loss}`;
    near(done.z, one.z, `${what} z`);
    near(done.a.slice(1), one.a, `${what} a`);
    near([done.loss], [one.value], `${what} loss`);
    near(done.delta, one.delta, `${what} delta`);
    near(done.dW, one.dW, `${what} dW`);
    near(join(done.newW, done.newb), one.updated, `${what} updated`);
    assert.equal(stepsOf(one.sizes, one.output === "softmax").length - 1, one.steps, what);
  }
});

test("where nothing but sums and products is left, every bit agrees", () => {
  for (const one of cases.filter((c) => ["relu", "identity"].includes(c.activation) && ["relu", "identity"].includes(c.output))) {
    const done = pass(made(one));
    assert.deepEqual([...done.z.flat(), ...done.delta.flat(), ...done.dW.flat(2), done.loss], [...one.z, ...one.delta, ...one.dW, one.value].map(number));
  }
});

test("a finite difference agrees with each gradient", () => {
  for (const one of cases.filter((c) => c.activation === "tanh" && c.output !== "step").slice(0, 20)) {
    const [done, fd] = [pass(made(one)), finiteDifferences(made(one))];
    done.dW.flat(2).forEach((g, i) => assert.ok(Math.abs(g - fd.W.flat(2)[i]) < 1e-6 * Math.max(1, Math.abs(g), done.loss)));
    done.db.flat().forEach((g, i) => assert.ok(Math.abs(g - fd.b.flat()[i]) < 1e-6 * Math.max(1, Math.abs(g), done.loss)));
  }
});

test("large scores stay finite", () => {
  assert.deepEqual(softmax([1000, 0]), [1, 0]);
  assert.deepEqual([valueOf(1e6, "sigmoid"), valueOf(-1e6, "sigmoid"), valueOf(0, "step"), slopeOf(0, "relu")], [1, 0, 0, 0]);
});

const stepper = (changes = {}) => {
  const net = { sizes: [2, 2, 1], W: [[[0.5, -0.4], [1, 1]], [[2, -1]]], b: [[0.1, 0], [0.2]], x: [1, 0.5], t: [1], activation: "sigmoid", output: "sigmoid", loss: "squared", rate: 0.5, ...changes };
  const steps = stepsOf(net.sizes, net.output === "softmax");
  const me = { ...net, units: [], learning_rate: net.rate, output_activation: net.output, steps, last: steps.length - 1, at: steps.length - 1, pass: pass(net) };
  return { ...me, known: knownAt(steps, me.at, net.sizes), kindOf: (k) => (k === net.W.length - 1 ? net.output : net.activation) };
};

test("the film fills in unit by unit, then comes back delta by delta", () => {
  const { steps } = stepper();
  assert.deepEqual(steps.map(({ kind }) => kind), ["start", "unit", "unit", "unit", "loss", "delta", "outer", "delta", "delta", "outer", "update", "update"]);
  const known = knownAt(steps, 5, [2, 2, 1]);
  assert.deepEqual([known.a, known.delta, known.loss, known.outer], [[[true, true], [true]], [[false, false], [true]], true, [false, false]]);
  const soft = stepsOf([2, 2], true);
  assert.deepEqual(knownAt(soft, 2, [2, 2]).a, [[false, false]]);
  assert.deepEqual(knownAt(soft, 3, [2, 2]).a, [[true, true]]);
});

test("lines are written out with their numbers", () => {
  const me = stepper();
  assert.equal(zLine(me, 0, 0), "z = 0.5 · 1 − 0.4 · 0.5 + 0.1 = 0.4");
  assert.match(aLine(me, 0, 0), /^a = σ\(z\) ≈ σ\(0.4\) ≈ 0.5987$/);
  assert.match(lossLine(me), /^L ≈ \(0\.\d+ − 1\)² ≈ 0\.\d+$/);
  assert.match(deltaLine(me, 1, 0).numbers, /^δ ≈ 2 · \(0\.\d+ − 1\) · 0\.\d+ · \(1 − 0\.\d+\) ≈ −0\.\d+$/);
  assert.match(deltaLine(me, 0, 1).numbers, /^δ ≈ \(−1 · \(−0\.\d+\)\) · /);
  assert.match(gradientText(me, 0, 0, 1), /^−0\.\d+ · 0\.5 ≈ −0\.\d+$/);
  assert.match(stepLine(me), /With all the new weights the loss goes from/);
  const step = stepper({ activation: "step", output: "step" });
  assert.equal(aLine(step, 0, 0), "a = step(0.4) = 1, as z > 0");
  const score = stepper({ activation: "sigmoid", output: "identity", loss: "score" });
  assert.equal(deltaLine(score, 1, 0).numbers, "δ = 1");
});

test("units have names, places inside the picture, and shares between 0 and 1", () => {
  const me = stepper();
  assert.deepEqual([nameOf(me, -1, 1), nameOf(me, 0, 0), nameOf(me, 1, 0)], ["x₂", "h₁", "ŷ"]);
  assert.equal(nameOf({ ...me, units: [["a", "b"], ["c", "d"], ["e"]] }, 0, 1), "d");
  for (const width of [260, 900]) {
    const { units, height } = arrange([3, 4, 3, 2], width, 14);
    for (const { x, y, r } of units.flat()) assert.ok(x - r >= 0 && x + r <= width && y - r >= 14 && y + r <= height - 12);
  }
  for (const kind of ["sigmoid", "tanh", "relu", "identity", "softmax", "step"]) assert.ok(shareOf(0.7, kind, 3) >= 0 && shareOf(0.7, kind, 3) <= 1);
});
