// A deep net once forward and once backward, as in course_lib/widgets/flow/math.py.

import { normals, uniforms } from "../shared.js";

export const EXAMPLES = 24;
const EPS = 1e-5;
const SATURATED = { tanh: 0.95, sigmoid: 0.475 };

export const ACTIVATIONS = {
  tanh: { title: "tanh", f: Math.tanh, slope: (y) => 1 - y * y },
  relu: { title: "ReLU", f: (s) => Math.max(s, 0), slope: (y) => (y > 0 ? 1 : 0) },
  sigmoid: { title: "sigmoid", f: (s) => 0.5 * Math.tanh(0.5 * s) + 0.5, slope: (y) => y * (1 - y) },
  linear: { title: "none", f: (s) => s, slope: () => 1 },
};
export const INITS = {
  slide: { title: "as on the slide", about: "normal, standard deviation 1/√outputs", spread: (n) => 1 / Math.sqrt(n) },
  torch: { title: "PyTorch’s default", about: "uniform within ±1/√inputs", spread: (n) => 1 / Math.sqrt(3 * n), flat: true },
  glorot: { title: "Glorot", about: "uniform, variance 2/(inputs + outputs)", spread: (n) => Math.sqrt(2 / (n + n)), flat: true },
  he: { title: "He", about: "normal, variance 2/inputs", spread: (n) => Math.sqrt(2 / n) },
  small: { title: "too small", about: "normal, standard deviation 0.01", spread: () => 0.01 },
  large: { title: "too large", about: "normal, standard deviation 0.5", spread: () => 0.5 },
};
export const VARIANTS = { plain: "plain", residual: "with shortcuts", batch: "batch-normalised", layer: "layer-normalised" };

export const spreadOf = (net) => net.scale * INITS[net.init].spread(net.width);

// Draws are kept: the same net at another scale needs no new ones.
const drawn = new Map();
function kept(key, make) {
  if (!drawn.has(key)) {
    if (drawn.size > 12) drawn.clear();
    drawn.set(key, make());
  }
  return drawn.get(key);
}
const many = (n, next, change = (x) => x) => {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = change(next());
  return out;
};
export function weightsOf(net) {
  const n = net.depth * net.width * net.width;
  const flat = Boolean(INITS[net.init].flat);
  const raw = kept(`w ${n} ${net.seed} ${flat}`, () => (flat ? many(n, uniforms(net.seed, 11), (u) => 2 * u - 1) : many(n, normals(net.seed, 12))));
  const factor = flat ? spreadOf(net) * Math.sqrt(3) : spreadOf(net);
  const W = new Float64Array(raw.length);
  for (let i = 0; i < W.length; i++) W[i] = factor * raw[i];
  return W;
}
const inputsOf = (net) => kept(`x ${net.width} ${net.seed}`, () => many(EXAMPLES * net.width, normals(net.seed, 13)));
const arrivingOf = (net) => kept(`g ${net.width} ${net.seed}`, () => {
  const g = many(EXAMPLES * net.width, normals(net.seed, 14));
  let sum = 0;
  for (const x of g) sum += x * x;
  return g.map((x) => x / Math.sqrt(sum));
});

// Both passes: outputs and gradients of every layer, each EXAMPLES x width; length(k) is that of a layer's weight gradient, found when asked for.
export function passes(net) {
  const { depth, width } = net;
  const W = weightsOf(net);
  const { f, slope } = ACTIVATIONS[net.activation];
  const [outputs, inner, norms] = [[], [], []];
  let a = inputsOf(net);
  for (let k = 0; k < depth; k++) {
    const s = product(a, W, k * width * width, width);
    norms.push(net.variant === "batch" ? normalise(s, width, EXAMPLES, 1, width) : net.variant === "layer" ? normalise(s, EXAMPLES, width, width, 1) : null);
    for (let i = 0; i < s.length; i++) s[i] = f(s[i]);
    inner.push(s);
    const before = a;
    if (net.variant === "residual") outputs.push((a = s.map((y, i) => before[i] + y)));
    else outputs.push((a = s));
  }
  const [gradients, inward] = [new Array(depth), new Array(depth)];
  let g = Float64Array.from(arrivingOf(net));
  for (let k = depth - 1; k >= 0; k--) {
    gradients[k] = g;
    const [ds, y] = [new Float64Array(g.length), inner[k]];
    for (let i = 0; i < ds.length; i++) ds[i] = g[i] * slope(y[i]);
    if (norms[k]) denormalise(ds, norms[k]);
    inward[k] = ds;
    const back = backward(ds, W, k * width * width, width);
    if (net.variant === "residual") for (let i = 0; i < back.length; i++) back[i] += g[i];
    g = back;
  }
  return { outputs, gradients, length: (k) => weightLength(inward[k], k ? outputs[k - 1] : inputsOf(net), width) };
}

