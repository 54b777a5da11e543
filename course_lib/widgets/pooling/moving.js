// The object on the move: buttons for those without arrow keys, what changed as numbers, and the change over the shift.

import { button, curves, h, linspace, picture, put } from "../shared.js";
import { moved, pooled, difference } from "./arithmetic.js";
import { measured } from "./state.js";
import { change, moveText, remark, spokenCell } from "./words.js";

const MOVES = [["←", "Left by one pixel", 0, -1], ["↑", "Up by one pixel", -1, 0], ["↓", "Down by one pixel", 1, 0], ["→", "Right by one pixel", 0, 1]];

export function moving(ctx, me) {
  const act = (fn) => () => (fn(), ctx.say(spokenCell(me, "move")));
  const arrows = MOVES.map(([face, title, down, right]) => h("button", { type: "button", class: "cl-button pl-arrow", title, "aria-label": title, onclick: ctx.guard(act(() => me.shift(down, right))) }, face));
  const turn = button(ctx, { label: "Turn 90°", title: "Turn the object clockwise by a quarter", onclick: act(me.turn) });
  const sizes = [[0.5, "× ½", "Half the size"], [1, "× 1", "Its own size"], [2, "× 2", "Twice the size"]].map(([s, face, title]) => {
    const node = h("button", { type: "button", class: "cl-button", title, onclick: ctx.guard(act(() => me.scale(s))) }, face);
    return [s, node];
  });
  const back = button(ctx, { label: "Put back", title: "Back to its place", icon: "reset", onclick: act(me.rest) });
  const [where, note] = [h("p", { class: "cl-heading" }), h("p", { class: "cl-note", role: "status" })];
  const cells = Object.fromEntries(["pixels", "cells"].map((name) => [name, [h("td"), h("td")]]));
  const sheet = h("table", { class: "cl-table pl-measure" }, h("caption", {}, "Invariance: what stays the same. Change: its length over the length of what was there"),
    h("thead", {}, h("tr", {}, ["of", "unchanged", "change"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, [["pixels", "pixels"], ["cells", "pooled cells"]].map(([name, text]) => h("tr", {}, h("th", { scope: "row" }, text), cells[name]))));
  const chart = overShift(ctx, me);
  const show = () => {
    const found = measured(me);
    put(where, `The object: ${moveText(me.move)}`);
    put(note, remark(me));
    for (const [name, [same, ratio]] of Object.entries(cells)) {
      const { same: n, of, ratio: size } = found[name];
      put(same, `${n} of ${of}`);
      put(ratio, change(size));
      ratio.title = String(size);
    }
    sizes.forEach(([s, node]) => node.setAttribute("aria-pressed", String(me.move[3] === s)));
    chart.redraw();
  };
  const steer = h("div", { class: "pl-steer" }, where,
    h("div", { class: "cl-row" }, h("div", { class: "pl-arrows", role: "group", "aria-label": "Shift the object" }, arrows), turn),
    h("div", { class: "cl-row" }, h("div", { class: "pl-sizes", role: "group", "aria-label": "Size of the object" }, sizes.map(([, b]) => b)), back),
    sheet, note);
  return { steer, chart: chart.node, show };
}

// The change over a shift to the right, the rest of the move as it is: pixels against pooled cells.
export function shifts(me) {
  const far = Math.min(8, me.image.columns - 1);
  const [down, , turns, scale] = me.move;
  const base = me.rest0.values;
  return linspace(0, far, far + 1).map((d) => {
    const there = moved(me.image, [down, d, turns, scale]);
    return { d, pixels: difference(me.image.values, there.values).ratio, cells: difference(base, pooled(there, me.size, me.stride, me.pooling).values).ratio };
  });
}

function overShift(ctx, me) {
  const label = "The change over a shift to the right";
  return picture(ctx, {
    label, maxWidth: 420, aspect: 1.7,
    table: () => ({ caption: label, head: ["pixels to the right", "change of the pixels", "change of the pooled map"], rows: shifts(me).map(({ d, pixels, cells }) => [String(d), pixels, cells]) }),
    draw: (g, width, height, theme) => {
      const points = shifts(me);
      const xs = points.map(({ d }) => d);
      const top = Math.max(1, ...points.flatMap(({ pixels, cells }) => [pixels, cells]).filter(Number.isFinite));
      curves(g, width, height, theme, {
        series: [{ name: "pixels", xs, ys: points.map((p) => p.pixels), dash: [6, 4], marker: "s", colour: theme.classes[1] }, { name: "pooled", xs, ys: points.map((p) => p.cells), marker: "o", colour: theme.classes[0], width: 3 }],
        xlim: [0, xs.at(-1) || 1], ylim: [0, 1.08 * top], xlabel: "pixels to the right", ylabel: "change", at: Math.min(Math.max(0, me.move[1]), xs.length - 1),
      });
    },
  });
}
