// Cells of a strip: a box with a number that fits it.

import { css, inkOn, shorten } from "../shared.js";

// A number that fits its cell, with as many digits as there is room for; null where none fits.
export function fitting(g, v, width) {
  for (const digits of [4, 3, 2, 1]) {
    const { text } = shorten(v, digits);
    if (g.measureText(text).width <= width - 4) return text;
  }
  return null;
}

// The same with decimals instead of digits, for values about 1: what is next to nothing is 0.
export function decimal(v, places = 2) {
  if (Math.abs(v) >= 100) return shorten(v, 3).text;
  const rounded = Number(v.toFixed(places));
  return shorten(rounded === 0 ? 0 : rounded, 4).text;
}

export function fittingDecimal(g, v, width) {
  for (const places of [3, 2, 1, 0]) {
    const text = decimal(v, places);
    if (g.measureText(text).width <= width - 4) return places || Number.isInteger(v) || Math.abs(v) > 0.95 || Math.abs(v) < 0.05 ? text : null;
  }
  return null;
}

export function box(g, theme, x, y, w, h, { paper = theme.paper, text = null, dashed = false, ink }) {
  g.fillStyle = css(paper);
  g.fillRect(x, y, w, h);
  g.save();
  if (dashed) g.setLineDash([3, 3]);
  g.lineWidth = 1;
  g.strokeStyle = css(theme.muted, 0.75);
  g.strokeRect(x, y, w, h);
  g.restore();
  if (text === null) return;
  g.fillStyle = css(ink ?? inkOn(paper));
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x + w / 2, y + h / 2 + 1);
}
