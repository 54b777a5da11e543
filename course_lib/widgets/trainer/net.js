// The networks in the browser, in float64, one picture after another: forward, backward, first weights.

import { uniforms } from "../shared.js";

const STREAM = 7001;
export const LARGEST = 1e6;

// The layers of a network, each with the shape of what comes out and where its weights lie.
export function plan(network, units) {
  const layers = [];
  let at = 0;
  const weighted = (kind, shape, out) => {
    const size = shape.reduce((a, b) => a * b, 1);
    layers.push({ kind, shape, out, w: at, b: at + size, fan: size / shape[0] });
    at += size + shape[0];
  };
  const block = (from, to, side) => {
    weighted("conv", [to, from, 3, 3], [to, side, side]);
    layers.push({ kind: "relu", out: [to, side, side] }, { kind: "pool", out: [to, side / 2, side / 2] });
  };
  if (network === "conv" || network === "deep") block(1, units, 8);
  if (network === "deep") block(units, 2 * units, 4);
  if (network === "hidden") {
    weighted("linear", [units, 64], [units]);
    layers.push({ kind: "relu", out: [units] });
  }
  const last = { linear: 64, hidden: units, conv: 16 * units, deep: 8 * units }[network];
  weighted("linear", [10, last], [10]);
  return { layers, count: at };
}

// The first weights, bit for bit as Python draws them: uniform within 1 / sqrt(fan_in).
export function initial({ layers, count }, seed) {
  const [next, flat] = [uniforms(seed, STREAM), new Float64Array(count)];
  for (const { w, b, fan, shape } of layers) {
    if (fan === undefined) continue;
    const bound = 1 / Math.sqrt(fan);
    for (let i = w; i < b + shape[0]; i++) flat[i] = (2 * next() - 1) * bound;
  }
  return flat;
}

// Each layer reads x and writes y; back() adds to the slopes of its weights and writes dx, the slopes of its input.

function conv({ shape: [O, C], out: [, side], w, b }) {
  const wide = side + 2;
  const [inside, slopes] = [new Float64Array(C * wide * wide), new Float64Array(C * wide * wide)];
  const forward = (weights, x, y) => {
    for (let c = 0, i = 0; c < C; c++) for (let r = 0; r < side; r++) for (let s = 0; s < side; s++) inside[(c * wide + r + 1) * wide + s + 1] = x[i++];
    for (let o = 0, at = 0; o < O; o++) {
      for (let r = 0; r < side; r++) {
        for (let s = 0; s < side; s++) {
          let sum = weights[b + o];
          for (let c = 0, k = w + 9 * C * o; c < C; c++) {
            for (let i = 0, p = (c * wide + r) * wide + s; i < 3; i++, p += wide, k += 3) sum += weights[k] * inside[p] + weights[k + 1] * inside[p + 1] + weights[k + 2] * inside[p + 2];
          }
          y[at++] = sum;
        }
      }
    }
  };
  const back = (weights, slope, x, y, dy, dx) => {
    if (dx) slopes.fill(0);
    for (let o = 0, at = 0; o < O; o++) {
      for (let r = 0; r < side; r++) {
        for (let s = 0; s < side; s++, at++) {
          const d = dy[at];
          if (d === 0) continue; // most: a pooling passes one slope of four, a ReLU half of them
          slope[b + o] += d;
          for (let c = 0, k = w + 9 * C * o; c < C; c++) {
            for (let i = 0, p = (c * wide + r) * wide + s; i < 3; i++, p += wide - 3) {
              for (let j = 0; j < 3; j++, k++, p++) {
                slope[k] += d * inside[p];
                if (dx) slopes[p] += d * weights[k];
              }
            }
          }
        }
      }
    }
    if (dx) for (let c = 0, i = 0; c < C; c++) for (let r = 0; r < side; r++) for (let s = 0; s < side; s++) dx[i++] = slopes[(c * wide + r + 1) * wide + s + 1];
  };
  return { forward, back };
}

function linear({ shape: [O, I], w, b }) {
  const forward = (weights, x, y) => {
    for (let o = 0, k = w; o < O; o++) {
      let sum = weights[b + o];
      for (let i = 0; i < I; i++, k++) sum += weights[k] * x[i];
      y[o] = sum;
    }
  };
  const back = (weights, slope, x, y, dy, dx) => {
    dx?.fill(0);
    for (let o = 0, k = w; o < O; o++) {
      const d = dy[o];
      slope[b + o] += d;
      for (let i = 0; i < I; i++, k++) {
        slope[k] += d * x[i];
        if (dx) dx[i] += d * weights[k];
      }
    }
  };
  return { forward, back };
}

const relu = () => ({
  forward: (weights, x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] > 0 ? x[i] : 0;
  },
  back: (weights, slope, x, y, dy, dx) => {
    for (let i = 0; i < y.length; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
  },
});

// The largest of 2 x 2; of equal ones the first, which alone gets the slope.
function pool({ out: [C, side] }) {
  const won = new Int32Array(C * side * side);
  const forward = (weights, x, y) => {
    for (let c = 0, at = 0; c < C; c++) {
      for (let r = 0; r < side; r++) {
        for (let s = 0; s < side; s++, at++) {
          const first = (2 * (c * side + r) * side + s) * 2;
          let best = first;
          for (const i of [first + 1, first + 2 * side, first + 2 * side + 1]) if (x[i] > x[best]) best = i;
          won[at] = best;
          y[at] = x[best];
        }
      }
    }
  };
  const back = (weights, slope, x, y, dy, dx) => {
    dx.fill(0);
    for (let i = 0; i < y.length; i++) dx[won[i]] = dy[i];
  };
  return { forward, back };
}

const MAKE = { conv, linear, relu, pool };

// A network ready to run: values[0] is the picture, values[l] what layer l gives; slopes[l] is the loss's slope there.
export function makeNet(network, units) {
  const made = plan(network, units);
  const works = made.layers.map((layer) => MAKE[layer.kind](layer));
  const sizes = [64, ...made.layers.map(({ out }) => out.reduce((a, b) => a * b, 1))];
  const [values, slopes] = [sizes.map((n) => new Float64Array(n)), sizes.map((n) => new Float64Array(n))];
  const p = new Float64Array(10);
  const run = (weights, pixels) => {
    values[0].set(pixels);
    works.forEach((work, l) => work.forward(weights, values[l], values[l + 1]));
    return softmax(values.at(-1), p);
  };
  // Runs one picture, adds its slopes to `slope`, and returns its loss; all: to the very pixels.
  const learn = (weights, pixels, label, slope, all = false) => {
    run(weights, pixels);
    const [z, last] = [values.at(-1), slopes.at(-1)];
    for (let k = 0; k < 10; k++) last[k] = p[k] - (k === label ? 1 : 0);
    for (let l = works.length - 1; l >= 0; l--) works[l].back(weights, slope, values[l], values[l + 1], slopes[l + 1], l || all ? slopes[l] : null);
    return crossEntropy(z, label);
  };
  return { ...made, values, slopes, p, run, learn };
}

export function softmax(z, out) {
  const top = Math.max(...z);
  let sum = 0;
  for (let k = 0; k < z.length; k++) sum += out[k] = Math.exp(z[k] - top);
  for (let k = 0; k < z.length; k++) out[k] /= sum;
  return out;
}

export function crossEntropy(z, label) {
  const top = Math.max(...z);
  let sum = 0;
  for (let k = 0; k < z.length; k++) sum += Math.exp(z[k] - top);
  return Math.log(sum) - (z[label] - top);
}
