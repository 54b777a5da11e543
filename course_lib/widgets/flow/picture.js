// One picture, three rows over the same layers: what each gives out, the gradient it gets, and the size of both.

import { cividis, clamp, css, drag, fmt, frame, keys, line, marker, mix, picture, shorten, ticks } from "../shared.js";
import { BINS, rangeOf, sentence } from "./state.js";

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const power = (v) => (v === 0 ? "1" : v === 1 ? "10" : `10${[...String(v)].map((c) => RAISED[c] ?? c).join("")}`);
const HELP = "Left and right choose a layer, Home and End the first and the last. Touch a column to read its layer.";

export function layersPicture(ctx, me) {
  const view = { left: 0, step: 1 };
  const look = picture(ctx, {
    label: "The layers", aspect: (width) => (width < 460 ? 0.72 : 1.12), maxWidth: 760, interactive: true, help: HELP, table: () => tableOf(me),
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  const to = (layer) => () => {
    if (!ctx.locked("layers")) me.choose(layer());
    ctx.say(sentence(me));
  };
  keys(ctx, look.face, { ArrowLeft: to(() => me.layer - 1), ArrowRight: to(() => me.layer + 1), Home: to(() => 1), End: to(() => me.depth), ArrowUp: to(() => me.layer + 5), ArrowDown: to(() => me.layer - 5) });
  if (!ctx.locked("layers")) {
    const at = (e) => me.choose(1 + clamp(Math.floor((e.x - view.left) / view.step), 0, me.depth - 1));
    drag(ctx, look.face, { start: (e) => (at(e), true), move: at, end: () => ctx.say(sentence(me)) });
  }
  return look;
}

function draw(g, width, height, theme, me, view) {
  const s = Math.max(12, 0.9 * theme.size);
  const left = 4.4 * s;
  const right = width - 0.6 * s;
  Object.assign(view, { left, step: (right - left) / me.depth });
  const tall = height - 3 * s - 3 * 1.7 * s;
  const rows = [0.34, 0.28, 0.38].map((share) => share * tall);
  let top = 0;
  const boxes = rows.map((size) => {
    const box = { left, right, top: top + 1.5 * s, bottom: top + 1.5 * s + size };
    top = box.bottom + 0.2 * s;
    return box;
  });
  const { forward, backward } = me.shown();
  const [low, high] = rangeOf(me);
  title(g, theme, s, boxes[0], "What each layer gives out →", theme.ink);
  title(g, theme, s, boxes[1], "← The gradient that reaches it", theme.gradientInk);
  title(g, theme, s, boxes[2], "Their size, powers of ten", theme.ink);
  columns(g, theme, boxes[0], me.found.forward, (t) => cividis(t), (k) => k < forward, view);
  columns(g, theme, boxes[1], me.found.backward, (t) => mix(theme.paper, theme.gradientInk, t), (k) => k + 1 >= backward, view);
  scale(g, theme, s, boxes[0], [[low, 0], [(low + high) / 2, 0.5], [high, 1]].map(([v, t]) => [shorten(v, 3).text, t]));
  scale(g, theme, s, boxes[1], [["−3 σ", 0], ["0", 0.5], ["3 σ", 1]]);
  sizes(g, theme, s, boxes[2], me, view, forward, backward);
  layerAxis(g, theme, s, boxes[2], me, view);
  const x = left + (me.layer - 1) * view.step;
  frame(g, theme, x, boxes[0].top, view.step, boxes[0].bottom - boxes[0].top);
  frame(g, theme, x, boxes[1].top, view.step, boxes[1].bottom - boxes[1].top);
}

function title(g, theme, s, box, text, colour) {
  g.font = `600 ${s}px ${theme.font}`;
  g.fillStyle = css(colour);
  g.textAlign = "left";
  g.textBaseline = "bottom";
  g.fillText(text, box.left, box.top - 0.3 * s);
}

// A column a layer: the share of its numbers in each part of the range, as a shade.
function columns(g, theme, box, histograms, colour, shown, view) {
  const tall = (box.bottom - box.top) / BINS;
  const gap = view.step > 8 ? 1 : 0;
  histograms.forEach((counts, k) => {
    const most = Math.max(...counts, 1);
    const x = box.left + k * view.step;
    if (!shown(k)) {
      g.strokeStyle = css(theme.grid);
      g.lineWidth = 1;
      g.strokeRect(x + 0.5, box.top + 0.5, view.step - 1, box.bottom - box.top - 1);
      return;
    }
    for (let i = 0; i < BINS; i++) {
      g.fillStyle = css(colour(Math.sqrt(counts[i] / most)));
      g.fillRect(x, box.bottom - (i + 1) * tall, view.step - gap, tall + 0.6);
    }
  });
  g.strokeStyle = css(theme.muted, 0.6);
  g.lineWidth = 1;
  g.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
}

function scale(g, theme, s, box, marks) {
  g.font = `${s}px ${theme.font}`;
  g.fillStyle = css(theme.muted);
  g.textAlign = "right";
  marks.forEach(([text, t]) => {
    g.textBaseline = t === 0 ? "bottom" : t === 1 ? "top" : "middle";
    g.fillText(text, box.left - 0.5 * s, box.bottom - t * (box.bottom - box.top));
  });
}

const logOf = (v) => (v > 0 && Number.isFinite(v) ? Math.log10(v) : NaN);

// Two lines: the spread of the outputs from left to right, the length of the gradient from right to left.
function sizes(g, theme, s, box, me, view, forward, backward) {
  const { layers } = me.found;
  const [spread, length] = [layers.map((one) => logOf(one.std)), layers.map((one) => logOf(one.gradient))];
  const all = [...spread, ...length, 0.3, -1].filter(Number.isFinite);
  const [low, high] = [Math.max(Math.min(...all), -320), Math.max(...all)];
  const room = 0.08 * (high - low);
  const y = (v) => box.bottom - ((v - low + room) / (high - low + 2 * room)) * (box.bottom - box.top);
  const x = (k) => box.left + (k + 0.5) * view.step;
  g.font = `${s}px ${theme.font}`;
  g.textAlign = "right";
  g.textBaseline = "middle";
  for (const v of ticks(low, high, 4)) {
    if (!Number.isInteger(v)) continue;
    g.strokeStyle = css(theme.grid);
    g.lineWidth = 1;
    line(g, [[box.left, y(v)], [box.right, y(v)]]);
    g.fillStyle = css(theme.muted);
    g.fillText(power(v), box.left - 0.5 * s, y(v));
  }
  const drawLine = (values, shown, colour, shape) => {
    const points = values.map((v, k) => [x(k), y(v), k]).filter(([, py, k]) => Number.isFinite(py) && shown(k));
    g.strokeStyle = css(colour);
    g.lineWidth = 2.6;
    line(g, points);
    points.forEach(([px, py, k]) => {
      if (k === me.layer - 1) marker(g, "o", px, py, 9, theme.focus, theme.ink, 2);
      marker(g, shape, px, py, me.depth > 30 ? 2.8 : 4, colour, theme.paper, 1);
    });
  };
  drawLine(spread, (k) => k < forward, theme.ink, "o");
  drawLine(length, (k) => k + 1 >= backward, theme.gradientInk, "<");
}

function layerAxis(g, theme, s, box, me, view) {
  g.font = `${s}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "top";
  g.fillStyle = css(theme.muted);
  const every = me.depth <= 10 ? 1 : 5;
  for (let k = 1; k <= me.depth; k++) if (k === 1 || k % every === 0) g.fillText(String(k), box.left + (k - 0.5) * view.step, box.bottom + 0.3 * s);
  g.fillStyle = css(theme.ink);
  g.fillText("layer", (box.left + box.right) / 2, box.bottom + 1.6 * s);
}

function tableOf(me) {
  const share = (v) => (v === null ? "none" : `${fmt(100 * v, 3)} %`);
  return {
    caption: "What each layer gives out, and the gradient that reaches it",
    head: ["layer", "mean", "std", "saturated", "dead", "length of the gradient", "of the weights’ gradient"],
    rows: me.found.layers.map((one, k) => [String(k + 1), one.mean, one.std, share(one.saturated), share(one.dead), one.gradient, one.weight]),
  };
}
