// The connections of a layer with few inputs and outputs: equal weights in equal colours and strokes.

import { css, edge, layered, picture, plate, unit } from "../shared.js";
import { pair, wiringOf } from "./counting.js";

const MOST_IN = 16;
const product = (shape) => shape.reduce((a, b) => a * b, 1);

export const isSmall = (record) => Boolean(record.shape && record.in && !record.gone && record.parts.length === 1 && ["conv", "local", "linear"].includes(record.layer.kind) && product(record.in) <= MOST_IN && product(record.shape) <= 8);

// Every connection as [input, output, number of its weight]; weights with one number are one and the same.
export function links({ layer, in: come, shape }) {
  const [inputs, units] = [product(come), product(shape)];
  const all = [];
  if (layer.kind === "linear" || wiringOf(layer) === "global") {
    for (let u = 0; u < units; u++) for (let i = 0; i < inputs; i++) all.push([i, u, u * inputs + i]);
    return all;
  }
  const [[kh, kw], [sh, sw], [ph, pw], [dh, dw]] = [layer.kernel, layer.stride ?? 1, layer.padding ?? 0, layer.dilation ?? 1].map(pair);
  const [channels, high, wide] = come;
  const [out, rows, columns] = shape;
  const area = channels * kh * kw;
  for (let u = 0; u < units; u++) {
    const [o, r, c] = [Math.floor(u / (rows * columns)), Math.floor(u / columns) % rows, u % columns];
    for (let k = 0; k < area; k++) {
      const [ch, y, x] = [Math.floor(k / (kh * kw)), r * sh - ph + dh * (Math.floor(k / kw) % kh), c * sw - pw + dw * (k % kw)];
      if (y < 0 || x < 0 || y >= high || x >= wide) continue;
      const set = wiringOf(layer) === "local" ? u : o;
      all.push([(ch * high + y) * wide + x, u, set * area + k]);
    }
  }
  return out && all;
}

export function connections(ctx, me) {
  const look = picture(ctx, { label: "The connections of the chosen layer", maxWidth: 460, aspect: 1.5, table: () => {
    const record = me.records[me.chosen];
    return { caption: "Connections, and which weight each carries", head: ["from input", "to unit", "weight"], rows: isSmall(record) ? links(record).map(([i, u, k]) => [String(i + 1), String(u + 1), `w${k + 1}`]) : [] };
  }, draw: (g, width, height, theme) => {
    const record = me.records[me.chosen];
    if (!isSmall(record)) return;
    const [inputs, units] = [product(record.in), product(record.shape)];
    const [left, right] = layered([inputs, units], { left: 26, top: 6, right: width - 40, bottom: height - 1.8 * theme.size });
    const found = links(record);
    const distinct = new Set(found.map(([, , k]) => k)).size;
    const r = Math.min(13, (height - 40) / inputs / 2.6);
    found.forEach(([i, u, k]) => {
      const few = distinct <= 9;
      edge(g, theme, { ...left[i], r }, { ...right[u], r: 16 }, { colour: few ? theme.classes[k < 6 ? k : k + 1] : theme.muted, width: few ? 2.4 : 1.1, dash: few && k % 3 === 1, head: 0 });
    });
    if (distinct <= 9) found.forEach(([i, u, k]) => plate(g, theme, `w${k + 1}`, left[i].x + (right[u].x - left[i].x) * 0.62, left[i].y + (right[u].y - left[i].y) * 0.62));
    left.forEach((p) => unit(g, theme, { ...p, r }));
    right.forEach((p) => unit(g, theme, { ...p, r: 16 }));
    g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "bottom";
    g.fillStyle = css(theme.ink);
    g.fillText(`${found.length} connections, ${distinct} different weights`, width / 2, height - 1);
  } });
  look.node.classList.add("cl-answer");
  return look;
}
