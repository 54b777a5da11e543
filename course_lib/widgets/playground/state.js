// The playground's state and rules, without a page: what a key or a button does.

import { clamp, fmt, packFloats } from "../shared.js";
import { networkRemark, withNetwork } from "./net_state.js";
import { KEPT_STEPS, MOST_POINTS, WEIGHTS, gradientOf, meanLoss, scoreOf, stepped } from "./neuron.js";

export const LOSS_NAME = { sign: "share of wrong points", identity: "mean squared error", sigmoid: "logistic loss" };
export const ANSWER = { sign: "sign(s)", identity: "s", sigmoid: "σ(s)" };
export const MODEL = { sign: "linear classification", identity: "linear regression", sigmoid: "logistic regression" };

// The state of the playground and its rules, without a page: what a key or a button does.
export function playground(ctx, changed) {
  const me = { points: [], trace: [], at: 0, first: 0, note: "" };
  const read = () => {
    for (const name of ["output", "features", "direction"]) me[name] = ctx.get(name);
    me.rate = ctx.get("learning_rate");
    me.preset = ctx.get("_preset");
    me.limits = ctx.get("_limits");
    me.names = ctx.get("_names");
    const width = WEIGHTS[me.features] + 1;
    const rows = (flat, n) => Array.from({ length: Math.floor(flat.length / n) }, (_, i) => Array.from(flat.slice(i * n, i * n + n)));
    me.points = rows(ctx.array("_points"), 3);
    me.trace = rows(ctx.array("_trace"), width);
    me.at = clamp(ctx.get("_at"), 0, Math.max(0, me.trace.length - 1));
    me.first = ctx.get("_first");
    if (!me.trace.length) begin(start());
    me.net.read();
  };
  const start = () => {
    const given = Array.from(ctx.array("_start"));
    return Array.from({ length: WEIGHTS[me.features] }, (_, i) => given[i] ?? 0);
  };
  const keepTrace = () => {
    ctx.save("_trace", () => packFloats(me.trace.flat()));
    ctx.save("_at", () => me.at);
    ctx.save("_first", () => me.first);
  };
  const keepPoints = () => {
    ctx.save("_points", () => packFloats(me.points.flat()));
    if (me.preset !== "own") ctx.save("_preset", (me.preset = "own"));
    me.net.rest();
  };
  const begin = (w) => {
    me.trace = [[meanLoss(me.points, w, me.output), ...w]];
    me.at = me.first = 0;
    me.note = "";
    keepTrace();
  };
  Object.defineProperty(me, "w", { get: () => me.trace[me.at].slice(1) });
  me.loss = () => (me.layered ? me.net.loss(me.net.split().train) : meanLoss(me.points, me.w, me.output));
  me.scoreAt = (x1, x2) => (me.layered ? me.net.score(x1, x2) : scoreOf(me.w, x1, x2));
  me.right = () => me.points.filter(([x1, x2, y]) => (me.scoreAt(x1, x2) > 0 ? 1 : -1) === y).length;
  me.slope = () => gradientOf(me.points, me.w, me.output, me.features);
  me.step = () => {
    if (me.layered) return me.net.take();
    const slope = me.slope();
    if (!slope) {
      me.note = me.points.length ? "stuck" : "";
      changed();
      return false;
    }
    const w = stepped(me.w, slope, me.rate, me.direction);
    const loss = meanLoss(me.points, w, me.output);
    if (!w.every(Number.isFinite) || !Number.isFinite(loss)) {
      me.note = "beyond";
      changed();
      return false;
    }
    me.note = me.direction === "descend" && loss > me.trace[me.at][0] * (1 + 1e-12) ? "rose" : "";
    me.trace.length = me.at + 1;
    me.trace.push([loss, ...w]);
    me.at += 1;
    if (me.trace.length > KEPT_STEPS + 1) {
      me.trace.shift();
      me.at -= 1;
      me.first += 1;
    }
    keepTrace();
    changed();
    return true;
  };
  me.go = (row) => {
    me.at = clamp(row, 0, me.trace.length - 1);
    me.note = "";
    keepTrace();
    changed();
  };
  me.reset = () => (me.layered ? me.net.reset() : (begin(start()), changed()));
  me.setWeights = (w) => (begin(w), changed());
  me.choose = (name, value) => {
    const w = me.w;
    me[name] = value;
    ctx.save(name === "rate" ? "learning_rate" : name, value);
    me.note = "";
    if (name === "output" && me.layered) me.net.begin(me.net.flat, false);
    if (name === "output") begin(w);
    if (name === "features") begin(Array.from({ length: WEIGHTS[value] }, (_, i) => w[i] ?? 0));
    changed();
  };
  me.load = (chosen) => {
    Object.assign(me, { preset: chosen.name, limits: chosen.limits ?? [-3.5, 3.5, -3.5, 3.5], names: chosen.names ?? ["x₁", "x₂", "−1", "+1"] });
    me.points = thousandths(chosen.data);
    me.net.rest();
    for (const name of ["preset", "limits", "names"]) ctx.save(`_${name}`, me[name]);
    ctx.save("_points", () => packFloats(me.points.flat()));
    begin(start());
    if (me.layered) me.net.begin(me.net.flat, false);
    changed();
  };
  // Points moved under a run: its past stays as it was, its present is measured again.
  const remeasure = () => {
    keepPoints();
    me.settle();
  };
  me.settle = () => {
    me.trace[me.at][0] = meanLoss(me.points, me.w, me.output);
    me.trace.length = me.at + 1;
    me.note = "";
    keepTrace();
    if (me.layered) me.net.begin(me.net.flat, false);
    changed();
  };
  me.setLayers = (hidden) => {
    if (hidden.length && me.features !== "linear") me.choose("features", "linear"); // a network makes its own
    if (hidden.length && me.output === "sign") me.choose("output", "sigmoid");
    me.net.setLayers(hidden);
    changed();
  };
  const inside = (x, low, high) => clamp(Math.round(x * 1e4) / 1e4, low, high);
  me.move = (i, x1, x2) => {
    const [a, b, c, d] = me.limits;
    me.points[i] = [inside(x1, a, b), inside(x2, c, d), me.points[i][2]];
    remeasure();
  };
  me.flip = (i) => {
    me.points[i] = [me.points[i][0], me.points[i][1], -me.points[i][2]];
    remeasure();
  };
  me.add = (x1, x2, y) => {
    if (me.points.length >= MOST_POINTS) return -1;
    const [a, b, c, d] = me.limits;
    me.points.push([inside(x1, a, b), inside(x2, c, d), y]);
    remeasure();
    return me.points.length - 1;
  };
  me.remove = (i) => {
    me.points.splice(i, 1);
    remeasure();
  };
  me.read = read;
  withNetwork(ctx, me, changed);
  read();
  return me;
}

