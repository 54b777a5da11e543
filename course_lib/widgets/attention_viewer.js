import { fmt, h, matrix, put, select, signed, slider, toggle, widget } from "./shared.js";
import { lines } from "./attention/lines.js";
import { map, sentence } from "./attention/map.js";
import { attention, seen } from "./attention/state.js";
import { steps } from "./attention/steps.js";

// Queries, keys and values of the chosen head as tables to edit.
function vectors(ctx, me) {
  const shape = { q: () => me.d, k: () => me.d, v: () => me.e };
  const head = (name) => me[name].subarray((me.layer * me.heads + me.head) * rows(name) * shape[name](), (me.layer * me.heads + me.head + 1) * rows(name) * shape[name]());
  const rows = (name) => (name === "q" ? me.L : me.S);
  const most = (name) => me[name].reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const make = (name, caption) => matrix(ctx, { name: "vectors", caption, values: head(name), columns: shape[name]() || 1, rowNames: () => (name === "q" ? me.target : me.source).map((w) => seen(w).slice(0, 12)), colour: (v, r, c, theme) => signed((0.75 * v) / most(name), theme), mark: (r) => (r === (name === "q" ? me.query : me.key) ? "sq-row" : ""), edit: (r, c, v) => {
    me.edit(name, r, c, v);
    ctx.say(`${caption}, row ${r + 1}, column ${c + 1} is ${fmt(v)}. ${sentence(me)}`);
  } });
  const tables = me.d ? [["q", make("q", "Queries q")], ["k", make("k", "Keys k")], ["v", make("v", "Values v")]] : [];
  const scroll = h("div", { class: "ur-tables", role: "group", tabindex: "0", "aria-label": "Queries, keys and values" }, tables.map(([, table]) => table.node));
  const node = h("details", { class: "ur-weights" }, h("summary", {}, "Queries, keys and values"), scroll);
  return { node, tables, show: () => {
    node.hidden = ctx.hidden("vectors") || !me.d;
    if (node.open && me.d) tables.forEach(([name, table]) => table.set(head(name), shape[name]()));
  } };
}

function picks(ctx, me) {
  const make = (name, label) => {
    const box = select(ctx, { name: "head", label, options: [["0", "1 of 1"]], value: "0", onchange: (v) => {
      me.choose(name, Number(v));
      ctx.say(`${label} ${Number(v) + 1}. ${sentence(me)}`);
    } });
    return { ...box, show: (count) => {
      box.node.hidden = ctx.hidden("head") || count < 2;
      if (box.box.options.length !== count) box.box.replaceChildren(...Array.from({ length: count }, (_, i) => h("option", { value: String(i) }, `${i + 1} of ${count}`)));
      box.set(String(me[name]));
    } };
  };
  return { layer: make("layer", "Layer"), head: make("head", "Head") };
}

function build(ctx) {
  let parts = null;
  const changed = () => {
    if (!parts) return;
    parts.pictures.forEach((one) => one.redraw());
    ctx.draw(parts.show);
  };
  const me = attention(ctx, changed);
  const [grid, threads, tables, chosen] = [map(ctx, me), lines(ctx, me), vectors(ctx, me), picks(ctx, me)];
  const table = steps(me, ctx.guard((j) => {
    if (ctx.locked("map")) return;
    me.point(me.query, j);
    ctx.say(sentence(me));
  }));
  const sets = select(ctx, { name: "preset", label: "Example", options: [...me.presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const one = me.presets.find((p) => p.name === name);
    if (one) me.load(one), ctx.say(`${one.title}. ${sentence(me)}`);
    sets.set(me.preset);
  } });
  const mask = toggle(ctx, { name: "causal", label: "Causal mask: look back only", value: me.causal, onchange: (v) => (me.choose("causal", v), ctx.say(`${v ? "Each word sees itself and what came before." : "Each word sees all words."} ${sentence(me)}`)) });
  const root = toggle(ctx, { name: "scaled", label: "Divide by √d", value: me.scaled, onchange: (v) => (me.choose("scaled", v), ctx.say(sentence(me))) });
  const heat = slider(ctx, { name: "temperature", label: "Temperature T", min: 0.05, max: 20, log: true, value: me.temperature, oninput: (v) => (me.choose("temperature", v), ctx.say(sentence(me))) });
  const title = h("p", { class: "cl-heading av-title cl-answer" });
  const note = h("p", { class: "cl-note", role: "status", hidden: true });
  [grid.node, threads.node, table.terms].forEach((node) => node.classList.add("cl-answer"));
  const unseen = [["sum", table.terms], ["steps", table.node]].filter(([name]) => ctx.hidden(name));
  tables.node.addEventListener("toggle", ctx.guard(() => tables.show()));
  const show = () => {
    table.show();
    unseen.forEach(([, node]) => (node.hidden = true));
    tables.show();
    chosen.layer.show(me.layers);
    chosen.head.show(me.heads);
    sets.set(me.preset);
    mask.set(me.causal);
    root.set(me.scaled);
    heat.set(me.temperature);
    for (const one of [mask, root, heat]) (one.box ?? one.node.querySelector("input")).disabled = !me.d || one.node.classList.contains("cl-locked");
    put(title, sentence(me));
    const text = remark(me);
    note.hidden = !text;
    put(note, text);
    grid.label(`Weights of attention of ${me.L} words to ${me.S}. ${sentence(me)}`);
    threads.label(`Lines from ${me.S} words to ${me.L}. ${sentence(me)}`);
  };
  parts = { pictures: [grid, threads], show };
  ctx.watch(["causal", "scaled", "temperature", "_sizes", "_q", "_k", "_v", "_given", "_allowed", "_source", "_target", "_layer", "_head", "_query", "_key", "_preset"], () => {
    me.read();
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row" }, sets.node, chosen.layer.node, chosen.head.node, heat.node),
    h("div", { class: "cl-row av-switches" }, root.node, mask.node), title,
    h("div", { class: "av-main" }, grid.node, h("div", { class: "av-right" }, threads.node, table.terms)), note, table.node, tables.node);
  changed();
}

function remark(me) {
  if (!me.d) return "These weights were given as they are: there are no queries and keys to compute them from.";
  const sharp = me.rows.reduce((s, row) => s + Math.max(...row.weights), 0) / me.L;
  if (!me.scaled && sharp > 0.85) return `Without the division by √d the scores are large: the largest weight of a row is ${fmt(sharp, 2)} on average. The softmax is nearly saturated, and little gradient passes through it.`;
  return "";
}

export default { render: widget("Attention", build) };
