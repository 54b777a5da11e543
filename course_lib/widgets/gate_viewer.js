import { choice, curves, fmt, h, matrix, picture, playback, put, select, signed, slider, widget } from "./shared.js";
import { KINDS, NAMES } from "./gates/cell.js";
import { diagram } from "./gates/diagram.js";
import { equations } from "./gates/equations.js";
import { strips } from "./gates/picture.js";
import { gateState } from "./gates/state.js";
import { numbersFrom, sequenceField } from "./sequences/field.js";

const KEEP = { LSTM: "Bias of the forget gate f", GRU: "Bias of the update gate z", MGU: "Bias of the forget gate f" };
const FULL = { LSTM: "long short-term memory: the cell state c is kept apart from the output", GRU: "gated recurrent unit: z keeps, 1 − z writes, r resets", MGU: "minimal gated unit: one gate f overwrites, 1 − f keeps" };

// All weights of the chosen unit: a row for each gate; columns for the inputs, the state, the bias.
function unitWeights(ctx, me) {
  const { gates } = KINDS[me.cell.kind];
  const width = () => me.cell.I + me.cell.H + 1 + (me.cell.kind === "GRU" ? 1 : 0);
  const unit = () => (me.row === "x" ? 0 : me.unit);
  const values = () => KINDS[me.cell.kind].gates.flatMap((_, k) => {
    const { cell } = me;
    const row = k * cell.H + unit();
    return [...cell.w.slice(row * cell.I, (row + 1) * cell.I), ...cell.u.slice(row * cell.H, (row + 1) * cell.H), cell.b[row], ...(cell.kind === "GRU" ? [cell.c[row]] : [])];
  });
  const most = () => values().reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const table = matrix(ctx, { name: "weights", caption: "Weights", rowNames: () => KINDS[me.cell.kind].gates, columnNames: () => [...Array.from({ length: me.cell.I }, (_, j) => me.inputName(j)), ...(me.cell.H === 1 ? ["h"] : Array.from({ length: me.cell.H }, (_, j) => `h[${j + 1}]`)), "b", ...(me.cell.kind === "GRU" ? ["c"] : [])], values: values(), columns: width(), colour: (v, r, c, theme) => signed((0.75 * v) / most(), theme), mark: (r) => (KINDS[me.cell.kind].gates[r] === me.row ? "sq-row" : ""), edit: (r, c, v) => {
    const { I, H } = me.cell;
    const row = r * H + unit();
    if (c < I) me.edit("w", row * I + c, v);
    else if (c < I + H) me.edit("u", row * H + c - I, v);
    else me.edit(c === I + H ? "b" : "c", row, v);
    ctx.say(`The weight is ${fmt(v)}; ${NAMES[me.memory]} at step ${me.step} is ${fmt(me.at(me.memory, me.step, unit()))}.`);
  } });
  const legend = h("p", { class: "cl-help" });
  const scroll = h("div", { class: "ur-tables", role: "group", tabindex: "0", "aria-label": "Weights of the chosen unit" }, table.node);
  const node = h("details", { class: "ur-weights", open: gates.length * width() <= 60 }, h("summary", {}, "Weights of the chosen unit"), legend, scroll);
  if (ctx.hidden("weights")) node.hidden = true;
  let last = "";
  let cell = null;
  const show = () => {
    const now = [me.row, unit(), node.open].join();
    if ((cell === me.cell && now === last) || !node.open) return;
    [cell, last] = [me.cell, now];
    table.set(Float64Array.from(values()), width());
    put(legend, me.cell.kind === "GRU" ? "A row a gate; b is the bias, c the bias inside what r lets through." : "A row a gate; b is the bias.");
  };
  node.addEventListener("toggle", ctx.guard(show));
  return { node, show };
}

// What the memory holds over the steps, a curve a unit.
function memoryChart(ctx, me) {
  return picture(ctx, {
    label: "What the memory holds over the steps", aspect: (width) => (width < 360 ? 1.5 : 2), maxWidth: 620,
    draw: (g, width, height, theme) => {
      const states = me.trace[me.memory];
      const units = Math.min(me.cell.H, 6);
      const all = states.flatMap((row) => Array.from(row.slice(0, units)));
      const [low, high] = [Math.min(0, ...all), Math.max(0.1, ...all)];
      const xs = states.map((_, t) => t);
      const series = Array.from({ length: units }, (_, u) => ({ name: me.unitName(u), xs, ys: states.map((row) => row[u]), marker: ["o", "s", "^", "D", "v", "P"][u], dash: [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 4], [1, 4]][u] }));
      curves(g, width, height, theme, { series, xlim: [0, me.steps], ylim: [low - 0.08 * (high - low), high + 0.08 * (high - low)], xlabel: "step", ylabel: NAMES[me.memory], at: me.step });
    },
    table: () => ({ caption: `${NAMES[me.memory]} of every unit`, head: ["step", ...Array.from({ length: Math.min(me.cell.H, 8) }, (_, u) => me.unitName(u))], rows: me.trace[me.memory].map((row, t) => [String(t), ...row.slice(0, 8)]) }),
  });
}

const asText = (me) => me.rows.map((row) => Array.from(row).join(" ")).join(me.cell.I === 1 ? " " : "; ");

