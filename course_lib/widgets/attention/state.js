// The attention viewer's state and rules, without a page.

import { clamp, packFloats } from "../shared.js";
import { allowedOf, attend, partOf, scaleOf } from "./math.js";

export const seen = (word) => (word === "" ? "∅" : word.trim() === "" ? "␣" : word);

export function attention(ctx, changed) {
  const me = { presets: ctx.get("_presets"), version: 0 };
  const look = () => {
    const [layers, heads, L, S, d, e] = me.sizes;
    Object.assign(me, { layers, heads, L, S, d, e });
    me.layer = clamp(me.layer, 0, layers - 1);
    me.head = clamp(me.head, 0, heads - 1);
    me.query = clamp(me.query, 0, L - 1);
    me.key = clamp(me.key, 0, S - 1);
  };
  const compute = () => {
    look();
    me.version += 1;
    const part = (flat, size) => partOf(flat, me.heads, me.layer, me.head, size);
    me.scale = me.d ? scaleOf(me.d, me.scaled, me.temperature) : 1;
    if (me.d) {
      const allowed = allowedOf(me.L, me.S, me.causal, me.mask);
      me.rows = attend({ q: part(me.q, me.L * me.d), k: part(me.k, me.S * me.d), v: part(me.v, me.S * me.e), L: me.L, S: me.S, d: me.d, e: me.e, scale: me.scale, allowed });
    } else {
      const given = part(me.given, me.L * me.S);
      me.rows = Array.from({ length: me.L }, (_, i) => ({ weights: Array.from(given.subarray(i * me.S, (i + 1) * me.S)), allowed: Array(me.S).fill(true) }));
    }
  };
  const read = () => {
    for (const name of ["causal", "scaled", "temperature"]) me[name] = ctx.get(name);
    for (const name of ["sizes", "source", "target", "layer", "head", "query", "key", "preset"]) me[name] = ctx.get(`_${name}`);
    for (const name of ["q", "k", "v", "given"]) me[name] = ctx.array(`_${name}`);
    me.mask = ctx.array("_allowed");
    compute();
  };
  const save = (names, anew = true) => {
    if (anew) compute();
    else look();
    for (const name of names) {
      if ("qkv".includes(name) || name === "given") ctx.save(`_${name}`, () => packFloats(me[name]));
      else if (name === "mask") ctx.save("_allowed", () => packFloats(me.mask));
      else ctx.save(["causal", "scaled", "temperature"].includes(name) ? name : `_${name}`, me[name]);
    }
    changed();
  };
  me.read = read;
  me.weight = (i, j) => me.rows[i].weights[j];
  me.now = () => me.rows[me.query];
  me.vector = (name, row) => {
    const [count, width] = { q: [me.L, me.d], k: [me.S, me.d], v: [me.S, me.e] }[name];
    return partOf(me[name], me.heads, me.layer, me.head, count * width).subarray(row * width, (row + 1) * width);
  };
  me.point = (query, key) => {
    me.query = clamp(query, 0, me.L - 1);
    me.key = clamp(key, 0, me.S - 1);
    save(["query", "key"], false);
  };
  me.choose = (name, value) => {
    me[name] = value;
    save([name]);
  };
  me.edit = (name, row, column, value) => {
    const width = name === "v" ? me.e : me.d;
    const rows = name === "q" ? me.L : me.S;
    const next = Float64Array.from(me[name]);
    next[(me.layer * me.heads + me.head) * rows * width + row * width + column] = value;
    me[name] = next;
    me.preset = "own";
    save([name, "preset"]);
  };
  me.load = (chosen) => {
    for (const name of ["sizes", "source", "target", "layer", "head", "query", "key", "causal"]) me[name] = chosen[name];
    for (const name of ["q", "k", "v"]) me[name] = Float64Array.from(chosen[name]);
    Object.assign(me, { preset: chosen.name, given: new Float64Array(0), mask: new Float64Array(0), scaled: true, temperature: 1 });
    save(["sizes", "source", "target", "q", "k", "v", "given", "mask", "layer", "head", "query", "key", "causal", "scaled", "temperature", "preset"]);
  };
  read();
  return me;
}
