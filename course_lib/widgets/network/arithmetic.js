// A small network forward and backward, in the order of math.py: every sum runs from its first term to its last.
// weights[k] is (units, inputs), row by row; z = W a + b; dW = delta a^T.

export const LITTLE = 1e-5;
const sum = (values) => values.reduce((total, v) => total + v, 0);

export function valueOf(z, activation) {
  if (activation === "sigmoid") return 0.5 * Math.tanh(0.5 * z) + 0.5;
  if (activation === "tanh") return Math.tanh(z);
  if (activation === "relu") return Math.max(z, 0);
  return activation === "identity" ? z : z > 0 ? 1 : 0;
}

// The derivative, written with the unit's answer a; 0 everywhere for a step.
export function slopeOf(a, activation) {
  if (activation === "sigmoid") return a * (1 - a);
  if (activation === "tanh") return 1 - a * a;
  if (activation === "relu") return a > 0 ? 1 : 0;
  return activation === "identity" ? 1 : 0;
}

export function softmax(z) {
  const high = Math.max(...z);
  const e = z.map((v) => Math.exp(v - high));
  const total = sum(e);
  return e.map((v) => v / total);
}

// net: {W, b, x, t, activation, output, loss} -> {a (the inputs in front), z}
export function forward({ W, b, x, activation, output }) {
  const [a, z] = [[x], []];
  W.forEach((rows, k) => {
    const before = a.at(-1);
    const kind = k === W.length - 1 ? output : activation;
    z.push(rows.map((row, i) => sum([...row.map((w, j) => w * before[j]), b[k][i]])));
    a.push(kind === "softmax" ? softmax(z[k]) : z[k].map((v) => valueOf(v, kind)));
  });
  return { a, z };
}

export function lossOf(a, z, t, loss) {
  if (loss === "score") return sum(a);
  if (loss === "squared") return sum(a.map((p, i) => (p - t[i]) * (p - t[i])));
  const high = Math.max(...z);
  const total = Math.log(sum(z.map((v) => Math.exp(v - high))));
  return sum(z.map((v, i) => t[i] * (total - (v - high))));
}

export function measure(net) {
  const { a, z } = forward(net);
  return lossOf(a.at(-1), z.at(-1), net.t, net.loss);
}

// -> {a, z, loss, delta, dW, db, newW, newb, newLoss}: the new ones are after one step of gradient descent.
export function pass(net) {
  const { W, b, t, activation, output, loss, rate } = net;
  const { a, z } = forward(net);
  const delta = [];
  for (let k = W.length - 1; k >= 0; k--) {
    if (k === W.length - 1) delta[k] = outputDelta(a[k + 1], t, output, loss);
    else delta[k] = a[k + 1].map((v, j) => slopeOf(v, activation) * sum(W[k + 1].map((row, i) => row[j] * delta[k + 1][i])));
  }
  const dW = delta.map((d, k) => d.map((v) => a[k].map((before) => v * before)));
  const newW = W.map((rows, k) => rows.map((row, i) => row.map((w, j) => w - rate * dW[k][i][j])));
  const newb = b.map((row, k) => row.map((w, i) => w - rate * delta[k][i]));
  return { a, z, loss: lossOf(a.at(-1), z.at(-1), t, loss), delta, dW, db: delta, newW, newb, newLoss: measure({ ...net, W: newW, b: newb }) };
}

function outputDelta(a, t, output, loss) {
  if (loss === "cross_entropy") return a.map((p, i) => sum(t) * p - t[i]);
  if (loss === "score") return a.map((p) => slopeOf(p, output));
  return a.map((p, i) => 2 * (p - t[i]) * slopeOf(p, output));
}

// (L(w + h) - L(w - h)) / 2h for every weight and bias.
export function finiteDifferences(net) {
  const copy = { ...net, W: net.W.map((rows) => rows.map((row) => [...row])), b: net.b.map((row) => [...row]) };
  const slope = (row, i) => {
    const kept = row[i];
    row[i] = kept + LITTLE;
    const up = measure(copy);
    row[i] = kept - LITTLE;
    const found = (up - measure(copy)) / (2 * LITTLE);
    row[i] = kept;
    return found;
  };
  return { W: copy.W.map((rows) => rows.map((row) => row.map((_, j) => slope(row, j)))), b: copy.b.map((row) => row.map((_, i) => slope(row, i))) };
}

// The film: inputs, each unit forward, the loss, each delta and each outer product backward, each layer's update.
export function stepsOf(sizes, softmaxed) {
  const steps = [{ kind: "start" }];
  const layers = sizes.length - 1;
  for (let k = 0; k < layers; k++) for (let i = 0; i < sizes[k + 1]; i++) steps.push({ kind: "unit", layer: k, unit: i });
  if (softmaxed) steps.push({ kind: "softmax", layer: layers - 1 });
  steps.push({ kind: "loss", layer: layers - 1 });
  for (let k = layers - 1; k >= 0; k--) {
    for (let i = 0; i < sizes[k + 1]; i++) steps.push({ kind: "delta", layer: k, unit: i });
    steps.push({ kind: "outer", layer: k });
  }
  for (let k = 0; k < layers; k++) steps.push({ kind: "update", layer: k });
  return steps;
}

// What is known after step `at`: z, a and delta by unit, the loss, gradients and updates by layer.
export function knownAt(steps, at, sizes) {
  const none = () => sizes.slice(1).map((n) => new Array(n).fill(false));
  const known = { z: none(), a: none(), delta: none(), loss: false, outer: sizes.slice(1).map(() => false), update: sizes.slice(1).map(() => false) };
  const late = steps.some(({ kind }) => kind === "softmax") ? sizes.length - 2 : -1;
  steps.slice(0, at + 1).forEach(({ kind, layer, unit }) => {
    if (kind === "unit") {
      known.z[layer][unit] = true;
      known.a[layer][unit] = layer !== late;
    } else if (kind === "softmax") known.a[layer].fill(true);
    else if (kind === "delta") known.delta[layer][unit] = true;
    else if (kind === "loss") known.loss = true;
    else if (kind !== "start") known[kind][layer] = true;
  });
  return known;
}

// The numbers of a trait as weights and biases, and back.
export function split(flat, sizes) {
  const [W, b] = [[], []];
  let at = 0;
  for (let k = 0; k + 1 < sizes.length; k++) {
    const [n, m] = [sizes[k], sizes[k + 1]];
    W.push(Array.from({ length: m }, (_, i) => Array.from(flat.slice(at + i * n, at + i * n + n))));
    b.push(Array.from(flat.slice(at + m * n, at + m * n + m)));
    at += m * (n + 1);
  }
  return { W, b };
}
export const join = (W, b) => W.flatMap((rows, k) => [...rows.flat(), ...b[k]]);
