// The graph stepper's language, arithmetic and layout against Python. Run by tests/test_widgets_graph_stepper.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { read } from "../../course_lib/widgets/graph/expression.js";
import { crossings, layout } from "../../course_lib/widgets/graph/layout.js";
import { nearest } from "../../course_lib/widgets/graph/picture.js";
import { countPaths, pathsTo, run, shownAt, stepsOf } from "../../course_lib/widgets/graph/program.js";
import { gradientLine, stepLine } from "../../course_lib/widgets/graph/panel.js";
import { called, edgeWord, passRule, pretty, slopeRule, valueLine } from "../../course_lib/widgets/graph/words.js";

const { cases, refused, layouts } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const near = (a, b, what) => {
  if (Object.is(a, b) || a === b) return;
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);
};

test(`${cases.length} graphs agree with the engine: structure, values, gradients, every edge`, () => {
  assert.ok(cases.length >= 150);
  for (const { text, values, data, sigma, nodes } of cases) {
    const given = Object.fromEntries(Object.entries(values).map(([name, hex]) => [name, number(hex)]));
    const mine = run(read(text), given, data, sigma);
    assert.equal(mine.length, nodes.length, text);
    nodes.forEach((node, i) => {
      assert.deepEqual([mine[i].op, mine[i].name, mine[i].inputs, mine[i].needs], [node.op, node.name, node.inputs, node.needs], text);
      near(mine[i].value, number(node.value), `${text}, value of node ${i}`);
      if (node.gradient === null) assert.equal(mine[i].gradient, null);
      else near(mine[i].gradient, number(node.gradient), `${text}, gradient of node ${i}`);
      node.parts.forEach((part, slot) => (part === null ? assert.equal(mine[i].parts[slot], null) : near(mine[i].parts[slot], number(part), `${text}, edge ${i} ${slot}`)));
    });
  }
});

test("what Python refuses, the page refuses in the same words", () => {
  for (const { text, sentence } of refused) assert.throws(() => read(text), (error) => error.message === sentence, `${text}: ${sentence}`);
});

test("the layout is Python's layout", () => {
  for (const { inputs, tall, seats } of layouts) {
    const mine = layout(inputs, (i) => tall[i], 0.5);
    mine.seats.forEach((seat, i) => {
      assert.equal(seat.column, seats[i][0]);
      near(seat.at, seats[i][1], "place");
    });
  }
});

test("no two seats of a column come nearer than the gap, and a room is kept", () => {
  const inputs = [[], [], [0, 1], [], [], [3, 4], [2, 5], [], [], [7, 8], [6, 9], [10, 0]];
  for (const room of [Infinity, 7]) {
    const { columns } = layout(inputs, () => 1, 0.5, room);
    for (const column of columns) column.slice(1).forEach((seat, k) => assert.ok(seat.at - column[k].at >= (seat.size + column[k].size) / 2 + 0.5 - 1e-9));
    if (room === 7) assert.ok(Math.max(...columns.flat().map((s) => s.at)) - Math.min(...columns.flat().map((s) => s.at)) <= 7);
    assert.equal(crossings(columns), 0);
  }
});

const me = (text, values, at = Infinity, data = []) => {
  const nodes = run(read(text), values, data, "exact");
  const steps = stepsOf(nodes);
  const last = steps.length - 1;
  const whole = { nodes, names: called(nodes), steps, last, at: Math.min(at, last) };
  return { ...whole, shown: shownAt(nodes, steps, whole.at) };
};

test("a gradient is the sum over the paths, and grows edge by edge", () => {
  const f = me("f = (a + b)*(b + 1)", { a: 2, b: 1 });
  assert.deepEqual(pathsTo(f.nodes, 1).map(({ product }) => product), [2, 3]);
  assert.equal(countPaths(f.nodes, 1), 2);
  assert.equal(gradientLine(f, 1), "∂f/∂b = 3 · 1 + 2 · 1 = 5");
  const half = me("f = (a + b)*(b + 1)", { a: 2, b: 1 }, f.steps.findIndex((s) => s.kind === "edge" && s.to === 1));
  assert.equal(half.shown.gradient[1], 3);
  assert.equal(gradientLine(half, 1), "∂f/∂b = 3 · 1 = 3 so far; 1 more to come");
});

test("a square is two edges into one node", () => {
  const square = me("L = w*w", { w: 3 });
  assert.equal(square.nodes[0].gradient, 6);
  assert.equal(countPaths(square.nodes, 0), 2);
});

test("many paths are counted without walking each", () => {
  const text = Array.from({ length: 20 }, (_, k) => `y${k + 1} = y${k} + y${k}`).join("; ");
  const deep = me(text, { y0: 1 });
  assert.equal(countPaths(deep.nodes, 0), 2 ** 20);
  assert.equal(pathsTo(deep.nodes, 0).length, 8);
});

test("lines are written out with their numbers, shortened ones with ≈", () => {
  const hand = me("s1 = w1*x1 + w2*x2 + w3*x3; yhat = sigmoid(s1); L = (yhat - y)^2", { w1: 1, x1: 0.1, w2: 2, x2: 0.15, w3: 3, x3: 0.2, y: 1 }, Infinity, ["x1", "x2", "x3", "y"]);
  const at = hand.names.indexOf("s₁");
  assert.equal(valueLine(hand.nodes, hand.names, at), "s₁ = v₃ + v₄ ≈ 0.4 + 0.6 ≈ 1");
  assert.equal(stepLine(hand), "Backward to w₁: ∂L/∂v₁ · ∂v₁/∂w₁ ≈ −0.1058 · 0.1 ≈ −0.01058.");
  assert.match(gradientLine(hand, hand.names.indexOf("y")), /is data/);
});

test("names and rules", () => {
  assert.deepEqual(["w1", "yhat", "theta12", "x_2", "loss", "7"].map(pretty), ["w₁", "ŷ", "θ₁₂", "x₂", "loss", "7"]);
  const rules = me("L = sigmoid(a) / b + a^3", { a: 1, b: 2 });
  const names = rules.names;
  const i = rules.nodes.findIndex((n) => n.op === "div");
  assert.deepEqual([slopeRule(rules.nodes, names, i, 0), slopeRule(rules.nodes, names, i, 1)], ["1 / b", "−v₁ / b²"]);
  const traced = [{ op: "", shape: [2, 3] }, { op: "", shape: [3, 2] }, { op: "matmul", shape: [2, 2], inputs: [0, 1] }];
  assert.equal(passRule(traced, ["X", "W", "H"], 2, 1, "L"), "Xᵀ @ ∂L/∂H");
  assert.equal(edgeWord(traced, ["X", "W", "H"], 2, 0), "@ Wᵀ");
});

test("arrows find the nearest box", () => {
  const boxes = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 8 }, { x: 0, y: 8 }];
  assert.deepEqual([nearest(boxes, 0, 1, 0), nearest(boxes, 1, 0, 1), nearest(boxes, 2, -1, 0), nearest(boxes, 0, -1, 0)], [1, 2, 3, 0]);
});
