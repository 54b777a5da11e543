// One neuron's arithmetic, as in rules.py: p holds the bias first, a row the inputs and the target 0 or 1.

export const ACTIVATIONS = ["step", "sigmoid", "tanh", "relu", "identity"];
export const KEPT_STEPS = 400;
export const LARGEST = 1e6;

export function scoreOf(p, x) {
  let a = p[0];
  for (let k = 1; k < p.length; k++) a += p[k] * x[k - 1];
  return a;
}

export function activate(a, kind) {
  if (kind === "step") return a > 0 ? 1 : 0;
  if (kind === "sigmoid") {
    const e = Math.exp(-Math.abs(a));
    return (a >= 0 ? 1 : e) / (1 + e);
  }
  if (kind === "tanh") return Math.tanh(a);
  return kind === "relu" ? Math.max(a, 0) : a;
}

const slopeOf = (a, y, kind) => (kind === "tanh" ? 1 - y * y : kind === "relu" ? Number(a > 0) : 1);

// The sum over the examples: wrong ones (step), surprise (sigmoid), half squares (the others).
export function errorOf(p, rows, kind) {
  let total = 0;
  for (const row of rows) {
    const [a, t] = [scoreOf(p, row), row[row.length - 1]];
    if (kind === "step") total += a > 0 !== (t === 1) ? 1 : 0;
    else if (kind === "sigmoid") {
      const z = t === 1 ? a : -a;
      total += Math.max(0, -z) + Math.log1p(Math.exp(-Math.abs(z)));
    } else {
      const y = activate(a, kind);
      total += 0.5 * (t - y) * (t - y);
    }
  }
  return total;
}

// Weight decay: alpha / 2 times the sum of the squared weights; the bias is left alone.
export function penaltyOf(p, alpha) {
  let total = 0;
  for (let k = 1; k < p.length; k++) total += p[k] * p[k];
  return 0.5 * alpha * total;
}

// Slope of error and penalty for the bias and each weight; null for the step, which has none.
export function gradientOf(p, rows, kind, alpha) {
  if (kind === "step" || !rows.length) return null;
  const total = new Array(p.length).fill(0);
  for (const row of rows) {
    const [a, t] = [scoreOf(p, row), row[row.length - 1]];
    const y = activate(a, kind);
    const pull = kind === "sigmoid" ? t - y : (t - y) * slopeOf(a, y, kind);
    total[0] -= pull;
    for (let k = 1; k < p.length; k++) total[k] -= pull * row[k - 1];
  }
  return total.map((g, k) => (k ? g + alpha * p[k] : g));
}

// One update of the perceptron rule: w + eta (t - y) x.
export function perceptron(p, row, rate) {
  const y = activate(scoreOf(p, row), "step");
  const change = rate * (row[row.length - 1] - y);
  return { y, next: p.map((w, k) => w + (k ? change * row[k - 1] : change)) };
}

// How a run of the perceptron rule ends; trace holds a row a step: example, output, then p. See rules.py.
export function verdict(trace, first, n) {
  const last = trace.length - 1;
  if (n < 1 || last < n) return ["", 0, 0];
  const now = trace[last].slice(2);
  const gap = (k) => Math.max(...now.map((v, i) => Math.abs(v - trace[k][i + 2])));
  let still = true;
  for (let k = last - n; k < last; k++) still &&= gap(k) === 0;
  if (still) return ["converged", first + last, 0];
  if ((first + last) % n) return ["", 0, 0];
  const near = 1e-9 * Math.max(1, ...now.map(Math.abs));
  for (let k = last - n; k >= 0; k -= n) if (gap(k) <= near) return ["cycles", first + k, last - k];
  return ["", 0, 0];
}

// Why no neuron makes these four targets: the examples of a 2-input gate whose equal corners lie across from each other.
export function isXor(rows) {
  const at = (x1, x2) => rows.find((row) => row.length === 3 && row[0] === x1 && row[1] === x2)?.[2];
  const [a, b, c, d] = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
  return a !== undefined && a === d && b !== undefined && b === c && a !== b;
}
