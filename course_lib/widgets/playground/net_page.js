// The network's side of the page: layers, diagram, the weights of a unit, the settings of its training.

import { button, choice, fmt, h, numberField, put, select, slider } from "../shared.js";
import { edgeAt, netDiagram, unitName } from "./net_diagram.js";
import { MOST_LAYERS, MOST_UNITS } from "./net_state.js";
import { BY_HAND, offsets } from "./network.js";

export function networkPage(ctx, me, flat) {
  const view = { unit: [1, 0], edge: null };
  const settings = training(ctx, me);
  const [stack, weights] = [layerRow(ctx, me), unitEditor(ctx, me, view)];
  const drawn = netDiagram(ctx, me, view);
  const count = h("p", { class: "dp-count cl-digits" });
  view.choose = (unit, edge) => {
    [view.unit, view.edge] = [unit, edge];
    drawn.redraw();
    ctx.draw(show);
  };
  view.enter = () => weights.focus(view.edge);
  view.leavePoint = () => {
    flat.view.chosen = -1;
    me.show();
  };
  const sets = select(ctx, { name: "layers", label: "Network", value: "own", options: [["own", "your own"], ...Object.entries(BY_HAND).map(([k, { title }]) => [k, title])], onchange: (name) => {
    if (BY_HAND[name]) loadByHand(me, name, ctx.get("_presets"), flat);
    view.choose([1, 0], null);
    ctx.say(name === "own" ? "Your own network." : `${BY_HAND[name].title}: ${me.net.flat.length} parameters.`);
    me.show();
  } });
  const random = button(ctx, { name: "layers", label: "Random network", title: "Draw a network with long random weights", onclick: () => {
    me.net.sample();
    ctx.say(`A random network, number ${me.net.seed}.`);
  } });
  const kinds = choice(ctx, { name: "activation", label: "Hidden units", value: me.net.activation, options: [["tanh", "tanh"], ["relu", "ReLU"], ["sigmoid", "sigmoid"], ["sign", "sign"]], onchange: (v) => {
    me.net.choose("activation", v);
    ctx.say(`Hidden units: ${v}, with fresh weights.`);
  } });
  const node = h("div", { class: "dp-net" }, h("div", { class: "cl-row" }, sets.node, random), kinds.node, stack.node, drawn.node, count, weights.node);
  const show = () => {
    if (!me.layered) return;
    const { sizes } = me.net;
    if (view.unit[0] >= sizes.length || view.unit[1] >= sizes[view.unit[0]]) [view.unit, view.edge] = [[1, 0], null];
    stack.show(), weights.show(), settings.show();
    sets.set(me.net.byHand || "own");
    kinds.set(me.net.activation);
    put(count, `Parameters: ${sizes.slice(1).map((n, l) => `(${sizes[l]} + 1) · ${n}`).join(" + ")} = ${me.net.flat.length}`);
    drawn.label(`The network: layers of ${sizes.join(", ")} units`);
  };
  return { node, options: settings.node, show, redraw: drawn.redraw };
}

// XNOR comes with its four corners, turned over from those of XOR.
function loadByHand(me, name, presets, flat) {
  const points = presets.find((p) => p.name === BY_HAND[name].points);
  me.net.load(name);
  if (points) {
    me.load(points);
    me.points.forEach((_, i) => me.flip(i));
  }
  flat.view.chosen = -1;
  me.net.probe = [1, 1];
}

// "Layer 1: - 4 +" for each layer, and a layer more or less.
function layerRow(ctx, me) {
  const node = h("div", { class: "cl-row dp-steppers" });
  const set = (hidden, sentence) => {
    me.setLayers(hidden);
    ctx.say(`${sentence} ${me.layered ? `${me.net.flat.length} parameters.` : "One neuron again."}`);
  };
  const small = (label, icon, onclick) => button(ctx, { name: "layers", label, icon, iconOnly: true, title: label, onclick });
  let last = "";
  const show = () => {
    const { hidden } = me.net;
    if (hidden.join() === last) return;
    const held = node.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : "";
    last = hidden.join();
    const change = (l, by) => () => set(hidden.map((n, k) => (k === l ? n + by : n)), `Layer ${l + 1} has ${hidden[l] + by} units.`);
    node.replaceChildren(
      ...hidden.map((n, l) => h("div", { class: "dp-stepper", role: "group", "aria-label": `Hidden layer ${l + 1}` },
        h("span", {}, `Layer ${l + 1}`), able(small(`One unit less in layer ${l + 1}`, "minus", change(l, -1)), n > 1), h("b", { class: "cl-digits" }, String(n)), able(small(`One unit more in layer ${l + 1}`, "plus", change(l, 1)), n < MOST_UNITS))),
      h("div", { class: "dp-stepper", role: "group", "aria-label": "Hidden layers" }, h("span", {}, "Layers"),
        small("Remove the last hidden layer", "minus", () => set(hidden.slice(0, -1), "A layer less.")), h("b", { class: "cl-digits" }, String(hidden.length)),
        able(small("Add a hidden layer", "plus", () => set([...hidden, Math.min(4, hidden.at(-1))], "A layer more.")), hidden.length < MOST_LAYERS)));
    if (held) node.querySelector(`[aria-label="${held}"]`)?.focus({ preventScroll: true });
  };
  return { node, show };
}

