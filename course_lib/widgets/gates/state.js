// The gate viewer's state and rules, without a page.

import { clamp, packFloats } from "../shared.js";
import { KINDS, flatOf, gatedOf, sentTrace, trace } from "./cell.js";

export const MOST_STEPS = 100;
const rowsOf = (flat, width) => Array.from({ length: Math.floor(flat.length / width) }, (_, t) => Float64Array.from(flat.slice(t * width, (t + 1) * width)));

export function gateState(ctx, changed) {
  const me = { version: 0 };
  me.presets = ctx.get("_presets");
  const look = () => {
    const known = KINDS[me.cell.kind];
    me.steps = me.rows.length;
    me.step = clamp(me.step, 1, me.steps);
    me.unit = clamp(me.unit, 0, (me.row === "x" ? me.cell.I : me.cell.H) - 1);
    if (me.row !== "x" && !known.rows.includes(me.row)) me.row = "h";
    me.memory = me.cell.kind === "LSTM" ? "c" : "h";
  };
  const read = () => {
    for (const name of ["inputs", "units", "step", "row", "unit", "preset"]) me[name] = ctx.get(`_${name}`);
    me.cell = gatedOf(ctx.get("cell"), ctx.get("_sizes"), ctx.array("_weights"));
    me.rows = rowsOf(ctx.array("_x"), me.cell.I);
    me.trace = sentTrace(me.cell, me.rows.length, ctx.array("_trace")) ?? trace(me.cell, me.rows);
    me.version += 1; // what is painted of the cells no longer holds
    look();
  };
  // What the page changes is computed here, at once; the trace that Python sent no longer holds.
  const save = (names) => {
    look();
    for (const name of names) {
      if (name === "weights") {
        ctx.save("cell", me.cell.kind);
        ctx.save("_sizes", [me.cell.I, me.cell.H]);
        ctx.save("_weights", () => packFloats(flatOf(me.cell)));
      } else if (name === "rows") ctx.save("_x", () => packFloats(me.rows.flatMap((r) => Array.from(r))));
      else ctx.save(`_${name}`, me[name]);
    }
    changed();
  };
  const again = (names) => {
    me.trace = trace(me.cell, me.rows);
    me.version += 1;
    ctx.save("_trace", () => packFloats([]));
    save([...names, "preset", "step", "row", "unit"]);
  };
  me.read = read;
  me.unitName = (u) => me.units[u] ?? `unit ${u + 1}`;
  me.inputName = (j) => me.inputs[j] ?? `x[${j + 1}]`;
  // The value of a quantity at a step (from 1) for a unit.
  me.at = (name, t, u) => (name === "x" ? me.rows[t - 1][u] : me.trace[name][name === "h" || name === "c" ? t : t - 1][u]);
  me.point = (step, row, unit) => {
    Object.assign(me, { step, row, unit });
    save(["step", "row", "unit"]);
  };
  me.go = (step) => me.point(clamp(step, 1, me.steps), me.row, me.unit);
  me.edit = (part, i, value) => {
    const next = Float64Array.from(me.cell[part]);
    next[i] = value;
    me.cell = { ...me.cell, [part]: next };
    me.preset = "own";
    again(["weights"]);
  };
  me.keeping = () => KINDS[me.cell.kind].gates.indexOf(KINDS[me.cell.kind].keeps) * me.cell.H + (me.row === "x" ? 0 : me.unit);
  me.setRows = (rows) => {
    me.rows = rows;
    me.preset = "own";
    again(["rows"]);
  };
  // The next of the values that an input takes: 0 and 1, and -1 where the input knows it.
  me.turn = () => {
    const known = me.rows.map((row) => row[me.unit]);
    const values = known.some((v) => v < 0) ? (known.includes(0) ? [-1, 0, 1] : [-1, 1]) : [0, 1];
    const next = values[(values.indexOf(me.rows[me.step - 1][me.unit]) + 1) % values.length];
    me.setRows(me.rows.map((row, t) => (t === me.step - 1 ? row.map((v, j) => (j === me.unit ? next : v)) : row)));
    return next;
  };
  me.load = (chosen, kind = me.cell.kind) => {
    const moved = chosen.name !== me.preset;
    me.cell = gatedOf(kind, chosen.sizes, chosen.weights[kind]);
    Object.assign(me, { preset: chosen.name, inputs: chosen.inputs, units: chosen.units });
    if (moved) Object.assign(me, { rows: rowsOf(chosen.x, me.cell.I), step: chosen.step, row: kind === "LSTM" ? "c" : "h", unit: 0 });
    else if (!KINDS[kind].rows.includes(me.row)) me.row = kind === "LSTM" ? "c" : "h";
    again(["weights", "rows", "inputs", "units"]);
  };
  read();
  return me;
}
