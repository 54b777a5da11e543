// Both passes of a deep net against the course's engine. Run by tests/test_widgets_gradient_flow.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EXAMPLES, described, histogram, passes } from "../../course_lib/widgets/flow/net.js";
import { computed, remark, sentence } from "../../course_lib/widgets/flow/state.js";

const runs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => hexes.map(number);

test(`${runs.length} nets agree with the engine, layer by layer`, () => {
  assert.ok(runs.length >= 24);
  for (const { net, places, outputs, gradients, lengths, numbers, tolerance } of runs) {
    const found = passes(net);
    const what = `${net.activation} ${net.init} ${net.variant} ${net.depth}x${net.width}`;
    const compare = (mine, theirs, label, size) => theirs.forEach((v, i) => assert.ok(v === mine[i] || Math.abs(mine[i] - v) <= tolerance * Math.max(size, Math.abs(v)), `${what}, ${label} ${i}: ${mine[i]} against ${v}`));
    for (let k = 0; k < net.depth; k++) {
      const [a, g] = [list(outputs[k]), list(gradients[k])];
      compare(places.map((i) => found.outputs[k][i]), a, `outputs of layer ${k + 1}`, Math.max(...a.map(Math.abs)));
      compare(places.map((i) => found.gradients[k][i]), g, `gradients of layer ${k + 1}`, Math.max(...g.map(Math.abs)));
      const mine = described(net, found.outputs[k], found.gradients[k]);
      for (const [name, theirs] of Object.entries(numbers)) {
        if (theirs === null) assert.equal(mine[name], null, name);
        else compare([mine[name]], [number(theirs[k])], `${name} of layer ${k + 1}`, Math.abs(mine.std));
      }
    }
    compare(Array.from({ length: net.depth }, (_, k) => found.length(k)), list(lengths), "lengths of the weights' gradients", 0);
  }
});

test("a histogram counts every number, what lies beyond at the edge", () => {
  assert.deepEqual(histogram([-9, -1, -0.01, 0, 0.5, 0.99, 1, 9], -1, 1, 4), [2, 1, 1, 4]);
  assert.deepEqual(histogram([NaN, Infinity, -Infinity], 0, 1, 2), [1, 1]);
  assert.equal(histogram(new Float64Array(100), 0, 1, 5)[0], 100);
});

const net = { activation: "relu", init: "slide", variant: "plain", depth: 20, width: 64, scale: 1, seed: 0, layer: 3, moment: -1 };
test("the sentence says what the net does", () => {
  const said = (changes) => {
    const me = { ...net, ...changes };
    me.found = computed(me);
    assert.equal(me.found.outputs[0].length, EXAMPLES * me.width);
    assert.match(sentence(me), /^Layer 3: standard deviation/);
    return remark(me);
  };
  assert.match(said({}), /both fade/);
  assert.match(said({ init: "he" }), /keep their size/);
  assert.match(said({ init: "large" }), /explode/);
  assert.match(said({ init: "large", activation: "tanh" }), /saturated/);
  assert.match(said({ activation: "sigmoid" }), /vanishes/);
  assert.match(said({ init: "large", scale: 10, depth: 50, width: 128, variant: "residual" }), /explode/);
});
