// One step of each optimiser, with the update rules and the order of arithmetic of course_lib/optim.py.

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const ALPHA = 0.99;
export const DECAY = 0.01;

const each = (fn) => [0, 1].map(fn);

// step(w, g, memory, rate, momentum) -> {change: what is taken off w, memory, terms: [[name, how, [for w1, w2]], ...]}.
export const OPTIMISERS = {
  fixed: { title: "fixed length", colour: 7, marker: "X", step: fixed },
  gd: { title: "gradient descent", short: "descent", colour: 1, marker: "s", step: (w, g, memory, rate) => {
    const change = each((i) => rate * g[i]);
    return { change, memory: {}, terms: [["step", "η g", change]] };
  } },
  momentum: { title: "momentum", colour: 0, marker: "o", step: momentum },
  nesterov: { title: "Nesterov", colour: 5, marker: "D", step: nesterov },
  adagrad: { title: "Adagrad", colour: 4, marker: "^", step: adagrad },
  rmsprop: { title: "RMSprop", colour: 8, marker: "v", step: rmsprop },
  adam: { title: "Adam", colour: 2, marker: "*", step: (w, g, memory, rate) => adam(w, g, memory, rate, 0) },
  adamw: { title: "AdamW", colour: 9, marker: "P", step: (w, g, memory, rate) => adam(w, g, memory, rate, DECAY) },
};
export const NAMES = Object.keys(OPTIMISERS);

function fixed(w, g, memory, rate) {
  const size = Math.sqrt(g[0] * g[0] + g[1] * g[1]);
  const way = each((i) => (size > 0 ? g[i] / size : 0));
  const change = each((i) => rate * way[i]);
  return { change, memory: {}, terms: [["length of the gradient", "|g|", [size, size]], ["direction", "g / |g|", way], ["step", "η g / |g|", change]] };
}

function velocity(g, memory, mu) {
  return mu && memory.v ? each((i) => mu * memory.v[i] + g[i]) : g;
}

function momentum(w, g, memory, rate, mu) {
  const v = velocity(g, memory, mu);
  const change = each((i) => rate * v[i]);
  return { change, memory: { v }, terms: [["velocity v", "μ v + g", v], ["step", "η v", change]] };
}

function nesterov(w, g, memory, rate, mu) {
  const v = velocity(g, memory, mu);
  const ahead = mu ? each((i) => g[i] + mu * v[i]) : g;
  const change = each((i) => rate * ahead[i]);
  return { change, memory: { v }, terms: [["velocity v", "μ v + g", v], ["a look ahead", "g + μ v", ahead], ["step", "η (g + μ v)", change]] };
}

function adagrad(w, g, memory, rate) {
  const sum = each((i) => (memory.sum?.[i] ?? 0) + g[i] * g[i]);
  const change = each((i) => (rate * g[i]) / (Math.sqrt(sum[i]) + 1e-10));
  return { change, memory: { sum }, terms: [["sum of squares s", "s + g²", sum], ["its root", "√s + ε", sum.map((s) => Math.sqrt(s) + 1e-10)], ["step", "η g / (√s + ε)", change]] };
}

function rmsprop(w, g, memory, rate) {
  const square = each((i) => ALPHA * (memory.square?.[i] ?? 0) + (1 - ALPHA) * g[i] * g[i]);
  const scaled = each((i) => g[i] / (Math.sqrt(square[i]) + 1e-8));
  const change = each((i) => rate * scaled[i]);
  return { change, memory: { square }, terms: [["mean of squares s", "0.99 s + 0.01 g²", square], ["its root", "√s + ε", square.map((s) => Math.sqrt(s) + 1e-8)], ["step", "η g / (√s + ε)", change]] };
}

function adam(w, g, memory, rate, decay) {
  const t = (memory.t ?? 0) + 1;
  const m = each((i) => BETA1 * (memory.m?.[i] ?? 0) + (1 - BETA1) * g[i]);
  const v = each((i) => BETA2 * (memory.v?.[i] ?? 0) + (1 - BETA2) * g[i] * g[i]);
  const [c1, c2] = [1 - BETA1 ** t, 1 - BETA2 ** t];
  const step = each((i) => ((rate / c1) * m[i]) / (Math.sqrt(v[i]) / Math.sqrt(c2) + 1e-8));
  const change = decay ? each((i) => step[i] + rate * decay * w[i]) : step;
  const terms = [
    ["first moment m", "0.9 m + 0.1 g", m], ["second moment v", "0.999 v + 0.001 g²", v],
    ["correction of m", `1 − 0.9^${t}`, [c1, c1]], ["correction of v", `1 − 0.999^${t}`, [c2, c2]],
    ["corrected m̂", "m / (1 − 0.9ᵗ)", m.map((x) => x / c1)], ["corrected v̂", "v / (1 − 0.999ᵗ)", v.map((x) => x / c2)],
  ];
  if (decay) terms.push(["weight decay", "η · 0.01 · w", each((i) => rate * decay * w[i])]);
  terms.push(["step", decay ? "η m̂ / (√v̂ + ε) + decay" : "η m̂ / (√v̂ + ε)", change]);
  return { change, memory: { t, m, v }, terms };
}
