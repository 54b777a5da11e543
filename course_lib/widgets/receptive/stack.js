// The stack as a table, and the editor of the layer that is picked in it.

import { button, choice, h, numberField, placed, put } from "../shared.js";
import { LIMITS, MOST, shortName } from "./state.js";

const WORDS = { k: "Kernel k", s: "Stride s", p: "Padding p", d: "Dilation d" };
const HEAD = [["layer", "layer"], ["k", "kernel"], ["s", "stride"], ["p", "padding"], ["d", "dilation"], ["units", "units along one side"], ["r", "the receptive field of its units"], ["jump", "inputs from one unit to the next"], ["start", "the place of the first unit's centre, the first input being 1"]];

// told() is said after a change.
export function stack(ctx, me, told) {
  const body = h("tbody");
  const table = h("table", { class: "cl-table rf-table" }, h("caption", {}, "The stack: pick a layer to change it"),
    h("thead", {}, h("tr", {}, HEAD.map(([text, title]) => h("th", { scope: "col", title }, text)))), body);
  const pick = (l) => {
    me.picked = l;
    show();
    ctx.say(`Layer ${l + 1}, ${shortName(me.layers[l])}, is picked.`);
  };
  let rows = [];
  const locked = ctx.locked("layers") || ctx.hidden("layers");
  const build = () => {
    rows = Array.from({ length: me.layers.length + 1 }, (_, l) => {
      const name = l && !locked ? h("button", { type: "button", class: "rf-pick", onclick: ctx.guard(() => pick(l - 1)) }) : h("span");
      const cells = HEAD.slice(1).map(() => h("td"));
      return { name, cells, node: h("tr", {}, h("th", { scope: "row" }, name), cells) };
    });
    body.replaceChildren(...rows.map(({ node }) => node));
  };
  const edit = editor(ctx, me, told);
  function show() {
    if (rows.length !== me.layers.length + 1) build();
    rows.forEach(({ name, cells, node }, l) => {
      const layer = me.layers[l - 1];
      const row = me.rows[l];
      put(name, layer ? `${l} ${shortName(layer)}` : "input");
      const values = layer ? [layer.k, layer.s, layer.p, layer.d] : ["", "", "", ""];
      [...values, ...(row ? [row.length, row.field, row.jump, row.start + 1] : ["none", "none", "none", "none"])].forEach((v, i) => put(cells[i], String(v).replace("-", "−")));
      const picked = l - 1 === me.picked && Boolean(layer);
      node.classList.toggle("rf-picked", picked);
      if (layer && !locked) name.setAttribute("aria-pressed", String(picked));
    });
    edit.show();
  }
  const scroll = h("div", { class: "rf-scroll", tabindex: "0", role: "group", "aria-label": "The stack as a table" }, table);
  return { node: h("div", { class: "rf-stack" }, scroll, edit.node), show };
}

function editor(ctx, me, told) {
  const kind = choice(ctx, { label: "Kind", options: [["conv", "convolution"], ["max", "max pool"], ["average", "average pool"]], value: "conv", onchange: (v) => (me.change("kind", v), told()) });
  const fields = Object.fromEntries(Object.entries(WORDS).map(([name, label]) => [name, numberField(ctx, { label, value: 1, min: LIMITS[name][0], max: LIMITS[name][1], onchange: (x) => {
    if (Number.isInteger(x)) me.change(name, x), told();
    else ctx.say(`${label} is a whole number.`), fields[name].set(me.layers[me.picked][name]);
  } })]));
  const add = (layer) => () => (me.add(layer) ? told() : ctx.say(`${MOST.layers} layers are the most that fit.`));
  const conv = button(ctx, { label: "conv 3×3", icon: "plus", title: "Add a convolution after the picked layer", onclick: add({ kind: "conv", k: 3, s: 1, p: 0, d: 1 }) });
  const pool = button(ctx, { label: "max pool 2×2", icon: "plus", title: "Add a pooling layer after the picked one", onclick: add({ kind: "max", k: 2, s: 2, p: 0, d: 1 }) });
  const remove = button(ctx, { label: "Remove", icon: "minus", title: "Remove the picked layer", onclick: () => me.layers.length && (me.remove(), told()) });
  const title = h("p", { class: "cl-heading" });
  const part = h("div", { class: "cl-row rf-fields" }, kind.node, Object.values(fields).map(({ node }) => node));
  const inputs = [...part.querySelectorAll("input"), conv, pool, remove];
  const node = placed(ctx, "layers", h("div", { class: "rf-editor" }, title, part, h("div", { class: "cl-row" }, remove, conv, pool)), inputs);
  const show = () => {
    const layer = me.layers[me.picked];
    put(title, layer ? `Layer ${me.picked + 1}: ${shortName(layer)}` : "No layer yet: add one");
    part.hidden = !layer;
    remove.setAttribute("aria-disabled", String(!layer));
    if (!layer) return;
    kind.set(layer.kind);
    for (const [name, field] of Object.entries(fields)) field.set(layer[name]);
  };
  return { node, show };
}
