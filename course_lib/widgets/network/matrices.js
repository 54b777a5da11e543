// The matrix view: a layer is a table with a column for each unit, and every step fills one column.
// The row x times the matrix W gives the row z: the weights stand as inputs x units, as on the lecture's slides.

import { fmt, h, matrix, mix } from "../shared.js";
import { SIGN, SUP, nameOf } from "./words.js";

const blank = (v) => (Number.isNaN(v) ? "" : fmt(v, Math.abs(v) < 1e-3 ? 2 : 3)); // a cell has room for nine signs

// One layer's matrices under each other: W, b, z, a, delta, gradient.
function layerBlock(ctx, me, k) {
  const [n, m] = [me.sizes[k], me.sizes[k + 1]];
  const label = (text, note) => h("div", { class: "ns-label", "aria-hidden": "true" }, h("span", {}, text), note && h("small", {}, note));
  const atUnit = (c) => {
    const { layer, unit } = me.focus();
    const whole = !me.chosen && me.steps[me.at].unit === undefined; // an outer product, an update: the whole layer
    return layer === k && (whole || unit === c);
  };
  const mark = (_, c) => (atUnit(c) ? "ns-now" : "");
  const tint = (v, r, c, theme) => (Number.isNaN(v) ? null : mix(theme.paper, v < 0 ? theme.negative : theme.positive, 0.42 * Math.min(1, Math.abs(v) / me.heaviest)));
  const made = (caption, rows, extra = {}) => matrix(ctx, { caption: `${caption}, layer ${k + 1}`, values: new Array(rows * m).fill(NaN), columns: m, mark, write: blank, onfocus: (_, c) => me.choose(k, c), ...extra });
  const inputs = matrix(ctx, { name: "values", caption: k ? `Answers of layer ${k}` : "Inputs", values: new Array(n).fill(NaN), columns: 1, write: blank, edit: k ? undefined : (r, _, v) => me.setInput(r, v) });
  const parts = {
    W: made("Weights, inputs down, units across", n, { name: "values", colour: tint, edit: (r, c, v) => me.setWeight(k, c, r, v) }),
    b: made("Biases", 1, { name: "values", colour: tint, edit: (_, c, v) => me.setWeight(k, c, -1, v) }),
    z: made("z", 1), a: made("a", 1), d: made("delta", 1), g: made("Gradient of the weights", n),
  };
  const s = SUP(k + 1);
  const kind = SIGN[me.kindOf(k)];
  const heads = h("div", { class: "ns-units", "aria-hidden": "true" }, Array.from({ length: m }, (_, i) => h("span", {}, nameOf(me, k, i))));
  const row = (text, note, part, name) => [label(text, note), h("div", { class: `ns-cell ${name ?? ""}` }, part.node)];
  const node = h("div", { role: "group", class: "ns-layer", "aria-label": `Layer ${k + 1}` },
    h("p", { class: "cl-heading" }, `Layer ${k + 1}`),
    h("div", { class: "ns-grid" },
      label(k ? `a${SUP(k)}` : "x", ""), heads,
      h("div", { class: "ns-cell ns-vector" }, inputs.node), h("div", { class: "ns-cell" }, parts.W.node),
      ...row(`b${s}`, "", parts.b), ...row(`z${s}`, "", parts.z, "cl-answer"), ...row(`a${s}`, kind ? `${kind}(z)` : "", parts.a, "cl-answer"),
      ...(me.learns ? [...row(`δ${s}`, "", parts.d, "ns-purple cl-answer"), ...row("∂L/∂W", "a · δ", parts.g, "ns-purple cl-answer")] : [])));
  return { node, inputs, parts };
}

export function matrices(ctx, me) {
  const node = h("div", { class: "ns-matrices" });
  let [blocks, built] = [[], ""];
  const show = () => {
    me.heaviest = Math.max(1e-9, ...me.W.flat(2).map(Math.abs), ...me.b.flat().map(Math.abs));
    const key = `${me.preset} ${me.sizes} ${me.activation} ${me.output_activation}`;
    if (key !== built) {
      built = key;
      blocks = me.W.map((_, k) => layerBlock(ctx, me, k));
      node.replaceChildren(...blocks.flatMap((block, k) => (k ? [h("span", { class: "ns-arrow", "aria-hidden": "true" }, "→"), block.node] : [block.node])));
    }
    const { pass, known } = me;
    blocks.forEach(({ inputs, parts }, k) => {
      const only = (list, seen) => list.map((v, i) => (seen[i] ? v : NaN));
      const turned = (rows) => me.W[k][0].flatMap((_, j) => rows.map((row) => row[j]));
      inputs.set(k ? only(pass.a[k], known.a[k - 1]) : [...me.x]);
      parts.W.set(turned(me.W[k]));
      parts.b.set([...me.b[k]]);
      parts.z.set(only(pass.z[k], known.z[k]));
      parts.a.set(only(pass.a[k + 1], known.a[k]));
      parts.d.set(only(pass.delta[k], known.delta[k]));
      parts.g.set(turned(pass.dW[k].map((row) => row.map((v) => (known.outer[k] ? v : NaN)))));
    });
  };
  return { node, show };
}
