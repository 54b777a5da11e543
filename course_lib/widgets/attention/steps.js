// For the chosen query: scores, mask, softmax, and the weighted sum of the values, key after key.

import { exactly, fmt, h, put, shorten } from "../shared.js";
import { termTable } from "../sequences/terms.js";
import { seen } from "./state.js";

const short = (v) => shorten(v, 3).text;

// A vector, its first four numbers.
const vector = (x) => `${x.slice(0, 4).every((v) => shorten(v, 3).exact) ? "" : "≈"}(${x.slice(0, 4).map(short).join(", ")}${x.length > 4 ? ", …" : ""})`;

// The query's way from scores to output as a table; a press on a key's row chooses that key.
export function steps(me, choose) {
  const caption = h("caption", {});
  const heads = Array.from({ length: 7 }, () => h("th", { scope: "col" }));
  const body = h("tbody", {});
  const total = [h("th", { scope: "row" }, "sum"), ...Array.from({ length: 6 }, () => h("td", {}))];
  const table = h("table", { class: "sq-terms av-steps" }, caption, h("thead", {}, h("tr", {}, heads)), body, h("tfoot", {}, h("tr", { class: "sq-sum" }, total)));
  const scroll = h("div", { class: "av-scroll", role: "group", tabindex: "0", "aria-label": "The chosen query, step by step" }, table);
  const terms = termTable();
  const node = h("div", { class: "av-numbers cl-answer" }, scroll);
  const rows = [];
  const rowAt = (j) => {
    if (!rows[j]) {
      const button = h("button", { type: "button", onclick: () => choose(j) });
      const cells = [h("th", { scope: "row" }, button), ...Array.from({ length: 6 }, () => h("td", {}))];
      rows[j] = { button, cells, node: h("tr", {}, cells) };
      body.append(rows[j].node);
    }
    return rows[j];
  };
  const cell = (node, v) => {
    const number = typeof v === "number";
    put(node, number ? fmt(v, 3) : v);
    node.title = number ? exactly(v) : "";
  };
  const fill = () => {
    const now = me.now();
    const bare = me.scaled ? (me.temperature === 1 ? "÷ √d" : "÷ √d ÷ T") : me.temperature === 1 ? "score" : "÷ T";
    const names = me.d ? ["key", "q · k", bare, "e^(s − max)", "weight", "value v", "weight · v"] : ["key", "weight"];
    heads.forEach((head, c) => ((head.hidden = c >= names.length), put(head, names[c] ?? "")));
    put(caption, me.d ? `“${seen(me.target[me.query])}” looks: d = ${me.d}${me.scaled ? `, √d ${Number.isInteger(Math.sqrt(me.d)) ? "=" : "≈"} ${short(Math.sqrt(me.d))}` : ", no scaling"}${me.temperature === 1 ? "" : `, temperature T = ${short(me.temperature)}`}` : `Where “${seen(me.target[me.query])}” looks`);
    for (let j = 0; j < me.S; j++) {
      const { button, cells, node: row } = rowAt(j);
      row.hidden = false;
      row.className = j === me.key ? "sq-row" : "";
      put(button, seen(me.source[j]));
      button.setAttribute("aria-pressed", String(j === me.key));
      const open = now.allowed[j];
      const value = me.d ? Array.from(me.vector("v", j)) : [];
      const texts = me.d ? [now.raw[j], open ? now.scores[j] : "masked: −∞", open ? now.powers[j] : 0, now.weights[j], vector(value), vector(value.map((x) => x * now.weights[j]))] : [now.weights[j]];
      cells.slice(1).forEach((node, c) => ((node.hidden = c >= texts.length), c < texts.length && cell(node, texts[c])));
    }
    rows.slice(me.S).forEach((row) => (row.node.hidden = true));
    const weight = now.weights.reduce((a, b) => a + b, 0);
    const sums = me.d ? ["", "", now.sum, Number(weight.toPrecision(12)), "output:", vector(Array.from(now.output))] : [Number(weight.toPrecision(12))];
    total.slice(1).forEach((node, c) => ((node.hidden = c >= sums.length), c < sums.length && cell(node, sums[c])));
  };
  const show = () => {
    fill();
    const now = me.now();
    terms.node.hidden = !me.d;
    if (!me.d) return;
    const [q, k] = [me.vector("q", me.query), me.vector("k", me.key)];
    const all = Array.from(q, (x, i) => [`q[${i + 1}] · k[${i + 1}]`, x, k[i], x * k[i]]);
    const kept = all.slice(0, 8);
    if (all.length > 8) kept.push([`${all.length - 8} more`, null, null, all.slice(8).reduce((s, [, , , p]) => s + p, 0)]);
    const open = now.allowed[me.key];
    terms.show({ caption: `q of “${seen(me.target[me.query])}” · k of “${seen(me.source[me.key])}”`, heads: ["", "q", "k", "product"], rows: kept, ends: [["sum q · k", now.raw[me.key]], ["score s", open ? now.scores[me.key] : -Infinity], ["weight", now.weights[me.key]]] });
  };
  return { node, terms: terms.node, show };
}
