// The numbers of a training step written out, and the table of the examples with its ticks.

import { equals, exactly, fmt, h, put, shorten } from "../shared.js";
import { activate, gradientOf, scoreOf } from "./rules.js";
import { SUB } from "./state.js";

const MOST_ROWS = 10; // more examples stand in the table under the plane

const bracketed = (x) => (x < 0 ? `(${shorten(x).text})` : shorten(x).text);
const named = (me, k) => (k === 0 ? "b" : me.inputs === 1 ? "w" : `w${SUB[k]}`);

// "w₁ ← 0 + 1 · (1 − 0) · 1 = 1": each number of one update of the perceptron rule.
export function ruleLine(name, w, rate, t, y, x, next) {
  const parts = [w, rate, next, x].map((v) => shorten(v));
  const sign = parts.every(({ exact }) => exact) ? "=" : "≈";
  return `${name} ← ${parts[0].text} + ${parts[1].text} · (${t} − ${y})${x === null ? "" : ` · ${bracketed(x)}`} ${sign} ${parts[2].text}`;
}

export function slopeLine(name, w, rate, slope, next) {
  const sign = [w, rate, slope, next].every((v) => shorten(v).exact) ? "=" : "≈";
  return `${name} ← ${shorten(w).text} − ${shorten(rate).text} · ${bracketed(slope)} ${sign} ${shorten(next).text}`;
}

// The sentences of the last step: what came in, what went out, and each new number.
export function linesOf(me) {
  if (!me.rows.length) return ["This preset has no examples to learn from: choose a gate or labelled points."];
  if (me.at === 0) return [me.activation === "step" ? "Perceptron rule, one example at a time: w ← w + η (t − ŷ) x, and b ← b + η (t − ŷ)." : `Gradient descent over all examples: w ← w − η ∂${me.alpha ? "M" : "G"}/∂w${me.activation === "sigmoid" ? `, with ∂G/∂w = −Σ (t − ŷ) x${me.alpha ? " and the decay + α w" : ""}` : ""}.`];
  const [i, y, ...p] = me.trace[me.at];
  const before = me.trace[me.at - 1].slice(2);
  const order = [...p.keys()].slice(1).concat(0);
  if (i < 0) {
    const slope = gradientOf(before, me.rows, me.activation, me.alpha);
    return [`Step ${me.first + me.at}, all ${me.rows.length} examples: slope times η, subtracted.`, ...order.map((k) => slopeLine(named(me, k), before[k], me.rate, slope[k], p[k]))];
  }
  const row = me.rows[i];
  const t = row[me.inputs];
  const head = `Step ${me.first + me.at}, example ${i + 1}: sum z ${equals(scoreOf(before, row))}, output ŷ = ${y}, target t = ${t}, error t − ŷ = ${shorten(t - y).text}.`;
  if (t === y) return [head, "No error, so nothing changes."];
  return [head, ...order.map((k) => ruleLine(named(me, k), before[k], me.rate, t, y, k ? row[k - 1] : null, p[k]))];
}

export function ledger(me) {
  const node = h("div", { class: "ne-ledger cl-answer" });
  let last = "";
  return { node, show() {
    const lines = linesOf(me);
    if (lines.join("\n") === last) return;
    last = lines.join("\n");
    node.replaceChildren(...lines.map((text, i) => h("p", { class: i ? "ne-line" : "cl-heading" }, text)));
  } };
}

// The examples as a truth table: targets that can be turned over, outputs, and a tick or a cross with its word.
export function examples(ctx, me) {
  const caption = h("caption", {});
  const [head, body] = [h("tr", {}), h("tbody", {})];
  const node = h("table", { class: "ne-examples" }, caption, h("thead", {}, head), body);
  if (ctx.hidden("targets")) node.hidden = true;
  let [rows, shape] = [[], ""];
  const build = () => {
    const names = me.p.slice(1).map((_, k) => (me.inputs === 1 ? "x" : `x${SUB[k + 1]}`));
    head.replaceChildren(...[...names, "t", "z", "ŷ", ""].map((text) => (text ? h("th", { scope: "col" }, text) : h("td", {}))));
    rows = me.rows.map((row, i) => {
      const flip = h("button", { type: "button", class: "cl-button ne-flip", title: "Turn the target over", onclick: ctx.guard(() => {
        me.flip(i);
        ctx.say(`Example ${i + 1}: the target is now ${me.rows[i][me.inputs]}.`);
      }) });
      if (ctx.locked("targets")) flip.disabled = true;
      const [a, y, tick] = [h("td", { class: "cl-answer" }), h("td", { class: "cl-answer" }), h("td", { class: "cl-answer" })];
      const line = h("tr", {}, me.x.map((_, k) => h("td", {}, fmt(row[k]))), h("td", {}, flip), a, y, tick);
      ctx.on(line, "click", (e) => e.target.closest("button") || me.choose(i));
      return { line, flip, a, y, tick };
    });
    body.replaceChildren(...rows.map(({ line }) => line));
  };
  return { node, show() {
    const few = me.rows.length > 0 && me.rows.length <= MOST_ROWS;
    if (!ctx.hidden("targets")) node.hidden = !few;
    if (!few) return;
    const now = JSON.stringify([me.inputs, me.rows.map((row) => row.slice(0, me.inputs))]);
    if (now !== shape) build();
    shape = now;
    const count = me.rows.filter((_, i) => me.right(i)).length;
    put(caption, `${count} of ${me.rows.length} right: the neuron says 1 where z > 0`);
    rows.forEach(({ line, flip, a, y, tick }, i) => {
      const score = scoreOf(me.p, me.rows[i]);
      put(flip, String(me.rows[i][me.inputs]));
      flip.setAttribute("aria-label", `Target of example ${i + 1}: ${me.rows[i][me.inputs]}`);
      put(a, fmt(score, 3));
      a.title = exactly(score);
      const value = activate(score, me.activation);
      put(y, fmt(value, 3));
      y.title = exactly(value);
      put(tick, me.right(i) ? "✓ right" : "✗ wrong");
      tick.className = `cl-answer ${me.right(i) ? "ne-right" : "ne-wrong"}`;
      line.classList.toggle("ne-chosen", i === me.chosen);
    });
  } };
}
