// A curve on 121 places and its best fit by random hidden units, as in curve/math.py; no page needed.

import { uniforms } from "../shared/random.js";

export const POINTS = 121;
export const MOST = 100;
export const XS = Array.from({ length: POINTS }, (_, i) => (i - 60) / 60);
const LEAST = 1e-6;

const sigmoid = (z) => {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
};
const KINDS = { tanh: Math.tanh, sigmoid, relu: (z) => Math.max(z, 0), step: (z) => (z > 0 ? 1 : 0) };

export function units(seed) {
  const next = uniforms(seed);
  return Array.from({ length: MOST }, () => {
    const [steep, side, place] = [next(), next(), next()];
    return { slope: (2 + 18 * steep * steep) * (side < 0.5 ? -1 : 1), centre: 2 * place - 1 };
  });
}

export const answer = (kind, { slope, centre }, x) => KINDS[kind](slope * (x - centre));
const dot = (a, b) => a.reduce((total, v, i) => total + v * b[i], 0);
const norm = (a) => Math.sqrt(dot(a, a));

// Directions at right angles, one for the constant and one for each unit; null where a unit adds nothing new.
export function directions(seed, kind) {
  const columns = [XS.map(() => 1), ...units(seed).map((unit) => XS.map((x) => answer(kind, unit, x)))];
  const made = [];
  for (const column of columns) {
    const left = [...column];
    for (let again = 0; again < 2; again++) {
      for (const one of made) {
        if (!one) continue;
        const along = dot(one, left);
        for (let i = 0; i < POINTS; i++) left[i] -= one[i] * along;
      }
    }
    const size = norm(left);
    made.push(size > LEAST * norm(column) ? left.map((v) => v / size) : null);
  }
  return made;
}

// The fit by `count` units, and the root mean square errors of 0 to 100 of them.
export function fit(y, ways, count) {
  const left = [...y];
  const errors = [];
  let found = null;
  ways.forEach((way, k) => {
    if (way) {
      const along = dot(way, left);
      for (let i = 0; i < POINTS; i++) left[i] -= way[i] * along;
    }
    errors.push(Math.sqrt(dot(left, left) / POINTS));
    if (k === count) found = y.map((v, i) => v - left[i]);
  });
  return { fit: found, errors };
}
