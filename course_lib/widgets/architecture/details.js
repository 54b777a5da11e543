// The chosen layer: its numbers with the arithmetic, what it can be changed to, and what is inside a block.

import { button, choice, dataTable, h, numberField, placed, put } from "../shared.js";
import { connections, isSmall } from "./connections.js";
import { pair, times } from "./counting.js";
import { wirings } from "./state.js";
import { fieldText, kindOf, macLine, memory, paramLine, shapeLine, whole } from "./words.js";

const FIELDS = [["out", "Outputs"], ["kernel", "Window"], ["stride", "Stride"], ["padding", "Padding"]];
const WIRES = [["shared", "shared", "One set of weights for every place: a convolution"], ["local", "local", "Each place has its own weights"], ["global", "global", "Every output reads every input: a dense layer"]];

export function details(ctx, me) {
  const [name, kind] = [h("strong", {}), h("span", {})];
  const rows = ["Output", "Parameters", "Multiply-adds", "Activations", "Sees"].map((text) => {
    const [big, how] = [h("b", {}), h("span", { class: "ab-how" })];
    return { big, how, node: h("div", { class: "ab-fact" }, h("dt", {}, text), h("dd", { class: "cl-answer" }, big, how)) };
  });
  const out = button(ctx, { name: "remove", label: "Take out", icon: "minus", title: "Take this layer out of the network, or put it back", onclick: () => {
    me.remove();
    ctx.say(me.removed.includes(me.chosen) ? `${name.textContent} is out; ${whole(me.sums.trained)} parameters are left.` : `${name.textContent} is back; ${whole(me.sums.trained)} parameters.`);
  } });
  const outText = out.querySelector("span");
  const fields = FIELDS.map(([key, label]) => ({ key, ...numberField(ctx, { label, value: 1, min: key === "padding" ? 0 : 1, max: 1e7, onchange: (v) => {
    me.edit(key, v);
    ctx.say(`${label} ${whole(Math.round(v))}: ${whole(me.sums.trained)} parameters in all.`);
  } }) }));
  const wiring = choice(ctx, { label: "Weights", options: WIRES, value: "shared", onchange: (v) => {
    me.edit("wiring", v);
    ctx.say(`${v}: ${whole(me.records[me.chosen].trained)} parameters.`);
  } });
  const counts = h("p", { class: "ab-wires cl-answer cl-digits" });
  const edit = placed(ctx, "edit", h("div", { class: "ab-edit cl-row", role: "group", "aria-label": "Change the chosen layer" }, fields.map((f) => f.node), wiring.node), [...fields.map((f) => f.box), ...wiring.node.querySelectorAll("input")]);
  const drawing = connections(ctx, me);
  const inner = h("details", { class: "ab-inner", hidden: true }, h("summary", {}, "Inside this block"), h("div", { class: "cl-sheet", tabindex: "0", role: "group", "aria-label": "The layers inside the block" }));
  const node = h("div", { role: "group", class: "ab-details", "aria-label": "The chosen layer" }, h("p", { class: "ab-name" }, name, kind, out), h("dl", { class: "ab-facts" }, rows.map((r) => r.node)), edit, counts, drawing.node, inner);
  let shown = null;
  inner.addEventListener("toggle", ctx.guard(() => inner.open && fillInner(inner, shown, me)));
  const show = () => {
    const record = me.records[me.chosen];
    put(name, record.name);
    put(kind, kindOf(record.layer));
    put(outText, record.gone ? "Put back" : "Take out");
    facts(record, me).forEach(([big, how], i) => (put(rows[i].big, big), put(rows[i].how, how)));
    const { layer } = record;
    for (const field of fields) {
      const has = layer[field.key] !== undefined || (["conv", "local"].includes(layer.kind) && !(field.key === "padding" && layer.same));
      field.node.hidden = !has;
      const value = layer[field.key] ?? (field.key === "stride" ? 1 : 0);
      field.set(pair(value).at(-1));
    }
    const ways = wirings(record);
    wiring.node.hidden = !ways.length;
    edit.hidden = ctx.hidden("edit") || (fields.every((f) => f.node.hidden) && !ways.length);
    wiring.set(ways.find((way) => way.now)?.wiring);
    counts.hidden = !ways.length || ctx.hidden("edit");
    put(counts, ways.map((way) => `${way.wiring} ${whole(way.trained)}`).join(" · "));
    drawing.node.hidden = !isSmall(record);
    if (isSmall(record)) drawing.redraw();
    inner.hidden = record.parts.length < 2;
    if (inner.open && record !== shown) fillInner(inner, record, me);
    shown = record;
  };
  return { node, show };
}

function facts(record, me) {
  if (record.gone && !record.shape) return [["out", ""], ["", ""], ["", ""], ["", ""], ["", ""]];
  if (record.gone) return [["taken out", me.removal === "count" ? "left in its place, only not counted" : "the next layer is made to fit"], ["none", ""], ["none", ""], ["none", ""], ["", ""]];
  if (!record.shape) return [[record.error ? "does not fit" : "unknown", record.error || "a layer before it does not fit"], ["none", ""], ["none", ""], ["none", ""], ["unknown", ""]];
  const [one] = record.parts;
  const alone = record.parts.length === 1;
  const many = `sum of ${record.parts.length} layers`;
  return [
    [times(record.shape), alone ? shapeLine(one) : ""],
    [record.fixed ? `0 trained, ${whole(record.fixed)} fixed` : whole(record.trained), alone ? paramLine(one) : many],
    [whole(record.macsConv + record.macsDense), alone ? macLine(one) : many],
    [memory(record.values), record.values ? `${whole(record.values)} numbers of 4 bytes` : "works in place"],
    [fieldText(record, me.input), record.whole ? "" : "of the input, for each output"],
  ];
}

function fillInner(inner, record, me) {
  const rows = record.parts.map((part) => [part.name, times(part.shape), paramLine(part), macLine(part)]);
  inner.lastChild.replaceChildren(dataTable({ caption: `${record.name} of ${me.title}`, head: ["layer", "output", "parameters", "multiply-adds"], rows }));
}
