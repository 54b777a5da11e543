// The function of a neuron with one input: its curve, the threshold at -b/w, the step beside the sigmoid.

import { MARKERS, axes, clamp, css, drag, equals, fmt, keys, line, linspace, marker, picture, plate } from "../shared.js";
import { drawRing } from "../playground/drawing.js";
import { sentence } from "./input.js";
import { activate, scoreOf } from "./rules.js";
import { limitsOf } from "./state.js";

const BESIDE = { step: "sigmoid", sigmoid: "step", tanh: "step", relu: "identity", identity: "step" };

export function inputLine(ctx, me) {
  const view = { frame: null };
  const look = picture(ctx, {
    label: "Its function of one input", aspect: 1.06, maxWidth: 520, interactive: true, table: () => tableOf(me),
    help: "Left and right move the threshold (the bias), up and down change the weight. Or drag the curve sideways.",
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  const free = !ctx.locked("weights");
  const tidy = (v) => Number(clamp(v, -1e6, 1e6).toFixed(2)) + 0;
  const toThreshold = (x) => me.p[1] !== 0 && me.setP([tidy(-x * me.p[1]), me.p[1]]);
  if (free) drag(ctx, look.face, { start: (e) => view.frame && (toThreshold(view.frame.ix(e.x)), true), move: (e) => toThreshold(view.frame.ix(e.x)), end: () => tell() });
  const tell = () => {
    const [b, w] = me.p;
    ctx.say(w === 0 ? `Weight 0, bias ${fmt(b)}: the same output everywhere.` : `Weight ${fmt(w)}, bias ${fmt(b)}: the threshold is at x = ${fmt(-b / w)}.`);
  };
  const change = (db, dw) => (e) => {
    if (!free) return;
    const size = e.shiftKey ? 1 : 0.1;
    me.setP([tidy(me.p[0] + db * size * (me.p[1] < 0 ? -1 : 1)), tidy(me.p[1] + dw * size)]);
    tell();
  };
  keys(ctx, look.face, {
    ArrowLeft: change(1, 0), ArrowRight: change(-1, 0), ArrowUp: change(0, 1), ArrowDown: change(0, -1),
    "Enter|Space": () => {
      if (me.rows.length) me.choose((me.chosen + 1) % me.rows.length);
      ctx.say(sentence(me));
    },
  });
  return look;
}

function tableOf(me) {
  const [lo, hi] = limitsOf(me.rows, 1);
  const kinds = [me.activation, BESIDE[me.activation]];
  return { caption: "The output for some inputs", head: ["x", "sum z", ...kinds], rows: linspace(lo, hi, 11).map((x) => [x, scoreOf(me.p, [x]), ...kinds.map((kind) => activate(scoreOf(me.p, [x]), kind))]) };
}

function draw(g, width, height, theme, me, view) {
  const [lo, hi] = limitsOf(me.rows, 1);
  const ylim = { tanh: [-1.3, 1.3], relu: [-0.6, 3], identity: [-3, 3] }[me.activation] ?? [-0.2, 1.25];
  const { area, x, y } = (view.frame = axes(g, width, height, { xlim: [lo, hi], ylim, xlabel: "x", ylabel: "ŷ", theme, square: true }));
  const [b, w] = me.p;
  g.save();
  g.beginPath();
  g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  g.clip();
  drawCurve(g, theme, me, BESIDE[me.activation], [lo, hi], { x, y }, false);
  drawCurve(g, theme, me, me.activation, [lo, hi], { x, y }, true);
  const at = -b / w;
  if (w !== 0 && at >= lo && at <= hi) {
    g.setLineDash([5, 4]);
    g.lineWidth = 1.6;
    g.strokeStyle = css(theme.ink);
    line(g, [[x(at), area.top], [x(at), area.bottom]]);
    g.setLineDash([]);
  }
  const r = clamp(theme.size * 0.46, 5.5, 9);
  me.rows.forEach(([v, t], i) => {
    if (i === me.chosen) drawRing(g, theme, x(v), y(t), r + 5);
    marker(g, MARKERS[1 - t], x(v), y(t), r, theme.classes[1 - t], theme.dark ? [10, 10, 10] : [255, 255, 255], 1.4);
  });
  g.restore();
  if (w !== 0 && at >= lo && at <= hi) plate(g, theme, `−b/w ${equals(at)}`, clamp(x(at), area.left + 4 * theme.size, area.right - 4 * theme.size), area.top + theme.size);
  const low = w > 0 ? area.left : area.right - 10 * theme.size; // beside the curve's low end
  [me.activation, BESIDE[me.activation]].forEach((kind, k) => plate(g, theme, k ? `- - ${kind}` : `— ${kind}`, low + 5 * theme.size, y((ylim[0] + 2 * ylim[1]) / 3) + 1.5 * k * theme.size));
}

function drawCurve(g, theme, me, kind, [lo, hi], { x, y }, thick) {
  g.setLineDash(thick ? [] : [6, 5]);
  g.lineWidth = thick ? 3.2 : 1.6;
  g.strokeStyle = css(thick ? theme.positiveInk : theme.muted);
  const xs = linspace(lo, hi, 301);
  const [b, w] = me.p;
  if (kind === "step" && w !== 0) xs.push(-b / w - 1e-9 * Math.sign(w), -b / w + 1e-9 * Math.sign(w)), xs.sort((u, v) => u - v); // the riser stands upright
  line(g, xs.map((v) => [x(v), y(activate(b + w * v, kind))]));
  g.setLineDash([]);
}