function build(ctx) {
  let parts = null;
  const me = gateState(ctx, () => {
    if (!parts) return;
    look.redraw();
    inside.redraw();
    if (charted !== `${me.version} ${me.step}`) chart.redraw(); // a move within a step leaves the curves as they are
    charted = `${me.version} ${me.step}`;
    ctx.draw(parts.show);
  });
  let charted = "";
  const unit = () => (me.row === "x" ? 0 : me.unit);
  const look = strips(ctx, me);
  const terms = equations(me, ctx.guard((name) => {
    if (ctx.locked("cells")) return;
    me.point(me.step, name, unit());
    ctx.say(`${NAMES[name]}: ${fmt(me.at(name, me.step, unit()))}.`);
  }));
  const [inside, chart, weights] = [diagram(ctx, me), memoryChart(ctx, me), unitWeights(ctx, me)];
  const presets = me.presets;
  const sets = select(ctx, { name: "preset", label: "Example", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}: ${me.steps} steps.`);
    sets.set(me.preset);
  } });
  const kinds = choice(ctx, { name: "cell", label: "Cell", value: me.cell.kind, options: Object.keys(KINDS).map((k) => [k, k, FULL[k]]), onchange: (kind) => {
    const chosen = presets.find((p) => p.name === me.preset) ?? presets[0];
    me.load(chosen, kind);
    ctx.say(`${kind}, ${FULL[kind]}.`);
  } });
  const field = sequenceField(ctx, { name: "sequence", label: () => (me.cell.I === 1 ? "Sequence, one number a step" : `Sequence: ${Array.from({ length: Math.min(4, me.cell.I) }, (_, j) => me.inputName(j)).join(" ")}; …`), value: () => asText(me), onchange: (text) => {
    const rows = numbersFrom(text, me.cell.I);
    if (!rows) return `Type 1 to 100 steps of ${me.cell.I === 1 ? "one number, parted by spaces" : `${me.cell.I} numbers, the steps parted by ;`}.`;
    me.setRows(rows);
    ctx.say(`${rows.length} steps; at the end ${NAMES[me.memory]} is ${fmt(me.at(me.memory, me.steps, unit()))}.`);
    return "";
  } });
  const bias = slider(ctx, { name: "bias", label: KEEP[me.cell.kind], min: -10, max: 10, step: 0.25, value: me.cell.b[me.keeping()], oninput: (v) => {
    me.edit("b", me.keeping(), v);
    ctx.say(`With bias ${fmt(v)}, ${NAMES[me.memory]} at the end is ${fmt(me.at(me.memory, me.steps, unit()))}.`);
  } });
  const bar = playback(ctx, { pace: "1", noun: "steps", step: () => {
    if (me.step >= me.steps) {
      if (!bar.isPlaying()) ctx.say("That was the last step: press Reset to begin again.");
      return false;
    }
    me.go(me.step + 1);
    if (!bar.isPlaying()) ctx.say(`Step ${me.step}: ${NAMES[me.memory]} is ${fmt(me.at(me.memory, me.step, unit()))}.`);
    return true;
  }, back: () => (me.go(me.step - 1), ctx.say(`Step ${me.step}.`)), reset: () => (me.go(1), ctx.say("At the first step.")) });
  const [what, title] = [h("p", { class: "ur-why" }), h("p", { class: "cl-heading cl-digits" })];
  [look, inside, chart].forEach((one) => one.node.classList.add("cl-answer"));
  const sum = h("div", {}, title, terms.node);
  [["sum", sum], ["diagram", inside.node], ["chart", chart.node]].forEach(([name, node]) => (node.hidden ||= ctx.hidden(name)));
  const show = () => {
    terms.show();
    weights.show();
    field.show();
    sets.set(me.preset);
    kinds.set(me.cell.kind);
    bias.set(me.cell.b[me.keeping()]);
    const name = me.cell.H > 1 ? `${KEEP[me.cell.kind]}, ${me.unitName(unit())}` : KEEP[me.cell.kind];
    put(bias.node.firstChild, name);
    bias.box.setAttribute("aria-label", name);
    put(what, `${me.cell.kind}, ${FULL[me.cell.kind]}. A gate is 0 where shut and 1 where open.`);
    put(title, `Step ${me.step}, ${me.unitName(unit())}`);
    bar.able(me.step < me.steps, me.step > 1);
    look.label(`Gates and states over ${me.steps} steps. Chosen: ${NAMES[me.row]} at step ${me.step}, ${fmt(me.at(me.row, me.step, me.unit))}`);
  };
  parts = { pictures: [look, inside, chart], show };
  ctx.watch(["cell", "_sizes", "_weights", "_x", "_trace", "_inputs", "_units", "_step", "_row", "_unit", "_preset"], () => {
    bar.pause();
    me.read();
    parts.pictures.forEach((one) => one.redraw());
    ctx.draw(show);
  });
  ctx.body.append(
    h("div", { class: "cl-row" }, sets.node, kinds.node, field.node), what, look.node,
    h("div", { class: "cl-row ur-run" }, bar.node, bias.node),
    h("div", { class: "gv-main" }, sum, inside.node, chart.node, weights.node));
  ctx.draw(show);
}

export default { render: widget("Gates of a recurrent cell", build) };
