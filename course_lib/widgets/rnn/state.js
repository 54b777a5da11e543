// The unrolled network's state and rules, without a page.

import { clamp, packFloats } from "../shared.js";
import { cellOf, flatOf, gradient, largest, lettered, norm, radius, run } from "./cell.js";
import { schedule } from "./patterns.js";
import { low } from "../sequences/terms.js";

export const MOST_STEPS = 100;
const rowsOf = (flat, width) => Array.from({ length: Math.floor(flat.length / width) }, (_, t) => Float64Array.from(flat.slice(t * width, (t + 1) * width)));

// Letters that cannot be seen, and their stand-ins.
export const seen = (letter) => ({ " ": "␣", "\n": "⏎", "\t": "⇥" })[letter] ?? letter;

export function network(ctx, changed) {
  const me = {};
  const read = () => {
    for (const name of ["pattern", "view", "bars", "feedback"]) me[name] = ctx.get(name);
    for (const name of ["act", "text", "alphabet", "open", "readout", "outputs", "at", "step", "row", "preset"]) me[name] = ctx.get(`_${name}`);
    me.cell = cellOf(ctx.get("_sizes"), ctx.array("_weights"), me.act);
    me.rows = rowsOf(ctx.array("_x"), me.cell.I);
    rescale();
    refresh();
  };
  // The slider scales W_h as it was when it was last edited, so that going down to almost 0 and back loses nothing.
  const rescale = () => (me.base = { wh: me.cell.wh, radius: radius(me.cell.wh, me.cell.H) }, me.radius = me.base.radius);
  const refresh = () => {
    const { cell } = me;
    me.plan = schedule(me.pattern, me.rows.length, me.outputs);
    me.steps = me.plan.takes.length;
    me.letters = me.alphabet.length > 0 && me.readout && cell.K === me.alphabet.length;
    me.feed = me.feedback && me.readout && cell.I === cell.K ? (me.alphabet.length ? "letter" : "value") : "";
    me.ran = run(cell, me.rows, me.plan, me.feed);
    me.at = clamp(me.at, 0, me.steps);
    me.step = clamp(me.step, 0, me.at);
    const most = me.step > 0 && me.readout && me.plan.gives[me.step - 1] ? cell.H + cell.K - 1 : cell.H - 1;
    me.row = clamp(me.row, 0, most);
    me.grads = gradient(cell, me.ran, me.feed, me.step, me.row);
    me.norms = me.grads.map(norm);
  };
  const save = (names) => {
    refresh();
    for (const name of names) {
      if (name === "cell") {
        ctx.save("_sizes", [me.cell.I, me.cell.H, me.cell.K]);
        ctx.save("_weights", () => packFloats(flatOf(me.cell)));
      } else if (name === "rows") ctx.save("_x", () => packFloats(me.rows.flatMap((r) => Array.from(r))));
      else ctx.save(["pattern", "view", "bars", "feedback"].includes(name) ? name : `_${name}`, me[name]);
    }
    changed();
  };
  const own = (names) => ((me.preset = "own"), save([...names, "preset", "at", "step", "row"]));

  me.name = () => (me.row < me.cell.H ? `h${low(me.step)}[${me.row + 1}]` : me.letters ? `score of “${seen(me.alphabet[me.row - me.cell.H])}” at step ${me.step}` : `y${low(me.step)}[${me.row - me.cell.H + 1}]`);
  me.value = () => (me.row < me.cell.H ? me.ran.h[me.step][me.row] : me.ran.y[me.step - 1][me.row - me.cell.H]);
  me.written = () => me.plan.gives.flatMap((given, t) => (given ? [seen(me.alphabet[largest(me.ran.y[t])])] : []));
  me.point = (step, row) => {
    [me.step, me.row] = [clamp(step, 0, me.at), row];
    save(["step", "row"]);
  };
  me.go = (at) => {
    me.at = clamp(at, 0, me.steps);
    me.step = me.at;
    if (me.row >= me.cell.H) me.row = 0;
    save(["at", "step", "row"]);
  };
  me.choose = (name, value) => {
    const all = me.at === me.steps;
    me[name] = value;
    refresh();
    if (all && (name === "pattern" || name === "outputs")) me.at = me.step = me.steps;
    save([name, "at", "step", "row"]);
  };
  me.edit = (part, i, value) => {
    const next = Float64Array.from(me.cell[part]);
    next[i] = value;
    me.cell = { ...me.cell, [part]: next };
    if (part === "wh") rescale();
    own(["cell"]);
  };
  me.scaleTo = (goal) => {
    if (!me.base.radius) return;
    const factor = goal / me.base.radius;
    me.cell = { ...me.cell, wh: me.base.wh.map((w) => w * factor) };
    me.radius = goal;
    own(["cell"]);
  };
  // A text of its own: new letters get weights by a fixed rule, unless the cell came with its alphabet.
  me.read = read;
  me.readText = (text) => {
    const letters = Array.from(text);
    if (me.open) ({ cell: me.cell, alphabet: me.alphabet } = lettered(me.cell, me.alphabet, letters));
    me.text = text;
    me.rows = letters.map((c) => Float64Array.from(me.alphabet, (a) => (a === c ? 1 : 0)));
    me.at = me.step = MOST_STEPS * 2;
    own(["cell", "rows", "text", "alphabet"]);
  };
  me.readNumbers = (rows) => {
    me.rows = rows;
    me.at = me.step = MOST_STEPS * 2;
    own(["rows"]);
  };
  me.load = (chosen) => {
    Object.assign(me, { preset: chosen.name, act: chosen.act, text: chosen.text, alphabet: chosen.alphabet, pattern: chosen.pattern, outputs: chosen.outputs, step: chosen.step, row: chosen.row, feedback: chosen.feedback, open: true, readout: true });
    me.cell = cellOf(chosen.sizes, chosen.weights, chosen.act);
    me.rows = rowsOf(chosen.x, me.cell.I);
    me.at = MOST_STEPS * 2;
    rescale();
    save(["act", "cell", "rows", "text", "alphabet", "pattern", "outputs", "feedback", "open", "readout", "preset", "at", "step", "row"]);
  };
  read();
  return me;
}
