// The network in words: names of units, and every z, a, delta and gradient written out with its numbers.

import { shorten } from "../shared.js";

const SUB = (n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[d]).join("");
export const SUP = (n) => `⁽${[...String(n)].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]).join("")}⁾`;
export const SIGN = { sigmoid: "σ", tanh: "tanh", relu: "ReLU", identity: "", step: "step", softmax: "softmax" };

// A unit's name; layer -1 holds the inputs. One hidden layer is h, two are h and g.
export function nameOf(me, layer, unit) {
  const given = me.units?.[layer + 1]?.[unit];
  if (given) return given;
  const n = me.sizes[layer + 1];
  const letter = layer < 0 ? "x" : layer === me.sizes.length - 2 ? "ŷ" : "hgk"[layer];
  return n === 1 && layer >= 0 ? letter : `${letter}${SUB(unit + 1)}`;
}

// Numbers on one line; the sign is "≈" where one of them was shortened, and a negative factor stands in brackets.
function lineOf(numbers) {
  const parts = numbers.map((x) => shorten(x));
  return { texts: parts.map(({ text }) => text), sign: parts.every(({ exact }) => exact) ? "=" : "≈" };
}
const inner = (text) => (text.startsWith("−") ? `(${text})` : text);
const join = (terms) => terms.reduce((line, term) => (line === "" ? term : term.startsWith("−") ? `${line} − ${term.slice(1)}` : `${line} + ${term}`), "");

// "z = 0.5 · 1 − 0.4 · 0.5 + 0.1 = 0.4"
export function zLine(me, k, i) {
  const row = me.W[k][i];
  const before = me.pass.a[k];
  const { texts, sign } = lineOf([...row, ...before, me.b[k][i], me.pass.z[k][i]]);
  const n = row.length;
  const terms = row.map((_, j) => `${texts[j]} · ${inner(texts[n + j])}`);
  const bias = me.b[k][i] === 0 ? [] : [texts[2 * n]];
  return `z ${sign} ${join([...terms, ...bias])} ${sign} ${texts.at(-1)}`;
}

export function aLine(me, k, i) {
  const kind = me.kindOf(k);
  const [z, a] = [me.pass.z[k][i], me.pass.a[k + 1][i]];
  const { texts, sign } = lineOf([z, a]);
  if (kind === "identity") return `a = z ${sign} ${texts[1]}`;
  if (kind === "softmax") {
    const all = lineOf([...me.pass.z[k], a]);
    return `p = e^z / sum ${all.sign} e^${inner(texts[0])} / (${all.texts.slice(0, -1).map((t) => `e^${inner(t)}`).join(" + ")}) ${all.sign} ${texts[1]}`;
  }
  if (kind === "step") return `a = step(${texts[0]}) = ${texts[1]}, as z ${z > 0 ? "> 0" : "is not above 0"}`;
  return `a = ${SIGN[kind]}(z) ${sign} ${SIGN[kind]}(${texts[0]}) ${sign} ${texts[1]}`;
}

export function lossLine(me) {
  const [a, t] = [me.pass.a.at(-1), me.t];
  if (me.loss === "score") return `L = ${a.length > 1 ? "sum of the outputs" : "the output itself"} ${lineOf([me.pass.loss]).sign} ${shorten(me.pass.loss).text}`;
  const n = a.length;
  const { texts, sign } = lineOf([...a, ...t, me.pass.loss]);
  if (me.loss === "squared") return `L ${sign} ${a.map((_, i) => `(${texts[i]} − ${inner(texts[n + i])})²`).join(" + ")} ${sign} ${texts.at(-1)}`;
  const terms = a.map((_, i) => (t[i] === 0 ? "" : `−${t[i] === 1 ? "" : `${inner(texts[n + i])} · `}ln ${texts[i]}`)).filter(Boolean);
  return `L ${sign} ${join(terms) || "0"} ${sign} ${texts.at(-1)}`;
}

// The derivative of the activation with its numbers: "0.73 · (1 − 0.73)".
function slopeText(kind, text) {
  if (kind === "sigmoid") return `${text} · (1 − ${text})`;
  if (kind === "tanh") return `(1 − ${inner(text)}²)`;
  if (kind === "relu") return text === "0" ? "0" : "1";
  return kind === "identity" ? "1" : "0";
}
const SLOPE = { sigmoid: "a(1 − a)", tanh: "(1 − a²)", relu: "[z > 0]", identity: "1", step: "0" };

