// The stack and the chosen unit, shared with Python; lengths, fields and paths follow from them.

import { clamp } from "../shared.js";
import { backPaths, forthPaths, lengthsOf, rowsOf } from "./arithmetic.js";

export const SAVED = ["preset", "direction", "arrange", "input", "channels", "_layers", "_unit"];
export const MOST = { layers: 24, input: 256 };
export const LIMITS = { k: [1, 15], s: [1, 8], p: [0, 15], d: [1, 8] };

// changed() runs after every change, from here or from Python.
export function explorer(ctx, changed) {
  const me = { picked: 0 };
  const set = (name, value, trait = name) => {
    me[name] = value;
    ctx.save(trait, value);
  };
  const done = () => {
    follow(me);
    changed();
  };
  me.read = () => {
    for (const name of ["preset", "direction", "arrange", "input", "channels"]) me[name] = ctx.get(name);
    [me.layers, me.asked] = [ctx.get("_layers"), ctx.get("_unit")];
    follow(me);
  };
  const stack = (layers) => {
    set("layers", layers, "_layers");
    if (me.preset !== "own") set("preset", "own");
    set("asked", [], "_unit");
    me.picked = clamp(me.picked, 0, Math.max(0, layers.length - 1));
    done();
  };
  me.load = (chosen) => {
    set("layers", chosen.layers, "_layers");
    for (const name of ["input", "channels"]) set(name, chosen[name]);
    set("preset", chosen.name);
    set("asked", [], "_unit");
    me.picked = 0;
    done();
  };
  me.choose = (name, value) => {
    set(name, value);
    if (name !== "arrange") set("asked", [], "_unit");
    done();
  };
  me.change = (name, value) => stack(me.layers.map((layer, l) => (l === me.picked ? { ...layer, [name]: value } : layer)));
  me.add = (layer) => {
    if (me.layers.length >= MOST.layers) return false;
    me.picked += me.layers.length ? 1 : 0;
    stack([...me.layers.slice(0, me.picked), layer, ...me.layers.slice(me.picked)]);
    return true;
  };
  me.remove = () => stack(me.layers.filter((_, l) => l !== me.picked));
  me.look = (layer, row, column) => {
    const l = clamp(layer, 0, me.lengths.length - 1);
    const within = (i) => clamp(i, 0, me.lengths[l] - 1);
    set("asked", [l, within(row), within(column)], "_unit");
    done();
  };
  // The same place in another layer: the unit whose centre lies nearest.
  me.climb = (layer) => {
    const l = clamp(layer, 0, me.lengths.length - 1);
    const over = (i) => nearest(me, l, me.rows[me.unit[0]].start + i * me.rows[me.unit[0]].jump);
    me.look(l, over(me.unit[1]), over(me.unit[2]));
  };
  me.read();
  return me;
}

export const nearest = (me, layer, place) => clamp(Math.round((place - me.rows[layer].start) / me.rows[layer].jump), 0, me.rows[layer].length - 1);

function follow(me) {
  me.lengths = lengthsOf(me.input, me.layers);
  me.rows = rowsOf(me.input, me.layers);
  const back = me.direction === "backwards";
  const last = me.lengths.length - 1;
  const middle = (l) => Math.floor((me.lengths[l] - 1) / 2);
  const start = back ? last : 0;
  const [layer, row, column] = me.asked.length ? me.asked : [start, middle(start), middle(start)];
  const l = clamp(layer, 0, last);
  me.unit = [l, clamp(row, 0, me.lengths[l] - 1), clamp(column, 0, me.lengths[l] - 1)];
  // along[axis][i]: paths in layer first + i; what lies outside first..end has none
  const trace = (place) => (back ? backPaths(me.lengths, me.layers, l, place) : forthPaths(me.lengths, me.layers, l, place));
  const across = trace(me.unit[2]);
  me.along = { down: me.unit[1] === me.unit[2] ? across : trace(me.unit[1]), across };
  [me.first, me.end] = back ? [0, l] : [l, last];
  me.far = back ? 0 : last; // the layer of the picture: what is seen, or what is reached
  me.field = me.rows[last].field;
}

export const pathsIn = (me, layer, axis = "across") => (layer < me.first || layer > me.end ? null : me.along[axis][layer - me.first]);
export const shortName = ({ kind, k }) => `${kind === "conv" ? "conv" : kind === "max" ? "max pool" : "avg pool"} ${k}×${k}`;
