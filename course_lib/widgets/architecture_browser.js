import { button, choice, dataTable, h, numberField, placed, put, select, widget } from "./shared.js";
import { accuracy } from "./architecture/accuracy.js";
import { blocks } from "./architecture/blocks.js";
import { compare } from "./architecture/compare.js";
import { times } from "./architecture/counting.js";
import { details } from "./architecture/details.js";
import { architecture, isWhole } from "./architecture/state.js";
import { totals } from "./architecture/totals.js";
import { kindOf, macLine, memory, paramLine, whole } from "./architecture/words.js";

// The input's shape as one number a side; a square picture needs only one.
function inputFields(ctx, me) {
  const make = (label, index) => numberField(ctx, { label, value: me.input[index] ?? 1, min: 1, max: 1e7, onchange: (v) => {
    const next = [...me.input];
    next[index] = v;
    if (me.input.length === 3 && index === 1 && me.made[1] === me.made[2]) next[2] = v;
    me.resize(next);
    const failed = me.records.find((r) => r.error);
    ctx.say(failed ? `Input ${times(me.input)}: ${failed.name} does not fit.` : `Input ${times(me.input)}: output ${times(me.records.at(-1).shape)}.`);
  } });
  const [channels, side, width] = [make("Channels in", 0), make("Side in", 1), make("Width in", 2)];
  const all = [channels, side, width];
  const node = placed(ctx, "input", h("div", { class: "cl-row", role: "group", "aria-label": "Input" }, all.map((f) => f.node)), all.map((f) => f.box));
  const show = () => {
    const flat = me.input.length === 1;
    const square = !flat && me.made[1] === me.made[2];
    all.forEach((field, i) => {
      field.node.hidden = (flat && i > 0) || (square && i === 2);
      if (me.input[i] !== undefined) field.set(me.input[i]);
    });
    put(channels.node.firstChild, flat ? "Values in" : "Channels in");
    put(side.node.firstChild, square ? "Side in" : "Height in");
  };
  return { node, show };
}

function table(ctx, me) {
  const sheet = h("div", { class: "cl-sheet ab-sheet cl-answer", tabindex: "0", role: "group", "aria-label": "All layers" });
  const show = () => {
    const rows = me.records.map((r) => {
      const alone = r.parts.length === 1 && !r.gone;
      return [r.name, kindOf(r.layer), r.gone ? "out" : r.shape ? times(r.shape) : "does not fit", alone ? paramLine(r.parts[0]) : whole(r.trained), alone ? macLine(r.parts[0]) : whole(r.macsConv + r.macsDense), memory(r.values)];
    });
    sheet.replaceChildren(dataTable({ caption: `${me.title}, all layers`, head: ["layer", "kind", "output", "parameters", "multiply-adds", "activations"], rows }));
    const chosen = sheet.querySelectorAll("tbody tr")[me.chosen];
    chosen?.classList.add("ab-here");
  };
  const mark = () => sheet.querySelectorAll("tbody tr").forEach((row, i) => row.classList.toggle("ab-here", i === me.chosen));
  return { node: sheet, show, mark };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.show();
  const relight = () => parts?.light();
  const changed = (what) => {
    if (!parts) return;
    if (what === "chosen") {
      parts.picture.redraw();
      ctx.draw(relight);
      return;
    }
    parts.picture.fresh();
    ctx.draw(repaint);
  };
  const me = architecture(ctx, changed);
  const picture = blocks(ctx, me);
  const [chosen, sums, sheet, both, chart, input] = [details(ctx, me), totals(me), table(ctx, me), compare(ctx, me), accuracy(ctx, me), inputFields(ctx, me)];
  const own = me.networks.has(me.preset) ? [] : [["own", me.title]];
  const network = select(ctx, { name: "network", label: "Network", options: [...own, ...[...me.networks.values()].map((n) => [n.name, n.title])], value: me.preset, onchange: (name) => {
    me.load(name);
    network.set(me.preset);
    ctx.say(`${me.title}: ${me.records.length} blocks, ${whole(me.sums.trained)} parameters.`);
  } });
  const removal = choice(ctx, { name: "remove", label: "A layer taken out", value: me.removal, options: [["refit", "next one fits", "The next layer is made for what then comes in"], ["count", "only not counted", "All other layers stay as they were"]], onchange: (v) => {
    me.set("removal", v);
    ctx.say(`${whole(me.sums.trained)} parameters.`);
  } });
  const undo = button(ctx, { name: "remove", label: "As published", icon: "reset", title: "Put all layers back, and the input and the changed layers as they were", onclick: () => {
    me.undo();
    ctx.say(`As published: ${whole(me.sums.trained)} parameters.`);
  } });
  const tabs = choice(ctx, { name: "view", label: "Below", value: me.view, options: [["layers", "all layers"], ["compare", "two networks"], ["accuracy", "accuracy and cost"]], onchange: (v) => {
    me.set("view", v);
    ctx.say({ layers: "A table of all layers.", compare: "Two networks side by side.", accuracy: "Published accuracy against cost." }[v]);
  } });
  const source = h("p", { class: "cl-help" });
  const below = { layers: sheet, compare: both, accuracy: chart };
  if (ctx.hidden("layers")) picture.node.hidden = true;
  if (ctx.hidden("details")) chosen.node.hidden = true;
  if (ctx.hidden("sums")) sums.node.hidden = true;
  const light = () => {
    chosen.show();
    sheet.mark();
  };
  parts = { picture, light, show: () => {
    chosen.show();
    sums.show();
    input.show();
    network.set(me.preset);
    removal.set(me.removal);
    tabs.set(me.view);
    undo.setAttribute("aria-disabled", String(isWhole(me)));
    for (const [name, part] of Object.entries(below)) part.node.hidden = name !== me.view;
    below[me.view].show();
    const from = me.networks.get(me.preset)?.source;
    put(source, from ? `Layers from: ${from}.` : "");
    picture.label(`${me.title}: ${me.records.length} blocks from left to right`);
  } };
  ctx.watch(["_preset", "_title", "_input", "_layers", "_removed", "_edits", "_chosen", "removal", "view", "other", "measure", "against", "source"], () => {
    if (ctx.get("_preset") === "own") me.own = null;
    me.read();
    changed();
  });
  const lower = h("div", { class: "ab-below" }, tabs.node, sheet.node, both.node, chart.node, source);
  lower.hidden = ctx.hidden("table");
  ctx.body.append(
    h("div", { class: "cl-row" }, network.node, input.node, removal.node, undo),
    h("div", { class: "ab-picture" }, picture.node), sums.note,
    h("div", { class: "ab-main" }, chosen.node, sums.node),
    lower);
  changed();
}

export default { render: widget("Architecture browser", build) };
