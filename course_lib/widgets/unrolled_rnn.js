import { choice, equals, exactly, fmt, h, matrix, playback, put, select, signed, slider, toggle, widget } from "./shared.js";
import { squash } from "./rnn/cell.js";
import { PATTERNS, emblem } from "./rnn/patterns.js";
import { networkPicture } from "./rnn/picture.js";
import { network, seen } from "./rnn/state.js";
import { numbersFrom, sequenceField } from "./sequences/field.js";
import { low, products, termTable } from "./sequences/terms.js";

const weightColour = (most) => (v, r, c, theme) => signed((0.75 * v) / (most() || 1), theme);

// The weights as tables, and h(0) beside them.
function weightTables(ctx, me) {
  const row = () => (me.row < me.cell.H ? me.row : -1);
  const most = (part) => () => me.cell[part].reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const heads = { wx: () => me.alphabet.map(seen) };
  const sides = { wy: () => (me.letters ? me.alphabet.map(seen) : []) };
  const make = (part, caption, columns, chosen) => matrix(ctx, { name: "weights", caption, columnNames: heads[part], rowNames: sides[part], values: me.cell[part], columns: columns(), colour: weightColour(most(part)), mark: (r) => (chosen() === r ? "sq-row" : ""), edit: (r, c, v) => {
    me.edit(part, r * columns() + c, v);
    ctx.say(`${caption}, row ${r + 1}, column ${c + 1} is ${fmt(v)}. ${me.name()} is ${fmt(me.value())}.`);
  } });
  const one = () => 1;
  const parts = [["wx", "W_x", () => me.cell.I, row], ["wh", "W_h", () => me.cell.H, row], ["b", "b", one, row], ["h0", "h(0)", one, () => (me.step === 0 ? row() : -1)], ["wy", "W_y", () => me.cell.H, () => me.row - me.cell.H], ["by", "b_y", one, () => me.row - me.cell.H]];
  const tables = parts.map(([part, caption, columns, chosen]) => [part, make(part, caption, columns, chosen), columns]);
  const scroll = h("div", { class: "ur-tables", role: "group", tabindex: "0", "aria-label": "Weights" }, tables.map(([, table]) => table.node));
  const node = h("details", { class: "ur-weights" }, h("summary", {}, "Weights and h(0)"), scroll);
  node.open = me.cell.H * me.cell.I <= 40;
  if (ctx.hidden("weights")) node.hidden = true;
  let last = "";
  let cell = null;
  // Only what a move has changed is painted again: the numbers, or which row is marked.
  const stale = () => {
    const now = [me.step === 0, me.row, me.readout, me.alphabet.join("\n"), node.open].join();
    if (cell === me.cell && now === last) return false;
    [cell, last] = [me.cell, now];
    return node.open;
  };
  node.addEventListener("toggle", ctx.guard(() => show()));
  const show = () => stale() && tables.forEach(([part, table, columns]) => {
    table.set(me.cell[part], columns());
    table.node.hidden = (!me.readout && (part === "wy" || part === "by")) || ctx.hidden("weights");
  });
  return { node, show };
}

