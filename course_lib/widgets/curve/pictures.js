// The curve that is drawn with its fit, and the error against the number of units.

import { clamp, css, curves, drag, fmt, keys, line, picture } from "../shared.js";
import { MOST, POINTS, XS, answer } from "./arithmetic.js";

export const HIGHEST = 1.2;
const FLOOR = -4; // of the error, as a power of ten
const HELP = "Left and right move the pen, with Shift by ten places; up and down push the curve there, with Shift gently.";
const POWERS = { 0: "1", "-1": "0.1", "-2": "0.01", "-3": "0.001", "-4": "0.0001" };

export function plane(ctx, me) {
  const view = { axes: null, last: null, pen: 60 };
  const look = picture(ctx, {
    label: "The curve and its fit", aspect: (width) => (width < 420 ? 1.15 : 1.6), maxWidth: 760, interactive: true, help: HELP,
    table: () => ({ caption: "The curve and its fit", head: ["x", "curve", "fit"], rows: XS.map((x, i) => [x, me.y[i], me.fit[i]]).filter((_, i) => i % 6 === 0) }),
    draw: (g, width, height, theme) => drawPlane(g, width, height, theme, me, view, look),
  });
  look.node.classList.add("cf-plane", "cl-answer");
  if (ctx.locked("curve")) look.node.classList.add("cl-locked");
  else pen(ctx, me, look, view);
  return look;
}

const placeOf = (x) => clamp(Math.round(60 + 60 * x), 0, POINTS - 1);

function pen(ctx, me, look, view) {
  // From the last place to this one, along a straight line.
  const to = ({ x, y }) => {
    if (!view.axes) return;
    const [i, v] = [placeOf(view.axes.ix(x)), clamp(view.axes.iy(y), -HIGHEST, HIGHEST)];
    const [j, u] = view.last ?? [i, v];
    const made = [...me.y];
    for (let k = Math.min(i, j); k <= Math.max(i, j); k++) made[k] = i === j ? v : u + ((v - u) * (k - j)) / (i - j);
    [view.last, view.pen] = [[i, v], i];
    me.draw(made);
  };
  drag(ctx, look.face, {
    start: (e) => (to(e), true), move: to, end: () => {
      view.last = null;
      me.tell();
    },
  });
  const go = (by) => (e) => {
    view.pen = clamp(view.pen + by * (e.shiftKey ? 10 : 1), 0, POINTS - 1);
    look.redraw();
    ctx.say(`x ${fmt(XS[view.pen])}: the curve is ${fmt(me.y[view.pen])}, the fit ${fmt(me.fit[view.pen])}.`);
  };
  const push = (by) => (e) => {
    const size = by * (e.shiftKey ? 0.02 : 0.1);
    me.draw(me.y.map((v, k) => clamp(v + size * Math.exp(-(((k - view.pen) / 6) ** 2)), -HIGHEST, HIGHEST)));
    me.tell();
  };
  keys(ctx, look.face, { ArrowLeft: go(-1), ArrowRight: go(1), ArrowUp: push(1), ArrowDown: push(-1) });
}

function drawPlane(g, width, height, theme, me, view, look) {
  const shapes = me.shapes ? me.list.slice(0, Math.min(me.units, 30)) : [];
  const series = [
    { name: "curve", xs: XS, ys: me.y, colour: theme.dark ? [150, 150, 150] : [185, 185, 185], width: 7 },
    { name: "fit", xs: XS, ys: me.fit, colour: theme.positive, width: 2.8 },
  ];
  view.axes = curves(g, width, height, theme, { series: [], xlim: [-1, 1], ylim: [-HIGHEST, HIGHEST], xlabel: "x", ylabel: "y", names: false });
  const { area, x, y } = view.axes;
  g.save();
  g.beginPath();
  g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  g.clip();
  for (const { xs, ys, colour, width: wide } of [series[0], ...shapes.map((unit) => ({ xs: XS, ys: XS.map((v) => answer(me.activation, unit, v)), colour: theme.muted, width: 0.8 })), series[1]]) {
    g.strokeStyle = css(colour);
    g.lineWidth = wide;
    line(g, xs.map((v, i) => [x(v), y(ys[i])]));
  }
  g.restore();
  if (document.activeElement !== look?.face) return;
  g.strokeStyle = css(theme.ink);
  g.setLineDash([3, 4]);
  line(g, [[x(XS[view.pen]), area.top], [x(XS[view.pen]), area.bottom]]);
  g.setLineDash([]);
}

export function errorChart(ctx, me) {
  const view = { axes: null };
  const look = picture(ctx, {
    label: "Error against the number of units", aspect: (width) => (width < 420 ? 1.3 : 1.35), maxWidth: 520, interactive: true,
    help: "Left and right take a unit away or add one, with Shift ten; Home and End go to 1 and to 100.",
    table: () => ({ caption: "Error of the best fit", head: ["hidden units", "error"], rows: me.errors.map((e, k) => [String(k), e]).filter((_, k) => [1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 75, 100].includes(k)) }),
    draw: (g, width, height, theme) => drawErrors(g, width, height, theme, me, view),
  });
  look.node.classList.add("cf-errors", "cl-answer");
  if (ctx.locked("units")) return look;
  const set = (n) => {
    me.set("units", clamp(Math.round(n), 1, MOST));
    me.tell();
  };
  const at = (e) => view.axes && set(view.axes.ix(e.x));
  drag(ctx, look.face, { start: (e) => (at(e), true), move: at });
  const by = (n) => (e) => set(me.units + n * (e.shiftKey ? 10 : 1));
  keys(ctx, look.face, { ArrowLeft: by(-1), ArrowRight: by(1), ArrowUp: by(1), ArrowDown: by(-1), Home: () => set(1), End: () => set(MOST) });
  return look;
}

function drawErrors(g, width, height, theme, me, view) {
  const log = me.errors.map((e) => Math.max(FLOOR, Math.log10(Math.max(e, 1e-9))));
  const one = { name: "error", xs: log.map((_, k) => k).slice(1), ys: log.slice(1), colour: theme.ink, width: 2.4, marker: "o" };
  view.axes = curves(g, width, height, theme, { series: [one], xlim: [0, MOST], ylim: [FLOOR - 0.1, 0.2], xlabel: "hidden units", ylabel: "error", names: false, at: me.units - 1, ytext: (v) => POWERS[v] ?? "" });
  const { x, y } = view.axes;
  g.fillStyle = css(theme.focus);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 2;
  g.beginPath();
  g.arc(x(me.units), y(log[me.units]), 6.5, 0, 2 * Math.PI);
  g.fill();
  g.stroke();
}