function able(node, can) {
  if (!can) node.disabled = true;
  return node;
}

// The bias of the chosen unit and the weights into it, as numbers to type.
function unitEditor(ctx, me, view) {
  const [title, row] = [h("p", { class: "cl-heading" }), h("div", { class: "cl-row dp-unit" })];
  const node = h("div", { class: "dp-editor" }, title, row);
  if (ctx.hidden("weights")) node.hidden = true;
  let [fields, last] = [[], ""];
  const build = ([l, j]) => {
    const place = offsets(me.net.sizes)[l - 1];
    const one = (label, at, edge) => {
      const field = numberField(ctx, { name: "weights", label, value: me.net.flat[at], min: -1e6, max: 1e6, onchange: (v) => {
        me.net.setParameter(at, v);
        ctx.say(`${label} is ${fmt(v)}; the loss is ${fmt(me.loss())}.`);
      } });
      ctx.on(field.box, "focus", () => edge && (view.edge = edge) && me.show());
      return { field, at, edge };
    };
    fields = [...Array.from({ length: place.m }, (_, i) => one(`from ${unitName(me, l - 1, i)}`, edgeAt(me.net.sizes, l - 1, i, j), [l - 1, i, j])), one("bias", place.biases + j, null)];
    row.replaceChildren(...fields.map(({ field }) => field.node));
  };
  const show = () => {
    const [l, j] = view.unit;
    const key = JSON.stringify([me.net.sizes, view.unit, me.net.byHand]);
    put(title, l === 0 ? `Input ${unitName(me, 0, j)} = ${fmt(me.net.probe[j])}: touch it again, or press Enter, to turn it over.` : `Weights into ${unitName(me, l, j)}`);
    row.hidden = l === 0;
    if (l === 0) return;
    if (key !== last) build(view.unit);
    last = key;
    fields.forEach(({ field, at }) => field.set(me.net.flat[at]));
  };
  return { node, show, focus: (edge) => {
    show();
    (fields.find((f) => f.edge && edge && f.edge.join() === edge.join()) ?? fields[0])?.field.box.focus({ preventScroll: true });
  } };
}

// How the network is trained: batch, penalty, noise, split.
function training(ctx, me) {
  const batch = select(ctx, { name: "batch", label: "Points in a batch", value: String(me.net.batch), options: [["0", "all"], ...[1, 2, 4, 8, 16, 32].map((n) => [String(n), String(n)])], onchange: (v) => {
    me.net.choose("batch", Number(v));
    ctx.say(v === "0" ? "Every step looks at all training points." : `Every step looks at ${v} points.`);
  } });
  const kinds = choice(ctx, { name: "regularisation", label: "Penalty on weights", value: me.net.penalty, options: [["none", "none"], ["L1", "L1", "α times the sum of the sizes"], ["L2", "L2", "α / 2 times the sum of the squares"]], onchange: (v) => me.net.choose("penalty", v) });
  const alpha = slider(ctx, { name: "regularisation", label: "Its strength α", min: 0.0001, max: 1, log: true, value: me.net.alpha, oninput: (v) => me.net.choose("alpha", v) });
  const noise = slider(ctx, { name: "noise", label: "Noise on the points", min: 0, max: 1, step: 0.05, value: me.net.jitter, oninput: (v) => {
    if (!me.net.shake(v)) noise.set(0), ctx.say("Only the points of a set can be shaken; yours stay where you put them.");
  } });
  const share = slider(ctx, { name: "split", label: "Kept for the test", min: 0, max: 0.8, step: 0.05, value: me.net.share, format: (v) => `${Math.round(100 * v)} %`, oninput: (v) => me.net.choose("share", v) });
  const node = h("div", { class: "cl-row dp-options" }, batch.node, kinds.node, alpha.node, share.node, noise.node);
  return { node, show: () => {
    const known = [...batch.box.options].some((o) => o.value === String(me.net.batch));
    if (!known) batch.box.append(h("option", { value: String(me.net.batch) }, String(me.net.batch)));
    batch.set(String(me.net.batch)), kinds.set(me.net.penalty), alpha.set(me.net.alpha), noise.set(me.net.jitter), share.set(me.net.share);
    alpha.node.hidden = me.net.penalty === "none" || ctx.hidden("regularisation");
  } };
}

// The line of numbers above: training and test loss, points that are right, epoch.
export function lossText(me) {
  const test = me.net.losses.at(-1)[2];
  const batches = me.net.batches();
  return `${Number.isFinite(test) ? `test ${fmt(test)} · ` : ""}${me.right()} of ${me.points.length} right · step ${me.net.step}${batches > 1 ? `, epoch ${me.net.epoch()}` : ""}`;
}
