// The visual language: colours as [red, green, blue] from 0 to 255, markers, level lines.

import { clamp } from "./numbers.js";

// 33 colours of matplotlib's cividis, six hexadecimal digits each.
const CIVIDIS = (
  "00224e00285b002e6a0533711a386f273e6e32436d3b496c434e6c4b546c535a6d" +
  "5a5f6e61656f686a716f70737676767d7c788482798c8878938e789b9476a39a74" +
  "aba072b4a76fbcae6cc4b468cdbb63d5c25edec958e7d150f0d846f9e03afee838"
).match(/.{6}/g).map((digits) => digits.match(/../g).map((pair) => parseInt(pair, 16)));

export const mix = (a, b, t) => [0, 1, 2].map((i) => a[i] + (b[i] - a[i]) * t);
export const css = ([r, g, b], alpha = 1) => `rgba(${Math.round(r)},${Math.round(g)},${Math.round(b)},${alpha})`;

// Activations, from 0 to 1: dark blue to yellow.
export function cividis(t) {
  const at = clamp(t, 0, 1) * (CIVIDIS.length - 1);
  const i = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return mix(CIVIDIS[i], CIVIDIS[i + 1], at - i);
}

// Weights and kernels, from -1 to 1: negative, paper, positive.
export const signed = (t, theme) => mix(theme.paper, t < 0 ? theme.negative : theme.positive, clamp(Math.abs(t), 0, 1));

// Pixels and data, from 0 (paper) to 1 (ink), the same in light and dark: white to black.
export const grey = (t) => [0, 1, 2].map(() => 255 * (1 - clamp(t, 0, 1)));

// Black or white, whichever reads better on a colour.
export const inkOn = ([r, g, b]) => (0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2 > 0.18 ? [0, 0, 0] : [255, 255, 255]);


export const MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"];

// The line where a grid of values (row after row) crosses `level`: pairs of points in units of cells.
export function contour(values, columns, rows, level = 0) {
  const segments = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c;
      const above = (values[i] > level) + (values[i + 1] > level) + (values[i + columns] > level) + (values[i + columns + 1] > level);
      if (above === 0 || above === 4) continue; // the level does not pass through this cell
      const corner = [values[i], values[i + 1], values[i + columns + 1], values[i + columns]].map((v) => v - level);
      const cut = (a, b, x0, y0, x1, y1) => {
        if (corner[a] > 0 === corner[b] > 0) return null;
        const t = corner[a] / (corner[a] - corner[b]);
        return [c + x0 + t * (x1 - x0), r + y0 + t * (y1 - y0)];
      };
      const cuts = [cut(0, 1, 0, 0, 1, 0), cut(1, 2, 1, 0, 1, 1), cut(2, 3, 1, 1, 0, 1), cut(3, 0, 0, 1, 0, 0)].filter(Boolean);
      for (let k = 0; k + 1 < cuts.length; k += 2) segments.push([cuts[k], cuts[k + 1]]);
    }
  }
  return segments;
}
