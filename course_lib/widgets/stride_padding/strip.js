// One axis as a strip of cells: zeros of the padding, the windows beneath, what is left over; or the whole picture as a grid.

import { css, drag, frame, keys, line, numberGrid, picture } from "../shared.js";
import { overPicture } from "../convolution/look.js";
import { readCells, shownWindows } from "./sizes.js";

const TALL = 26; // a row of the strip, in CSS pixels

const LEFT = 30; // room for the windows' numbers
const cellWidth = (axis, width) => Math.min(64, (width - LEFT - 6) / (axis.n + axis.before + axis.after + axis.ghost));

// The window after the last: it reaches beyond the end, so it does not count.
function drawGhost(g, theme, axis, at, cell, y, width) {
  const [from, to] = [at(axis.fit * axis.s), at(axis.fit * axis.s + axis.span)];
  g.save();
  g.setLineDash([4, 3]);
  g.lineWidth = 1.5;
  g.strokeStyle = css(theme.wrong);
  g.strokeRect(from, y + 4, to - from, TALL - 8);
  g.restore();
  const text = "× does not fit";
  const wide = g.measureText(text).width;
  g.fillStyle = css(theme.ink);
  g.textBaseline = "middle";
  g.textAlign = "left";
  g.fillText(text, to + 8 + wide < width ? to + 8 : Math.max(2, from - wide - 8), y + TALL / 2);
}

function hatch(g, x, y, w, tall) {
  g.save();
  g.beginPath();
  g.rect(x, y, w, tall);
  g.clip();
  for (let t = -tall; t < w; t += 6) line(g, [[x + t, y + tall], [x + t + tall, y]]);
  g.restore();
}

function drawCells(g, theme, axis, at, cell, top) {
  const read = readCells(axis);
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
  read.forEach((met, i) => {
    const zero = i < axis.before || i >= axis.before + axis.n;
    const x = at(i);
    g.fillStyle = css(zero ? theme.paper : theme.surface);
    g.fillRect(x, top, cell, TALL);
    if (!met) {
      g.strokeStyle = css(theme.wrong);
      g.lineWidth = 1.5;
      hatch(g, x, top, cell, TALL);
    }
    g.strokeStyle = css(zero ? theme.muted : theme.ink);
    g.lineWidth = 1;
    g.setLineDash(zero ? [3, 2] : []);
    if (cell >= 4) g.strokeRect(x, top, cell, TALL);
    g.setLineDash([]);
    const text = zero ? "0" : String(i - axis.before + 1);
    if (cell < g.measureText(text).width + 3) return;
    if (!met) {
      g.fillStyle = css(theme.paper);
      g.fillRect(x + cell / 2 - g.measureText(text).width / 2 - 1, top + 4, g.measureText(text).width + 2, TALL - 8);
    }
    g.fillStyle = css(theme.ink);
    g.fillText(text, x + cell / 2, top + TALL / 2);
  });
}

function drawWindow(g, theme, axis, i, at, cell, y, chosen) {
  const [from, to] = [at(i * axis.s), at(i * axis.s + axis.span)];
  g.fillStyle = css(theme.positive, chosen ? 0.3 : 0.14);
  g.fillRect(from, y + 4, to - from, TALL - 8);
  if (chosen) frame(g, theme, from, y + 4, to - from, TALL - 8);
  g.fillStyle = g.strokeStyle = css(theme.positiveInk);
  for (let u = 0; u < axis.k; u++) {
    const x = at(i * axis.s + u * axis.d) + cell / 2;
    if (cell < 3 && u % Math.ceil(axis.k / 8)) continue;
    g.beginPath();
    g.arc(x, y + TALL / 2, Math.min(3.5, Math.max(1.5, cell / 5)), 0, 2 * Math.PI);
    g.fill();
  }
  g.fillStyle = css(theme.ink);
  g.textBaseline = "middle";
  g.textAlign = "right";
  g.fillText(String(i + 1), from - 5, y + TALL / 2);
}

