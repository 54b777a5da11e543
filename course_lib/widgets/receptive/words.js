// The sentences: the formula with its numbers, what a unit sees, what the stack costs.

import { fmt } from "../shared.js";
import { count, extent, total } from "./arithmetic.js";
import { pathsIn, shortName } from "./state.js";


// r = 1 + (3 − 1)·1 + ..., equal terms in a row counted together.
export function formula(me) {
  const terms = [];
  me.layers.slice(0, me.rows.length - 1).forEach(({ k, d }, l) => {
    const text = `(${k} − 1)·${d > 1 ? `${d}·` : ""}${me.rows[l].jump}`;
    if (terms.at(-1)?.text === text) terms.at(-1).n += 1;
    else terms.push({ text, n: 1 });
  });
  return `r = ${["1", ...terms.map(({ text, n }) => (n > 1 ? `${n}·${text}` : text))].join(" + ")} = ${me.field}`;
}

// The lecture's short form, where it holds: L equal layers, stride 1.
export function shortForm(me) {
  const fitting = me.layers.slice(0, me.rows.length - 1);
  const [one] = fitting;
  const alike = one && fitting.every(({ k, s, d }) => k === one.k && s === 1 && d === 1);
  if (!alike) return "";
  return `L = ${fitting.length} layers of n×n filters, n = ${one.k}: 1 + L(n − 1) = 1 + ${fitting.length}·(${one.k} − 1) = ${me.field}`;
}

export function problem(me) {
  const at = me.rows.length - 1;
  if (at === me.layers.length) return "";
  const { k, d, p } = me.layers[at];
  const wide = d * (k - 1) + 1;
  return `Layer ${at + 1} does not fit: its window covers ${wide}, but only ${me.lengths[at]}${p ? ` + 2·${p}` : ""} units come in. Choose a larger input, or remove layers.`;
}

const span = (word, [a, b]) => (a === b ? `${word} ${a + 1}` : `${word}s ${a + 1} to ${b + 1}`);
const layerName = (me, l) => (l ? `layer ${l} (${shortName(me.layers[l - 1])})` : "the input");

// What the chosen unit sees, or reaches.
export function told(me) {
  const [layer, row, column] = me.unit;
  const [down, across] = [pathsIn(me, me.far, "down"), pathsIn(me, me.far, "across")];
  const [a, b] = [extent(down), extent(across)];
  const who = `Row ${row + 1}, column ${column + 1} of ${layerName(me, layer)}`;
  if (!a || !b) return `${who} reaches no unit of ${layerName(me, me.far)}.`;
  const verb = me.direction === "backwards" ? "sees" : "reaches";
  const units = count(down) * count(across);
  const where = layer === me.far ? "itself alone" : `${span("row", a)}, ${span("column", b)} of ${layerName(me, me.far)}`;
  const depth = me.direction === "backwards" && me.channels > 1 && layer ? `, in ${me.channels} channels ${units * me.channels}` : "";
  return `${who} ${verb} ${where}: ${units} of ${me.lengths[me.far] ** 2}${depth}.`;
}

// Why the middle counts more.
export function middle(me) {
  const [down, across] = [pathsIn(me, me.far, "down"), pathsIn(me, me.far, "across")];
  const all = total(down) * total(across);
  const most = Math.max(...down) * Math.max(...across);
  const least = Math.min(...down.filter(Boolean)) * Math.min(...across.filter(Boolean));
  if (!all || me.unit[0] === me.far) return "";
  if (most === least) return `Each of them through ${fmt(most)} ${most === 1 ? "path" : "paths"}: all count the same.`;
  return `${fmt(all)} paths: the busiest unit has ${fmt(most)}, the quietest ${fmt(least)}. The middle counts more.`;
}

// Holes: units inside the field that no path reaches; and what of the field lies in the padding.
export function gaps(me) {
  if (me.direction !== "backwards" || !me.unit[0]) return "";
  const across = pathsIn(me, 0);
  const ends = extent(across);
  const { field } = me.rows[me.unit[0]];
  if (!ends) return "Its whole field lies in the padding.";
  const said = [];
  const holes = ends[1] - ends[0] + 1 - count(across);
  if (holes) said.push(`Dilation or stride leaves ${holes} of ${ends[1] - ends[0] + 1} columns unseen.`);
  const { start, jump } = me.rows[me.unit[0]];
  const from = start + me.unit[2] * jump - (field - 1) / 2;
  const out = Math.max(0, -from) + Math.max(0, from + field - me.input);
  if (out) said.push(`${fmt(out)} of the ${field} columns of its field lie outside, in the padding.`);
  return said.join(" ");
}

// What the convolutions cost, against one wide kernel with the same field.
export function cost(me) {
  const convolutions = me.layers.slice(0, me.rows.length - 1).filter(({ kind }) => kind === "conv");
  if (!convolutions.length) return "";
  const weights = convolutions.map(({ k }) => k * k);
  const sum = weights.reduce((a, b) => a + b, 0);
  const line = `Weights for each pair of channels: ${weights.length > 1 && weights.length <= 6 ? `${weights.join(" + ")} = ` : ""}${sum}.`;
  const plainStack = convolutions.length === me.rows.length - 1 && convolutions.length > 1 && me.rows.at(-1).jump === 1;
  return plainStack ? `${line} One ${me.field}×${me.field} kernel with the same field: ${me.field ** 2}.` : line;
}
