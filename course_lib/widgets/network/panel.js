// What stands beside the network: the step in words, and the chosen unit with its weights, gradients and differences.

import { exactly, fmt, h, numberField, put } from "../shared.js";
import { aLine, deltaLine, gradientText, lossLine, nameOf, phaseOf, stepLine, zLine } from "./words.js";

const PHASE = { start: "Start", forward: "Forward →", loss: "Loss", backward: "← Backward", update: "Update" };

// The chosen unit's rows: its bias and the weight of each input; built again when another unit is looked at.
function weightTable(ctx, me) {
  const body = h("tbody", { role: "rowgroup" });
  const head = h("tr", { role: "row" }, ["from", "weight", ...(me.learns ? ["gradient = δ · input", "finite difference", "after the step"] : [])].map((text) => h("th", { scope: "col", role: "columnheader" }, text)));
  const node = h("table", { class: "ns-weights", role: "table" }, h("thead", { role: "rowgroup" }, head), body);
  let [rows, built] = [[], ""];
  const build = (k, i) => {
    rows = [...me.W[k][i].keys(), -1].map((j) => {
      const from = j < 0 ? "bias" : nameOf(me, k - 1, j);
      const value = () => (j < 0 ? me.b[k][i] : me.W[k][i][j]);
      const field = numberField(ctx, { name: "values", hideLabel: true, label: j < 0 ? `Bias of ${nameOf(me, k, i)}` : `Weight of ${nameOf(me, k, i)} from ${from}`, value: value(), min: -1e6, max: 1e6, onchange: (v) => {
        me.setWeight(k, i, j, v);
        ctx.say(`${j < 0 ? "Bias" : `Weight from ${from}`} is ${fmt(v)}; ${me.outcome()}.`);
      } });
      const cells = !me.learns ? [] : ["gradient", "finite difference", "after the step"].map((name) => h("td", { role: "cell", "data-name": name }));
      if (me.learns) cells[0].className = "ns-purple";
      return { j, field, value, cells, row: h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, from), h("td", { role: "cell" }, field.node), cells) };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
  };
  const show = (k, i) => {
    const key = `${me.preset} ${me.sizes} ${k} ${i}`;
    if (key !== built) build(k, i), (built = key);
    const ready = me.known.outer[k];
    const fd = ready ? me.differences() : null;
    for (const { j, field, value, cells } of rows) {
      field.set(value());
      if (!me.learns) continue;
      const gradient = j < 0 ? me.pass.db[k][i] : me.pass.dW[k][i][j];
      const slope = fd && (j < 0 ? fd.b[k][i] : fd.W[k][i][j]);
      put(cells[0], ready ? gradientText(me, k, i, j) : "");
      const agrees = ready && Math.abs(gradient - slope) <= 1e-6 * Math.max(1, Math.abs(gradient));
      put(cells[1], ready ? `${fmt(slope)}${agrees ? " ✓" : ""}` : "");
      cells[1].title = ready ? exactly(slope) : "";
      const next = j < 0 ? me.pass.newb[k][i] : me.pass.newW[k][i][j];
      put(cells[2], me.known.update[k] ? fmt(next) : "");
      cells.forEach((cell) => cell.toggleAttribute("data-empty", !cell.textContent));
    }
  };
  return { node, show };
}

// A field for each input and each target.
function dataFields(ctx, me) {
  const row = h("div", { class: "cl-row ns-fields" });
  let [fields, built] = [[], ""];
  const show = () => {
    const key = `${me.preset} ${me.sizes} ${me.loss === "score"}`;
    if (key !== built) {
      built = key;
      const say = (name, v) => ctx.say(`${name} is ${fmt(v)}; ${me.outcome()}.`);
      const inputs = me.x.map((v, j) => ({ get: () => me.x[j], field: numberField(ctx, { name: "values", label: nameOf(me, -1, j), value: v, min: -1e6, max: 1e6, onchange: (x) => (me.setInput(j, x), say(nameOf(me, -1, j), x)) }) }));
      const goal = (i) => (me.t.length > 1 ? `target ${nameOf(me, me.W.length - 1, i)}` : "target");
      const targets = me.loss === "score" || !me.learns ? [] : me.t.map((v, i) => ({ get: () => me.t[i], field: numberField(ctx, { name: "values", label: goal(i), value: v, min: -1e6, max: 1e6, onchange: (x) => (me.setTarget(i, x), say(goal(i), x)) }) }));
      fields = [...inputs, ...targets];
      row.replaceChildren(...fields.map(({ field }) => field.node));
    }
    fields.forEach(({ field, get }) => field.set(get()));
  };
  return { node: row, show };
}

export function panel(ctx, me) {
  const [phase, count, loss] = [h("span", { class: "ns-phase" }), h("span", { class: "ns-count" }), h("span", { class: "ns-loss" })];
  const sentence = h("p", { class: "ns-sentence" });
  const [title, z, a, rule, delta] = [h("p", { class: "cl-heading" }), h("p", {}), h("p", {}), h("p", { class: "ns-rule" }), h("p", { class: "ns-purple ns-strong" })];
  const [weights, data] = [weightTable(ctx, me), dataFields(ctx, me)];
  const card = h("div", { class: "ns-card" }, title, z, a, rule, delta, weights.node);
  const node = h("div", { class: "ns-panel ns-side cl-digits" }, h("div", { class: "cl-answer ns-panel" }, h("p", { class: "ns-where" }, phase, count, loss), sentence), card, data.node);
  card.classList.add("cl-answer");
  const line = (part, text) => {
    part.hidden = !text;
    put(part, text);
  };
  const showUnit = ({ layer, unit }) => {
    const { known } = me;
    line(title, layer < 0 ? `Input ${nameOf(me, layer, unit)}` : `Unit ${nameOf(me, layer, unit)}, layer ${layer + 1}`);
    weights.node.hidden = layer < 0;
    if (layer < 0) {
      line(z, `${nameOf(me, layer, unit)} = ${fmt(me.x[unit])}`);
      return [a, rule, delta].forEach((part) => line(part, ""));
    }
    const ready = known.delta[layer][unit];
    const written = ready ? deltaLine(me, layer, unit) : null;
    line(z, known.z[layer][unit] ? zLine(me, layer, unit) : "z waits for the layer before.");
    line(a, known.a[layer][unit] ? aLine(me, layer, unit) : "");
    line(rule, written?.rule ?? "");
    line(delta, written?.numbers ?? "");
    return weights.show(layer, unit);
  };
  const show = () => {
    const now = phaseOf(me);
    put(phase, PHASE[now]);
    phase.dataset.phase = now;
    put(count, `step ${me.at} of ${me.last}${me.round ? `, after ${me.round} update${me.round > 1 ? "s" : ""}` : ""}`);
    put(loss, me.known.loss ? `L ${fmt(me.pass.loss).startsWith("≈") ? "" : "= "}${fmt(me.pass.loss)}` : "");
    loss.title = me.known.loss ? `${exactly(me.pass.loss)}; ${lossLine(me)}` : "";
    put(sentence, stepLine(me));
    showUnit(me.focus());
    data.show();
  };
  return { node, data, show };
}
