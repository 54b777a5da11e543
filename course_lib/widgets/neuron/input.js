// The neuron's function over its inputs: a plane with the boundary and the weights as an arrow.

import { axes, clamp, css, drag, fmt, keptLayer, keys, picture } from "../shared.js";
import { drawField, drawNormal, drawPoints, drawProbe, normalOf } from "../playground/drawing.js";
import { bent } from "../playground/plane.js";
import { activate, scoreOf } from "./rules.js";
import { SUB, limitsOf } from "./state.js";

export function inputPlane(ctx, me) {
  const view = { frame: null, normal: null, layer: keptLayer() };
  const look = picture(ctx, {
    label: "Its function over the inputs", aspect: 1.06, maxWidth: 520, interactive: true, table: () => tableOf(me),
    help: "Arrow keys move the input (the diamond); Enter takes the next example. Drag the boundary, or the arrow of the weights.",
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  byPointer(ctx, me, view, look.face);
  byKeys(ctx, me, look.face);
  return look;
}

const OUTPUT = { step: "sign" };

// The neuron as the playground's drawing knows one: with three inputs, the slice at the value of the third.
function sliced(me) {
  const [lo, hi] = limitsOf(me.rows, me.inputs);
  const p = me.p;
  const w = [p[0] + (me.inputs === 3 ? p[3] * me.slice : 0), p[1], p[2]];
  const rows = me.rows.map((row, i) => [row, i]).filter(([row]) => me.inputs < 3 || row[2] === me.slice);
  return { w, limits: [lo, hi, lo, hi], features: "linear", output: OUTPUT[me.activation] ?? me.activation, points: rows.map(([row]) => [row[0], row[1], row[me.inputs] ? 1 : -1]), places: rows.map(([, i]) => i) };
}

function tableOf(me) {
  const names = me.p.slice(1).map((_, k) => `x${SUB[k + 1]}`);
  return {
    caption: `The examples, their weighted sums and what the neuron answers${me.rows.length ? "" : "; here: the input that is chosen"}`,
    head: [...names, "target t", "sum z", "output ŷ"],
    rows: (me.rows.length ? me.rows : [[...me.x, "none"]]).map((row) => [...row, scoreOf(me.p, row), activate(scoreOf(me.p, row), me.activation)]),
  };
}

function draw(g, width, height, theme, me, view) {
  const now = (view.now = sliced(me));
  const [a, b] = now.limits;
  view.layer(g, JSON.stringify([now.w, now.output, now.limits, theme]), (under) => {
    view.frame = axes(under, width, height, { xlim: [a, b], ylim: [a, b], xlabel: "x₁", ylabel: "x₂", theme, grid: false, square: true });
    drawField(under, theme, now, view.frame);
  });
  const { left, top, right, bottom } = view.frame.area;
  view.normal = normalOf(now);
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  drawNormal(g, theme, view.frame, view.normal);
  drawPoints(g, theme, { ...now, output: "identity" }, view.frame, now.places.indexOf(me.chosen));
  now.places.forEach((i, k) => me.right(i) || drawWrong(g, theme, view.frame.x(now.points[k][0]), view.frame.y(now.points[k][1])));
  if (me.chosen < 0) drawProbe(g, theme, view.frame, me.x);
  g.restore();
  g.lineWidth = 1;
  g.strokeStyle = css(theme.muted, 0.6);
  g.strokeRect(left, top, right - left, bottom - top);
}

// A cross beside an example on the wrong side.
function drawWrong(g, theme, px, py) {
  const [x, y] = [px + 9, py - 9];
  for (const [wide, colour] of [[4.4, theme.paper], [2.1, theme.ink]]) {
    g.lineWidth = wide;
    g.strokeStyle = css(colour);
    g.beginPath();
    g.moveTo(x - 4, y - 4), g.lineTo(x + 4, y + 4), g.moveTo(x - 4, y + 4), g.lineTo(x + 4, y - 4);
    g.stroke();
  }
}

function byPointer(ctx, me, view, face) {
  let holding = null;
  const data = (e) => [view.frame.ix(e.x), view.frame.iy(e.y)];
  const away = (e, [u, v]) => Math.hypot(view.frame.x(u) - e.x, view.frame.y(v) - e.y);
  const put = (e) => {
    const [lo, , , hi] = view.now.limits;
    const place = data(e).map((v) => Number(clamp(v, lo, hi).toFixed(2)) + 0);
    me.probe(me.inputs === 3 ? [...place, me.slice] : place);
  };
  drag(ctx, face, {
    start(e) {
      if (!view.frame) return false;
      const [w0, w1, w2] = view.now.w;
      const perPixel = (view.now.limits[1] - view.now.limits[0]) / (view.frame.area.right - view.frame.area.left);
      const off = Math.abs(w0 + w1 * data(e)[0] + w2 * data(e)[1]) / Math.hypot(w1, w2) / perPixel;
      const near = view.now.points.findIndex((row) => away(e, row) < (e.touch ? 22 : 13));
      const free = !ctx.locked("weights");
      if (near >= 0) me.choose(view.now.places[near]);
      holding = near >= 0 ? null : free && view.normal && away(e, view.normal.tip) < (e.touch ? 24 : 14) ? "tip" : free && off < (e.touch ? 16 : 9) ? "line" : "probe";
      if (holding === "probe") put(e);
      holding = { kind: holding, ...view.normal };
      return true;
    },
    move(e) {
      if (holding.kind === "probe") put(e);
      if (holding.kind !== "tip" && holding.kind !== "line") return;
      const [w0, ...w] = bent(view.now.w, holding, data(e));
      const third = me.inputs === 3 ? me.p[3] : null;
      const b = Number((w0 - (third === null ? 0 : third * me.slice)).toPrecision(4));
      me.setP([b, ...w, ...(third === null ? [] : [third])]);
    },
    end: () => ctx.say(sentence(me)),
  });
}

export const sentence = (me) => {
  const a = scoreOf(me.p, me.x);
  return `${me.chosen >= 0 ? `Example ${me.chosen + 1}, ` : ""}${me.x.map((v, k) => `x${me.inputs > 1 ? k + 1 : ""} ${fmt(v)}`).join(", ")}: sum ${fmt(a)}, output ${fmt(activate(a, me.activation))}.`;
};

function byKeys(ctx, me, face) {
  const move = (dx, dy) => (e) => {
    const [lo, hi] = limitsOf(me.rows, me.inputs);
    const size = ((hi - lo) / 40) * (e.shiftKey ? 5 : 1);
    const tidy = (v) => Number(clamp(v, lo, hi).toFixed(3)) + 0;
    me.probe([tidy(me.x[0] + dx * size), tidy(me.x[1] + dy * size), ...me.x.slice(2)]);
    ctx.say(sentence(me));
  };
  keys(ctx, face, {
    ArrowLeft: move(-1, 0), ArrowRight: move(1, 0), ArrowUp: move(0, 1), ArrowDown: move(0, -1),
    "Enter|Space": () => {
      if (me.rows.length) me.choose((me.chosen + 1) % me.rows.length);
      ctx.say(sentence(me));
    },
  });
}
