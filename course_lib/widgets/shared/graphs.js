// Boxes, circles and arrows: networks, computation graphs, unrolled cells. Data flows from left to right.

import { css } from "./colours.js";
import { arrow, line } from "./pictures.js";

// Where the units of a layered network stand: sizes [3, 4, 2] -> [[{x, y}, ...], ...], layer by layer, left to right.
export function layered(sizes, { left, top, right, bottom }) {
  return sizes.map((n, l) => Array.from({ length: n }, (_, i) => ({
    x: sizes.length === 1 ? (left + right) / 2 : left + ((right - left) * l) / (sizes.length - 1),
    y: top + ((bottom - top) * (i + 0.5)) / n,
  })));
}

// A unit: a circle of radius r, or a box where w is given; `lines` are its texts, `fill` and `ink` its colours, `focus` the band.
export function unit(g, theme, { x, y, r = 18, w, h, lines = [], fill = theme.paper, ink = theme.ink, focus = false, dashed = false, size = theme.size }) {
  const [half, tall] = [w ? w / 2 : r, h ? h / 2 : w ? r : r];
  const path = () => {
    g.beginPath();
    if (w) g.roundRect(x - half, y - tall, 2 * half, 2 * tall, 6);
    else g.arc(x, y, r, 0, 2 * Math.PI);
  };
  g.save();
  if (focus) {
    g.strokeStyle = css(theme.ink);
    g.lineWidth = 8;
    path();
    g.stroke();
    g.strokeStyle = css(theme.focus);
    g.lineWidth = 5;
    path();
    g.stroke();
  }
  path();
  g.fillStyle = css(fill);
  g.fill();
  if (dashed) g.setLineDash([4, 3]);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 1.5;
  g.stroke();
  g.restore();
  g.fillStyle = css(ink);
  g.textAlign = "center";
  g.textBaseline = "middle";
  lines.forEach((text, i) => {
    g.font = `${i ? Math.max(12, 0.85 * size) : size}px ${theme.font}`;
    g.fillText(text, x, y + (i - (lines.length - 1) / 2) * 1.2 * size);
  });
}

// A connection from a to b ({x, y, r} each: it starts and ends at their rims); `label` stands on a plate of paper at `at` of its length.
export function edge(g, theme, a, b, { colour = theme.ink, width = 1.5, label = "", at = 0.5, dash = false, head = 8, backward = false } = {}) {
  const [from, to] = backward ? [b, a] : [a, b];
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [x0, y0, x1, y1] = [from.x + ux * (from.r ?? 0), from.y + uy * (from.r ?? 0), to.x - ux * ((to.r ?? 0) + 2), to.y - uy * ((to.r ?? 0) + 2)];
  g.save();
  g.strokeStyle = g.fillStyle = css(colour);
  g.lineWidth = width;
  if (dash) g.setLineDash([5, 4].map((part) => part + Math.max(0, width - 2)));
  if (dash) g.lineCap = "butt"; // round ends would close the gaps of a thick line
  if (head) arrow(g, x0, y0, x1, y1, head);
  else line(g, [[x0, y0], [x1, y1]]);
  g.restore();
  if (label) plate(g, theme, label, x0 + (x1 - x0) * at, y0 + (y1 - y0) * at, colour);
}

// A text on a plate of paper, so that lines behind it do not cross it.
export function plate(g, theme, text, x, y, colour = theme.ink, size = Math.max(12, 0.85 * theme.size)) {
  g.save();
  g.font = `${size}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  const half = g.measureText(text).width / 2 + 3;
  g.fillStyle = css(theme.paper);
  g.fillRect(x - half, y - 0.62 * size, 2 * half, 1.24 * size);
  g.fillStyle = css(colour);
  g.fillText(text, x, y);
  g.restore();
}