// s[e, o] = sum over i of W[o, i] a[e, i]; four examples at a time, so that each weight is fetched once for them.
function product(a, W, from, width) {
  const s = new Float64Array(a.length);
  for (let e = 0; e < EXAMPLES; e += 4) {
    const [p, q, r, t] = [e * width, (e + 1) * width, (e + 2) * width, (e + 3) * width];
    for (let o = 0, w = from; o < width; o++) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let i = 0; i < width; i++, w++) {
        const v = W[w];
        s0 += v * a[p + i];
        s1 += v * a[q + i];
        s2 += v * a[r + i];
        s3 += v * a[t + i];
      }
      s[p + o] = s0;
      s[q + o] = s1;
      s[r + o] = s2;
      s[t + o] = s3;
    }
  }
  return s;
}

// g[e, i] = sum over o of ds[e, o] W[o, i]; two rows of weights at a time.
function backward(ds, W, from, width) {
  const g = new Float64Array(ds.length);
  for (let e = 0; e < EXAMPLES; e++) {
    const row = e * width;
    for (let o = 0; o < width; o += 2) {
      const [d0, d1] = [ds[row + o], o + 1 < width ? ds[row + o + 1] : 0];
      if (d0 === 0 && d1 === 0) continue;
      const w = from + o * width;
      const next = o + 1 < width ? w + width : w;
      for (let i = 0; i < width; i++) g[row + i] += d0 * W[w + i] + d1 * W[next + i];
    }
  }
  return g;
}

// The length of the outer product summed over the examples, from the products of the examples alone.
function weightLength(ds, a, width) {
  let total = 0;
  for (let e = 0; e < EXAMPLES; e++) {
    for (let f = e; f < EXAMPLES; f++) {
      let [p, q] = [0, 0];
      for (let i = 0; i < width; i++) {
        p += ds[e * width + i] * ds[f * width + i];
        q += a[e * width + i] * a[f * width + i];
      }
      total += (e === f ? 1 : 2) * p * q;
    }
  }
  return Math.sqrt(Math.max(0, total));
}

// `groups` groups of n numbers each to mean 0 and variance 1, in place: group j begins at j * start, its numbers lie `step` apart.
function normalise(s, groups, n, start, step) {
  const roots = new Float64Array(groups);
  for (let j = 0; j < groups; j++) {
    let [sum, square] = [0, 0];
    for (let i = 0; i < n; i++) sum += s[j * start + i * step];
    for (let i = 0; i < n; i++) square += (s[j * start + i * step] - sum / n) ** 2;
    roots[j] = Math.sqrt(square / n + EPS);
    for (let i = 0; i < n; i++) s[j * start + i * step] = (s[j * start + i * step] - sum / n) / roots[j];
  }
  return { z: Float64Array.from(s), roots, groups, n, start, step };
}

function denormalise(d, { z, roots, groups, n, start, step }) {
  for (let j = 0; j < groups; j++) {
    let [sum, along] = [0, 0];
    for (let i = 0, at = j * start; i < n; i++, at += step) {
      sum += d[at];
      along += d[at] * z[at];
    }
    for (let i = 0, at = j * start; i < n; i++, at += step) d[at] = (d[at] - sum / n - (z[at] * along) / n) / roots[j];
  }
}

// Numbers of one layer.
export function described(net, a, g) {
  let [sum, square, gradient, slopes, far] = [0, 0, 0, 0, 0];
  const [middle, edge] = [net.activation === "sigmoid" ? 0.5 : 0, SATURATED[net.activation]];
  for (let i = 0; i < a.length; i++) {
    sum += a[i];
    square += a[i] * a[i];
    slopes += g[i];
    gradient += g[i] * g[i];
    if (Math.abs(a[i] - middle) > edge) far += 1;
  }
  const [n, mean] = [a.length, sum / a.length];
  let variance = 0;
  for (let i = 0; i < n; i++) variance += (a[i] - mean) ** 2;
  const shortcut = net.variant === "residual";
  return {
    mean, std: Math.sqrt(variance / n), square: square / n, gradient: Math.sqrt(gradient),
    gradientStd: Math.sqrt(Math.max(0, gradient / n - (slopes / n) ** 2)),
    saturated: edge && !shortcut ? far / n : null, dead: net.activation === "relu" && !shortcut ? deadUnits(a, net.width) : null,
  };
}

function deadUnits(a, width) {
  let dead = 0;
  for (let u = 0; u < width; u++) {
    let alive = false;
    for (let e = 0; e < EXAMPLES && !alive; e++) alive = a[e * width + u] > 0;
    dead += alive ? 0 : 1;
  }
  return dead / width;
}

// How many numbers fall into each of `bins` equal parts of low..high; what lies beyond counts at the edge.
export function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  const size = bins / (high - low || 1);
  for (const v of values) if (!Number.isNaN(v)) counts[Math.min(bins - 1, Math.max(0, Math.floor((v - low) * size)))] += 1;
  return counts;
}