// Rows of a preset, which come as whole thousandths, doubled, with the class in the last bit: see playground_points.py.
export function thousandths(view) {
  const number = (i) => view.getInt16(2 * i, true);
  return Array.from({ length: view.byteLength / 4 }, (_, i) => [(number(2 * i) >> 1) / 1000, (number(2 * i + 1) >> 1) / 1000, number(2 * i) & 1 ? 1 : -1]);
}

// The sentence that stands under the picture when something needs saying.
export function remark(me) {
  if (me.layered) return networkRemark(me);
  const classes = new Set(me.points.map(([, , y]) => y));
  const slope = me.slope();
  const scores = me.points.map(([x1, x2]) => Math.abs(scoreOf(me.w, x1, x2)));
  if (!me.points.length) return "There are no points, so there is nothing to learn from: choose Add and touch the plane, or pick a set.";
  if (me.note === "beyond") return `The next step would take a weight beyond the finite numbers: the learning rate ${fmt(me.rate)} is far too large here. Press Reset and try a tenth of it.`;
  if (me.note === "stuck") return "There is no step to take: move a weight a little, and almost every point stays on its side, so the share of wrong points does not change. The gradient is 0 and says nothing. Choose sigmoid or identity.";
  if (me.rate === 0 && slope) return "The learning rate is 0: a step leaves every weight as it is.";
  if (me.direction === "climb" && me.at + me.first > 0 && slope) return "You are adding the gradient, as printed on the slide. The gradient points uphill, so the loss grows with each step.";
  if (me.note === "rose") return "The loss grew in this step although you walk downhill: the step was too long. Try a smaller learning rate.";
  if (me.points.length === 1) return "A single point: any line that leaves it on the right side will do.";
  if (classes.size === 1) return "All points are of one class: the neuron only learns to say that class everywhere.";
  if (me.w.slice(1).every((x) => x === 0)) return "Every weight but the bias is 0: the answer is the same everywhere, and there is no line.";
  if (me.output === "sigmoid" && Math.max(...scores) > 36.8) return "Some scores lie beyond ±36.7: there float64 rounds σ(s) to exactly 0 or 1, or the gradient of the point to almost nothing. The loss is computed from s itself, so it stays finite.";
  if (slope && slope.every((g) => Math.abs(g) < 1e-9)) return "The gradient is almost 0: the walk has arrived.";
  return "";
}
