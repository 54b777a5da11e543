// Output sizes: one axis under a rule, a stack of layers whose sizes chain. The same as Python's, sentence for sentence.

import { shorten } from "../shared.js";

export const PAIRS = ["kernel", "stride", "padding", "dilation"];

// One axis: n inputs, k taps, stride s, padding p on each side, dilation d; rule is "floor", "same" or "exact".
export function sizeOf(n, k, s, p, d, rule = "floor") {
  const span = d * (k - 1) + 1;
  const base = { n, k, s, d, span, ghost: 0, refused: "" };
  if (rule === "same") {
    const out = Math.ceil(n / s);
    const total = Math.max((out - 1) * s + span - n, 0);
    const before = Math.floor(total / 2);
    return { ...base, out, fit: out, before, after: total - before, left: Math.max(n - ((out - 1) * s + span), 0), formula: `⌈${n} / ${s}⌉ = ${out}` };
  }
  const room = n + 2 * p - span;
  const fraction = `(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}`;
  const sides = { before: p, after: p };
  if (room < 0) return { ...base, ...sides, out: 0, fit: 0, left: n + 2 * p, formula: `⌊${fraction}⌋ + 1 = 0`, refused: `the kernel spans ${span}, but only ${n + 2 * p} cells are there: no window fits` };
  const out = Math.floor(room / s) + 1;
  const left = room % s;
  // The next window would reach this many cells beyond the end.
  const ghost = left ? s - left : 0;
  if (rule !== "exact") return { ...base, ...sides, out, fit: out, left, ghost, formula: `⌊${fraction}⌋ + 1 = ${out}` };
  const value = shorten(room / s + 1);
  return { ...base, ...sides, out: left ? 0 : out, fit: out, left, ghost, formula: `${fraction} + 1 ${value.exact ? "=" : "≈"} ${value.text}`, refused: left ? `${room} / ${s} is not a whole number` : "" };
}

// What each layer makes: {input, output (null where refused), axes: [rows, columns], parameters}.
export function chain(shape, layers, rule) {
  let now = shape;
  return layers.map((layer) => {
    if (!now) return { input: null, output: null, axes: null, parameters: null };
    const axes = [0, 1].map((a) => sizeOf(now[a], ...PAIRS.map((name) => layer[name][a]), rule));
    const conv = layer.kind === "conv";
    const channels = conv ? layer.filters : now[2];
    const parameters = conv ? channels * (layer.kernel[0] * layer.kernel[1] * now[2] + 1) : 0;
    const output = axes[0].out && axes[1].out ? [axes[0].out, axes[1].out, channels] : null;
    const step = { input: now, output, axes, parameters };
    now = output;
    return step;
  });
}

// Places of the padded strip that a tap meets.
export function readCells({ n, k, s, d, fit, before, after }) {
  const read = new Array(n + before + after).fill(false);
  for (let i = 0; i < fit; i++) for (let u = 0; u < k; u++) if (i * s + u * d < read.length) read[i * s + u * d] = true;
  return read;
}

export const NAMES = { floor: "round down (torch)", same: "“same” (Keras)", exact: "only whole numbers (the slide)" };

// What a rule does with an axis, in words.
export function verdict(axis, rule) {
  if (axis.refused) return `refused: ${axis.refused}`;
  const unread = readCells(axis).filter((read) => !read).length;
  const cells = (n) => `${n} cell${n === 1 ? "" : "s"}`;
  if (rule === "same") return axis.before + axis.after ? `${axis.before} zero${axis.before === 1 ? "" : "s"} before, ${axis.after} after` : unread ? `no zeros; ${cells(unread)} never read` : "no zeros needed";
  if (unread === 0) return "every cell is read";
  if (axis.left === unread) return `${cells(axis.left)} at the end left over`;
  return axis.left ? `${cells(axis.left)} at the end left over, ${cells(unread - axis.left)} between windows never read` : `${cells(unread)} between windows never read`;
}

export const shapeText = (shape) => (shape ? shape.join("×") : "no size");

// A layer in a few words: "conv 5×5, 6 filters, stride 2".
export function layerText({ kind, kernel, stride, padding, dilation, filters }) {
  const pair = ([a, b]) => (a === b ? String(a) : `${a}×${b}`);
  const usual = kind === "pool" ? kernel : [1, 1];
  const parts = [`${kind === "pool" ? "pool" : "conv"} ${kernel.join("×")}`];
  if (kind === "conv") parts.push(`${filters} filter${filters === 1 ? "" : "s"}`);
  if (stride[0] !== usual[0] || stride[1] !== usual[1]) parts.push(`stride ${pair(stride)}`);
  if (padding[0] || padding[1]) parts.push(`padding ${pair(padding)}`);
  if (dilation[0] > 1 || dilation[1] > 1) parts.push(`dilation ${pair(dilation)}`);
  return parts.join(", ");
}

// Which windows of many are drawn: all of a few; the first, those about the chosen one, and the last of many (null: a gap).
export function shownWindows(out, chosen, most = 11) {
  if (out <= most) return Array.from({ length: out }, (_, i) => i);
  const wanted = [...new Set([0, 1, 2, chosen - 1, chosen, chosen + 1, out - 2, out - 1].filter((i) => i >= 0 && i < out))].sort((a, b) => a - b);
  return wanted.flatMap((i, at) => (at && i - wanted[at - 1] > 1 ? [null, i] : [i]));
}