// "δ = (0.7 · (−0.2) + …) · 0.6 · (1 − 0.6) ≈ −0.03", with the rule in names in front.
export function deltaLine(me, k, i) {
  const kind = me.kindOf(k);
  const [a, d] = [me.pass.a[k + 1][i], me.pass.delta[k][i]];
  if (k < me.W.length - 1) {
    const w = me.W[k + 1].map((row) => row[i]);
    const next = me.pass.delta[k + 1];
    const { texts, sign } = lineOf([...w, ...next, a, d]);
    const terms = join(w.map((_, m) => `${texts[m]} · ${inner(texts[w.length + m])}`));
    return { rule: `δ = (sum of w · δ of the units it feeds) · ${SLOPE[kind]}`, numbers: `δ ${sign} (${terms}) · ${slopeText(kind, texts.at(-2))} ${sign} ${texts.at(-1)}` };
  }
  const { texts, sign } = lineOf([a, me.t[i], d]);
  if (me.loss === "cross_entropy") return { rule: "δ = p − t", numbers: `δ ${sign} ${texts[0]} − ${inner(texts[1])} ${sign} ${texts[2]}` };
  if (me.loss === "score") return { rule: `δ = ${SLOPE[kind]}, as L is the output itself`, numbers: kind === "identity" ? "δ = 1" : `δ ${sign} ${slopeText(kind, texts[0])} ${sign} ${texts[2]}` };
  return { rule: `δ = 2(a − t) · ${SLOPE[kind]}`, numbers: `δ ${sign} 2 · (${texts[0]} − ${inner(texts[1])}) · ${slopeText(kind, texts[0])} ${sign} ${texts[2]}` };
}

// "−0.1058 · 0.1 ≈ −0.01058": the gradient of one weight; of a bias it is delta itself.
export function gradientText(me, k, i, j) {
  const d = me.pass.delta[k][i];
  if (j < 0) return `${lineOf([d]).sign === "≈" ? "≈" : ""}${shorten(d).text}`;
  const { texts, sign } = lineOf([d, me.pass.a[k][j], me.pass.dW[k][i][j]]);
  return `${texts[0]} · ${inner(texts[1])} ${sign} ${texts[2]}`;
}

export function phaseOf(me) {
  const { kind } = me.steps[me.at];
  return { start: "start", unit: "forward", softmax: "forward", loss: "loss", delta: "backward", outer: "backward", update: "update" }[kind];
}

// One sentence for a step, for the page and for speech.
export function stepLine(me) {
  const { kind, layer, unit } = me.steps[me.at];
  const name = kind === "unit" || kind === "delta" ? nameOf(me, layer, unit) : "";
  if (kind === "start") return "The inputs stand there; every unit waits.";
  if (kind === "unit") return me.kindOf(layer) === "softmax" ? `${name}: ${zLine(me, layer, unit)}.` : `${name}: ${zLine(me, layer, unit)}; ${aLine(me, layer, unit)}.`;
  if (kind === "softmax") return "Softmax turns the scores into probabilities: each e^z over the sum of all.";
  if (kind === "loss") return `The loss: ${lossLine(me)}.`;
  if (kind === "delta") return `${name}: ${deltaLine(me, layer, unit).numbers}.`;
  if (kind === "outer") return `Outer product for layer ${layer + 1}: every gradient is the delta of the unit times the value that the weight multiplied, ∂L/∂W${SUP(layer + 1)} = δ${SUP(layer + 1)} a${SUP(layer)}ᵀ.`;
  const { texts: [eta, before, after] } = lineOf([me.learning_rate, me.pass.loss, me.pass.newLoss]);
  const end = layer === me.W.length - 1 ? ` With all the new weights the loss goes from ${before} to ${after}.` : "";
  return `Update of layer ${layer + 1}: W${SUP(layer + 1)} − ${eta} · ∂L/∂W${SUP(layer + 1)}, and the biases alike.${end}`;
}
