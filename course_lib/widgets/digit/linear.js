// The linear model: ten scores, added up in the order of `linear_scores` in model.py.

// z = b + w_1 x_1 + w_2 x_2 + ..., added up from left to right; each row of weights holds the bias first.
export function scores(weights, x) {
  const n = x.length + 1;
  return Array.from({ length: weights.length / n }, (_, k) => {
    let z = weights[k * n];
    for (let i = 0; i < x.length; i++) z += weights[k * n + 1 + i] * x[i];
    return z;
  });
}

export const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
export const softmax = (z) => {
  const e = z.map((s) => Math.exp(s - Math.max(...z)));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
};
export const winner = (z) => z.indexOf(Math.max(...z));

// What each pixel adds to one score, and the sums of what speaks for and against.
export function contributions(weights, x, k) {
  const n = x.length + 1;
  const each = Array.from(x, (v, i) => weights[k * n + 1 + i] * v);
  const sum = (keep) => each.reduce((a, v) => (keep(v) ? a + v : a), 0);
  return { each, bias: weights[k * n], plus: sum((v) => v > 0), minus: sum((v) => v < 0) };
}
