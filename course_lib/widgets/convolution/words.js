// The sentences of the sliding kernel: the output size with its numbers, the sum with its products.

import { equals, fmt, shorten } from "../shared.js";

const plain = (x) => shorten(x).text;
const bracketed = (x) => (x < 0 ? `(${plain(x)})` : plain(x));

// ⌊(4 + 2·1 − 1·(2 − 1) − 1) / 1⌋ + 1 = 5
export const sizeFormula = ({ n, k, s, p, d, out }) => `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${out}`;

const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

// What a stride that does not divide leaves over, in words; "" where nothing is left.
export function leftOver(rows, columns) {
  const parts = [[rows, "row", "bottom"], [columns, "column", "right"]].filter(([axis]) => axis.leftOver > 0);
  if (!parts.length) return "";
  const divisions = parts.map(([{ padded, span, s }]) => `(${padded} − ${span}) / ${s} ${equals((padded - span) / s)}`);
  const cells = parts.map(([axis, noun, side]) => `${count(axis.leftOver, noun)} at the ${side}`);
  const many = parts.length > 1 || parts[0][0].leftOver > 1;
  const same = parts.length === 2 && divisions[0] === divisions[1];
  return `The stride does not divide: ${same ? divisions[0] : divisions.join(" and ")}, which is rounded down. The ${cells.join(" and the ")} (hatched) ${many ? "are" : "is"} never read.`;
}

// "(−1)·0 + 2·1 = 0 + 2 = 2" as its parts; null where there are too many products to read.
export function sumParts(window, weights, from, n) {
  if (n > 12) return null;
  const at = Array.from({ length: n }, (_, i) => from + i);
  return at.map((i) => `${bracketed(weights[i])}·${bracketed(window[i])}`).join(" + ");
}

// 16 − 23 + 6, from numbers.
export const signedSum = (numbers) => numbers.map((x, i) => (i === 0 ? plain(x) : x < 0 ? `− ${plain(-x)}` : `+ ${plain(x)}`)).join(" ");

const exact = (x) => shorten(x).exact;

// From the channels' sums to the output: "16 − 23 + 6 − 2 = −3", "(900) / 9 + 0 = 100".
export function ending(sums, total, divisor, bias, value) {
  const inner = sums.length > 1 && sums.length <= 6 ? signedSum(sums) : plain(total);
  const divided = divisor === 1 ? inner : `${sums.length > 1 && sums.length <= 6 ? `(${inner})` : inner} / ${bracketed(divisor)}`;
  const whole = bias === 0 ? divided : `${divided} ${bias < 0 ? "−" : "+"} ${plain(Math.abs(bias))}`;
  const sign = [...sums, total, divisor, bias, value].every(exact) ? "=" : "≈";
  return { text: whole, sign, value: plain(value), trivial: whole === plain(value) };
}

// What a chosen pixel does, in words.
export function reach(touched, i, j, slope, at) {
  const where = `Pixel row ${i + 1}, column ${j + 1}`;
  const how = touched.length === 0 ? "touches no output" : `touches ${count(touched.length, "output")}`;
  return `${where} ${how}. The output at row ${at[0] + 1}, column ${at[1] + 1} changes by ${fmt(slope)} for each 1 that the pixel grows.`;
}

// A number for a cell of a grid so many columns wide: four digits where there is room, fewer in a wide kernel.
export function cellText(v, columns) {
  if (columns <= 2) return shorten(v).text;
  const [size, wide] = [Math.abs(v), columns >= 5];
  const kept = Number(v.toFixed(size >= (wide ? 10 : 100) ? 0 : size >= (wide ? 1 : 10) ? 1 : 2));
  if (kept === 0 && v !== 0) return "≈0";
  const { text } = shorten(kept);
  return wide ? text.replace(/^(−?)0\./, "$1.") : text;
}

// Whether a cell shows every digit of its number.
export const cellExact = (v, columns) => {
  const text = cellText(v, columns).replace("−", "-").replace(/×10.*/, "");
  return exact(v) && Number(text) === v;
};
