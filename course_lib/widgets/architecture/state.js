// The browser's state and rules, without a page.

import { clamp } from "../shared.js";
import { count, expanded, long, total, wiringOf } from "./counting.js";
import { NETWORKS } from "./presets.js";

const LIMIT = 10_000_000;
const EDITS = ["out", "kernel", "stride", "padding"];

export function architecture(ctx, changed) {
  const me = { networks: new Map() };
  for (const [name, title, input, rows, source] of NETWORKS) me.networks.set(name, { name, title, input, rows, source });
  const layersOf = (found) => (found.layers ??= expanded(long(found.rows)));
  me.sizes = (name) => {
    const found = me.networks.get(name);
    found.records ??= count(layersOf(found), found.input);
    return { title: found.title, input: found.input, records: found.records, sums: total(found.records), source: found.source };
  };
  const recount = () => {
    me.records = count(me.layers, me.input, me.removed, me.removal, me.edits);
    me.sums = total(me.records);
    me.chosen = clamp(me.chosen, 0, me.records.length - 1);
  };
  me.read = () => {
    for (const [name, trait] of [["preset", "_preset"], ["title", "_title"], ["removal", "removal"], ["view", "view"], ["other", "other"], ["measure", "measure"], ["against", "against"], ["source", "source"], ["chosen", "_chosen"]]) me[name] = ctx.get(trait);
    me.input = [...ctx.get("_input")];
    me.removed = [...ctx.get("_removed")];
    me.edits = { ...ctx.get("_edits") };
    const found = me.networks.get(me.preset);
    me.layers = found ? layersOf(found) : expanded(ctx.get("_layers"));
    me.made = found ? found.input : (me.own ??= [...me.input]);
    me.nominal = found ? me.sizes(me.preset).records : count(me.layers, me.made);
    recount();
  };
  const keep = (...names) => names.forEach((name) => ctx.save(`_${name}`, () => (name === "edits" ? { ...me.edits } : Array.isArray(me[name]) ? [...me[name]] : me[name])));
  me.load = (name) => {
    const found = me.networks.get(name);
    if (!found) return;
    Object.assign(me, { preset: name, title: found.title, input: [...found.input], removed: [], edits: {}, chosen: 0, layers: layersOf(found), made: found.input, nominal: me.sizes(name).records });
    keep("preset", "title", "input", "removed", "edits", "chosen");
    recount();
    changed();
  };
  me.choose = (i) => {
    me.chosen = clamp(i, 0, me.records.length - 1);
    keep("chosen");
    changed("chosen");
  };
  me.remove = (i = me.chosen) => {
    me.removed = me.removed.includes(i) ? me.removed.filter((k) => k !== i) : [...me.removed, i].sort((a, b) => a - b);
    keep("removed");
    recount();
    changed();
  };
  me.resize = (shape) => {
    me.input = shape.map((n) => clamp(Math.round(n), 1, LIMIT));
    keep("input");
    recount();
    changed();
  };
  me.edit = (key, value) => {
    const now = me.records[me.chosen].layer[key];
    const whole = EDITS.includes(key) ? clamp(Math.round(value), key === "padding" ? 0 : 1, LIMIT) : value;
    const next = Array.isArray(now) && now[0] === 1 ? [key === "padding" ? 0 : 1, whole] : whole;
    me.edits = { ...me.edits, [me.chosen]: { ...(me.edits[me.chosen] ?? {}), [key]: next } };
    keep("edits");
    recount();
    changed();
  };
  me.undo = () => {
    [me.removed, me.edits, me.input] = [[], {}, [...me.made]];
    keep("removed", "edits", "input");
    recount();
    changed();
  };
  me.set = (name, value) => {
    me[name] = value;
    ctx.save(name, value);
    if (name === "removal") recount();
    changed(name);
  };
  me.read();
  return me;
}

export const isWhole = (me) => !me.removed.length && !Object.keys(me.edits).length && me.input.join() === me.made.join();

// The three ways to connect a layer that slides a window, each with its number of weights and biases.
export function wirings(record) {
  if (!record?.before || !["conv", "local"].includes(record.layer.kind)) return [];
  return ["shared", "local", "global"].map((wiring) => {
    const alone = count([{ ...record.layer, wiring }], record.before.shape)[0];
    return { wiring, trained: alone.trained, now: wiring === wiringOf(record.layer) };
  });
}

// Layers that read something else than they were made for.
export function misfits(me) {
  return me.records.flatMap((record, i) => {
    const was = me.nominal[i]?.in;
    if (!record.in || !record.shape || record.gone || !was || !(record.layer.kind === "linear" || record.layer.kind === "rbf")) return [];
    const [now, then] = [record.in, was].map((shape) => shape.reduce((a, b) => a * b, 1));
    return now === then ? [] : [{ name: record.name, now, then, index: i }];
  });
}
