// The loss against the step, a line an optimiser.

import { classColour, curves, picture } from "../shared.js";
import { OPTIMISERS } from "./optimisers.js";

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const power = (v) => (Number.isInteger(v) ? (v === 0 ? "1" : v === 1 ? "10" : `10${[...String(v)].map((c) => RAISED[c]).join("")}`) : "");

export function chart(ctx, me) {
  const look = picture(ctx, {
    label: "Loss against step", aspect: (width) => (width < 420 ? 1.3 : 1.75), maxWidth: 640,
    table: () => ({ caption: "The loss after each step", head: ["step", ...me.optimisers.map((name) => OPTIMISERS[name].title)], rows: Array.from({ length: me.step + 1 }, (_, t) => [String(t), ...me.optimisers.map((name) => (me.walk(name).upTo(t) < t ? "left" : me.walk(name).loss[t]))]) }),
    draw: (g, width, height, theme) => draw(g, width, height, theme, me),
  });
  return look;
}

function draw(g, width, height, theme, me) {
  const log = me.scale === "log";
  const height10 = (v) => (log ? (v > 1e-30 ? Math.log10(v) : NaN) : v);
  const ordered = [...me.optimisers].sort((a) => (a === me.focus ? 1 : -1));
  const series = ordered.map((name) => {
    const run = me.walk(name);
    const at = run.upTo(me.step);
    const { title, short, colour, marker } = OPTIMISERS[name];
    const losses = run.loss.slice(0, at + 1);
    return { name: short ?? title, xs: losses.map((_, i) => i), ys: losses.map(height10), colour: classColour(theme, colour), width: name === me.focus ? 3.4 : 2, marker };
  });
  const all = series.flatMap(({ ys }) => ys).filter(Number.isFinite);
  const first = height10(me.walk(me.focus).loss[0]);
  const [low, high] = [Math.min(...all, log ? Infinity : 0), Math.max(...all)];
  const cap = log ? Math.min(high, first + 3) : Math.min(high, first * 4 + 0.5);
  const ylim = all.length ? [low - (low < 0 || log ? 0.05 * Math.max(cap - low, 0.5) : 0), cap + 0.06 * Math.max(cap - low, 0.1)] : [0, 1];
  const ends = width > 430;
  curves(g, width, height, theme, { series, xlim: [0, Math.max(10, me.step)], ylim, xlabel: "step", ylabel: log ? "loss, powers of ten" : "loss", names: ends, ...(log ? { ytext: power } : {}) });
}
