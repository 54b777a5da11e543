// Colours and marks of the sliding kernel: what is padding, what no window reads, which window, which pins.

import { cividis, clamp, css, grey, line, mix, plate, signed } from "../shared.js";

// A pixel: by sign where there are negative ones, otherwise in greys; a photograph's larger numbers are lighter.
export function pixelColour(me, v, theme) {
  if (me.signed) return signed((0.85 * v) / me.most, theme);
  return grey(me.light ? 1 - v / me.most : (0.8 * v) / me.most);
}

// A cell of the map.
export function mapColour(me, v, theme) {
  if (me.look === "grey") return grey(me.light ? 1 - clamp(v / me.most, 0, 1) : clamp(v / (Math.max(me.highest, 1e-300)), 0, 1));
  if (me.look === "signed") return signed((0.85 * v) / (Math.max(Math.abs(me.lowest), Math.abs(me.highest)) || 1), theme);
  const low = Math.min(0, me.lowest);
  return cividis((v - low) / (me.highest - low || 1));
}

export const slopeColour = (v, most, theme) => mix(theme.paper, theme.gradient, v === 0 ? 0 : 0.25 + (0.75 * Math.abs(v)) / (most || 1));

// What the map's colours mean, in words.
export function legend(me, text) {
  if (me.look === "signed") return `blue above zero, vermilion below, from ${text(me.lowest)} to ${text(me.highest)}`;
  if (me.look === "cividis") return `dark blue is ${text(Math.min(0, me.lowest))}, yellow is ${text(me.highest)}`;
  return me.light ? `black is 0 and less, white is ${text(me.most)} and more` : `white is 0 and less, black is ${text(me.highest)}`;
}

// Oblique strokes over the padded places that no tap meets, and a line round the picture within its padding.
export function overPicture(g, theme, { left, top, cell }, me, readRows, readColumns) {
  g.save();
  g.strokeStyle = css(theme.wrong);
  g.lineWidth = 1.5;
  readRows.forEach((row, r) => readColumns.forEach((column, c) => {
    if (row && column) return;
    const [x, y] = [left + c * cell, top + r * cell];
    const strokes = cell < 10 ? 1 : 3;
    for (let k = 1; k <= strokes; k++) {
      const t = (2 * cell * k) / (strokes + 1);
      line(g, t <= cell ? [[x, y + t], [x + t, y]] : [[x + t - cell, y + cell], [x + cell, y + t - cell]]);
    }
  }));
  if (me.rows.p || me.columns.p) {
    g.strokeStyle = css(theme.ink);
    g.lineWidth = 2;
    g.strokeRect(left + me.columns.p * cell, top + me.rows.p * cell, me.columns.n * cell, me.rows.n * cell);
  }
  g.restore();
}

// The window of output (r, c): one band, or one for each tap where a dilation spreads them.
export function windowBands({ rows, columns }, r, c, extra = {}) {
  const [row, column] = [r * rows.s, c * columns.s];
  const whole = { row, column, rows: rows.span, columns: columns.span, ...extra };
  if ((rows.d === 1 || rows.k === 1) && (columns.d === 1 || columns.k === 1)) return [whole];
  const taps = [];
  for (let u = 0; u < rows.k; u++) for (let v = 0; v < columns.k; v++) taps.push({ row: row + u * rows.d, column: column + v * columns.d, ...extra });
  return [{ ...whole, dash: true, colour: extra.colour }, ...taps];
}

// The letters A and B at the corner of what is pinned.
export function letters(g, theme, { left, top, cell }, places) {
  places.forEach(([r, c], i) => plate(g, theme, "AB"[i], left + c * cell + 8, top + r * cell + 9, theme.ink, 12));
}