// The sum behind the chosen number, every product of it.
function equation(ctx, me) {
  const table = termTable();
  const formula = h("p", { class: "ur-formula cl-digits" });
  const node = h("div", { class: "ur-equation cl-answer" }, formula, table.node);
  if (ctx.hidden("sum")) node.hidden = true;
  const show = () => {
    const { cell, step, row, ran } = me;
    const { H, act } = cell;
    const input = (j) => (me.alphabet[j] === undefined ? `x[${j + 1}]` : `x[“${seen(me.alphabet[j])}”]`);
    if (step === 0) {
      put(formula, `h₀[${row + 1}] ${equals(cell.h0[row])}, the state before the first step: set it under “Weights and h(0)”.`);
      table.node.hidden = true;
      return;
    }
    table.node.hidden = false;
    if (row < H) {
      const s = ran.s[step - 1][row];
      put(formula, `h${low(step)}[${row + 1}] = ${act}(${fmt(s)}) ${equals(squash(act, s))}`);
      formula.title = exactly(squash(act, s));
      table.show({ caption: `s = W_x x${low(step)} + W_h h${low(step - 1)} + b, row ${row + 1}`, rows: [...products(cell.wx, row, ran.x[step - 1], input), ...products(cell.wh, row, ran.h[step - 1], (j) => `h${low(step - 1)}[${j + 1}]`), ["bias b", null, null, cell.b[row]]], ends: [["sum s", s], [`${act}(s)`, ran.h[step][row]]] });
      return;
    }
    const k = row - H;
    put(formula, `${me.name()} ${equals(ran.y[step - 1][k])}`);
    formula.title = exactly(ran.y[step - 1][k]);
    table.show({ caption: `y = W_y h${low(step)} + b_y, row ${k + 1}`, rows: [...products(cell.wy, k, ran.h[step], (j) => `h${low(step)}[${j + 1}]`), ["bias b_y", null, null, cell.by[k]]], ends: [["sum y", ran.y[step - 1][k]]] });
  };
  return { node, show };
}

const fading = (me) => {
  const [from, to] = [me.norms[0], me.norms[me.step]];
  if (me.step === 0) return "";
  const share = to > 0 ? from / to : 0;
  const each = share ** (1 / me.step);
  const verdict = share === 0 ? "nothing reaches h(0)" : `${equals(from)} at h(0), a factor of ${fmt(each, 3)} a step`;
  return `Gradient of ${me.name()}: ${verdict}${share === 0 ? "." : share < 0.01 ? ": it vanishes." : share > 100 ? ": it explodes." : "."}`;
};

