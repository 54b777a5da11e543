import { choice, h, numberField, put, select, slider, widget } from "./shared.js";
import { boards } from "./pooling/boards.js";
import { lens } from "./pooling/lens.js";
import { moving } from "./pooling/moving.js";
import { SAVED, explorer, tiled } from "./pooling/state.js";
import { NAMES, formulas, leftOver, spokenCell, strideText, times } from "./pooling/words.js";

const VIEWS = [["window", "One window", "What comes out of each window"], ["gradient", "Gradient", "Where dL goes on its way back"], ["move", "Move the object", "Which pooled cells change when the object moves"]];
const POOLINGS = [["max", "max", "The largest of each window"], ["average", "average", "The mean of each window"], ["l2", "L2", "The root of the sum of squares"]];
const COLOURS = [["windows", "windows", "A colour for each window"], ["grey", "greys", "White to black by value, as pixels"], ["cividis", "map", "Dark blue to yellow by value, as a feature map"]];

function controls(ctx, me) {
  const presets = ctx.get("_presets");
  const start = select(ctx, { name: "preset", label: "Start from", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}. ${leftOver(me)}`);
    start.set(me.preset);
  } });
  const kind = choice(ctx, { name: "pooling", label: "Pooling", options: POOLINGS, value: me.pooling, onchange: (v) => (me.choose("pooling", v), ctx.say(`${NAMES[v]} pooling. ${spokenCell(me, "out", 0, 0)}`)) });
  const view = choice(ctx, { name: "view", label: "Look at", options: VIEWS, value: me.view, onchange: (v) => (me.choose("view", v), ctx.say(VIEWS.find(([name]) => name === v)[2])) });
  const dye = choice(ctx, { name: "colours", label: "Colours", options: COLOURS, value: me.colours, onchange: (v) => (me.choose("colours", v), ctx.say(COLOURS.find(([name]) => name === v)[2])) });
  const size = slider(ctx, { name: "size", label: "Window k", min: 1, max: 64, step: 1, value: me.size[0], format: () => times(me.size), oninput: (k) => (me.window("size", k), show(), ctx.say(leftOver(me))) });
  const stride = slider(ctx, { name: "stride", label: "Stride s", min: 1, max: 64, step: 1, value: me.stride[0], format: () => strideText(me), oninput: (k) => (me.window("stride", k), show(), ctx.say(leftOver(me))) });
  const show = () => {
    size.box.max = Math.min(12, me.image.rows, me.image.columns);
    stride.box.max = Math.min(12, Math.max(me.image.rows, me.image.columns, me.stride[0]));
    start.set(me.preset);
    kind.set(me.pooling);
    view.set(me.view);
    dye.set(me.colours);
    size.set(me.size[0]);
    stride.set(me.stride[0]);
  };
  return { start, kind, view, dye, size, stride, show };
}

// One number at hand: of the input where it is edited, of dL/dy in the gradient view.
function fields(ctx, me, faces) {
  const cell = numberField(ctx, { name: "cells", label: "Number of the cell", value: 0, min: -1e100, max: 1e100, onchange: (x) => {
    const [r, c] = at();
    me.edit(r, c, x);
    ctx.say(`Row ${r + 1}, column ${c + 1} is now ${x}.`);
  } });
  const up = numberField(ctx, { name: "cells", label: "dL/dy of this output", value: 1, min: -1e100, max: 1e100, onchange: (x) => me.setUpstream(me.focus.r * me.out.columns + me.focus.c, x) });
  // While an output has the focus, the field edits the first input of its window.
  const at = () => (me.focus.side === "in" ? [me.focus.r, me.focus.c] : [me.focus.r * me.stride[0], me.focus.c * me.stride[1]]);
  const show = () => {
    const [back, out] = [me.view === "gradient", me.focus.side === "out"];
    cell.node.hidden = ctx.hidden("cells") || me.view === "move" || (back && out);
    up.node.hidden = ctx.hidden("cells") || !(back && out);
    const [r, c] = at();
    put(cell.node.firstChild, `Input, row ${r + 1}, column ${c + 1}`);
    cell.box.setAttribute("aria-label", `Input, row ${r + 1}, column ${c + 1}`);
    cell.set(me.image.values[r * me.image.columns + c]);
    if (out) up.set(me.up[me.focus.r * me.out.columns + me.focus.c]);
  };
  for (const [one, side] of [[cell, "input"], [up, "output"]]) ctx.on(one.box, "keydown", (e) => ["Enter", "Escape"].includes(e.key) && faces()[side].focus());
  const edit = (key, out) => {
    const one = out ? up : cell;
    if (ctx.hidden("cells") || ctx.locked("cells") || one.node.hidden) return ctx.say("These numbers cannot be changed here.");
    one.box.focus();
    if (key) one.box.value = key;
    return true;
  };
  return { nodes: [cell.node, up.node], edit, show };
}

function build(ctx) {
  let parts = null;
  const me = explorer(ctx, () => parts && ctx.draw(all));
  const bar = controls(ctx, me);
  const pair = boards(ctx, me, () => ctx.draw(focus), (key, out) => field.edit(key, out));
  const field = fields(ctx, me, () => ({ input: pair.input.face, output: pair.output.face }));
  const [close, travel] = [lens(ctx, me), moving(ctx, me)];
  const [formula, rest, legend] = [h("p", { class: "pl-formula cl-digits" }), h("p", { class: "cl-help" }), h("p", { class: "cl-help pl-legend" })];
  const focus = () => {
    pair.input.redraw();
    pair.output.redraw();
    field.show();
    if (me.view !== "move") close.show();
  };
  const all = () => {
    const name = `${NAMES[me.pooling]} ${times(me.size)}, stride ${strideText(me)}`;
    put(formula, formulas(me).join("; "));
    put(rest, leftOver(me));
    put(pair.inputName, `${me.view === "gradient" ? "dL/dx, the input's gradient" : me.view === "move" ? "Input x: arrows or a drag move it" : "Input x"} (${times([me.seen.rows, me.seen.columns])})`);
    put(pair.outputName, `${me.view === "gradient" ? "dL/dy" : "Output y"} (${times([me.out.rows, me.out.columns])})`);
    put(arrow, me.view === "gradient" ? "←" : "→");
    put(way, name);
    put(legend, legendOf(me));
    pair.input.label(`The input, ${me.seen.rows} by ${me.seen.columns}${me.view === "gradient" ? ", its gradient" : ""}`);
    pair.output.label(`The pooled map, ${me.out.rows} by ${me.out.columns}: ${name}`);
    close.node.hidden = me.view === "move";
    travel.steer.hidden = travel.chart.parentNode.hidden = me.view !== "move";
    bar.show();
    pair.fit();
    if (me.view === "move") travel.show();
    focus();
  };
  const [arrow, way] = [h("span", { class: "pl-arrowhead", "aria-hidden": "true" }), h("span", { class: "cl-help" })];
  parts = { all };
  ctx.watch(SAVED, () => (me.read(), ctx.draw(all)));
  ctx.body.append(
    h("div", { class: "cl-row pl-top" }, bar.start.node, bar.kind.node, bar.view.node),
    h("div", { class: "cl-row" }, bar.size.node, bar.stride.node, bar.dye.node),
    h("div", { class: "pl-sizes-line cl-answer" }, formula, rest),
    h("div", { class: "pl-boards" },
      h("div", { class: "pl-in" }, pair.inputName, pair.input.node, legend, field.nodes[0]),
      h("div", { class: "pl-way" }, arrow, way),
      h("div", { class: "pl-out cl-answer" }, pair.outputName, pair.output.node, field.nodes[1]),
      h("div", { class: "pl-side cl-answer" }, close.node, travel.steer),
      h("div", { class: "pl-chart cl-answer" }, travel.chart)));
  all();
}

function legendOf(me) {
  const said = [];
  if (me.view === "window" && me.pooling === "max") said.push("◤ the largest of a window");
  if (me.unseen.some(Boolean)) said.push("╱ in no window");
  if (me.view === "move") said.push("dashed: a pooled cell that changed");
  else if (me.view !== "gradient" && me.colours === "windows") said.push(tiled(me) ? "one colour: one window" : "the windows overlap, so none has a colour of its own");
  return said.join(" · ");
}

export default { render: widget("Pooling explorer", build) };
