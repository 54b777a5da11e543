// The chain of sizes as boxes, the three rules side by side, and the settings of the chosen layer.

import { button, choice, h, placed, put } from "../shared.js";
import { pairStepper, stepper } from "../convolution/stepper.js";
import { NAMES, layerText, shapeText, sizeOf, verdict } from "./sizes.js";

export function chainOf(ctx, me, said) {
  const flow = h("ol", { class: "sp-chain" });
  const add = (kind) => button(ctx, { label: kind === "conv" ? "Add a convolution" : "Add pooling", icon: "plus", onclick: () => ctx.say(me.add(kind) ? `Layer ${me.layer + 1} is new. ${said()}` : "Twelve layers are the most.") });
  const remove = button(ctx, { label: "Remove this layer", icon: "minus", onclick: () => {
    if (me.layers.length > 1) me.remove(), ctx.say(`Removed. ${said()}`);
    else ctx.say("The last layer stays.");
  } });
  const adders = [add("conv"), add("pool"), remove];
  const node = placed(ctx, "layers", h("div", { class: "sp-stack" }, flow, h("div", { class: "cl-row" }, adders)), adders);
  const box = (text, sub) => h("li", { class: "sp-size cl-digits" }, h("b", {}, text), h("small", {}, sub));
  let key = "";
  return { node, show: () => {
    const now = JSON.stringify([me.input, me.layers, me.layer, me.rule]);
    if (now === key) return;
    key = now;
    const back = document.activeElement?.closest?.(".sp-layer") ? me.layer : -1;
    const items = [box(shapeText(me.input), "input")];
    me.steps.forEach((step, i) => {
      const layer = h("button", { type: "button", class: "sp-layer", "aria-pressed": String(i === me.layer), disabled: ctx.locked("layers"), onclick: ctx.guard(() => {
        me.look({ layer: i, window: [0, 0] });
        ctx.say(`Layer ${i + 1}: ${layerText(me.now())}. ${said()}`);
      }) }, layerText(me.layers[i]));
      const weights = step.parameters === null ? "no input" : step.parameters ? `${step.parameters} weights and biases` : "nothing to learn";
      items.push(h("li", { class: "sp-step" }, h("span", { "aria-hidden": "true" }, "→"), layer, h("span", { "aria-hidden": "true" }, "→")), box(step.output ? shapeText(step.output) : "refused", weights));
    });
    flow.replaceChildren(...items);
    if (back >= 0) flow.querySelectorAll("button")[back]?.focus();
  } };
}

// What each rule makes of the chosen layer's axis.
export function rulesOf(ctx, me, said) {
  const pick = choice(ctx, { name: "rule", label: "Where the stride does not divide", value: me.rule, options: [["floor", "round down"], ["same", "“same”"], ["exact", "refuse"]], onchange: (v) => {
    me.take({ rule: v });
    ctx.say(`${NAMES[v]}. ${said()}`);
  } });
  const body = h("tbody", {});
  const rows = Object.keys(NAMES).map((rule) => {
    const cells = [h("th", { scope: "row" }, NAMES[rule]), h("td", { class: "cl-digits" }), h("td", {})];
    const row = h("tr", {}, cells);
    body.append(row);
    return { rule, row, cells };
  });
  const table = h("table", { class: "sp-rules cl-answer" }, h("caption", {}, "The same layer under three rules"), h("thead", {}, h("tr", {}, ["rule", "output", "the border"].map((t) => h("th", { scope: "col" }, t)))), body);
  return { node: h("div", { class: "sp-rulebox" }, pick.node, table), show: () => {
    pick.set(me.rule);
    const axis = me.axis();
    rows.forEach(({ rule, row, cells }) => {
      row.classList.toggle("sp-chosen", rule === me.rule);
      row.setAttribute("aria-current", String(rule === me.rule));
      if (!axis) return cells.slice(1).forEach((cell) => put(cell, "no input"));
      const a = me.view === "height" ? 0 : 1;
      const one = sizeOf(axis.n, axis.k, axis.s, me.now().padding[a], axis.d, rule);
      put(cells[1], one.formula);
      return put(cells[2], verdict(one, rule));
    });
  } };
}

const PAIRS = [["kernel", "Kernel size", 1, 64], ["stride", "Stride", 1, 64], ["padding", "Padding", 0, 64], ["dilation", "Dilation", 1, 16]];

export function settingsOf(ctx, me, said) {
  let apart = false;
  const told = (change) => {
    me.set(change);
    ctx.say(said());
  };
  const kind = choice(ctx, { name: "kind", label: "Layer", value: me.now().kind, options: [["conv", "convolution"], ["pool", "pooling"]], onchange: (v) => told({ kind: v }) });
  const pairs = PAIRS.map(([name, label, min, max]) => [name, pairStepper(ctx, { name, label, min, max, value: me.now()[name], apart: () => apart, onchange: (next) => told({ [name]: next }) })]);
  const labelled = (name, label, one) => placed(ctx, name, h("div", { class: "cx-setting" }, h("span", { class: "cx-setting-name" }, label), one.node), []);
  const filters = stepper(ctx, { name: "filters", label: "Filters", min: 1, max: 4096, value: me.now().filters, onchange: (v) => told({ filters: v }) });
  const filterBox = labelled("filters", "Filters", filters);
  const input = pairStepper(ctx, { name: "input", label: "Input size", min: 1, max: 1024, value: me.input.slice(0, 2), apart: () => apart, onchange: (next) => (me.take({ input: [...next, me.input[2]] }), ctx.say(said())) });
  const channels = stepper(ctx, { name: "input", label: "Input channels", min: 1, max: 4096, value: me.input[2], onchange: (v) => (me.take({ input: [...me.input.slice(0, 2), v] }), ctx.say(said())) });
  const box = h("input", { type: "checkbox", onchange: ctx.guard(() => {
    apart = box.checked;
    [input, ...pairs.map(([, one]) => one)].forEach((one) => one.show());
  }) });
  return { node: h("div", { class: "cx-settings sp-settings" }, input.node, labelled("input", "Channels", channels), kind.node, filterBox, pairs.map(([, one]) => one.node), h("label", { class: "cl-toggle" }, box, h("span", {}, "height and width apart"))), show: () => {
    const now = me.now();
    if ([me.input, ...PAIRS.map(([name]) => now[name])].some(([a, b]) => a !== b)) apart = true;
    box.checked = apart;
    kind.set(now.kind);
    filterBox.hidden = now.kind === "pool" || ctx.hidden("filters");
    filters.set(now.filters);
    input.set(me.input.slice(0, 2));
    channels.set(me.input[2]);
    pairs.forEach(([name, one]) => one.set(now[name]));
  } };
}
