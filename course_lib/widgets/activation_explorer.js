import { chips, choice, fmt, h, numberField, placed, presets, slider, widget } from "./shared.js";
import { chainChart, chainOf } from "./activation/chain.js";
import { chart } from "./activation/chart.js";
import { FUNCTIONS, NAMES } from "./activation/functions.js";
import { comparison, readout } from "./activation/readout.js";

const TRAITS = ["shown", "focus", "x", "threshold", "layers", "weight", "inputs"];

// The state: every change is kept, drawn, and makes the example "own".
function state(ctx, changed) {
  const me = {};
  me.read = () => TRAITS.forEach((name) => (me[name] = ctx.get(name)));
  me.set = (name, value) => {
    if (me[name] === value) return;
    me[name] = value;
    ctx.save(name, value);
    if (name !== "focus") me.own?.();
    changed();
  };
  me.load = (example) => {
    for (const name of TRAITS) if (name in example) ctx.save(name, (me[name] = example[name]));
    changed();
  };
  me.show = (names) => {
    if (!names.length) return [me.focus];
    const ordered = NAMES.filter((name) => names.includes(name));
    me.set("shown", ordered);
    if (!ordered.includes(me.focus)) me.set("focus", ordered[0]);
    return ordered;
  };
  me.tell = () => {
    const one = FUNCTIONS[me.focus];
    const slope = one.slope(me.x);
    ctx.say(`${one.title} at x ${fmt(me.x)}: ${fmt(one.f(me.x))}, slope ${Number.isNaN(slope) ? "none" : fmt(slope)}${Math.abs(slope) < me.threshold ? ", saturated" : ""}.`);
  };
  me.read();
  return me;
}

function controls(ctx, me) {
  const names = chips(ctx, { name: "functions", label: "Functions", options: NAMES.map((name) => [name, FUNCTIONS[name].title]), values: me.shown, onchange: me.show });
  const examples = presets(ctx, { load: me.load });
  const field = numberField(ctx, { label: "x", value: me.x, onchange: (v) => (me.set("x", v), me.tell()) });
  const along = slider(ctx, { label: "Move x", min: -6, max: 6, step: 0.05, value: me.x, oninput: (v) => (me.set("x", Number(v.toFixed(2))), me.tell()) });
  const place = placed(ctx, "x", h("div", { class: "cl-row ae-x" }, field.node, along.node), [field.box, along.box]);
  const flat = slider(ctx, { name: "threshold", label: "Shade where |f′| is under", min: 0.001, max: 1, log: true, value: me.threshold, oninput: (v) => me.set("threshold", v) });
  const depth = slider(ctx, { name: "layers", label: "Layers", min: 1, max: 60, step: 1, value: me.layers, oninput: (v) => (me.set("layers", v), tellChain(ctx, me)) });
  const weight = slider(ctx, { name: "weight", label: "Weight of each connection", min: -3, max: 3, step: 0.05, value: me.weight, oninput: (v) => (me.set("weight", Number(v.toFixed(2))), tellChain(ctx, me)) });
  const inputs = choice(ctx, { name: "inputs", label: "Each layer gets", value: me.inputs, options: [["same", "the same x", "Every layer works at the x that is chosen"], ["fed", "the output before", "Layer after layer, as in a network of one unit a layer"]], onchange: (v) => (me.set("inputs", v), tellChain(ctx, me)) });
  const show = () => {
    names.set(me.shown);
    field.set(me.x);
    along.set(me.x);
    flat.set(me.threshold);
    depth.set(me.layers);
    weight.set(me.weight);
    inputs.set(me.inputs);
  };
  return { names, examples, place, flat, depth, weight, inputs, show };
}

const tellChain = (ctx, me) => ctx.say(`Through ${me.layers} layers the slopes of ${FUNCTIONS[me.focus].title} multiply to ${fmt(chainOf(me, me.focus).products[0])}.`);

function build(ctx) {
  let parts = null;
  const repaint = () => parts.forEach((part) => part.show());
  const changed = () => {
    if (!parts) return;
    curve.redraw();
    products.redraw();
    ctx.draw(repaint);
  };
  const me = state(ctx, changed);
  const set = controls(ctx, me);
  me.own = set.examples.own;
  const curve = chart(ctx, me);
  const products = chainChart(ctx, me);
  const [focus, table] = [readout(ctx, me), comparison(ctx, me)];
  const label = () => curve.label(`Functions and their slopes; x is ${fmt(me.x)}, ${FUNCTIONS[me.focus].title} is read`);
  placed(ctx, "chart", curve.node, []);
  placed(ctx, "chain", products.node, []);
  for (const look of [curve, products]) look.node.classList.add("cl-answer");
  const key = h("p", { class: "cl-help ae-key" }, h("span", { class: "ae-solid" }, "f(x)"), h("span", { class: "ae-dashed" }, "slope f′(x)"), h("span", { class: "ae-shaded" }, "saturated"));
  const heading = h("p", {}, h("span", { class: "cl-heading" }, "A chain of layers: the slopes multiply"), h("span", { class: "ae-back-flow" }, "← from the end back to layer 1"));
  const chainPart = placed(ctx, "chain", h("div", { class: "ae-part" }, heading, h("div", { class: "ae-two" }, h("div", { class: "cl-row" }, set.inputs.node, set.depth.node, set.weight.node), products.node)), ctx.locked("chain") ? [...set.inputs.node.querySelectorAll("input"), set.depth.box, set.weight.box] : []);
  parts = [focus, table, set, { show: label }];
  ctx.body.append(
    h("div", { class: "cl-row ae-top" }, set.examples.node, set.names.node),
    h("div", { class: "ae-main" },
      h("div", { class: "ae-left" }, curve.node, key, h("div", { class: "cl-row" }, set.place, set.flat.node)),
      h("div", { class: "ae-right" }, focus.node, table.node)),
    chainPart);
  ctx.watch([...TRAITS, "preset"], () => {
    me.read();
    set.examples.read();
    changed();
  });
  repaint();
}

export default { render: widget("Activation functions", build) };
