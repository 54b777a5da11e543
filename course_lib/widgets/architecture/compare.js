// Two networks side by side: their sums and how they relate.

import { h, put, select } from "../shared.js";
import { times } from "./counting.js";
import { brief, memory, whole } from "./words.js";

const ROWS = [
  ["input", (n) => times(n.input)],
  ["output", (n) => (n.records.at(-1).shape ? times(n.records.at(-1).shape) : "does not fit")],
  ["layers with weights in a row", (n) => n.sums.depth, whole],
  ["parameters", (n) => n.sums.trained, whole],
  ["… in convolutions", (n) => n.sums.params.conv + n.sums.params.conv_bias, whole],
  ["… in dense layers", (n) => n.sums.params.dense + n.sums.params.dense_bias, whole],
  ["multiply-adds", (n) => n.sums.macsConv + n.sums.macsDense, whole],
  ["activations", (n) => n.sums.values, memory],
  ["parameters at 4 bytes", (n) => n.sums.trained + n.sums.fixed, memory],
  ["largest layer", (n) => largest(n)],
];

const largest = ({ records, sums }) => {
  const best = records.reduce((a, r) => (r.trained > a.trained ? r : a), records[0]);
  return sums.trained ? `${best.name}: ${brief((100 * best.trained) / sums.trained)} %` : "none";
};

export function compare(ctx, me) {
  const other = select(ctx, { label: "Compare with", options: [...me.networks.values()].map((n) => [n.name, n.title]), value: me.other, onchange: (v) => {
    me.set("other", v);
    ctx.say(`Beside ${me.sizes(v).title}: ${whole(me.sizes(v).sums.trained)} parameters.`);
  } });
  const [mine, yours] = [h("th", { scope: "col" }), h("th", { scope: "col" })];
  const cells = ROWS.map(() => [h("td", {}), h("td", {}), h("td", {})]);
  const bars = ROWS.map(([, , text]) => (text ? [h("i", { class: "ab-bar" }), h("i", { class: "ab-bar ab-bar-2" })] : null));
  const words = ROWS.map(() => [h("span", {}), h("span", {})]);
  cells.forEach((row, i) => [0, 1].forEach((k) => row[k].append(words[i][k], ...(bars[i] ? [bars[i][k]] : []))));
  const table = h("table", { class: "ab-compare cl-answer" }, h("caption", {}, "Side by side"), h("thead", {}, h("tr", {}, h("td", {}), mine, yours, h("th", { scope: "col" }, "second / first"))), h("tbody", {}, ROWS.map(([text], i) => h("tr", {}, h("th", { scope: "row" }, text), cells[i]))));
  const node = h("div", {}, h("div", { class: "cl-row" }, other.node), h("div", { class: "ab-scroll", tabindex: "0", role: "group", "aria-label": "Two networks side by side" }, table));
  const show = () => {
    other.set(me.other);
    const two = [{ title: me.title, input: me.input, records: me.records, sums: me.sums }, me.sizes(me.other)];
    put(mine, two[0].title);
    put(yours, two[1].title);
    ROWS.forEach(([, value, text], i) => {
      const both = two.map(value);
      [0, 1].forEach((k) => {
        put(words[i][k], text ? text(both[k]) : both[k]);
        if (bars[i]) bars[i][k].style.setProperty("--share", String(Math.max(both[0], both[1]) ? both[k] / Math.max(both[0], both[1]) : 0));
      });
      put(cells[i][2], text && both[0] ? `${brief(both[1] / both[0])} ×` : "");
    });
  };
  return { node, show };
}
