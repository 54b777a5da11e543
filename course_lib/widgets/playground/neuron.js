// One neuron, as in course_lib/linear.py: the same numbers, in the browser.

import { shorten } from "../shared.js";

export const WEIGHTS = { linear: 3, quadratic: 6 };
export const FEATURE_NAMES = ["1", "x₁", "x₂", "x₁²", "x₂²", "x₁x₂"];
export const SUB = "₀₁₂₃₄₅";
export const KEPT_STEPS = 400;
export const MOST_POINTS = 500;

export const expand = (x1, x2, features) => (features === "linear" ? [1, x1, x2] : [1, x1, x2, x1 * x1, x2 * x2, x1 * x2]);

export function scoreOf(w, x1, x2) {
  let s = w[0] + w[1] * x1 + w[2] * x2;
  if (w.length > 3) s += w[3] * x1 * x1 + w[4] * x2 * x2 + w[5] * x1 * x2;
  return s;
}

// For a negative z the same number is computed as e^z / (1 + e^z), so that nothing overflows.
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

export const outputOf = (s, output) => (output === "sign" ? (s > 0 ? 1 : -1) : output === "identity" ? s : sigmoid(s));

// The loss of one point: 0 or 1, squared error, or ln(1 + e^(-ys)).
export function lossOf(s, y, output) {
  if (output === "sign") return (s > 0 ? 1 : -1) === y ? 0 : 1;
  if (output === "identity") return (s - y) * (s - y);
  return Math.max(0, -y * s) + Math.log1p(Math.exp(-Math.abs(s)));
}

// points: rows [x1, x2, y]. The mean over the points; NaN without points.
export function meanLoss(points, w, output) {
  let sum = 0;
  for (const [x1, x2, y] of points) sum += lossOf(scoreOf(w, x1, x2), y, output);
  return sum / points.length;
}

// The mean loss on a grid of w1 (across) and w2 (down, the largest first), the other weights as they are.
export function lossGrid(points, w, output, reach, n) {
  const [x1, x2, y] = [0, 1, 2].map((k) => Float64Array.from(points, (row) => row[k]));
  const rest = Float64Array.from(points, ([a, b]) => scoreOf([w[0], 0, 0, ...w.slice(3)], a, b));
  const values = new Float64Array(n * n);
  for (let i = 0; i < n * n; i++) {
    const w1 = -reach + (2 * reach * (i % n)) / (n - 1);
    const w2 = reach - (2 * reach * Math.floor(i / n)) / (n - 1);
    let sum = 0;
    for (let k = 0; k < y.length; k++) sum += lossOf(rest[k] + w1 * x1[k] + w2 * x2[k], y[k], output);
    values[i] = sum / y.length;
  }
  return values;
}

// Slope of the mean loss for each weight; null where there is none.
export function gradientOf(points, w, output, features) {
  if (output === "sign" || points.length === 0) return null;
  const slope = new Array(w.length).fill(0);
  for (const [x1, x2, y] of points) {
    const s = scoreOf(w, x1, x2);
    const pull = output === "identity" ? 2 * (s - y) : -y * sigmoid(-y * s);
    expand(x1, x2, features).forEach((f, i) => (slope[i] += pull * f));
  }
  return slope.map((g) => g / points.length);
}

export const stepped = (w, slope, rate, direction) => w.map((x, i) => (direction === "climb" ? x + rate * slope[i] : x - rate * slope[i]));

export const accuracy = (points, w) => points.filter(([x1, x2, y]) => (scoreOf(w, x1, x2) > 0 ? 1 : -1) === y).length;

// "0.3 − 0.1 · 1.24 = 0.176", with ≈ in place of = where a number on the line was shortened.
export function updateLine(w, slope, rate, direction) {
  const next = direction === "climb" ? w + rate * slope : w - rate * slope;
  const parts = [w, rate, slope, next].map((x) => shorten(x));
  const [a, r, g, b] = parts.map(({ text }) => text);
  const sign = parts.every(({ exact }) => exact) ? "=" : "≈";
  const left = `${a} ${direction === "climb" ? "+" : "−"} ${r} · ${slope < 0 ? `(${g})` : g}`;
  return `${left.replaceAll(" ", "\u00a0")} ${sign}\u00a0${b}`; // a narrow cell may break only before the sign
}
