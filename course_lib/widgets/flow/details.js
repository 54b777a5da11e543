// The layer that is read: its two histograms, each over its own range, and its numbers.

import { bars, cividis, css, exactly, fmt, h, picture, placed, put, shorten } from "../shared.js";
import { histogram } from "./net.js";

const BARS = 21;

function span(values, centred) {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!Number.isFinite(high - low)) return [-1, 1];
  if (centred) [low, high] = [-Math.max(-low, high), Math.max(-low, high)];
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

function bell(ctx, { label, values, centred, colour }) {
  return picture(ctx, {
    label, aspect: 2.6, maxWidth: 460,
    table: () => {
      const [low, high] = span(values(), centred);
      return { caption: label, head: ["from", "to", "how many"], rows: histogram(values(), low, high, BARS).map((n, i) => [low + ((high - low) * i) / BARS, low + ((high - low) * (i + 1)) / BARS, n]) };
    },
    draw: (g, width, height, theme) => {
      const [low, high] = span(values(), centred);
      const counts = histogram(values(), low, high, BARS);
      const s = Math.max(12, 0.9 * theme.size);
      const box = { left: 4, right: width - 4, top: 2, bottom: height - 1.5 * s };
      bars(g, theme, box, { values: counts, lo: 0, hi: Math.max(...counts, 1), colour: colour(theme) });
      g.font = `${s}px ${theme.font}`;
      g.fillStyle = css(theme.muted);
      g.textBaseline = "top";
      [[low, "left", 4], [high, "right", width - 4]].forEach(([v, align, x]) => {
        g.textAlign = align;
        g.fillText(fmt(v, 3), x, box.bottom + 0.3 * s);
      });
      if (low < 0 && high > 0) {
        g.textAlign = "center";
        g.fillText("0", 4 + ((0 - low) / (high - low)) * (width - 8), box.bottom + 0.3 * s);
      }
    },
  });
}

const ROWS = [
  ["mean", "mean of the outputs"], ["std", "their standard deviation"], ["square", "their mean square"], ["saturated", "saturated outputs"],
  ["dead", "dead units"], ["gradient", "length of the gradient"], ["gradientStd", "its standard deviation"], ["weight", "length of the weights’ gradient"],
];

export function details(ctx, me) {
  const now = (which) => () => me.found[which][me.layer - 1];
  const heading = h("p", { class: "cl-heading gf-title" });
  const given = bell(ctx, { label: "Outputs of this layer", values: now("outputs"), colour: () => (v, i) => cividis(0.15 + (0.8 * i) / BARS) });
  const got = bell(ctx, { label: "Gradient at this layer", values: now("gradients"), centred: true, colour: (theme) => theme.gradientInk });
  const cells = ROWS.map(([key, text]) => ({ key, cell: h("td", { class: "cl-digits cl-answer" }), text }));
  const table = h("table", { class: "cl-table gf-table" }, h("caption", {}, "The layer in numbers"), h("tbody", {}, cells.map((one) => (one.row = h("tr", { class: one.key.startsWith("gradient") || one.key === "weight" ? "gf-back" : "" }, h("th", { scope: "row" }, one.text), one.cell)))));
  const node = h("div", { class: "gf-details" }, heading, h("p", { class: "cl-help" }, "Outputs"), given.node, h("p", { class: "cl-help" }, "Gradient ", h("span", { class: "gf-flow" }, "(comes from the right)")), got.node, table);
  for (const look of [given, got]) look.node.classList.add("cl-answer");
  const show = () => {
    const one = me.found.layers[me.layer - 1];
    put(heading, `Layer ${me.layer} of ${me.depth}`);
    cells.forEach(({ key, cell, row }) => {
      const v = one[key];
      row.hidden = v === null;
      if (v === null) return;
      const share = key === "saturated" || key === "dead";
      put(cell, share ? `${shorten(100 * v, 3).exact ? "" : "≈"}${shorten(100 * v, 3).text} %` : fmt(v));
      cell.title = exactly(v);
    });
  };
  const inputs = ctx.locked("details") ? [...node.querySelectorAll("button")] : [];
  return { node: placed(ctx, "details", node, inputs), show, redraw: () => (given.redraw(), got.redraw()) };
}
