// The explorer's state and rules, without a page: what a key or a button does.

import { clamp, floats, fmt, packFloats } from "../shared.js";
import { KEPT_STEPS, LARGEST, errorOf, gradientOf, isXor, penaltyOf, perceptron, scoreOf, verdict } from "./rules.js";

export const SUB = ["", "₁", "₂", "₃"];
const SENT = { rate: "learning_rate", activation: "activation", alpha: "alpha", landscape: "landscape" };

export function explorer(ctx, changed) {
  const me = { rows: [], trace: [], at: 0, first: 0, note: "", chosen: 0, slice: 0 };
  const table = (flat, n) => Array.from({ length: Math.floor(flat.length / n) }, (_, i) => Array.from(flat.slice(i * n, i * n + n)));
  me.read = () => {
    for (const [mine, trait] of Object.entries(SENT)) me[mine] = ctx.get(trait);
    [me.preset, me.inputs] = [ctx.get("_preset"), ctx.get("_inputs")];
    me.rows = table(ctx.array("_points"), me.inputs + 1);
    me.trace = table(ctx.array("_trace"), me.inputs + 3);
    [me.at, me.first] = [clamp(ctx.get("_at"), 0, Math.max(0, me.trace.length - 1)), ctx.get("_first")];
    if (!me.trace.length) begin(start());
    if (me.trace[me.at][0] >= 0) me.chosen = me.trace[me.at][0];
    settle();
    if (me.inputs === 3) me.slice = me.x[2];
  };
  const start = () => Array.from({ length: me.inputs + 1 }, (_, k) => ctx.array("_start")[k] ?? 0);
  // What stands at the neuron's inputs: the example that was chosen, or a place of the plane.
  const settle = () => {
    me.chosen = me.rows.length ? clamp(me.chosen, 0, me.rows.length - 1) : -1;
    me.x = me.chosen >= 0 ? me.rows[me.chosen].slice(0, me.inputs) : Array.from({ length: me.inputs }, (_, k) => me.x?.[k] ?? 1);
  };
  const keep = () => {
    ctx.save("_trace", () => packFloats(me.trace.flat()));
    ctx.save("_at", () => me.at);
    ctx.save("_first", () => me.first);
  };
  const begin = (p) => {
    [me.trace, me.at, me.first, me.note] = [[[-1, 0, ...p]], 0, 0, ""];
    keep();
  };
  Object.defineProperty(me, "p", { get: () => me.trace[me.at].slice(2) });
  me.error = (p = me.p) => errorOf(p, me.rows, me.activation);
  me.penalty = (p = me.p) => penaltyOf(p, me.alpha);
  me.slope = () => gradientOf(me.p, me.rows, me.activation, me.alpha);
  me.right = (i) => scoreOf(me.p, me.rows[i]) > 0 === (me.rows[i][me.inputs] === 1);
  me.ends = () => (me.activation === "step" ? verdict(me.trace.slice(0, me.at + 1), me.first, me.rows.length) : ["", 0, 0]);
  me.step = () => {
    if (!me.rows.length) return false;
    const before = me.ends()[0];
    const done = me.first + me.at;
    let row;
    if (me.activation === "step") {
      const i = done % me.rows.length;
      const { y, next } = perceptron(me.p, me.rows[i], me.rate);
      row = [i, y, ...next];
      me.choose(i);
    } else {
      const slope = me.slope();
      row = [-1, 0, ...me.p.map((v, k) => v - me.rate * slope[k])];
    }
    if (!row.every((v) => Math.abs(v) <= LARGEST)) {
      me.note = "beyond";
      changed();
      return false;
    }
    me.trace.length = me.at + 1;
    me.trace.push(row);
    me.at += 1;
    if (me.trace.length > KEPT_STEPS + 1) {
      me.trace.shift();
      [me.at, me.first] = [me.at - 1, me.first + 1];
    }
    me.note = "";
    keep();
    changed();
    return before || !me.ends()[0];
  };
  me.go = (row) => {
    me.at = clamp(row, 0, me.trace.length - 1);
    keep();
    if (me.trace[me.at][0] >= 0) me.choose(me.trace[me.at][0]);
    changed();
  };
  me.reset = () => (begin(start()), changed());
  me.setP = (p) => {
    begin(p.map((v) => clamp(v, -LARGEST, LARGEST)));
    changed();
  };
  me.set = (name, value) => {
    const p = me.p;
    me[name] = value;
    ctx.save(SENT[name], value);
    if (name !== "landscape") begin(p);
    changed();
  };
  me.choose = (i) => {
    me.chosen = i;
    me.x = me.rows[i].slice(0, me.inputs);
    if (me.inputs === 3) me.slice = me.x[2];
    changed();
  };
  me.probe = (x) => {
    [me.chosen, me.x] = [-1, x];
    changed();
  };
  me.flip = (i) => {
    me.rows[i][me.inputs] = 1 - me.rows[i][me.inputs];
    ctx.save("_points", () => packFloats(me.rows.flat()));
    ctx.save("_preset", (me.preset = "own"));
    begin(me.p);
    changed();
  };
  me.open = (made) => {
    Object.assign(me, { preset: made.name, inputs: made.inputs, activation: made.activation, rate: made.rate, landscape: made.landscape, chosen: 0, slice: 0, x: undefined });
    me.rows = table(floats(made.rows), made.inputs + 1);
    ctx.save("_preset", made.name);
    ctx.save("_inputs", made.inputs);
    ctx.save("_points", () => packFloats(me.rows.flat()));
    ctx.save("_start", () => packFloats(made.start));
    for (const [mine, trait] of Object.entries(SENT)) ctx.save(trait, me[mine]);
    begin([...made.start]);
    settle();
    changed();
  };
  me.read();
  return me;
}

