// The network, its slopes and its training in the browser against the course's engine. Run by tests/test_widgets_live_trainer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { packFloats } from "../../course_lib/widgets/shared.js";
import { reach } from "../../course_lib/widgets/trainer/charts.js";
import { TRAIN, labelOf, unpacked } from "../../course_lib/widgets/trainer/digits.js";
import { layout } from "../../course_lib/widgets/trainer/layout.js";
import { initial, makeNet, plan } from "../../course_lib/widgets/trainer/net.js";
import { nextBatch, thinned, trainer } from "../../course_lib/widgets/trainer/state.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const doubles = (hex) => new Float64Array(bytes(hex).buffer);
const view = (hex) => new DataView(bytes(hex).buffer);
const pictures = unpacked(view(facts.digits));

// The largest difference, measured by the largest entry.
function apart(a, b) {
  assert.equal(a.length, b.length);
  let [most, size] = [0, 1e-300];
  for (let i = 0; i < a.length; i++) [most, size] = [Math.max(most, Math.abs(a[i] - b[i])), Math.max(size, Math.abs(b[i]))];
  return most / size;
}

function traits(settings) {
  const kept = { _digits: view(facts.digits), _weights: packFloats([]), _start: packFloats([]), _memory: packFloats([]), _losses: packFloats([]), _scores: packFloats([]), _count: [0, 0, 0], digit: 3, unit: 0, direction: "forward", ...settings };
  return { kept, get: (name) => kept[name], save: (name, value) => (kept[name] = typeof value === "function" ? value() : value) };
}

test("the digits are those of the course, to the last bit", () => {
  assert.deepEqual([...pictures], [...doubles(facts.pictures)]);
});

test("the first weights are Python's, bit for bit", () => {
  for (const { network, units, seed, weights } of facts.first) assert.deepEqual([...initial(plan(network, units), seed)], [...doubles(weights)], `${network} ${units}`);
});

test("the orders of the digits are Python's", () => {
  for (const { n, size, seed, batches } of facts.orders) {
    const count = [0, 0, 0];
    for (const batch of batches) assert.deepEqual(nextBatch(count, n, size, seed), batch);
  }
});

test(`${facts.slopes.length} slopes agree with the engine to 1e-10`, () => {
  assert.ok(facts.slopes.length >= 30);
  for (const { network, units, weights, members, loss, slope, name } of facts.slopes) {
    const [net, flat] = [makeNet(network, units), doubles(weights)];
    const found = new Float64Array(net.count);
    let total = 0;
    for (const i of members) total += net.learn(flat, pictures.subarray(64 * i, 64 * i + 64), labelOf(i), found);
    assert.ok(Math.abs(total / members.length - loss) <= 1e-12 * Math.max(1, loss), name);
    assert.ok(apart(found.map((v) => v / members.length), doubles(slope)) < 1e-10, name);
  }
});

test("every layer's values and the slopes of the pixels agree", () => {
  for (const { network, units, weights, member, values, pixels } of facts.looks) {
    const [net, flat] = [makeNet(network, units), doubles(weights)];
    net.learn(flat, pictures.subarray(64 * member, 64 * member + 64), labelOf(member), new Float64Array(net.count), true);
    values.forEach((hex, l) => assert.ok(apart(net.values[l + 1], doubles(hex)) < 1e-12, `${network} layer ${l}`));
    assert.ok(apart(net.slopes[0], doubles(pixels)) < 1e-10, `${network} pixels`);
  }
});

test("ten steps of training agree with Python's to 1e-8, in slices of any length", () => {
  for (const { settings, start, steps, weights, memory, count, losses, scores } of facts.runs) {
    for (const slice of settings.network === "conv" ? [0, 1000] : [1000]) {
      const { kept, get, save } = traits({ ...settings, ...Object.fromEntries(Object.entries(start).map(([k, v]) => [k, Array.isArray(v) ? v : view(v)])) });
      const me = trainer(get, save, () => {});
      for (let k = 0; k < steps; k++) {
        me.want();
        for (let turn = 0; !me.quiet() && turn < 1e5; turn++) me.work(slice);
      }
      const name = `${settings.network} ${settings.optimiser}`;
      assert.deepEqual(me.count, count, name);
      assert.ok(apart(me.weights, doubles(weights)) < 1e-8, name);
      assert.ok(apart(me.memory, doubles(memory)) < 1e-8 || !doubles(memory).length, name);
      const mine = me.losses.slice(-steps).flat();
      assert.ok(apart(mine, doubles(losses).slice(-mine.length)) < 1e-8, name);
      assert.ok(apart(me.scores.at(-1), doubles(scores).slice(-5)) < 1e-8, name);
      me.work();
      assert.ok(apart(new Float64Array(kept._weights.buffer), doubles(weights)) < 1e-8, "what is saved is what was learnt");
    }
  }
});

test("a rate far too large stops before the numbers end", () => {
  const { get, save } = traits({ network: "linear", units: 6, optimiser: "momentum", learning_rate: 100, batch_size: 1, weight_decay: 10, train_size: 400, seed: 0 });
  const me = trainer(get, save, () => {});
  for (let k = 0; k < 300 && me.want(); k++) while (!me.quiet()) me.work(1000);
  assert.ok(me.beyond && me.weights.every(Number.isFinite));
  assert.equal(me.want(), false);
});

test("the tiles stand inside their picture, none over another, at every width", () => {
  for (const network of ["linear", "hidden", "conv", "deep"]) {
    for (const units of [1, 2, 5, 6, 8, 12, 13, 16]) {
      for (const width of [270, 320, 420, 560, 740, 1000, 1240]) {
        for (const size of [13, 20]) {
          const { groups, height } = layout(network, units, width, size);
          const boxes = groups.flatMap(({ items }) => items);
          for (const b of boxes) assert.ok(b.x >= 0 && b.y >= 0 && b.x + b.w <= width + 1 && b.y + b.h <= height + 1 && b.w > 4 && b.h > 4, `${network} ${units} at ${width}`);
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(a.x + a.w <= b.x + 0.01 || b.x + b.w <= a.x + 0.01 || a.y + a.h <= b.y + 0.01 || b.y + b.h <= a.y + 0.01)));
        }
      }
    }
  }
});

test("axes stand still, and a history is thinned evenly", () => {
  assert.deepEqual([0, 20, 21, 99, 101, 480, 900, 1001].map(reach), [20, 20, 50, 100, 200, 500, 1000, 2000]);
  let rows = [];
  for (let k = 1; k <= 3000; k++) rows = thinned([...rows, [k, 0]]);
  assert.ok(rows.length <= 241 && rows.at(-1)[0] === 3000 && rows.slice(0, -1).every(([k]) => k % 16 === 0));
  assert.equal(TRAIN, 400);
});
