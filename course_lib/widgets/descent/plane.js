// The surface seen from above (or, with one weight, from the side): level lines, the walks, a start and a first step to drag.

import { arrow, axes, clamp, classColour, contour, css, curves, drag, fmt, frame, keptLayer, keys, line, linspace, marker, mix, picture, shade } from "../shared.js";
import { OPTIMISERS } from "./optimisers.js";
import { SURFACES } from "./surfaces.js";
import { lossAt } from "./walks.js";

const FINE = 97; // a surface is sampled so many times each way, a loss over data less often
const COARSE = 49;
const LEVELS = 12;
const HELP = "Arrow keys move the start (Shift: further); plus and minus change the learning rate; Home puts the start back. Drag the start with mouse or finger, or drag the tip of the first step to change the learning rate.";

export function plane(ctx, me) {
  const view = { frame: null, layer: keptLayer(), held: "" };
  const look = picture(ctx, {
    label: "The surface and the walks", interactive: true, help: HELP, maxWidth: 640, table: () => tableOf(me),
    aspect: () => (SURFACES[me.surface].flat ? 1.35 : me.surface === "valley" || me.surface === "two_minima" ? 1.35 : 1.12),
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  if (!ctx.locked("start")) byPointer(ctx, me, view, look);
  byKeys(ctx, me, look.face);
  return look;
}

function ground(g, width, height, theme, me, view) {
  const { limits, flat } = SURFACES[me.surface];
  const [x0, x1, y0, y1] = limits;
  if (flat) {
    const xs = linspace(x0, x1, 121);
    view.frame = curves(g, width, height, theme, { series: [{ name: "", xs, ys: xs.map((x) => lossAt(me, x, 0)), colour: theme.ink, width: 3 }], xlim: [x0, x1], ylim: [-0.6, lossAt(me, x1, 0)], xlabel: "w₁", ylabel: "loss", names: false });
    return;
  }
  view.frame = axes(g, width, height, { xlim: [x0, x1], ylim: [y0, y1], xlabel: "w₁", ylabel: "w₂", theme, grid: false });
  const { area } = view.frame;
  const N = me.surface === "logistic" ? COARSE : FINE;
  const values = new Float64Array(N * N);
  for (let r = 0, i = 0; r < N; r++) for (let c = 0; c < N; c++, i++) values[i] = lossAt(me, x0 + ((x1 - x0) * c) / (N - 1), y1 - ((y1 - y0) * r) / (N - 1));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const bend = Math.log(0.5) / Math.log(clamp((middle - low) / (high - low || 1), 0.01, 0.9)); // half of the ground lies in the lower half of the shades
  const depth = (v) => ((v - low) / (high - low || 1)) ** bend;
  shade(g, N, N, (i) => mix(theme.paper, theme.ink, 0.5 * depth(values[i])), area);
  g.strokeStyle = css(theme.ink, 0.4);
  g.lineWidth = 1;
  g.beginPath();
  const [wide, tall] = [(area.right - area.left) / (N - 1), (area.bottom - area.top) / (N - 1)];
  for (let k = 1; k < LEVELS; k++) {
    for (const [a, b] of contour(values, N, N, low + (high - low) * (k / LEVELS) ** (1 / bend))) {
      g.moveTo(area.left + a[0] * wide, area.top + a[1] * tall);
      g.lineTo(area.left + b[0] * wide, area.top + b[1] * tall);
    }
  }
  g.stroke();
}

function draw(g, width, height, theme, me, view) {
  const key = JSON.stringify([me.surface, me.condition, me.surface === "logistic" ? me.points : 0, theme]);
  view.layer(g, key, (under) => ground(under, width, height, theme, me, view));
  const { area } = view.frame;
  const [left, top, wide, tall] = [area.left, area.top, area.right - area.left, area.bottom - area.top];
  g.save();
  g.beginPath();
  g.rect(left - 2, top - 2, wide + 4, tall + 4);
  g.clip();
  for (const name of [...me.optimisers].sort((a) => (a === me.focus ? 1 : -1))) drawWalk(g, theme, me, view, name);
  drawStart(g, theme, me, view);
  g.restore();
  g.strokeStyle = css(theme.muted, 0.6);
  g.lineWidth = 1;
  g.strokeRect(left, top, wide, tall);
}

const spot = (me, { x, y }, [a, b]) => [clamp(x(a), -2e4, 2e4), clamp(y(SURFACES[me.surface].flat ? lossAt(me, a, 0) : b), -2e4, 2e4)];

function drawWalk(g, theme, me, view, name) {
  const run = me.walk(name);
  const at = run.upTo(me.step);
  const path = run.w.slice(0, at + 1).map((w) => spot(me, view.frame, w));
  const { colour, marker: shape } = OPTIMISERS[name];
  const focus = name === me.focus;
  for (const [thick, paint] of [[focus ? 5.5 : 4, theme.paper], [focus ? 3 : 1.8, classColour(theme, colour)]]) {
    g.lineWidth = thick;
    g.strokeStyle = css(paint);
    line(g, path);
  }
  if (at <= 80) path.slice(1).forEach(([x, y]) => marker(g, "o", x, y, focus ? 3 : 2.2, classColour(theme, colour), theme.paper, 0.8));
  const [x, y] = path[at];
  if (focus) marker(g, "o", x, y, 11, theme.focus, theme.ink, 2);
  marker(g, shape, x, y, 6, classColour(theme, colour), theme.ink, 1.2);
}

// Where the first step of the one in focus would lead: the handle of the learning rate.
function tip(me, view) {
  const one = me.walk(me.focus).from(0);
  if (!one) return null;
  const from = spot(me, view.frame, me.start);
  const to = SURFACES[me.surface].flat ? [view.frame.x(one.place[0]), from[1]] : spot(me, view.frame, one.place);
  return { from, to, length: Math.hypot(to[0] - from[0], to[1] - from[1]) };
}

function drawStart(g, theme, me, view) {
  const step = tip(me, view);
  const [x, y] = spot(me, view.frame, me.start);
  if (step && step.length > 3) {
    g.strokeStyle = g.fillStyle = css(theme.gradientInk);
    g.lineWidth = 2.5;
    arrow(g, ...step.from, ...step.to, 10);
    marker(g, "o", ...step.to, 6, theme.paper, theme.gradientInk, 2.5);
  }
  marker(g, "s", x, y, 7, theme.paper, theme.ink, 2.5);
  if (view.held === "start") frame(g, theme, x - 11, y - 11, 22, 22);
}

function byPointer(ctx, me, view, look) {
  const put = (e) => {
    const { limits, flat } = SURFACES[me.surface];
    const tidy = (v, low, high) => Number(clamp(v, low, high).toPrecision(3));
    me.set({ start: [tidy(view.frame.ix(e.x), limits[0], limits[1]), flat ? 0 : tidy(view.frame.iy(e.y), limits[2], limits[3])] });
  };
  const stretch = (e) => {
    const step = tip(me, view);
    if (!step || step.length === 0) return;
    const along = ((e.x - step.from[0]) * (step.to[0] - step.from[0]) + (e.y - step.from[1]) * (step.to[1] - step.from[1])) / step.length;
    me.setRate(clamp(Number(((me.rateOf(me.focus) * Math.max(along, 2)) / step.length).toPrecision(3)), 1e-5, 100), me.focus in me.rates);
  };
  drag(ctx, look.face, {
    start: (e) => {
      if (!view.frame) return false;
      const step = tip(me, view);
      const reach = e.touch ? 22 : 12;
      const onTip = step && step.length > 8 && Math.hypot(e.x - step.to[0], e.y - step.to[1]) < reach && !ctx.locked("learning_rate");
      view.held = onTip ? "rate" : "start";
      if (!onTip) put(e);
      return true;
    },
    move: (e) => (view.held === "rate" ? stretch(e) : put(e)),
    end: () => {
      ctx.say(view.held === "rate" ? `Learning rate ${fmt(me.rateOf(me.focus))}.` : tellStart(me));
      view.held = "";
      look.redraw();
    },
  });
}

const tellStart = (me) => {
  const run = me.walk(me.focus);
  return `Start at ${me.start.map((v) => fmt(v)).join(", ")}; after ${me.step} steps the loss of ${OPTIMISERS[me.focus].title} is ${fmt(run.loss[run.upTo(me.step)])}.`;
};

function byKeys(ctx, me, face) {
  const free = (name, fn) => (e) => {
    if (!ctx.locked(name)) fn(e);
    ctx.say(name === "start" ? tellStart(me) : `Learning rate ${fmt(me.rateOf(me.focus))}. ${tellStart(me)}`);
  };
  const move = (dx, dy) => free("start", (e) => {
    const { limits, flat } = SURFACES[me.surface];
    const by = (e.shiftKey ? 10 : 1) / 60;
    const tidy = (v) => Number(v.toPrecision(4));
    me.set({ start: [tidy(clamp(me.start[0] + dx * by * (limits[1] - limits[0]), limits[0], limits[1])), flat ? 0 : tidy(clamp(me.start[1] + dy * by * (limits[3] - limits[2]), limits[2], limits[3]))] });
  });
  const rate = (by) => free("learning_rate", () => me.setRate(clamp(Number((me.rateOf(me.focus) * by).toPrecision(3)), 1e-5, 100), me.focus in me.rates));
  keys(ctx, face, { ArrowLeft: move(-1, 0), ArrowRight: move(1, 0), ArrowUp: move(0, 1), ArrowDown: move(0, -1), "+|=": rate(1.1), "-": rate(1 / 1.1), Home: free("start", () => me.set({ start: [...SURFACES[me.surface].start] })) });
}

function tableOf(me) {
  return {
    caption: "Where each walk is after each step",
    head: ["step", ...me.optimisers.flatMap((name) => [`${OPTIMISERS[name].title}, w₁`, "w₂", "loss"])],
    rows: Array.from({ length: me.step + 1 }, (_, t) => [String(t), ...me.optimisers.flatMap((name) => {
      const run = me.walk(name);
      return t <= run.upTo(t) ? [...run.w[t], run.loss[t]] : ["left", "", ""];
    })]),
  };
}