export function strip(ctx, me, said) {
  const rows = () => shownWindows(me.axis()?.fit ?? 0, me.windowAt());
  const made = picture(ctx, {
    label: "Windows along one axis", maxWidth: 1400, interactive: true, help: "Left and right: the window steps along. Home and End: the first, the last.",
    aspect: (width) => width / (TALL * (rows().length + 1 + (me.axis()?.ghost ? 1 : 0)) + 22),
    draw: (g, width, height, theme) => {
      const axis = me.axis();
      if (!axis) return;
      const cells = axis.n + axis.before + axis.after;
      const left = LEFT;
      const cell = cellWidth(axis, width);
      const at = (i) => left + i * cell;
      drawCells(g, theme, axis, at, cell, 4);
      g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
      rows().forEach((i, row) => {
        const y = 4 + TALL * (row + 1) + 6;
        if (i !== null) return drawWindow(g, theme, axis, i, at, cell, y, axis.out > 0 && i === me.windowAt());
        g.fillStyle = css(theme.muted);
        g.textAlign = "left";
        g.textBaseline = "middle";
        return g.fillText("⋮", left + 6, y + TALL / 2);
      });
      if (axis.ghost) drawGhost(g, theme, axis, at, cell, 4 + TALL * (rows().length + 1) + 6, width);
    },
    table: () => {
      const axis = me.axis();
      return { caption: "First and last cell of each window (cells of the padded strip, from 1)", head: ["window", "first", "last"], rows: Array.from({ length: axis?.out ?? 0 }, (_, i) => [i + 1, i * axis.s + 1, i * axis.s + axis.span]) };
    },
  });
  const go = (i) => {
    me.step(i);
    ctx.say(said());
  };
  keys(ctx, made.face, { "ArrowRight|ArrowDown": () => go(me.windowAt() + 1), "ArrowLeft|ArrowUp": () => go(me.windowAt() - 1), "Home|PageUp": () => go(0), "End|PageDown": () => go(Infinity) });
  const touch = (e) => {
    const axis = me.axis();
    if (!axis?.out) return false;
    const cell = cellWidth(axis, made.size()[0]);
    const row = Math.floor((e.y - 10) / TALL) - 1;
    const under = row >= 0 ? rows()[row] : Math.round(((e.x - LEFT) / cell - axis.span / 2) / axis.s);
    if (under !== null && under !== undefined && under !== me.windowAt()) go(under);
    return true;
  };
  drag(ctx, made.face, { start: touch, move: touch });
  return made;
}

// The whole picture with its border; the window is the yellow band.
export function wholeGrid(ctx, me, said) {
  const axes = () => me.steps[me.layer].axes;
  const lengths = () => axes()?.map((axis) => axis.n + axis.before + axis.after) ?? [0, 0];
  const inside = (r, c) => [r, c].every((v, a) => v >= axes()[a].before && v < axes()[a].before + axes()[a].n);
  const made = numberGrid(ctx, {
    label: "The picture and its windows", maxWidth: 460, table: null, help: "Arrows move the window.",
    shape: () => lengths(),
    value: (r, c) => (inside(r, c) ? 1 : 0),
    colour: (v, theme) => (v ? theme.surface : theme.paper),
    write: (v) => (v ? null : "0"),
    lines: () => Math.max(...lengths()) <= 64,
    version: () => String(me.edits),
    over: (g, theme, box) => {
      const [rows, columns] = axes();
      overPicture(g, theme, box, { rows: { p: rows.before || rows.after, n: rows.n }, columns: { p: columns.before || columns.after, n: columns.n } }, readCells(rows), readCells(columns));
    },
    bands: () => {
      const [rows, columns] = axes();
      return rows.out && columns.out ? [{ row: me.window[0] * rows.s, column: me.window[1] * columns.s, rows: rows.span, columns: columns.span }] : [];
    },
    onmove: (r, c) => me.place([r, c].map((v, a) => Math.round((v - (axes()[a].span - 1) / 2) / axes()[a].s))),
    say: () => said(),
  });
  // By key the window goes a stride at a time, not a cell.
  const ways = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  ctx.on(made.face, "keydown", (e) => {
    if (!ways[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    me.place(me.window.map((v, a) => v + ways[e.key][a]));
    ctx.say(said());
  }, { capture: true });
  return made;
}

// The map that the windows make, a cell a window; the chosen one is the yellow band.
export function outputGrid(ctx, me, said) {
  const out = () => me.steps[me.layer].output?.slice(0, 2) ?? [0, 0];
  return numberGrid(ctx, {
    label: "The output, a cell for each window", maxWidth: 300, table: null, shape: out, cursor: () => me.window, value: () => 0, write: () => null,
    colour: (v, theme) => theme.surface, lines: () => Math.max(...out()) <= 64, version: () => String(me.edits),
    bands: () => [{ row: me.window[0], column: me.window[1] }], onmove: (r, c) => me.place([r, c]), say: () => said(),
  });
}
