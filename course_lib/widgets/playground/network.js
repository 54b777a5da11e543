// A network of a few layers: the same numbers as playground_math.py, in the browser.
// Parameters are one flat vector: layer after layer the weights (out, in), row after row, then the biases (out).

import { sigmoid, lossOf } from "./neuron.js";
import { weightStream } from "./prng.js";

const SPREAD = { tanh: 3, sigmoid: 6, relu: 2, sign: 1 };

export const BY_HAND = {
  xnor: { title: "XNOR by hand", hidden: [2, 2], activation: "sign", output: "sign", flat: [1, 0, 0, 1, 0, 0, 1, 1, -1, -1, -1.5, -1.5, 1, 1, 1.5], names: [["x₁", "x₂"], ["h₁", "h₂"], ["h₁·h₂", "¬h₁·¬h₂"], ["or"]], points: "xor4" },
  five: { title: "Five units", hidden: [2], activation: "sigmoid", output: "sigmoid", flat: [1, -2, 2, 1, 0, 0, 3, -1, 0], names: [["a₁", "a₂"], ["a₃", "a₄"], ["a₅"]] },
};

export const countOf = (sizes) => sizes.slice(1).reduce((sum, n, l) => sum + sizes[l] * n + n, 0);

// Where layer l's weights begin, and where its biases do.
export function offsets(sizes) {
  let at = 0;
  return sizes.slice(1).map((n, l) => {
    const place = { weights: at, biases: at + sizes[l] * n, m: sizes[l], n };
    at += sizes[l] * n + n;
    return place;
  });
}

export function initial(sizes, activation, seed) {
  const draw = weightStream(seed);
  return offsets(sizes).flatMap(({ m, n }) => {
    const reach = Math.sqrt(activation === "relu" ? 6 / m : 6 / (m + n));
    return [...Array.from({ length: m * n }, () => (2 * draw() - 1) * reach), ...new Array(n).fill(0)];
  });
}

export function sampled(sizes, activation, seed) {
  const draw = weightStream(seed, 1);
  return Array.from({ length: countOf(sizes) }, () => (2 * draw() - 1) * SPREAD[activation]);
}

const ACTIVATE = { tanh: Math.tanh, relu: (z) => Math.max(z, 0), sigmoid, sign: (z) => (z > 0 ? 1 : -1) };
const SLOPE = { tanh: (a) => 1 - a * a, relu: (a) => (a > 0 ? 1 : 0), sigmoid: (a) => a * (1 - a) };

// What every unit answers to one input: [[x1, x2], [hidden...], ..., [score]].
export function forward(flat, sizes, activation, x1, x2) {
  const f = ACTIVATE[activation];
  const values = [[x1, x2]];
  let at = 0;
  for (let l = 1; l < sizes.length; l++) {
    const [before, m, n] = [values[l - 1], sizes[l - 1], sizes[l]];
    const now = new Array(n);
    for (let j = 0; j < n; j++) {
      let z = flat[at + m * n + j];
      for (let i = 0; i < m; i++) z += flat[at + j * m + i] * before[i];
      now[j] = l === sizes.length - 1 ? z : f(z);
    }
    values.push(now);
    at += m * n + n;
  }
  return values;
}

export const scoreAt = (flat, sizes, activation, x1, x2) => forward(flat, sizes, activation, x1, x2).at(-1)[0];

// The mean loss over the points with these numbers; NaN for none.
export function networkLoss(flat, sizes, activation, points, members, output) {
  let sum = 0;
  for (const i of members) sum += lossOf(scoreAt(flat, sizes, activation, points[i][0], points[i][1]), points[i][2], output);
  return sum / members.length;
}

// Slope of the mean loss with its penalty for each parameter; null where there is none.
export function networkGradient(flat, sizes, activation, points, members, output, penalty = "none", alpha = 0) {
  if (!members.length || output === "sign" || activation === "sign") return null;
  const places = offsets(sizes);
  const total = new Array(flat.length).fill(0);
  for (const k of members) {
    const [x1, x2, y] = points[k];
    const values = forward(flat, sizes, activation, x1, x2);
    const s = values.at(-1)[0];
    let delta = [(output === "identity" ? 2 * (s - y) : -y * sigmoid(-y * s)) / members.length];
    for (let l = places.length - 1; l >= 0; l--) delta = passBack(flat, total, places[l], values[l], delta, l > 0 ? SLOPE[activation] : null);
  }
  if (penalty !== "none") for (const { weights, biases } of places) for (let i = weights; i < biases; i++) total[i] += alpha * (penalty === "L2" ? flat[i] : Math.sign(flat[i]));
  return total;
}

// One layer of backpropagation for one example: adds to the total, returns the delta of the layer before.
function passBack(flat, total, { weights, biases, m, n }, before, delta, slope) {
  const earlier = new Array(m).fill(0);
  for (let j = 0; j < n; j++) {
    total[biases + j] += delta[j];
    for (let i = 0; i < m; i++) {
      total[weights + j * m + i] += delta[j] * before[i];
      earlier[i] += delta[j] * flat[weights + j * m + i];
    }
  }
  return slope ? earlier.map((v, i) => v * slope(before[i])) : earlier;
}

// A history cut to fit: steps at even distances, a power of two apart, and the last one.
export function thinned(rows, most = 240) {
  let apart = 1;
  while (rows.at(-1)[0] / apart >= most) apart *= 2;
  return rows.filter(([step], i) => step % apart === 0 || i === rows.length - 1);
}
