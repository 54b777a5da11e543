// Pixels, signs and frames on a canvas.
import { css, grey, h, inkOn, line } from "../shared.js";
import { GRID, LEVELS } from "./preprocess.js";

// The fine drawing, black on white in every theme, as the data are.
export function paintInk(g, ink, width, height) {
  const sheet = (g.canvas.clInk ??= Object.assign(document.createElement("canvas"), { width: GRID, height: GRID }));
  const brush = sheet.getContext("2d");
  const pixels = brush.createImageData(GRID, GRID);
  new Uint32Array(pixels.data.buffer).forEach((_, i, all) => (all[i] = ink[i] ? 0xff000000 : 0xffffffff));
  brush.putImageData(pixels, 0, 0);
  g.drawImage(sheet, 0, 0, width, height);
}

// n x n cells in a box; cell(i) gives a colour, or null for none.
export function paintCells(g, n, box, cell, each) {
  const edge = (k, from) => from + Math.round((k * box.side) / n);
  for (let i = 0; i < n * n; i++) {
    const [x, y] = [edge(i % n, box.left), edge(Math.floor(i / n), box.top)];
    const [w, tall] = [edge((i % n) + 1, box.left) - x, edge(Math.floor(i / n) + 1, box.top) - y];
    const colour = cell(i);
    g.fillStyle = css(colour);
    g.fillRect(x, y, w, tall);
    each?.(i, x, y, w, tall, colour);
  }
}

export function paintFocus(g, n, box, spot, theme) {
  if (spot === null) return;
  const side = box.side / n;
  const [x, y] = [box.left + (spot % n) * side, box.top + Math.floor(spot / n) * side];
  for (const [width, colour] of [[5, theme.ink], [3, theme.focus]]) {
    g.lineWidth = width;
    g.strokeStyle = css(colour);
    g.strokeRect(x, y, side, side);
  }
}

// A minus through what speaks against, a plus on what speaks for: the sign is not left to the colour.
export function paintSigns(g, value, x, y, w, tall, colour) {
  if (Math.abs(value) < 0.12) return;
  const arm = 0.26 * w;
  const [cx, cy] = [x + w / 2, y + tall / 2];
  g.lineWidth = w < 12 ? 1 : 1.5;
  g.strokeStyle = css(inkOn(colour));
  if (value < 0 || w >= 9) line(g, [[cx - arm, cy], [cx + arm, cy]]);
  if (value > 0 && w >= 9) line(g, [[cx, cy - arm], [cx, cy + arm]]);
}

export function thumbnail(levels, size) {
  const canvas = h("canvas", { width: size, height: size, "aria-hidden": "true" });
  const brush = canvas.getContext("2d");
  const pixels = brush.createImageData(size, size);
  levels.forEach((v, i) => pixels.data.set([...grey(v / LEVELS[size]), 255], 4 * i));
  brush.putImageData(pixels, 0, 0);
  return canvas;
}
