// The product of slopes through n layers, drawn against the direction of the data: it starts at the output, on the right.

import { axes, clamp, classColour, css, line, linspace, marker, picture, ticks } from "../shared.js";
import { FUNCTIONS, chain } from "./functions.js";

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
export const power = (v) => (Number.isInteger(v) ? (v === 0 ? "1" : v === 1 ? "10" : `10${[...String(v)].map((c) => RAISED[c]).join("")}`) : "");

export const chainOf = (me, name) => chain(name, me.x, me.layers, me.weight, me.inputs === "fed");

export function chainChart(ctx, me) {
  const look = picture(ctx, {
    label: "The slope that reaches each layer", aspect: (width) => (width < 420 ? 1.35 : 1.75), maxWidth: 620,
    table: () => tableOf(me), draw: (g, width, height, theme) => draw(g, width, height, theme, me),
  });
  look.node.classList.add("ae-chain");
  return look;
}

function limits(all) {
  const logs = all.flat().filter((v) => Number.isFinite(v) && v !== 0).map((v) => Math.log10(Math.abs(v)));
  const [low, high] = [Math.min(...logs, -1), Math.max(...logs, 0.4)];
  return [Math.max(low * 1.04, -330), Math.min(high * 1.04 + 0.1, 310)];
}

function draw(g, width, height, theme, me) {
  const products = me.shown.map((name) => chainOf(me, name).products);
  const ylim = limits(products);
  const few = ticks(ylim[0], ylim[1], 5).some((v) => !Number.isInteger(v));
  const { x, y, area } = axes(g, width, height, { xlim: [-0.3, me.layers + 0.3], ylim, xlabel: "before layer", ylabel: "slope of the output", theme, count: few ? 3 : 5, ytext: power, xtext: (v) => (Number.isInteger(v) && v < me.layers ? String(v + 1) : v === me.layers ? "end" : "") });
  const ordered = me.shown.map((name, i) => [name, products[i]]).sort(([a]) => (a === me.focus ? 1 : -1));
  for (const [name, values] of ordered) {
    const { colour, marker: shape } = FUNCTIONS[name];
    const points = values.map((v, k) => [x(k), v === 0 || !Number.isFinite(v) ? NaN : y(clamp(Math.log10(Math.abs(v)), ...ylim))]);
    const kept = points.filter(([, py]) => Number.isFinite(py));
    g.strokeStyle = css(classColour(theme, colour));
    g.lineWidth = name === me.focus ? 3 : 1.8;
    g.setLineDash([]);
    line(g, kept);
    if (me.layers <= 24 || name === me.focus) kept.forEach(([px, py]) => marker(g, shape, px, py, me.layers > 30 ? 2.5 : 3.5, classColour(theme, colour), theme.ink, 0.8));
    if (kept.length < points.length && kept.length) lost(g, theme, kept[0], area);
  }
}

// Where a slope of exactly 0 ends the chain: a cross on the floor.
function lost(g, theme, [px, py], area) {
  g.setLineDash([2, 3]);
  line(g, [[px, py], [px, area.bottom]]);
  g.setLineDash([]);
  marker(g, "X", px, area.bottom, 6, theme.wrong, theme.ink, 1);
}

function tableOf(me) {
  return {
    caption: "The slope of the last output for what enters each layer",
    head: ["before layer", ...me.shown.map((name) => FUNCTIONS[name].title)],
    rows: linspace(0, me.layers, me.layers + 1).map((k) => [k === me.layers ? "the end" : String(k + 1), ...me.shown.map((name) => chainOf(me, name).products[k])]),
  };
}
