// The activation functions and their slopes, as in course_lib/widgets/activation/math.py.

export const LEAK = 0.01;

export function sigmoid(x) {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

const ROOT = Math.sqrt(2 * Math.PI);

// P(Z > a) for a >= 0: near 0 a sum of terms of one sign, far out a continued fraction.
function tail(a) {
  if (a > 39) return 0;
  const density = Math.exp(-0.5 * a * a) / ROOT;
  if (a < 2.5) {
    let [term, sum] = [a, a];
    for (let k = 3; term > 1e-18 * sum; k += 2) sum += term *= (a * a) / k;
    return 0.5 - density * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / (a + fraction);
  return density / (a + fraction);
}

// P(Z <= x) of the normal distribution.
export const normalBelow = (x) => (x < 0 ? tail(-x) : 1 - tail(x));

const jump = (x) => (x === 0 ? NaN : 0);

// formula, slope and the slope from the output y alone, as text and as function; colour and dash of its line.
export const FUNCTIONS = {
  step: { title: "step", formula: "1 if x > 0, else 0", slopeText: "0; at the jump there is none", backText: "0", f: (x) => (x > 0 ? 1 : 0), slope: jump, back: () => 0, colour: 9, marker: "P" },
  sign: { title: "sign", formula: "+1 if x > 0, else −1", slopeText: "0; at the jump there is none", backText: "0", f: (x) => (x > 0 ? 1 : -1), slope: jump, back: () => 0, colour: 8, marker: "X" },
  identity: { title: "identity", formula: "x", slopeText: "1", backText: "1", f: (x) => x, slope: () => 1, back: () => 1, colour: 9, marker: "*" },
  sigmoid: { title: "sigmoid", formula: "1 / (1 + e⁻ˣ)", slopeText: "f(x) · f(−x)", backText: "y (1 − y)", f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x), back: (y) => y * (1 - y), colour: 0, marker: "o" },
  tanh: { title: "tanh", formula: "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", slopeText: "4 / (eˣ + e⁻ˣ)²", backText: "1 − y²", f: Math.tanh, slope: tanhSlope, back: (y) => 1 - y * y, colour: 2, marker: "^" },
  relu: { title: "ReLU", formula: "max(x, 0)", slopeText: "1 if x > 0, else 0", backText: "1 if y > 0, else 0", f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0), back: (y) => (y > 0 ? 1 : 0), colour: 1, marker: "s" },
  leaky_relu: { title: "leaky ReLU", formula: "x if x > 0, else 0.01 x", slopeText: "1 if x > 0, else 0.01", backText: "1 if y > 0, else 0.01", f: (x) => (x > 0 ? x : LEAK * x), slope: (x) => (x > 0 ? 1 : LEAK), back: (y) => (y > 0 ? 1 : LEAK), colour: 4, marker: "D" },
  elu: { title: "ELU", formula: "x if x > 0, else eˣ − 1", slopeText: "1 if x > 0, else eˣ", backText: "1 if y > 0, else y + 1", f: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x) => (x > 0 ? 1 : Math.exp(x)), back: (y) => (y > 0 ? 1 : y + 1), colour: 5, marker: "v" },
  softplus: { title: "softplus", formula: "ln(1 + eˣ)", slopeText: "sigmoid(x)", backText: "1 − e⁻ʸ", f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), slope: sigmoid, back: (y) => -Math.expm1(-y), colour: 8, marker: "<" },
  gelu: { title: "GELU", formula: "x · P(Z ≤ x)", slopeText: "P(Z ≤ x) + x · density(x)", backText: "", f: (x) => x * normalBelow(x), slope: geluSlope, back: null, colour: 3, marker: ">" },
  silu: { title: "SiLU", formula: "x · sigmoid(x)", slopeText: "σ(x) (1 + x σ(−x))", backText: "", f: (x) => x * sigmoid(x), slope: siluSlope, back: null, colour: 7, marker: "D" },
};
export const NAMES = Object.keys(FUNCTIONS);

function tanhSlope(x) {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

function geluSlope(x) {
  const density = Math.exp(-0.5 * x * x) / ROOT;
  return normalBelow(x) + x * density;
}

function siluSlope(x) {
  return sigmoid(x) * (1 + x * sigmoid(-x));
}

// The slope through n layers a -> f(weight a): products[k] is that of the last output for what enters layer k + 1.
export function chain(name, x, layers, weight, fed) {
  const { f, slope } = FUNCTIONS[name];
  const scores = [];
  let a = x;
  for (let k = 0; k < layers; k++) {
    const s = fed && k ? weight * a : x;
    scores.push(s);
    a = f(s);
  }
  const factors = scores.map((s) => weight * slope(s));
  const products = new Array(layers + 1).fill(1);
  for (let k = layers - 1; k >= 0; k--) products[k] = factors[k] * products[k + 1];
  return { scores, factors, products };
}

// Where a function is flatter than a threshold, as pieces [from, to] of a span.
export function flatPieces(name, from, to, threshold, n = 400) {
  const { slope } = FUNCTIONS[name];
  const pieces = [];
  let start = null;
  for (let i = 0; i <= n; i++) {
    const x = from + ((to - from) * i) / n;
    const flat = !(Math.abs(slope(x)) >= threshold);
    if (flat && start === null) start = x;
    if (!flat && start !== null) pieces.push([start, x]), (start = null);
  }
  if (start !== null) pieces.push([start, to]);
  return pieces;
}
