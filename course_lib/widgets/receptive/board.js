// The picture: the field on the input, or forwards what is reached in the last layer; paths as shading.

import { h, mix, numberGrid, put, shorten } from "../shared.js";
import { extent } from "./arithmetic.js";
import { nearest, pathsIn } from "./state.js";
import { told } from "./words.js";

const HELP = "Arrow keys move the chosen unit; the shading follows.";

export function board(ctx, me, looked) {
  const paths = (r, c) => pathsIn(me, me.far, "down")[r] * pathsIn(me, me.far, "across")[c];
  let most = 1;
  const move = (row, column) => {
    me.look(me.unit[0], row, column);
    looked();
    ctx.say(told(me));
  };
  const grid = numberGrid(ctx, {
    label: "The field on the picture", maxWidth: 420, help: HELP, shape: () => [me.lengths[me.far], me.lengths[me.far]],
    value: paths,
    colour: (v, theme) => (v ? mix(theme.paper, theme.positive, 0.18 + (0.82 * v) / most) : theme.paper),
    write: (v) => (v ? shorten(v, 3).text : null),
    bands: () => bandsOf(me), say: () => told(me),
    // the unit whose centre lies nearest to the place that was touched
    onmove: (r, c) => {
      const { start, jump } = me.rows[me.far];
      move(...[r, c].map((i) => nearest(me, me.unit[0], start + i * jump)));
    },
    version: () => JSON.stringify([me.unit, me.direction, me.input, me.layers]),
    table: sheet(me, paths),
  });
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  ctx.on(grid.face, "keydown", (e) => {
    if (!step[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    move(me.unit[1] + step[e.key][0], me.unit[2] + step[e.key][1]);
  }, { capture: true });
  const name = h("p", { class: "cl-heading" });
  const show = () => {
    most = Math.max(...pathsIn(me, me.far, "down")) * Math.max(...pathsIn(me, me.far, "across")) || 1;
    const side = me.lengths[me.far];
    put(name, me.direction === "backwards" ? `What it sees of the input (${side}×${side}${me.channels > 1 ? `×${me.channels}` : ""})` : `What it reaches in layer ${me.far} (${side}×${side})`);
    grid.label(`${name.textContent}. ${told(me)}`);
    grid.redraw();
  };
  return { node: h("div", { class: "rf-board" }, name, grid.node), show };
}

// The box of the field, and the chosen unit itself where it lies in this picture.
function bandsOf(me) {
  const [down, across] = [extent(pathsIn(me, me.far, "down")), extent(pathsIn(me, me.far, "across"))];
  if (!down || !across) return [];
  return [{ row: down[0], column: across[0], rows: down[1] - down[0] + 1, columns: across[1] - across[0] + 1 }];
}

// Only the field itself, at most 16 by 16 of it: the rest is zero.
const sheet = (me, paths) => () => {
  const [down, across] = [extent(pathsIn(me, me.far, "down")) ?? [0, 0], extent(pathsIn(me, me.far, "across")) ?? [0, 0]];
  const list = ([a, b]) => Array.from({ length: Math.min(16, b - a + 1) }, (_, i) => a + i);
  return {
    caption: `Paths, rows ${down[0] + 1} to ${down[1] + 1} and columns ${across[0] + 1} to ${across[1] + 1}; at most 16 of each`,
    head: ["row", ...list(across).map((c) => String(c + 1))], rows: list(down).map((r) => [String(r + 1), ...list(across).map((c) => paths(r, c))]),
  };
};
