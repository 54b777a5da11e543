// The activation functions against NumPy and the course's engine. Run by tests/test_widgets_activation_explorer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FUNCTIONS, NAMES, chain, flatPieces, normalBelow } from "../../course_lib/widgets/activation/functions.js";
import { normals, shuffled, uniforms } from "../../course_lib/widgets/shared/random.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const near = (a, hex, what) => {
  const b = number(hex);
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);
};

test("the same functions in the same order", () => assert.deepEqual(NAMES, facts.names));

test(`values and slopes agree at ${facts.xs.length} places, huge and tiny ones too`, () => {
  assert.ok(facts.xs.length > 100);
  const xs = facts.xs.map(number);
  for (const name of NAMES) {
    const one = FUNCTIONS[name];
    xs.forEach((x, i) => {
      near(one.f(x), facts.values[name][i], `${name}(${x})`);
      near(one.slope(x), facts.slopes[name][i], `slope of ${name} at ${x}`);
      if (one.back) near(one.back(one.f(x)), facts.backs[name][i], `slope of ${name} from the output at ${x}`);
      else assert.equal(facts.backs[name], null);
    });
  }
});

test("chains of layers agree", () => {
  for (const run of facts.chains) {
    const found = chain(run.name, number(run.x), run.layers, number(run.weight), run.fed);
    found.products.forEach((v, k) => {
      const b = number(run.products[k]);
      if (v === b || (Number.isNaN(v) && Number.isNaN(b))) return;
      assert.ok(Math.abs(v - b) <= 1e-11 * Math.abs(b) + 1e-300, `${run.name} ${k}: ${v} against ${b}`);
    });
  }
});

test("the normal distribution has two tails that add to 1", () => {
  for (const x of [0, 0.5, 2.4999, 2.5, 8, 38]) assert.ok(Math.abs(normalBelow(x) + normalBelow(-x) - 1) < 1e-15);
  assert.equal(normalBelow(-1e308), 0);
  assert.equal(normalBelow(1e308), 1);
});

test("flat pieces lie where the slope is small", () => {
  const pieces = flatPieces("tanh", -5, 5, 0.1);
  assert.equal(pieces.length, 2);
  assert.ok(Math.abs(pieces[1][0] - Math.acosh(Math.sqrt(10))) < 0.03);
  assert.deepEqual(flatPieces("identity", -5, 5, 0.1), []);
  assert.deepEqual(flatPieces("step", -5, 5, 0.1), [[-5, 5]]);
});

test("random numbers are drawn bit for bit alike", () => {
  for (const { seed, stream, flat, bell, order } of facts.draws) {
    const [u, z] = [uniforms(seed, stream), normals(seed, stream)];
    flat.forEach((hex) => assert.equal(u(), number(hex)));
    bell.forEach((hex) => assert.equal(z(), number(hex)));
    assert.deepEqual(shuffled(order.length, seed, stream), order);
  }
});
