// A computation graph in words and signs: names, operations, sums written out with their numbers.

import { shorten } from "../shared.js";

const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPT = { "-": "⁻", ".": "·", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const GREEK = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", eta: "η", theta: "θ", lambda: "λ", mu: "μ", sigma: "σ", tau: "τ", phi: "φ" };

// w1 -> w₁, yhat -> ŷ, theta2 -> θ₂; other names as they are.
export function pretty(name) {
  const [, stem, digits] = /^(.*?)_?(\d*)$/u.exec(name);
  if (!stem) return name;
  const letters = Object.hasOwn(GREEK, stem) ? GREEK[stem] : /^\p{L}hat$/u.test(stem) ? `${stem[0]}\u0302`.normalize("NFC") : stem;
  return letters + [...digits].map((d) => SUBSCRIPT[d]).join("");
}

// What each node is called: its own name, a number, or v₁, v₂, ... for an operation without one.
export function called(nodes) {
  const taken = new Set(nodes.map((node) => node.name));
  let k = 0;
  return nodes.map((node) => {
    if (node.name) return pretty(node.name);
    if (!node.op) return typeof node.value === "number" ? shorten(node.value).text : "data";
    do k += 1; while (taken.has(`v${k}`));
    return pretty(`v${k}`);
  });
}

const SIGNS = { add: "+", sub: "−", mul: "×", div: "÷", neg: "−", exp: "exp", log: "ln", sqrt: "√", sigmoid: "σ", relu: "ReLU", maximum: "max", minimum: "min", abs: "| |", matmul: "@", sum: "Σ", mean: "mean", cross_entropy: "cross-entropy", mse_loss: "squared error", log_softmax: "log-softmax", transpose: "ᵀ" };
export const raised = (number) => [...String(number)].map((c) => SUPERSCRIPT[c] ?? c).join("");

// The sign of an operation, short enough for the head of a box.
export function signOf(node) {
  if (node.op !== "pow") return Object.hasOwn(SIGNS, node.op) ? SIGNS[node.op] : node.op.replaceAll("_", " ");
  return node.inputs.length === 1 && node.number ? `( )${raised(node.number)}` : "pow";
}

// An operation over texts: add over "s", "b" -> "s + b".
export function written(node, [a, b]) {
  const inner = (text) => (/^[−]/.test(text) ? `(${text})` : text);
  switch (node.op) {
    case "add": return `${a} + ${inner(b)}`;
    case "sub": return `${a} − ${inner(b)}`;
    case "mul": return `${a} · ${inner(b)}`;
    case "div": return `${a} / ${inner(b)}`;
    case "neg": return `−${inner(a)}`;
    case "pow": return b !== undefined ? `${inner(a)}^${inner(b)}` : node.number ? `${inner(a)}${raised(node.number)}` : `${inner(a)}ⁿ`;
    case "sqrt": return `√${inner(a)}`;
    case "abs": return `|${a}|`;
    case "matmul": return `${a} @ ${b}`;
    case "maximum": return `max(${a}, ${b})`;
    case "minimum": return `min(${a}, ${b})`;
    default: return `${signOf(node)}(${[a, b].filter((x) => x !== undefined).join(", ")})`;
  }
}

// Numbers on one line: {texts, sign}; the sign is "≈" where one of them was shortened.
export function onLine(...numbers) {
  const parts = numbers.map((x) => shorten(x));
  return { texts: parts.map(({ text }) => text), sign: parts.every(({ exact }) => exact) ? "=" : "≈" };
}
export const factor = (text) => (text.startsWith("−") ? `(${text})` : text);

// "s₁ = v₄ + v₃ = 0.4 + 0.6 = 1", or without numbers between arrays.
export function valueLine(nodes, names, i) {
  const node = nodes[i];
  if (!node.op && !node.name) return names[i];
  if (!node.op) return typeof node.value === "number" ? `${names[i]} ${onLine(node.value).sign} ${onLine(node.value).texts[0]}` : names[i];
  const head = `${names[i]} = ${written(node, node.inputs.map((j) => names[j]))}`;
  const values = [...node.inputs.map((j) => nodes[j].value), node.value];
  if (!values.every((v) => typeof v === "number")) return head;
  const { texts, sign } = onLine(...values);
  const numbers = written(node, texts.slice(0, -1));
  return `${head} ${sign} ${numbers === texts.at(-1) ? "" : `${numbers} ${sign} `}${texts.at(-1)}`;
}

// The local derivative of node i for one of its inputs, as a rule over names.
export function slopeRule(nodes, names, i, slot) {
  const node = nodes[i];
  const [a, b] = node.inputs.map((j) => names[j]);
  const y = names[i];
  const n = node.number;
  switch (node.op) {
    case "mul": return slot ? a : b;
    case "div": return slot ? `−${a} / ${b}²` : `1 / ${b}`;
    case "pow": return node.inputs.length === 1 && n ? (n === 2 ? `2${a}` : `${n}${a}${raised(n - 1)}`) : "";
    case "exp": return y;
    case "log": return `1 / ${a}`;
    case "sqrt": return `1 / (2${y})`;
    case "sin": return `cos(${a})`;
    case "cos": return `−sin(${a})`;
    case "tanh": return `1 − ${y}²`;
    case "sigmoid": return `${y}(1 − ${y})`;
    case "softplus": return `σ(${a})`;
    case "relu": return `1 if ${a} > 0, else 0`;
    default: return "";
  }
}

// How a gradient passes through node i to one of its inputs, where the inputs are arrays.
export function passRule(nodes, names, i, slot, output) {
  const node = nodes[i];
  const g = `∂${output}/∂${names[i]}`;
  const [a, b] = node.inputs.map((j) => names[j]);
  const to = nodes[node.inputs[slot]];
  const spread = String(to.shape) !== String(node.shape) && ["add", "sub", "mul", "div"].includes(node.op) ? ", summed where it was stretched" : "";
  switch (node.op) {
    case "add": return `${g}${spread}`;
    case "sub": return `${slot ? "−" : ""}${g}${spread}`;
    case "mul": return `${g} ⊙ ${slot ? a : b}${spread}`;
    case "matmul": return slot ? `${a}ᵀ @ ${g}` : `${g} @ ${b}ᵀ`;
    case "linear": return [`${g} @ ${b}`, `(${g})ᵀ @ ${a}`, `the column sums of ${g}`][slot];
    case "relu": return `${g} where ${a} > 0, else 0`;
    case "sum": return `${g} to every entry that was summed`;
    case "mean": return `${g} in equal shares to every entry`;
    default: return `${g} through the local derivative of ${signOf(node)}`;
  }
}

// What an edge between arrays carries, short enough for its label.
export function edgeWord(nodes, names, i, slot) {
  const node = nodes[i];
  const [a, b] = node.inputs.map((j) => names[j]);
  switch (node.op) {
    case "matmul": return slot ? `${a}ᵀ @` : `@ ${b}ᵀ`;
    case "relu": return `${a} > 0`;
    case "sum": return "to each";
    case "mean": return "shares";
    case "add": return "× 1";
    case "mul": return `⊙ ${slot ? a : b}`;
    default: return "local";
  }
}
