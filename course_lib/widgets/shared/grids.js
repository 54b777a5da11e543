// A grid of numbers as a picture: an image, a kernel, a map. Arrows, touch and mouse walk its cells.

import { css, inkOn } from "./colours.js";
import { drag, keys } from "./hands.js";
import { clamp, exactly, fmt, shorten } from "./numbers.js";
import { frame, keptLayer, picture, shade } from "./pictures.js";

const LEGIBLE = 26; // a cell this wide, in CSS pixels, shows its number

// shape() -> [rows, columns]; value(r, c) -> number; colour(v, theme, r, c) -> [r,g,b];
// bands(theme) -> [{row, column, rows, columns, colour?, dash?}]: windows, the yellow one with an ink border by default;
// onmove(r, c): the cursor went there; onpress(r, c): Enter, Space or a tap; onstroke(r, c, first): for painting by drag;
// write(v, r, c) -> text of a cell (the number, shortened, by default; null for none); say(r, c) -> what a move says aloud.
// over(g, theme, {left, top, cell, rows, columns}): what is drawn over the cells, beneath the bands;
// cursor() -> [row, column]: where the arrows start, for a cursor that is moved elsewhere too;
// lines: whether cells are parted by lines, or a function that says so;
// version() -> text that is new whenever a cell looks different: with it, a move paints the bands alone.
// Without onmove, onpress and onstroke the grid is a picture only.
export function numberGrid(ctx, { label, maxWidth = 360, shape, value, colour, bands, onmove, onpress, onstroke, write = (v) => shorten(v).text, say, help, lines = true, table, over, version, cursor }) {
  let [row, column] = [0, 0];
  const kept = version && keptLayer();
  let [coat, seen] = [0, null];
  let box = { left: 0, top: 0, cell: 1 };
  const interactive = Boolean(onmove || onpress || onstroke);
  const spoken = say ?? ((r, c) => `Row ${r + 1}, column ${c + 1}: ${fmt(value(r, c))}.`);
  const paint = (g, width, height, theme) => {
    const [rows, columns] = shape();
    if (!rows || !columns) return;
    const cell = Math.min((width - 4) / columns, (height - 4) / rows);
    box = { left: (width - cell * columns) / 2, top: (height - cell * rows) / 2, cell };
    if (theme !== seen) [coat, seen] = [coat + 1, theme];
    if (kept) kept(g, `${coat} ${version()}`, (layer) => cells(layer, theme, rows, columns));
    else cells(g, theme, rows, columns);
    over?.(g, theme, { ...box, rows, columns });
    for (const band of bands?.(theme) ?? []) frame(g, theme, box.left + band.column * cell, box.top + band.row * cell, cell * (band.columns ?? 1), cell * (band.rows ?? 1), band);
  };
  const cells = (g, theme, rows, columns) => {
    const { cell } = box;
    const at = (r, c) => [box.left + c * cell, box.top + r * cell];
    if (rows * columns > 400) {
      shade(g, columns, rows, (i) => colour(value(Math.floor(i / columns), i % columns), theme, Math.floor(i / columns), i % columns), { left: box.left, top: box.top, right: box.left + cell * columns, bottom: box.top + cell * rows }, false);
    }
    g.textAlign = "center";
    g.textBaseline = "middle";
    const size = clamp(0.34 * cell, 12, 1.1 * theme.size);
    g.font = `${size}px ${theme.font}`;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const [x, y] = at(r, c);
        const v = value(r, c);
        if (rows * columns <= 400) {
          const paper = colour(v, theme, r, c);
          g.fillStyle = css(paper);
          g.fillRect(x, y, cell + 0.5, cell + 0.5);
        }
        if (cell < LEGIBLE) continue;
        const text = write(v, r, c);
        if (text === null || g.measureText(text).width > cell - 2) continue;
        g.fillStyle = css(inkOn(colour(v, theme, r, c)));
        g.fillText(text, x + cell / 2, y + cell / 2);
      }
    }
    g.lineWidth = 1;
    g.strokeStyle = css(theme.grid);
    if ((typeof lines === "function" ? lines() : lines) && cell >= 6) {
      g.beginPath();
      for (let r = 0; r <= rows; r++) g.moveTo(box.left, box.top + r * cell), g.lineTo(box.left + columns * cell, box.top + r * cell);
      for (let c = 0; c <= columns; c++) g.moveTo(box.left + c * cell, box.top), g.lineTo(box.left + c * cell, box.top + rows * cell);
      g.stroke();
    } else g.strokeRect(box.left, box.top, cell * columns, cell * rows);
  };
  const numbers = () => {
    const [rows, columns] = shape();
    return { caption: label, head: ["row", ...Array.from({ length: columns }, (_, c) => String(c + 1))], rows: Array.from({ length: rows }, (_, r) => [String(r + 1), ...Array.from({ length: columns }, (_, c) => value(r, c))]) };
  };
  const made = picture(ctx, { label, maxWidth, interactive, help, draw: paint, table: table === undefined ? numbers : table, aspect: () => {
    const [rows, columns] = shape();
    return rows && columns ? columns / rows : 1;
  } });
  const go = (r, c, aloud = true) => {
    const [rows, columns] = shape();
    if (!rows || !columns) return;
    [row, column] = [clamp(r, 0, rows - 1), clamp(c, 0, columns - 1)];
    onmove?.(row, column);
    made.redraw();
    if (aloud) ctx.say(spoken(row, column));
  };
  const cellAt = ({ x, y }) => {
    const [rows, columns] = shape();
    return [clamp(Math.floor((y - box.top) / box.cell), 0, rows - 1), clamp(Math.floor((x - box.left) / box.cell), 0, columns - 1)];
  };
  if (interactive) {
    const here = () => (cursor ? ([row, column] = cursor()) : [row, column]);
    const act = () => (onpress ? onpress(row, column) : onstroke ? onstroke(row, column, true) : false);
    keys(ctx, made.face, {
      ArrowLeft: () => go(here()[0], column - 1), ArrowRight: () => go(here()[0], column + 1), ArrowUp: () => go(here()[0] - 1, column), ArrowDown: () => go(here()[0] + 1, column),
      Home: () => go(here()[0], 0), End: () => go(here()[0], shape()[1] - 1), PageUp: () => (here(), go(0, column)), PageDown: () => (here(), go(shape()[0] - 1, column)), "Enter|Space": act,
    });
    let last = "";
    drag(ctx, made.face, {
      start: (e) => {
        const [r, c] = cellAt(e);
        last = `${r} ${c}`;
        go(r, c);
        if (onstroke) onstroke(r, c, true);
        else onpress?.(r, c);
        return true;
      },
      move: (e) => {
        const [r, c] = cellAt(e);
        if (last === `${r} ${c}`) return;
        last = `${r} ${c}`;
        go(r, c);
        onstroke?.(r, c, false);
      },
    });
  }
  return { ...made, go, at: () => [row, column], exact: () => exactly(value(row, column)) };
}
