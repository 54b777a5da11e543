// The sentences: what a window keeps, what comes back to an input, what a move has changed.

import { equals, fmt } from "../shared.js";
import { inputsOf, measured, windowsOver } from "./state.js";

export const NAMES = { max: "max", average: "average", l2: "L2" };
const MOST = 9; // terms of a sum that are written out
const bracket = (v) => (v < 0 ? `(${fmt(v)})` : fmt(v));
const terms = (list, mark) => (list.length <= MOST ? list.join(mark) : [...list.slice(0, 4), "…", list.at(-1)].join(mark));
export const times = ([a, b]) => `${a}×${b}`;
const both = ([a, b], word) => (a === b ? `${a}` : `${a} ${word[0]}, ${b} ${word[1]}`);
export const strideText = (me) => both(me.stride, ["down", "right"]);
const many = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

// How a window becomes one number.
export function work(me, i, j) {
  const xs = inputsOf(me, i, j).map(({ x }) => x);
  const y = me.out.values[i * me.out.columns + j];
  if (me.pooling === "max") return `max(${terms(xs.map((x) => fmt(x)), ", ")}) ${equals(y)}`;
  if (me.pooling === "average") {
    const total = xs.reduce((a, b) => a + b, 0);
    return `(${terms(xs.map((x) => bracket(x)), " + ")}) / ${xs.length} ${equals(total)} / ${xs.length} ${equals(y)}`;
  }
  const squares = xs.reduce((a, b) => a + b * b, 0);
  return `√(${terms(xs.map((x) => `${bracket(x)}²`), " + ")}) ${equals(squares).replace(" ", " √")} ${equals(y)}`;
}

// What becomes of dL/dy of one window.
export function wayBack(me, i, j) {
  const at = i * me.out.columns + j;
  const [up, inputs] = [fmt(me.up[at]), inputsOf(me, i, j)];
  if (me.pooling === "max") {
    const { r, c, x } = inputs.find(({ wins }) => wins);
    return `All of dL/dy = ${up} goes to the winner, ${fmt(x)} in row ${r + 1}, column ${c + 1}. The others get 0.`;
  }
  if (me.pooling === "average") return `dL/dy = ${up} is shared equally: each of ${inputs.length} inputs gets ${up} / ${inputs.length} ${equals(me.up[at] / inputs.length)}.`;
  const y = me.out.values[at];
  if (!(y > 0)) return "Every input of this window is 0: the root has no slope there, and nothing is sent back.";
  return `dL/dy = ${up} is shared in proportion: an input x gets ${up} · x / y, with y ${equals(y)}.`;
}

// What an input receives: the sum over the windows it lies in.
export function received(me, r, c) {
  const windows = windowsOver(me, r, c);
  const at = r * me.seen.columns + c;
  if (!windows.length) return `Row ${r + 1}, column ${c + 1} lies in no window: it is not pooled, and no gradient comes back to it.`;
  const parts = windows.map(([i, j]) => inputsOf(me, i, j).find((one) => one.at === at));
  const where = `${fmt(parts[0].x)} in row ${r + 1}, column ${c + 1} lies in ${many(windows.length, "window")}`;
  if (me.view === "gradient") return `${where}: dL/dx = ${terms(parts.map(({ slope }) => bracket(slope)), " + ")}${parts.length > 1 ? ` ${equals(me.slopes.values[at])}` : ""}.`;
  if (me.pooling === "max") return `${where} and is the largest of ${parts.filter(({ wins }) => wins).length}.`;
  return `${where}. Its share: ${terms(parts.map(({ share }) => percent(share)), ", ")}.`;
}

export const percent = (share) => {
  const value = Math.round(1000 * share) / 10;
  return `${Math.abs(value / 100 - share) > 1e-12 ? "≈" : ""}${fmt(value)} %`;
};

// The length of the output along one axis, with its numbers.
export function formulas(me) {
  const line = (name, n, k, s, o) => `${name} = ⌊(${n} − ${k}) / ${s}⌋ + 1 = ${o}`;
  const down = [me.seen.rows, me.size[0], me.stride[0], me.out.rows];
  const right = [me.seen.columns, me.size[1], me.stride[1], me.out.columns];
  return String(down) === String(right) ? [line("rows = columns", ...down)] : [line("rows", ...down), line("columns", ...right)];
}

export function leftOver(me) {
  const over = (n, o, k, s) => n - ((o - 1) * s + k);
  const [rows, columns] = [over(me.seen.rows, me.out.rows, me.size[0], me.stride[0]), over(me.seen.columns, me.out.columns, me.size[1], me.stride[1])];
  const lost = me.unseen.reduce((a, b) => a + b, 0);
  const cells = `${times([me.seen.rows, me.seen.columns])} = ${me.seen.values.length} numbers become ${times([me.out.rows, me.out.columns])} = ${me.out.values.length}`;
  if (!lost) return `${cells}; every input lies in a window.`;
  const border = [rows && many(rows, "row"), columns && many(columns, "column")].filter(Boolean).join(" and ");
  return `${cells}; ${border ? `${border} left over, ` : ""}${lost} of ${me.seen.values.length} inputs lie in no window.`;
}

// What the move means; "" when there is nothing to remark.
export function remark(me) {
  const [down, right, turns, scale] = me.move;
  const { pixels, cells } = measured(me);
  if (!down && !right && !turns && scale === 1) return "Move the object: which pooled cells change?";
  if (turns || scale !== 1) {
    const what = turns && scale !== 1 ? "Turning and scaling" : turns ? "Turning" : "Scaling";
    return cells.same === cells.of ? `${what} happens to leave this map as it was.` : `${what} changes the pooled map: pooling absorbs small shifts, not turns or other sizes.`;
  }
  if (cells.same === cells.of) return pixels.same === pixels.of ? "The picture is the same." : "The pixels moved, the pooled map did not: the shift stays inside the windows.";
  if (down % me.stride[0] === 0 && right % me.stride[1] === 0) return "A shift by whole strides moves the pooled map by whole cells: its numbers go along (equivariance).";
  return cells.ratio < pixels.ratio ? "The object has crossed a border between windows: some pooled cells change, by less than the pixels did." : "The object has crossed a border between windows: the pooled map changes as much as the pixels.";
}

export function moveText([down, right, turns, scale]) {
  const parts = [right && `${Math.abs(right)} ${right > 0 ? "right" : "left"}`, down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`, turns && `turned ${90 * turns}°`, scale !== 1 && `×${scale}`];
  return parts.filter(Boolean).join(", ") || "at rest";
}

export function spokenCell(me, side, r, c) {
  if (side === "move" || (side === "in" && me.view === "move")) {
    const { cells } = measured(me);
    return `Object ${moveText(me.move)}: ${cells.same} of ${cells.of} pooled cells unchanged.`;
  }
  if (side === "in") return received(me, r, c);
  return `Output row ${r + 1}, column ${c + 1}: ${me.view === "gradient" ? wayBack(me, r, c) : work(me, r, c)}`.replaceAll("≈ ", "about ");
}

export const change = (ratio) => (Number.isFinite(ratio) ? fmt(ratio, 3) : "no measure: all was 0");
