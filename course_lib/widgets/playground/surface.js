// The error surface: the loss over w1 and w2, the path of the descent on it, and a start that can be dragged.

import { arrow, axes, clamp, contour, css, drag, fmt, keptLayer, keys, line, linspace, marker, mix, picture, shade } from "../shared.js";
import { lossGrid, meanLoss } from "./neuron.js";

const N = 29; // the surface is sampled N times N
const LEVELS = [0.03, 0.08, 0.16, 0.27, 0.4, 0.56, 0.75, 0.92];

export function surface(ctx, me) {
  const view = { frame: null, held: null, layer: keptLayer() };
  const look = picture(ctx, {
    label: "The loss over the weights w₁ and w₂", aspect: 1.08, maxWidth: 460, interactive: true, table: () => tableOf(me, view),
    help: "Dark is a high loss; the other weights stay as they are. Drag the start, or move it with the arrow keys.",
    draw: (g, width, height, theme) => drawSurface(g, width, height, theme, me, view),
  });
  if (!ctx.locked("weights") && !ctx.locked("surface")) touchable(ctx, me, view, look.face);
  return look;
}

// How far the axes go; held still while the start is dragged, or the ground would move under the finger.
function reach(me, view) {
  const far = Math.max(...me.trace.flatMap((row) => [Math.abs(row[2]), Math.abs(row[3])]));
  return view.held ?? Math.max(3, Math.ceil(1.25 * far));
}

function tableOf(me, view) {
  const at = linspace(-reach(me, view), reach(me, view), 5);
  const loss = (w1, w2) => meanLoss(me.points, [me.w[0], w1, w2, ...me.w.slice(3)], me.output);
  return {
    caption: "Loss for w₁ (across) and w₂ (down), the other weights as they are",
    head: ["w₂ \\ w₁", ...at.map((v) => fmt(v))],
    rows: [...at].reverse().map((w2) => [fmt(w2), ...at.map((w1) => loss(w1, w2))]),
  };
}

function drawSurface(g, width, height, theme, me, view) {
  const r = reach(me, view);
  const others = [me.w[0], ...me.w.slice(3)];
  view.layer(g, JSON.stringify([r, others, me.points, me.output, theme]), (under) => {
    view.frame = axes(under, width, height, { xlim: [-r, r], ylim: [-r, r], xlabel: "w₁", ylabel: "w₂", theme, grid: false, square: true });
    if (me.points.length) drawGround(under, theme, me, view.frame.area, r);
  });
  const { left, top, right, bottom } = view.frame.area;
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  if (me.points.length) drawPath(g, theme, me, view.frame);
  g.restore();
  g.strokeStyle = css(theme.muted, 0.6);
  g.lineWidth = 1;
  g.strokeRect(left, top, right - left, bottom - top);
}

function drawGround(g, theme, me, area, r) {
  const values = lossGrid(me.points, me.w, me.output, r, N);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const depth = (v) => Math.sqrt(Math.max(0, (v - low) / (high - low || 1)));
  shade(g, N, N, (i) => mix(theme.paper, theme.ink, 0.62 * depth(values[i])), area);
  if (me.output === "sign") return; // steps, not slopes: level lines would only trace the noise of the grid
  g.strokeStyle = css(theme.ink, 0.45);
  g.lineWidth = 1;
  const cell = (area.right - area.left) / (N - 1);
  g.beginPath();
  for (const share of LEVELS) {
    for (const [a, b] of contour(values, N, N, low + share * share * (high - low))) {
      g.moveTo(area.left + a[0] * cell, area.top + a[1] * cell);
      g.lineTo(area.left + b[0] * cell, area.top + b[1] * cell);
    }
  }
  g.stroke();
}

function drawPath(g, theme, me, { x, y }) {
  const path = me.trace.map((row) => [x(row[2]), y(row[3])]);
  for (const [wide, colour] of [[5, theme.paper], [2.4, theme.gradient]]) {
    g.lineWidth = wide;
    g.strokeStyle = css(colour);
    line(g, path);
  }
  if (path.length < 60) path.forEach(([px, py]) => marker(g, "o", px, py, 3, theme.gradient, theme.paper, 1));
  const [px, py] = path[me.at];
  const slope = me.slope();
  const size = slope ? Math.hypot(slope[1], slope[2]) : 0;
  if (size > 1e-9) {
    const far = ((me.direction === "climb" ? 1 : -1) * Math.min(60, 14 + 60 * me.rate * size)) / size;
    g.strokeStyle = g.fillStyle = css(theme.gradientInk);
    g.lineWidth = 3;
    arrow(g, px, py, px + far * slope[1], py - far * slope[2], 11);
  }
  marker(g, "o", px, py, 7, theme.focus, theme.ink, 2.2);
}

function touchable(ctx, me, view, face) {
  const place = (w1, w2) => {
    const r = reach(me, view);
    const tidy = (v) => Number(clamp(v, -r, r).toPrecision(4));
    me.setWeights([me.w[0], tidy(w1), tidy(w2), ...me.w.slice(3)]);
  };
  const at = (e) => place(view.frame.ix(e.x), view.frame.iy(e.y));
  drag(ctx, face, {
    start(e) {
      if (!view.frame) return false;
      view.held = reach(me, view);
      at(e);
      return true;
    },
    move: at,
    end() {
      view.held = null;
      me.setWeights(me.w);
    },
  });
  const nudge = (dx, dy) => (e) => {
    const size = (reach(me, view) / 30) * (e.shiftKey ? 5 : 1);
    place(me.w[1] + dx * size, me.w[2] + dy * size);
    ctx.say(`w1 ${fmt(me.w[1])}, w2 ${fmt(me.w[2])}, loss ${fmt(me.loss())}.`);
  };
  keys(ctx, face, { ArrowLeft: nudge(-1, 0), ArrowRight: nudge(1, 0), ArrowUp: nudge(0, 1), ArrowDown: nudge(0, -1) });
}