function build(ctx) {
  let parts = null;
  const changed = () => {
    if (!parts) return;
    parts.look.redraw();
    ctx.draw(parts.show);
  };
  const me = network(ctx, changed);
  const look = networkPicture(ctx, me);
  const [terms, tables] = [equation(ctx, me), weightTables(ctx, me)];
  const presets = ctx.get("_presets");
  const sets = select(ctx, { name: "preset", label: "Example", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}: ${me.steps} steps.`);
    sets.set(me.preset);
  } });
  const field = sequenceField(ctx, { name: "sequence", label: () => (me.alphabet.length ? "Text" : me.cell.I === 1 ? "Numbers, one a step" : `Numbers, ${me.cell.I} a step; parted by ;`), value: () => (me.alphabet.length ? me.text : me.rows.map((r) => Array.from(r).join(" ")).join(me.cell.I === 1 ? " " : "; ")), onchange: (text) => {
    if (me.alphabet.length) {
      if (!text || Array.from(text).length > 100) return "Type 1 to 100 letters.";
      me.readText(text);
    } else {
      const rows = numbersFrom(text, me.cell.I);
      if (!rows) return `Type 1 to 100 steps of ${me.cell.I === 1 ? "one number each, parted by spaces" : `${me.cell.I} numbers, the steps parted by ;`}.`;
      me.readNumbers(rows);
    }
    ctx.say(`${me.steps} steps. ${outcome(me)}`);
    return "";
  } });
  const patterns = choice(ctx, { name: "pattern", label: "Inputs and outputs", value: me.pattern, options: Object.entries(PATTERNS).map(([v, [name, why]]) => [v, [emblem(v), h("em", {}, name)], why]), onchange: (v) => {
    me.choose("pattern", v);
    ctx.say(`${PATTERNS[v][1]} ${outcome(me)}`);
  } });
  patterns.node.classList.add("ur-patterns");
  const outputs = slider(ctx, { name: "pattern", label: "Outputs written", min: 1, max: 40, step: 1, value: me.outputs, oninput: (v) => me.choose("outputs", v) });
  const views = choice(ctx, { name: "view", label: "The cell", value: me.view, options: [["unrolled", "unrolled"], ["folded", "folded"]], onchange: (v) => (me.choose("view", v), ctx.say(v === "folded" ? "One cell, whose state comes back to it." : "A copy of the cell a step, all with the same weights.")) });
  const fed = toggle(ctx, { name: "feedback", label: "Feed outputs back", value: me.feedback, onchange: (v) => (me.choose("feedback", v), ctx.say(outcome(me))) });
  fed.node.title = "Where the sequence gives no input, the last output enters instead.";
  const spectral = slider(ctx, { name: "radius", label: "Spectral radius of W_h", min: 0.01, max: 3, step: 0.01, value: me.radius, oninput: (v) => (me.scaleTo(v), ctx.say(fading(me))) });
  const scale = choice(ctx, { name: "bars", label: "Gradient bars", value: me.bars, options: [["linear", "linear"], ["log", "log"]], onchange: (v) => (me.choose("bars", v), ctx.say(`${v} bars.`)) });
  const bar = playback(ctx, { pace: "1", noun: "steps", step: () => {
    if (me.at >= me.steps) {
      if (!bar.isPlaying()) ctx.say("That was the last step: press Reset to run again.");
      return false;
    }
    me.go(me.at + 1);
    if (!bar.isPlaying()) ctx.say(`Step ${me.at}: ${me.name()} is ${fmt(me.value())}.`);
    return true;
  }, back: () => (me.go(me.at - 1), ctx.say(`Back at step ${me.at}.`)), reset: () => (me.go(0), ctx.say("Back at h(0): press Step or Play.")) });
  const [why, fades, note] = [h("p", { class: "ur-why" }), h("p", { class: "ur-fading cl-digits cl-answer" }), h("p", { class: "cl-note", role: "status", hidden: true })];
  look.node.classList.add("cl-answer");
  const show = () => {
    terms.show();
    tables.show();
    field.show();
    put(why, `${PATTERNS[me.pattern][1]} ${outcome(me)}`);
    put(fades, fading(me));
    outputs.node.hidden = ctx.hidden("pattern") || !["one-to-many", "encoder-decoder"].includes(me.pattern);
    outputs.set(me.outputs);
    spectral.set(me.radius);
    spectral.box.disabled = ctx.locked("radius") || !me.base.radius;
    sets.set(me.preset);
    fed.set(me.feedback);
    const text = remark(me);
    note.hidden = !text;
    put(note, text);
    bar.able(me.at < me.steps, me.at > 0);
    look.label(`The network over ${me.steps} steps. Chosen: ${me.name()}, ${fmt(me.value())}`);
  };
  parts = { look, show };
  ctx.watch(["pattern", "view", "bars", "feedback", "_act", "_sizes", "_weights", "_x", "_text", "_alphabet", "_open", "_readout", "_outputs", "_at", "_step", "_row", "_preset"], () => {
    bar.pause();
    me.read();
    [[patterns, me.pattern], [views, me.view], [scale, me.bars]].forEach(([control, v]) => control.set(v));
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row" }, sets.node, field.node, views.node),
    h("div", { class: "cl-row ur-second" }, patterns.node, outputs.node), why, look.node, note,
    h("div", { class: "cl-row ur-run" }, bar.node, spectral.node, scale.node, fed.node), fades,
    h("div", { class: "ur-main" }, terms.node, tables.node));
  changed();
}

function outcome(me) {
  if (me.letters) return `It writes “${me.written().join("")}”.`;
  return "";
}

function remark(me) {
  const last = me.ran.h.at(-1);
  if (!last.every(Number.isFinite)) return "The state has grown beyond the finite numbers: without tanh nothing holds it. Make the spectral radius smaller.";
  if (!me.base.radius) return "W_h has spectral radius 0: nothing that is older than a few steps survives in the state.";
  if (me.alphabet.length && !me.open && me.rows.some((row) => row.every((v) => v === 0))) return "Some letters are not in this cell's alphabet: for them every input is 0.";
  if (me.alphabet.length > 4 && me.open) return "The new letters got weights by a fixed rule: no training has seen them, so what is written for them means nothing.";
  return "";
}

export default { render: widget("Unrolled recurrent network", build) };
