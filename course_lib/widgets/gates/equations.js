// The equations of the chosen step and unit with their numbers, and the sum behind the chosen gate.

import { equals, exactly, fmt, h, put, shorten } from "../shared.js";
import { low, products, termTable } from "../sequences/terms.js";
import { KINDS, NAMES, isCandidate, isGate, sums } from "./cell.js";

// The lines of one step: [{name, text, value}], every number at hand.
export function linesOf(me, u) {
  const { kind } = me.cell;
  const [t, b] = [me.step, me.step - 1];
  const v = (name) => me.at(name, t, u);
  const was = (name) => me.trace[name][b][u];
  const found = sums(me.cell, me.rows[t - 1], me.trace.h[b]);
  const gate = (name) => ({ name, text: `${name} = ${isCandidate(name) ? "tanh" : "σ"}(${fmt(found[name].sum[u])}) ${equals(v(name))}`, value: v(name) });
  const gates = KINDS[kind].rows.filter((name) => isGate(name) || isCandidate(name)).map(gate);
  if (kind === "LSTM") {
    const c = { name: "c", text: `c${low(t)} = f · c${low(b)} + i · g ${filled([v("f"), was("c")], [v("i"), v("g")])} ${equals(v("c"))}`, value: v("c") };
    return [...gates.filter((g) => g.name !== "o"), c, ...gates.filter((g) => g.name === "o"), { name: "h", text: `h${low(t)} = o · tanh(c${low(t)}) ${filled([v("o"), Math.tanh(v("c"))])} ${equals(v("h"))}`, value: v("h") }];
  }
  const [keep, write] = kind === "GRU" ? [v("z"), 1 - v("z")] : [1 - v("f"), v("f")];
  const words = kind === "GRU" ? `(1 − z) · n + z · h${low(b)}` : `f · n + (1 − f) · h${low(b)}`;
  return [...gates, { name: "h", text: `h${low(t)} = ${words} ${filled([write, v("n")], [keep, was("h")])} ${equals(v("h"))}`, value: v("h") }];
}

// A sum of products with its numbers: "=" before it, or "≈" where any of them is shortened.
function filled(...pairs) {
  const short = (x) => (x < 0 ? `(${shorten(x).text})` : shorten(x).text);
  const exact = pairs.flat().every((x) => shorten(x).exact);
  return `${exact ? "=" : "≈"} ${pairs.map((pair) => pair.map(short).join(" · ")).join(" + ")}`;
}

// The sum behind the chosen quantity, for the table of products.
export function termsOf(me, name, u) {
  const { cell } = me;
  const { kind, H, I } = cell;
  const [t, b] = [me.step, me.step - 1];
  const v = (q) => me.at(q, t, u);
  const was = (q) => me.trace[q][b][u];
  if (name === "c") return { caption: `c${low(t)}: what is kept and what is new`, rows: [[`f · c${low(b)}`, v("f"), was("c"), v("f") * was("c")], ["i · g", v("i"), v("g"), v("i") * v("g")]], ends: [[`sum c${low(t)}`, v("c")]] };
  if (name === "h" && kind === "LSTM") return { caption: `h${low(t)}: what is let out`, rows: [["o · tanh(c)", v("o"), Math.tanh(v("c")), v("o") * Math.tanh(v("c"))]], ends: [[`h${low(t)}`, v("h")]] };
  if (name === "h") {
    const keep = kind === "GRU" ? ["z", v("z")] : ["(1 − f)", 1 - v("f")];
    const write = kind === "GRU" ? ["(1 − z)", 1 - v("z")] : ["f", v("f")];
    return { caption: `h${low(t)}: what is kept and what is new`, rows: [[`${keep[0]} · h${low(b)}`, keep[1], was("h"), keep[1] * was("h")], [`${write[0]} · n`, write[1], v("n"), write[1] * v("n")]], ends: [[`sum h${low(t)}`, v("h")]] };
  }
  const k = KINDS[kind].gates.indexOf(name);
  const part = sums(cell, me.rows[t - 1], me.trace.h[b])[name];
  const rows = products(cell.w, k * H + u, me.rows[t - 1], me.inputName);
  rows.push(["bias b", null, null, cell.b[k * H + u]]);
  const inside = [...products(cell.u, k * H + u, part.met, (j) => `${kind === "MGU" && name === "n" ? "f · " : ""}h${low(b)}[${j + 1}]`)];
  const act = `${isCandidate(name) ? "tanh" : "σ"}(s)`;
  if (kind === "GRU" && name === "n") return { caption: "n: the reset gate lets a part of the state in", rows: [...rows, ["r · (U h + c)", v("r"), part.state[u], v("r") * part.state[u]]], ends: [["sum s", part.sum[u]], [act, v(name)]] };
  const apart = cell.c[k * H + u] ? [["bias c", null, null, cell.c[k * H + u]]] : [];
  return { caption: `${NAMES[name]}: the sum s of ${me.unitName(u)} at step ${t}`, rows: [...rows, ...inside, ...apart], ends: [["sum s", part.sum[u]], [act, v(name)]] };
}

export function equations(me, choose) {
  const list = h("ul", { class: "gv-lines cl-digits", "aria-label": "The equations with the numbers of the chosen step" });
  const table = termTable();
  const node = h("div", { class: "gv-equations cl-answer" }, list, table.node);
  const rows = [];
  const show = () => {
    const u = me.row === "x" ? 0 : me.unit;
    const name = me.row === "x" ? me.memory : me.row;
    linesOf(me, u).forEach((one, i) => {
      rows[i] ??= list.appendChild(h("li", {}, h("button", { type: "button", onclick: () => choose(rows[i].name) })));
      rows[i].hidden = false;
      rows[i].name = one.name;
      const button = rows[i].firstChild;
      put(button, one.text);
      button.title = exactly(one.value);
      button.setAttribute("aria-pressed", String(one.name === name));
    });
    rows.slice(linesOf(me, u).length).forEach((row) => (row.hidden = true));
    table.show(termsOf(me, name, u));
  };
  return { node, show };
}
