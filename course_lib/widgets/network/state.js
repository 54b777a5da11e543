// The network stepper's state and rules, without a page.

import { clamp, floats, fmt, packFloats } from "../shared.js";
import { finiteDifferences, join, knownAt, pass, split, stepsOf } from "./arithmetic.js";

const TRAITS = ["preset", "activation", "output_activation", "loss", "learning_rate", "view", "_sizes", "_round", "_units"];

const FORWARD = ["start", "unit", "softmax"];

export function network(ctx, changed) {
  const me = { at: 0, last: 0, chosen: null, from: null };
  me.learns = !ctx.hidden?.("backward"); // else there is a forward pass and nothing else
  me.presets = ctx.get("_presets").filter((p) => me.learns || p.forward);
  const flat = (name) => Array.from(ctx.array(name));

  me.read = () => {
    for (const name of TRAITS) me[name.replace(/^_/, "")] = ctx.get(name);
    Object.assign(me, split(flat("_params"), me.sizes));
    me.start = flat("_start");
    [me.x, me.t] = [flat("_x"), flat("_target")];
    me.chosen = null;
    if (me.from && String(me.from.sizes) !== String(me.sizes)) me.from = null;
    const at = ctx.get("at");
    compute();
    me.at = at < 0 ? me.last : clamp(at, 0, me.last);
    me.known = knownAt(me.steps, me.at, me.sizes);
  };
  me.net = () => ({ W: me.W, b: me.b, x: me.x, t: me.t, activation: me.activation, output: me.output_activation, loss: me.loss, rate: me.learning_rate });
  // Everything follows from the weights, the input and the kinds; a few hundred products.
  const compute = () => {
    const whole = me.at >= me.last;
    me.pass = pass(me.net());
    me.fd = null;
    me.steps = stepsOf(me.sizes, me.output_activation === "softmax").filter(({ kind }) => me.learns || FORWARD.includes(kind));
    me.last = me.steps.length - 1;
    me.at = whole ? me.last : clamp(me.at, 0, me.last);
    me.known = knownAt(me.steps, me.at, me.sizes);
  };
  me.differences = () => (me.fd ??= finiteDifferences(me.net()));
  me.kindOf = (layer) => (layer === me.W.length - 1 ? me.output_activation : me.activation);
  me.presetNow = () => me.presets.find((p) => p.name === me.preset);

  const own = () => {
    if (me.preset === "own") return;
    me.from = me.presetNow(); // its truth table stays, whatever becomes of its weights
    ctx.save("preset", (me.preset = "own"));
  };
  const keepParams = () => ctx.save("_params", () => packFloats(join(me.W, me.b)));
  const after = () => (compute(), changed());

  // Which unit the page looks at: the one that was chosen, or the step's.
  me.focus = () => {
    if (me.chosen) return me.chosen;
    const { kind, layer, unit } = me.steps[me.at];
    if (kind === "start") return { layer: -1, unit: 0 };
    return { layer, unit: unit ?? 0 };
  };
  me.go = (at) => {
    me.at = clamp(at, 0, me.last);
    me.chosen = null;
    ctx.save("at", me.at === me.last ? -1 : me.at);
    me.known = knownAt(me.steps, me.at, me.sizes);
    changed();
  };
  me.step = () => {
    me.go(me.at >= me.last ? 0 : me.at + 1);
    return me.at < me.last;
  };
  me.choose = (layer, unit) => {
    me.chosen = { layer, unit };
    changed();
  };
  // Weights: j counts the inputs of the unit; -1 is its bias.
  me.setWeight = (k, i, j, value) => {
    if (j < 0) me.b[k][i] = value;
    else me.W[k][i][j] = value;
    me.start = join(me.W, me.b);
    me.round = 0;
    own();
    keepParams();
    ctx.save("_start", () => packFloats(me.start));
    ctx.save("_round", 0);
    after();
  };
  me.setInput = (j, value) => {
    me.x[j] = value;
    const found = (me.presetNow() ?? me.from)?.examples.find(([x]) => x.every((v, k) => v === me.x[k]));
    if (found) me.setTargets(found[1]);
    ctx.save("_x", () => packFloats(me.x));
    after();
  };
  me.setTargets = (t) => {
    me.t = [...t];
    ctx.save("_target", () => packFloats(me.t));
  };
  me.outcome = () => (me.learns ? `the loss is ${fmt(me.pass.loss)}` : `the output is ${me.pass.a.at(-1).map((v) => fmt(v)).join(", ")}`);
  me.setTarget = (i, value) => (me.setTargets(me.t.map((v, k) => (k === i ? value : v))), after());
  me.isSwitch = () => me.x.every((v) => v === 0 || v === 1);
  me.flip = (j) => me.setInput(j, 1 - me.x[j]);

  me.set = (name, value) => {
    me[name] = value;
    ctx.save(name, value);
    after();
  };
  // A hidden kind may change alone; a step has no business in the last layer of a network that learns, so both change.
  me.setActivation = (kind) => {
    const same = me.output_activation === me.activation;
    me.set("activation", kind);
    if (same) me.set("output_activation", kind);
  };
  me.setLoss = (kind) => {
    const cross = kind === "cross_entropy";
    if (cross !== (me.output_activation === "softmax")) me.set("output_activation", cross ? "softmax" : me.activation);
    if (cross && Math.abs(me.t.reduce((a, v) => a + v, 0) - 1) > 1e-9) me.setTargets(me.t.map((v, i) => (i === me.t.indexOf(Math.max(...me.t)) ? 1 : 0)));
    me.set("loss", kind);
  };
  me.update = () => {
    const { newW, newb } = me.pass;
    if (!join(newW, newb).every((v) => Number.isFinite(v) && Math.abs(v) < 1e300)) return false;
    Object.assign(me, { W: newW, b: newb, round: me.round + 1 });
    keepParams();
    ctx.save("_round", me.round);
    after();
    return true;
  };
  me.restart = () => {
    Object.assign(me, split(me.start, me.sizes), { round: 0 });
    keepParams();
    ctx.save("_round", 0);
    compute();
    me.go(0);
  };
  me.load = (name) => {
    const chosen = me.presets.find((p) => p.name === name);
    const params = chosen.params;
    Object.assign(me, { preset: name, sizes: chosen.sizes, units: chosen.units, activation: chosen.activation, output_activation: chosen.output, loss: chosen.loss, view: chosen.view, round: 0, chosen: null });
    const values = floatsOf(params);
    Object.assign(me, split(values, me.sizes), { start: values, x: [...chosen.examples[0][0]], t: [...chosen.examples[0][1]] });
    for (const word of ["preset", "activation", "output_activation", "loss", "view"]) ctx.save(word, me[word]);
    ctx.save("_sizes", me.sizes);
    ctx.save("_units", me.units);
    for (const [trait, list] of [["_params", values], ["_start", values], ["_x", me.x], ["_target", me.t]]) ctx.save(trait, () => packFloats(list));
    ctx.save("_round", 0);
    ctx.save("at", -1);
    me.at = me.last = 0;
    after();
    me.at = me.last;
    me.known = knownAt(me.steps, me.at, me.sizes);
  };
  const floatsOf = (bytes) => Array.from(floats(bytes));
  me.read();
  return me;
}
