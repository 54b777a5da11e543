// The network's arithmetic and its random numbers against Python. Run by tests/test_widgets_playground_network.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BY_HAND, countOf, forward, initial, networkGradient, networkLoss, sampled, thinned } from "../../course_lib/widgets/playground/network.js";
import { withNetwork } from "../../course_lib/widgets/playground/net_state.js";
import { shifts, shuffled, testMembers, weightStream } from "../../course_lib/widgets/playground/prng.js";
import { thousandths } from "../../course_lib/widgets/playground/state.js";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => hexes.map(number);
const near = (a, b, what, by = 1e-12) => assert.ok(Object.is(a, b) || Math.abs(a - b) <= by * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);

test("the random numbers are Python's, bit for bit", () => {
  for (const draw of given.draws) {
    const next = weightStream(draw.seed);
    assert.deepEqual(list(draw.numbers), draw.numbers.map(() => next()), `seed ${draw.seed}`);
    assert.deepEqual(shuffled(draw.order.length, draw.seed, draw.epoch), draw.order);
    assert.deepEqual(testMembers(draw.n, draw.share, draw.seed), draw.kept);
    assert.deepEqual(shifts(draw.shifts.length, draw.seed), draw.shifts.map(list));
  }
});

test(`${given.runs.length} random networks: the same weights bit for bit; forward, loss and gradient to 1e-12`, () => {
  assert.ok(given.runs.length >= 40);
  for (const run of given.runs) {
    const { sizes, activation, output, name } = run;
    assert.deepEqual(initial(sizes, activation, run.seed), list(run.initial), `${name}, initial weights`);
    assert.deepEqual(sampled(sizes, activation, run.seed), list(run.sampled), `${name}, sampled weights`);
    assert.equal(countOf(sizes), run.flat.length);
    const [points, flat] = [run.points.map(list), list(run.flat)];
    points.forEach(([x1, x2], i) => forward(flat, sizes, activation, x1, x2).flat().forEach((v, k) => near(v, number(run.values[i][k]), `${name}, point ${i}, unit ${k}`)));
    const members = points.map((_, i) => i);
    near(networkLoss(flat, sizes, activation, points, members, output), number(run.loss), `${name}, loss`);
    const slope = networkGradient(flat, sizes, activation, points, members, output, run.penalty, number(run.alpha));
    if (run.gradient === null) assert.equal(slope, null);
    else slope.forEach((g, i) => near(g, number(run.gradient[i]), `${name}, gradient ${i}`));
  }
});

// The page's state with a model that remembers, as the browser's would.
function page(state) {
  const traits = { ...state };
  const pack = (values) => new DataView(Float64Array.from(values).buffer);
  for (const name of ["_params", "_net_start", "_losses", "_base"]) traits[name] = pack(list(state[name]));
  const ctx = { get: (name) => traits[name], array: (name) => new Float64Array(traits[name].buffer), save: (name, value) => (traits[name] = typeof value === "function" ? value() : value) };
  const me = { points: state.points.map(list), output: state.output, rate: state.learning_rate, direction: "descend", limits: state.limits, preset: "own" };
  withNetwork(ctx, me, () => {});
  me.net.read();
  me.settle = () => me.net.begin(me.net.flat, false);
  return { me, net: me.net, traits };
}

test("training by mini-batches goes the way Python goes", () => {
  for (const run of given.training) {
    const { net, traits } = page(run.state);
    for (let k = 0; k < run.steps; k++) assert.ok(net.take());
    list(run.params).forEach((w, i) => near(net.flat[i], w, `${run.name}, weight ${i}`, 1e-9));
    const losses = run.losses.map(list);
    assert.equal(net.losses.length, losses.length);
    losses.forEach((row, i) => row.forEach((v, k) => near(net.losses[i][k], v, `${run.name}, loss ${i}`, 1e-9)));
    assert.equal(net.epoch(), run.epoch);
    const before = [...net.flat];
    net.take();
    net.back();
    assert.deepEqual(net.flat, before);
    assert.equal(traits._net_step, run.steps);
    net.reset();
    assert.deepEqual(net.flat, list(run.state._net_start));
  }
});

test("layers, samples and networks by hand", () => {
  const { me, net } = page(given.training[0].state);
  net.setLayers([3, 2]);
  assert.equal(net.flat.length, countOf([2, 3, 2, 1]));
  const seed = net.seed;
  net.sample();
  assert.equal(net.seed, seed + 1);
  net.load("xnor");
  for (const [x1, x2, y] of [[1, 1, 1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]]) assert.ok(net.score(x1, x2) > 0 === y > 0);
  assert.equal(net.take(), false);
  assert.equal(net.note, "stuck");
  net.setLayers([]);
  assert.equal(me.layered, false);
  assert.equal(me.score, undefined);
  for (const [name, made] of Object.entries(given.by_hand)) assert.deepEqual([BY_HAND[name].hidden, BY_HAND[name].activation, BY_HAND[name].output, BY_HAND[name].flat], made, name);
});

test("a rate far too large stops before the numbers leave", () => {
  const { me, net } = page(given.training[0].state);
  me.rate = 1e9;
  let went = true;
  for (let k = 0; k < 50 && went; k++) went = net.take();
  assert.equal(net.note, "beyond");
  assert.ok(net.flat.every(Number.isFinite));
});

test("the history is thinned, its last row stays", () => {
  const rows = thinned(Array.from({ length: 1000 }, (_, i) => [i]), 240);
  assert.ok(rows.length <= 240 && rows[0][0] === 0 && rows.at(-1)[0] === 999);
});

test("presets come as thousandths with the class in the last bit", () => {
  for (const { bytes, rows } of given.presets) {
    assert.deepEqual(thousandths(new DataView(Uint8Array.from(bytes).buffer)), rows.map(list));
  }
});
