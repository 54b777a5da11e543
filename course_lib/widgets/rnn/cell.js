// The recurrent cell: a run over a sequence, the gradient back through time, the spectral radius.

// A cell as it travels: sizes [inputs, units, outputs] and all weights in one row.
export function cellOf([I, H, K], flat, act) {
  const parts = {};
  let from = 0;
  for (const [name, count] of [["wx", H * I], ["wh", H * H], ["b", H], ["wy", K * H], ["by", K], ["h0", H]]) {
    parts[name] = Float64Array.from(flat.slice(from, from + count));
    from += count;
  }
  return { I, H, K, act, ...parts };
}

export const flatOf = (cell) => ["wx", "wh", "b", "wy", "by", "h0"].flatMap((name) => Array.from(cell[name]));

const dot = (matrix, row, width, x) => {
  let s = 0;
  for (let j = 0; j < width; j++) s += matrix[row * width + j] * x[j];
  return s;
};

export const squash = (act, s) => (act === "relu" ? (s > 0 ? s : 0) : Math.tanh(s));

export function step(cell, x, h) {
  const s = Float64Array.from({ length: cell.H }, (_, u) => dot(cell.wx, u, cell.I, x) + cell.b[u] + dot(cell.wh, u, cell.H, h));
  return { s, h: s.map((v) => squash(cell.act, v)) };
}

export const readOut = (cell, h) => Float64Array.from({ length: cell.K }, (_, k) => dot(cell.wy, k, cell.H, h) + cell.by[k]);

// The place of the largest number, the first of several; NaN never wins.
export const largest = (values) => values.reduce((best, v, i) => (v > values[best] ? i : best), 0);

// plan: {takes, gives} of patterns.js; feed: what enters a step without an input: "", "value" or "letter".
export function run(cell, rows, plan, feed) {
  const out = { x: [], s: [], h: [cell.h0], y: [], fed: [], ...plan };
  plan.takes.forEach((row, t) => {
    const fed = row < 0 && t > 0 && plan.gives[t - 1] && feed !== "" && cell.K === cell.I;
    let x = row >= 0 ? rows[row] : new Float64Array(cell.I);
    if (fed && feed === "value") x = out.y[t - 1];
    if (fed && feed === "letter") x[largest(out.y[t - 1])] = 1;
    const next = step(cell, x, out.h[t]);
    out.x.push(x);
    out.fed.push(fed);
    out.s.push(next.s);
    out.h.push(next.h);
    out.y.push(readOut(cell, next.h));
  });
  return out;
}

// The gradient of h_t[row], or of output row - H, with respect to h_0 ... h_t: t + 1 rows of H numbers.
export function gradient(cell, ran, feed, t, row) {
  const { H, K, I } = cell;
  const back = (matrix, rows, columns, g) => Float64Array.from({ length: columns }, (_, j) => {
    let s = 0;
    for (let i = 0; i < rows; i++) s += matrix[i * columns + j] * g[i];
    return s;
  });
  const grads = Array.from({ length: t + 1 }, () => new Float64Array(H));
  if (row < H) grads[t][row] = 1;
  else if (t > 0) grads[t] = cell.wy.slice((row - H) * H, (row - H + 1) * H);
  for (let at = t; at > 0; at--) {
    const h = ran.h[at];
    const dz = grads[at].map((g, u) => g * (cell.act === "relu" ? (h[u] > 0 ? 1 : 0) : 1 - h[u] * h[u]));
    grads[at - 1] = back(cell.wh, H, H, dz);
    if (ran.fed[at - 1] && feed === "value") {
      const through = back(cell.wy, K, H, back(cell.wx, H, I, dz));
      grads[at - 1] = grads[at - 1].map((g, u) => g + through[u]);
    }
  }
  return grads;
}

export const norm = (g) => Math.sqrt(g.reduce((s, v) => s + v * v, 0));

// The largest eigenvalue in size: the norm of the n-th power, to the power 1/n, with n = 2^40 by squaring.
export function radius(matrix, n) {
  let [power, log] = [Float64Array.from(matrix), 0];
  for (let k = 0; k < 40; k++) {
    const size = power.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    if (size === 0) return 0;
    log += Math.log(size) / 2 ** k;
    const a = power.map((v) => v / size);
    power = Float64Array.from({ length: n * n }, (_, i) => {
      let s = 0;
      for (let j = 0; j < n; j++) s += a[Math.floor(i / n) * n + j] * a[j * n + (i % n)];
      return s;
    });
  }
  return Math.exp(log);
}

// The weight of a letter that no training has seen: between -1 and 1, the same in Python.
export const rule = (letter, unit) => {
  const code = letter.codePointAt(0);
  return (((code * 37 + unit * 61 + code * unit * 7) % 41) - 20) / 20;
};

// Every letter of the text gets an input, and an output where outputs stand for letters too.
export function lettered(cell, alphabet, letters) {
  const fresh = [...new Set(letters)].filter((c) => !alphabet.includes(c));
  if (!fresh.length) return { cell, alphabet };
  const { I, H, K } = cell;
  const wide = I + fresh.length;
  const wx = Float64Array.from({ length: H * wide }, (_, i) => {
    const [u, j] = [Math.floor(i / wide), i % wide];
    return j < I ? cell.wx[u * I + j] : rule(fresh[j - I], u);
  });
  const reads = K === alphabet.length;
  const wy = reads ? Float64Array.from([...cell.wy, ...fresh.flatMap((c) => Array.from({ length: H }, (_, u) => rule(c, u)))]) : cell.wy;
  const by = reads ? Float64Array.from([...cell.by, ...fresh.map(() => 0)]) : cell.by;
  return { cell: { ...cell, I: wide, K: reads ? K + fresh.length : K, wx, wy, by }, alphabet: [...alphabet, ...fresh] };
}
