// Weight space: each point is one neuron. Under the point: small pictures of functions, or the error over the weights.

import { arrow, axes, clamp, contour, css, drag, fmt, keptLayer, keys, line, linspace, marker, mix, picture, plate, shade, signed } from "../shared.js";
import { activate, errorOf, penaltyOf } from "./rules.js";
import { limitsOf } from "./state.js";

const N = 37; // the error is sampled N times N
const STAIRS = 109; // finer where it is a number of wrong examples
const LEVELS = [0.02, 0.06, 0.13, 0.23, 0.36, 0.52, 0.72, 0.92];
// Ten neurons of two weights, after the tour that MacKay's textbook takes.
export const TOUR = [[-2, 3], [0, 2], [1, 4], [2, 2], [5, 4], [5, 1], [3, 0], [1, 0], [-2, -1], [2, -2]];

export function space(ctx, me) {
  const view = { frame: null, held: null, layer: keptLayer() };
  const look = picture(ctx, {
    label: "Weight space", aspect: 1.06, maxWidth: 520, interactive: true, table: () => tableOf(me, view),
    help: "Arrow keys move the point (Shift: further), Home takes it to 0. Or drag it.",
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  if (!ctx.locked("weights")) touchable(ctx, me, view, look.face);
  return look;
}

// Which entries of p lie across and up: w1 and w2, or w and b of a neuron with one input.
export const axesOf = (me) => (me.inputs === 1 ? [1, 0] : [1, 2]);
const namesOf = (me) => (me.inputs === 1 ? ["w", "b"] : ["w₁", "w₂"]);

function reachOf(me) {
  const [i, k] = axesOf(me);
  const far = Math.max(...me.trace.flatMap((row) => [Math.abs(row[i + 2]), Math.abs(row[k + 2])]));
  return Math.max(6, Math.ceil(1.2 * far));
}

// How far the axes go; held still while the point is dragged, or the ground would move under the finger.
const reach = (me, view) => view.held ?? reachOf(me);

const placed = (me, u, v) => {
  const [i, k] = axesOf(me);
  const p = me.p;
  [p[i], p[k]] = [u, v];
  return p;
};

// The error over the plane, row 0 at the top, with the penalty where it is asked for.
export function ground(me, r, n) {
  const alpha = me.landscape === "decay" ? me.alpha : 0;
  const values = new Float64Array(n * n);
  const at = linspace(-r, r, n);
  for (let c = 0; c < n * n; c++) {
    const p = placed(me, at[c % n], at[n - 1 - Math.floor(c / n)]);
    values[c] = errorOf(p, me.rows, me.activation) + penaltyOf(p, alpha);
  }
  return values;
}

const tells = (me) => me.rows.length > 0 && (me.landscape === "error" || me.landscape === "decay");

function tableOf(me, view) {
  const at = linspace(-reach(me, view), reach(me, view), 5);
  const [across, up] = namesOf(me);
  const alpha = me.landscape === "decay" ? me.alpha : 0;
  return {
    caption: `The error${alpha ? " with the penalty" : ""} for ${across} (across) and ${up} (down), the rest as it is; the point is at ${me.p.map((v) => fmt(v)).join(", ")} (bias first)`,
    head: [`${up} \\ ${across}`, ...at.map((v) => fmt(v))],
    rows: [...at].reverse().map((v) => [fmt(v), ...at.map((u) => errorOf(placed(me, u, v), me.rows, me.activation) + penaltyOf(placed(me, u, v), alpha))]),
  };
}

function draw(g, width, height, theme, me, view) {
  const r = reach(me, view);
  const [i, k] = axesOf(me);
  const rest = me.p.filter((_, n) => n !== i && n !== k);
  view.layer(g, JSON.stringify([r, rest, me.rows, me.activation, me.alpha, me.landscape, me.inputs, theme]), (under) => {
    const [xlabel, ylabel] = namesOf(me);
    view.frame = axes(under, width, height, { xlim: [-r, r], ylim: [-r, r], xlabel, ylabel, theme, grid: me.landscape === "none" || me.landscape === "functions" || !me.rows.length, square: true });
    if (tells(me)) drawGround(under, theme, me, view.frame.area, r);
    if (me.landscape === "functions" && me.inputs > 1) drawTour(under, theme, me, view.frame);
    if (me.landscape === "decay" && me.alpha > 0) drawCircles(under, theme, me, view.frame, r);
  });
  const { left, top, right, bottom } = view.frame.area;
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  drawPath(g, theme, me, view.frame);
  g.restore();
  g.strokeStyle = css(theme.muted, 0.6);
  g.lineWidth = 1;
  g.strokeRect(left, top, right - left, bottom - top);
}

function drawGround(g, theme, me, area, r) {
  const n = me.activation === "step" ? STAIRS : N;
  const values = ground(me, r, n);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const depth = (v) => Math.sqrt(Math.max(0, (v - low) / (high - low || 1)));
  shade(g, n, n, (i) => mix(theme.paper, theme.ink, 0.55 * depth(values[i])), area, me.activation !== "step");
  if (me.activation === "step") return; // stairs, not slopes: their level lines are their edges
  const cell = (area.right - area.left) / (N - 1);
  g.strokeStyle = css(theme.ink, 0.45);
  g.lineWidth = 1;
  g.beginPath();
  for (const share of LEVELS) {
    for (const [a, b] of contour(values, N, N, low + share * share * (high - low))) {
      g.moveTo(area.left + a[0] * cell, area.top + a[1] * cell);
      g.lineTo(area.left + b[0] * cell, area.top + b[1] * cell);
    }
  }
  g.stroke();
}

// Small pictures of ten neurons, each at its place, with the bias as it is.
function drawTour(g, theme, me, { x, y, area }) {
  const half = 0.068 * (area.right - area.left);
  const [lo, hi] = limitsOf(me.rows, me.inputs);
  const at = linspace(lo, hi, 11);
  const tint = tintOf(me.activation, theme);
  for (const [w1, w2] of TOUR) {
    const box = { left: x(w1) - half, top: y(w2) - half, right: x(w1) + half, bottom: y(w2) + half };
    shade(g, 11, 11, (i) => tint(activate(me.p[0] + w1 * at[i % 11] + w2 * at[10 - Math.floor(i / 11)], me.activation)), box);
    g.strokeStyle = css(theme.muted);
    g.lineWidth = 1;
    g.strokeRect(box.left, box.top, 2 * half, 2 * half);
  }
}

// The colour of an output: by its side of one half (step and sigmoid), by its sign elsewhere.
export function tintOf(kind, theme) {
  const strength = theme.dark ? 0.7 : 0.6;
  return kind === "step" || kind === "sigmoid" ? (y) => signed(strength * (2 * y - 1), theme) : (y) => signed(strength * clamp(y, -1, 1), theme);
}

// The penalty is the same on each circle (on each upright line, where the bias is an axis: it is not shrunk).
function drawCircles(g, theme, me, { x, y, area }, r) {
  g.save();
  g.beginPath();
  g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  g.clip();
  g.lineWidth = 1.8;
  g.setLineDash([3, 4]);
  g.strokeStyle = css(theme.gradientInk);
  for (let k = 1; k <= 4; k++) {
    const radius = (k * r) / 4.5;
    if (me.inputs === 1) for (const side of [-1, 1]) line(g, [[x(side * radius), area.top], [x(side * radius), area.bottom]]);
    else {
      g.beginPath();
      g.arc(x(0), y(0), x(radius) - x(0), 0, 7);
      g.stroke();
    }
  }
  g.restore();
  for (const k of [2, 4]) {
    const radius = (k * r) / 4.5;
    plate(g, theme, `penalty ${fmt(0.5 * me.alpha * radius * radius, 2)}`, ...(me.inputs === 1 ? [x(radius), y(0)] : [x(0), y(-radius)]));
  }
}

function drawPath(g, theme, me, { x, y }) {
  const [i, k] = axesOf(me);
  const path = me.trace.map((row) => [x(row[i + 2]), y(row[k + 2])]);
  for (const [wide, colour] of path.length > 1 ? [[5, theme.paper], [2.4, theme.gradient]] : []) {
    g.lineWidth = wide;
    g.strokeStyle = css(colour);
    line(g, path);
  }
  if (path.length > 1 && path.length < 80) path.forEach(([px, py]) => marker(g, "o", px, py, 3, theme.gradient, theme.paper, 1));
  const [px, py] = path[me.at];
  if (me.inputs === 1 && me.p[1] !== 0) {
    // every neuron on this line has its threshold at the same x
    const far = 2 * reachOf(me) / Math.hypot(me.p[0], me.p[1]);
    g.setLineDash([5, 4]);
    g.lineWidth = 1.6;
    g.strokeStyle = css(theme.ink);
    line(g, [[x(-far * me.p[1]), y(-far * me.p[0])], [x(far * me.p[1]), y(far * me.p[0])]]);
    g.setLineDash([]);
    plate(g, theme, `threshold ${fmt(-me.p[0] / me.p[1])}`, px, py > y(0) ? y(0) - theme.size : y(0) + theme.size);
  }
  const slope = tells(me) && me.landscape === "error" && me.alpha > 0 ? null : me.slope();
  const size = slope ? Math.hypot(slope[i], slope[k]) : 0;
  if (size > 1e-6) {
    const far = -Math.min(64, 16 + 30 * me.rate * size) / size;
    g.strokeStyle = g.fillStyle = css(theme.gradientInk);
    g.lineWidth = 3;
    arrow(g, px, py, px + far * slope[i], py - far * slope[k], 11);
  }
  marker(g, "o", px, py, 8, theme.focus, theme.ink, 2.4);
}

function touchable(ctx, me, view, face) {
  const [lo, hi] = [-1, 1];
  const place = (u, v) => {
    const r = reach(me, view);
    const tidy = (z) => Number(clamp(z, lo * r, hi * r).toFixed(2)) + 0;
    me.setP(placed(me, tidy(u), tidy(v)));
  };
  const at = (e) => {
    const [u, v] = [view.frame.ix(e.x), view.frame.iy(e.y)];
    const near = me.landscape === "functions" && TOUR.find(([a, b]) => Math.hypot(a - u, b - v) < 0.35);
    place(...(near || [u, v]));
  };
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
      me.setP(me.p);
      tell();
    },
  });
  const tell = () => {
    const [i, k] = axesOf(me);
    const names = me.inputs === 1 ? ["w", "b"] : ["w1", "w2"];
    ctx.say(`${names[0]} ${fmt(me.p[i])}, ${names[1]} ${fmt(me.p[k])}${me.rows.length ? `; ${me.rows.filter((_, n) => me.right(n)).length} of ${me.rows.length} right, error ${fmt(me.error())}` : ""}.`);
  };
  const nudge = (dx, dy) => (e) => {
    const [i, k] = axesOf(me);
    const size = e.shiftKey ? 1 : 0.2;
    place(me.p[i] + dx * size, me.p[k] + dy * size);
    tell();
  };
  keys(ctx, face, { ArrowLeft: nudge(-1, 0), ArrowRight: nudge(1, 0), ArrowUp: nudge(0, 1), ArrowDown: nudge(0, -1), Home: () => (place(0, 0), tell()) });
}