// The range of each input that the pictures show: around a gate's 0 and 1, or -5 to 5 and more.
export function limitsOf(rows, inputs) {
  const all = rows.flatMap((row) => row.slice(0, inputs));
  if (all.length && all.every((v) => v >= 0 && v <= 1)) return [-0.5, 1.5];
  const far = Math.max(5, ...all.map((v) => 1.1 * Math.abs(v)));
  return [-far, far];
}

export const WHY_NOT = "XOR asks for too much: (0, 1) and (1, 0) must fire, so w₂ + b > 0 and w₁ + b > 0; (0, 0) and (1, 1) must not, so b ≤ 0 and w₁ + w₂ + b ≤ 0. The first two add up to w₁ + w₂ + 2b > 0, the last two to w₁ + w₂ + 2b ≤ 0. Both cannot be: no line has one pair of corners on each side. On a grid of 4913 settings, 120 make AND, 204 make OR, none makes XOR.";

// The sentence that stands under the pictures when something needs saying.
export function remark(me) {
  const [how, since, length] = me.ends();
  const n = me.rows.length;
  const hopeless = isXor(me.rows) && me.rows[0][2] === 0;
  if (me.note === "beyond") return `The next step would take a weight beyond a million: the learning rate ${fmt(me.rate)} is far too large here.`;
  if (how === "converged") return `Converged: one whole pass over the ${n} examples changed nothing, so nothing will change any more. ${me.rows.every((_, i) => me.right(i)) ? "Every example is right." : "Yet not every example is right: the learning rate is 0."}`;
  if (how === "cycles") return `It goes round in a circle: after ${length} steps the weights are those of step ${since} again, and the same examples follow, so it repeats for ever.${hopeless ? ` ${WHY_NOT}` : " No line divides these examples."}`;
  if (hopeless) return WHY_NOT;
  if (!n && me.inputs === 1) return "The output changes where w x + b = 0, at x = −b/w. The bias moves that place, the weight sets how steep the change is and to which side.";
  if (!n) return "The direction of the weights turns the boundary, their length makes it sharp, the bias moves it. Drag the point, or touch one of the ten small pictures.";
  if (me.p.slice(1).every((w) => w === 0)) return "Every weight is 0: the answer is the same everywhere, and there is no boundary.";
  const slope = me.slope();
  if (slope && Math.max(...slope.map(Math.abs)) < 1e-6) return "The slope is almost 0: the descent has arrived.";
  if (me.activation === "sigmoid" && me.alpha === 0 && me.at > 0 && me.rows.every((_, i) => me.right(i))) return "Every example is right, and still longer weights surprise less: without decay they grow for ever and the boundary becomes a cliff. Give α a value.";
  return "";
}
