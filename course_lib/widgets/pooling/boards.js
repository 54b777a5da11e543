// The two boards: what is pooled on the left, what comes out on the right.

import { cividis, clamp, css, frame, grey, h, keys, mix, numberGrid, shorten } from "../shared.js";
import { tiled, windowsOver } from "./state.js";
import { spokenCell } from "./words.js";

const TINTS = [0, 4, 2, 3, 5, 1, 8]; // the class colours that colour the windows, in this order
const DIGITS = "0|1|2|3|4|5|6|7|8|9|-";
const HELP = {
  input: "Arrow keys walk the cells. Enter, or a digit, changes the number of a cell.",
  move: "Arrow keys move the object by one pixel. Space turns it by a quarter, 0 puts it back.",
  output: "Arrow keys walk the pooled cells; the window of each is marked in the input. In the gradient view Enter, or a digit, changes its dL/dy.",
};

// The colour of a cell by its value, by its window, or by its gradient.
export function paper(me, theme, v, side, r, c) {
  if (me.view === "gradient") {
    return mix(theme.paper, theme.gradient, me.steepest ? Math.abs(v) / me.steepest : 0); // one scale for both boards
  }
  if (side === "in" && me.unseen[r * me.seen.columns + c]) return mix(theme.paper, theme.ink, 0.06);
  if (me.colours === "windows") {
    if (!tiled(me)) return theme.paper;
    const [i, j] = side === "out" ? [r, c] : windowsOver(me, r, c)[0];
    const tint = theme.classes[TINTS[(i * me.out.columns + j) % TINTS.length]];
    return mix(theme.dark ? [20, 20, 20] : [255, 255, 255], tint, theme.dark ? 0.55 : 0.38);
  }
  const share = me.high > me.low ? (v - me.low) / (me.high - me.low) : 0;
  return me.colours === "grey" ? grey(share) : cividis(share);
}

// A small ink corner marks the winners; a cross what no window reaches; a dot what a move has changed.
function marks(me, side, g, theme, { left, top, cell }) {
  if (cell < 7) return;
  const at = (i, columns) => [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
  const size = clamp(0.24 * cell, 4, 13);
  g.save();
  if (side === "in" && me.view === "window" && cell >= 16) {
    for (const i of me.won) {
      const [x, y] = at(i, me.seen.columns);
      g.beginPath();
      g.moveTo(x + 1, y + 1), g.lineTo(x + 1 + size, y + 1), g.lineTo(x + 1, y + 1 + size);
      g.closePath();
      g.fillStyle = css(theme.ink);
      g.fill();
      g.strokeStyle = css(theme.paper);
      g.lineWidth = 1;
      g.stroke();
    }
  }
  if (side === "in") {
    g.strokeStyle = css(theme.muted, 0.7);
    g.lineWidth = 1;
    g.beginPath();
    me.unseen.forEach((hidden, i) => {
      const [x, y] = at(i, me.seen.columns);
      if (hidden) g.moveTo(x + 3, y + cell - 3), g.lineTo(x + cell - 3, y + 3);
    });
    g.stroke();
  }
  if (side === "out" && me.view === "move") {
    me.out.values.forEach((v, i) => {
      if (v === me.rest0.values[i]) return;
      const [x, y] = at(i, me.out.columns);
      frame(g, theme, x + 4, y + 4, cell - 8, cell - 8, { colour: theme.negative, dash: true });
    });
  }
  g.restore();
}

function bandsOf(me, side) {
  const { r, c } = me.focus;
  const [kh, kw] = me.size;
  const window = ([i, j]) => (side === "out" ? { row: i, column: j } : { row: i * me.stride[0], column: j * me.stride[1], rows: kh, columns: kw });
  if (me.focus.side === "out") return [window([r, c])];
  if (side === "in") return [{ row: r, column: c }];
  return windowsOver(me, r, c).map((place) => ({ ...window(place), dash: true }));
}

// looked() repaints what depends on the focus; edit(key, out) begins to change the number of the cell, or dL/dy of the output.
export function boards(ctx, me, looked, edit) {
  const one = (side, label, help, map, number) => {
    const board = numberGrid(ctx, {
      label, help, maxWidth: 420, shape: () => [map().rows, map().columns], value: number,
      colour: (v, theme, r, c) => paper(me, theme, v, side, r, c),
      write: (v, r, c) => (side === "in" && me.view === "gradient" && me.unseen[r * me.seen.columns + c] ? null : shorten(v).text),
      over: (g, theme, box) => marks(me, side, g, theme, box),
      bands: () => bandsOf(me, side), say: (r, c) => spokenCell(me, side, r, c), onmove: (r, c) => moveTo(side, r, c),
    });
    return { ...board, side };
  };
  let grip = null; // where the object was taken hold of
  const moveTo = (side, r, c) => {
    if (side === "in" && me.view === "move") {
      if (grip) me.shift(r - grip[0], c - grip[1]);
      grip = [r, c];
      return;
    }
    me.look(side, r, c);
    looked();
  };
  const seen = (r, c) => (me.view === "gradient" ? me.slopes.values : me.seen.values)[r * me.seen.columns + c];
  const out = (r, c) => (me.view === "gradient" ? me.up : me.out.values)[r * me.out.columns + c];
  const input = one("in", "The input", `${HELP.input} When the object is moved: ${HELP.move}`, () => me.seen, seen);
  const output = one("out", "The pooled map", HELP.output, () => me.out, out);
  ctx.on(input.face, "pointerdown", () => (grip = null), { capture: true });
  const shift = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  ctx.on(input.face, "keydown", (e) => {
    if (me.view !== "move" || e.ctrlKey || e.metaKey || e.altKey) return;
    if (shift[e.key]) me.shift(...shift[e.key]);
    else if (e.key === " ") me.turn();
    else if (e.key === "0") me.rest();
    else return;
    e.preventDefault();
    e.stopImmediatePropagation();
    ctx.say(spokenCell(me, "move"));
  }, { capture: true });
  keys(ctx, input.face, { Enter: () => edit(""), [DIGITS]: (e) => edit(e.key) });
  keys(ctx, output.face, { Enter: () => edit("", true), [DIGITS]: (e) => edit(e.key, true) });
  const [inputName, outputName] = [h("p", { class: "cl-heading" }), h("p", { class: "cl-heading" })];
  const fit = () => {
    const share = me.out.columns / me.seen.columns;
    output.face.style.maxWidth = `max(${Math.min(400, 44 * me.out.columns)}px, min(420px, 100%) * ${share})`;
    for (const board of [input, output]) board.redraw();
  };
  return { input, output, inputName, outputName, fit };
}
