// Curves and bars within axes.

import { css } from "./colours.js";
import { clamp } from "./numbers.js";
import { axes, line, marker } from "./pictures.js";

// Several curves in one chart: series [{name, xs, ys, colour?, dash?, marker?}], each named at its end; returns the axes.
// A gap (NaN or infinite) breaks a curve. Values beyond ylim are cut at the edge.
export function curves(g, width, height, theme, { series, xlim, ylim, xlabel, ylabel, names = true, at, xtext, ytext }) {
  const space = names ? 6.5 * theme.size : 0;
  const ax = axes(g, width - space, height, { xlim, ylim, xlabel, ylabel, theme, xtext, ytext });
  const used = [];
  g.save();
  g.beginPath();
  g.rect(ax.area.left - 1, ax.area.top - 4, ax.area.right - ax.area.left + 2, ax.area.bottom - ax.area.top + 8);
  g.clip();
  series.forEach((one, k) => {
    g.strokeStyle = css(one.colour ?? theme.classes[k % theme.classes.length]);
    g.lineWidth = one.width ?? 2.2;
    g.setLineDash(one.dash ?? []);
    let piece = [];
    for (let i = 0; i <= one.xs.length; i++) {
      if (i < one.xs.length && Number.isFinite(one.ys[i])) piece.push([ax.x(one.xs[i]), ax.y(one.ys[i])]);
      else {
        if (piece.length > 1) line(g, piece);
        piece = [];
      }
    }
  });
  g.restore();
  series.forEach((one, k) => {
    const colour = one.colour ?? theme.classes[k % theme.classes.length];
    const i = at === undefined ? lastFinite(one.ys) : at;
    if (one.marker && i >= 0 && Number.isFinite(one.ys[i])) marker(g, one.marker, ax.x(one.xs[i]), clamp(ax.y(one.ys[i]), ax.area.top, ax.area.bottom), 5, colour, theme.ink);
    const end = lastFinite(one.ys);
    if (!names || end < 0) return;
    let y = clamp(ax.y(one.ys[end]), ax.area.top + 6, ax.area.bottom - 6);
    while (used.some((taken) => Math.abs(taken - y) < 1.15 * theme.size)) y += 0.4 * theme.size;
    used.push(y);
    g.font = `${Math.max(12, 0.9 * theme.size)}px ${theme.font}`;
    g.textAlign = "left";
    g.textBaseline = "middle";
    marker(g, one.marker ?? "o", ax.area.right + 0.8 * theme.size, y, 4, colour, theme.ink, 1);
    g.fillStyle = css(theme.ink);
    g.fillText(one.name, ax.area.right + 1.5 * theme.size, y, space - 1.6 * theme.size);
  });
  return ax;
}

const lastFinite = (ys) => {
  for (let i = ys.length - 1; i >= 0; i--) if (Number.isFinite(ys[i])) return i;
  return -1;
};

// Upright bars in a box: values with their labels beneath and their numbers above; `chosen` carries the focus band.
export function bars(g, theme, box, { values, labels = [], texts = [], lo = 0, hi = 1, chosen = -1, colour = theme.positive }) {
  const n = values.length;
  const [step, size] = [(box.right - box.left) / Math.max(1, n), Math.max(12, 0.85 * theme.size)];
  const [top, bottom] = [box.top + (texts.length ? 1.3 * size : 2), box.bottom - (labels.length ? 1.5 * size : 2)];
  const y = (v) => bottom - ((clamp(v, lo, hi) - lo) / (hi - lo || 1)) * (bottom - top);
  g.font = `${size}px ${theme.font}`;
  g.textAlign = "center";
  for (let i = 0; i < n; i++) {
    const [x, wide] = [box.left + i * step + 0.12 * step, 0.76 * step];
    const [from, to] = [y(Math.max(lo, Math.min(0, hi))), y(values[i])];
    g.fillStyle = css(typeof colour === "function" ? colour(values[i], i) : colour);
    g.fillRect(x, Math.min(from, to), wide, Math.max(1, Math.abs(from - to)));
    if (i === chosen) {
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 5;
      g.strokeRect(x, Math.min(from, to), wide, Math.max(1, Math.abs(from - to)));
      g.strokeStyle = css(theme.focus);
      g.lineWidth = 2.5;
      g.strokeRect(x, Math.min(from, to), wide, Math.max(1, Math.abs(from - to)));
    }
    g.fillStyle = css(theme.ink);
    g.textBaseline = "top";
    if (labels[i] !== undefined) g.fillText(labels[i], x + wide / 2, bottom + 0.3 * size, step);
    g.textBaseline = "bottom";
    if (texts[i] !== undefined) g.fillText(texts[i], x + wide / 2, Math.min(from, to) - 2, step);
  }
  g.strokeStyle = css(theme.rim ?? theme.muted);
  g.lineWidth = 1;
  line(g, [[box.left, y(Math.max(lo, Math.min(0, hi)))], [box.right, y(Math.max(lo, Math.min(0, hi)))]]);
  return { at: (px) => clamp(Math.floor((px - box.left) / step), 0, n - 1) };
}
