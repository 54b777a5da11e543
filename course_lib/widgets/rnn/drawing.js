// What is drawn of the network: its cells step after step, and the bars of the gradient.

import { arrow, clamp, css, frame, line, signed } from "../shared.js";
import { box, fitting } from "../sequences/cells.js";
import { largest } from "./cell.js";
import { seen } from "./state.js";

const most = (rows) => rows.reduce((m, row) => row.reduce((n, v) => (Math.abs(v) > n ? Math.abs(v) : n), m), 0) || 1;

function labels(g, theme, me, at) {
  g.font = `${Math.max(12, 0.92 * theme.size)}px ${theme.font}`;
  g.textAlign = "left";
  g.textBaseline = "middle";
  const write = (long, short, y, paint = theme.ink) => ((g.fillStyle = css(paint)), g.fillText(at.wide ? long : short, 0, y));
  write("step", "t", 0.5 * at.yTop, theme.muted);
  if (at.outs) write("output y", "y", at.yTop + (at.outs * at.cell) / 2);
  write("state h", "h", at.hTop + (at.units * at.cell) / 2);
  write("input x", "x", at.xTop + (at.ins * at.cell) / 2);
  if (me.view === "unrolled") write("gradient", "∂", (at.gTop + at.gBottom) / 2, theme.gradientInk);
}

function column(g, theme, me, at, t, scale) {
  const { H } = me.cell;
  const [x, w, mid] = [at.x(t), at.box, at.middle(t)];
  const known = t <= me.at;
  const small = Math.max(12, Math.min(0.92 * theme.size, 16));
  g.font = `${small}px ${theme.font}`;
  g.fillStyle = css(t === me.step ? theme.ink : theme.muted);
  g.textAlign = "center";
  g.textBaseline = "middle";
  if (at.pitch >= 22 || t % 5 === 0) g.fillText(String(t), mid, 0.5 * at.yTop);
  for (let i = 0; i < at.units; i++) {
    const v = me.ran.h[t][at.unit0 + i];
    const y = at.hTop + i * at.cell;
    box(g, theme, x, y, w, at.cell, known ? { paper: signed((0.9 * v) / scale.h, theme), text: fitting(g, v, w) } : { dashed: true });
  }
  if (t === 0) return;
  g.strokeStyle = g.fillStyle = css(theme.ink);
  g.lineWidth = 1.5;
  const head = clamp(0.6 * at.pitch, 5, 9);
  if (me.plan.takes[t - 1] >= 0 || me.ran.fed[t - 1]) {
    arrow(g, mid, at.xTop - 2, mid, at.hTop + at.units * at.cell + 3, head);
    inputs(g, theme, me, at, t, scale);
  }
  if (!me.plan.gives[t - 1]) return;
  g.strokeStyle = g.fillStyle = css(theme.ink);
  arrow(g, mid, at.hTop - 2, mid, at.yTop + at.outs * at.cell + 3, head);
  if (!at.outs) return;
  const y = me.ran.y[t - 1];
  for (let k = 0; k < at.outs; k++) {
    const top = at.yTop + k * at.cell;
    if (!known) box(g, theme, x, top, w, at.cell, { dashed: true });
    else if (me.letters) {
      g.font = `600 ${1.1 * theme.size}px ${theme.font}`;
      box(g, theme, x, top, w, at.cell, { text: seen(me.alphabet[largest(y)]), ink: theme.ink });
      g.font = `${small}px ${theme.font}`;
    } else box(g, theme, x, top, w, at.cell, { paper: signed((0.9 * y[k]) / scale.y, theme), text: fitting(g, y[k], w) });
  }
}

function inputs(g, theme, me, at, t, scale) {
  const x = me.ran.x[t - 1];
  const fed = me.ran.fed[t - 1];
  for (let i = 0; i < at.ins; i++) {
    const top = at.xTop + i * at.cell;
    if (me.alphabet.length) {
      g.font = `600 ${1.1 * theme.size}px ${theme.font}`;
      const letter = fed || me.text === "" ? me.alphabet[largest(x)] : Array.from(me.text)[me.plan.takes[t - 1]];
      box(g, theme, at.x(t), top, at.box, at.cell, { text: t <= me.at || !fed ? seen(letter ?? "") : null, ink: theme.ink, dashed: fed });
      g.font = `${Math.max(12, Math.min(0.92 * theme.size, 16))}px ${theme.font}`;
    } else box(g, theme, at.x(t), top, at.box, at.cell, fed && t > me.at ? { dashed: true } : { paper: signed((0.9 * x[i]) / scale.x, theme), text: fitting(g, x[i], at.box), dashed: fed });
  }
}

// An output that enters as the next input: out at the right of its box, down between the columns, in from the left.
function feedback(g, theme, me, at, t) {
  const [x0, x1] = [at.x(t) + at.box, at.x(t + 1)];
  const [y0, y1] = [at.yTop + (at.outs * at.cell) / 2, at.xTop + (at.ins * at.cell) / 2];
  g.save();
  g.strokeStyle = g.fillStyle = css(theme.muted);
  g.lineWidth = 1.5;
  g.setLineDash([4, 3]);
  line(g, [[x0, y0], [(x0 + x1) / 2, y0], [(x0 + x1) / 2, y1]]);
  g.setLineDash([]);
  arrow(g, (x0 + x1) / 2, y1, x1 - 1, y1, 6);
  g.restore();
}

export function drawUnrolled(g, theme, me, at) {
  const scale = { h: most(me.ran.h), y: most(me.ran.y), x: most(me.ran.x) };
  labels(g, theme, me, at);
  const last = at.first + at.columns - 1;
  for (let t = at.first; t <= last; t++) {
    if (t > 0 && t < me.steps && t < last && me.ran.fed[t] && at.outs && t <= me.at) feedback(g, theme, me, at, t);
    column(g, theme, me, at, t, scale);
    if (t === last) continue;
    g.strokeStyle = g.fillStyle = css(t < me.at ? theme.ink : theme.muted);
    g.lineWidth = 1.5;
    const y = at.hTop + (at.units * at.cell) / 2;
    if (at.gap > 8) arrow(g, at.x(t) + at.box + 1, y, at.x(t + 1) - 1, y, clamp(0.5 * at.gap, 4, 8));
  }
  drawBars(g, theme, me, at);
  const row = me.row < me.cell.H ? at.hTop + (me.row - at.unit0) * at.cell : at.yTop + (me.letters ? 0 : Math.min(me.row - me.cell.H, at.outs - 1)) * at.cell;
  frame(g, theme, at.x(me.step), row, at.box, at.cell);
  if (me.steps + 1 > at.columns) {
    g.textAlign = "left";
    g.fillStyle = css(theme.muted);
    g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
    g.fillText(at.first > 0 ? "‹" : "", at.left - 10, 0.5 * at.yTop);
    g.fillText(last < me.steps ? "›" : "", at.left + at.columns * at.pitch - 4, 0.5 * at.yTop);
  }
}

// How high the bar of a norm stands, from 0 to 1.
export function heights(norms, kind) {
  const top = Math.max(...norms);
  if (!(top > 0)) return norms.map(() => 0);
  if (kind === "linear") return norms.map((v) => v / top);
  const low = Math.min(...norms.filter((v) => v > 0));
  const span = Math.max(1, Math.log10(top / low));
  return norms.map((v) => (v > 0 ? 0.04 + (0.96 * (Math.log10(v / low) + (top === low ? span : 0))) / span : 0));
}

function drawBars(g, theme, me, at) {
  const size = Math.max(12, Math.min(0.85 * theme.size, 16));
  const high = heights(me.norms, me.bars);
  const base = at.gBottom - 14; // below it runs the way back
  const room = base - at.gTop - 1.5 * size;
  g.strokeStyle = css(theme.gradientInk, 0.8);
  g.lineWidth = 1;
  const last = at.first + at.columns - 1;
  line(g, [[at.left, base], [at.left + at.columns * at.pitch, base]]);
  g.font = `${size}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "bottom";
  for (let t = at.first; t <= Math.min(last, me.step); t++) {
    const tall = high[t] * room;
    g.fillStyle = css(theme.gradient, 0.4 + 0.6 * high[t]);
    g.fillRect(at.x(t) + 0.12 * at.box, base - Math.max(1, tall), 0.76 * at.box, Math.max(1, tall));
    const text = fitting(g, me.norms[t], at.pitch);
    g.fillStyle = css(theme.ink);
    if (text && at.pitch >= 26) g.fillText(text, at.middle(t), base - tall - 2);
    if (t > at.first && at.pitch > 20) {
      g.strokeStyle = g.fillStyle = css(theme.gradient);
      g.lineWidth = 1 + 2.5 * high[t - 1];
      arrow(g, at.middle(t) - 0.12 * at.pitch, base + 8, at.middle(t - 1) + 0.12 * at.pitch, base + 8, 7);
    }
  }
}

// The cell folded: one state, and an arrow that leads it back into itself.
export function drawFolded(g, theme, me, at, width) {
  const scale = { h: most(me.ran.h), y: most(me.ran.y), x: most(me.ran.x) };
  labels(g, theme, me, at);
  const t = me.step;
  column(g, theme, me, at, t, scale);
  const [x, right] = [at.x(t), at.x(t) + at.box];
  const [top, y, reach] = [at.hTop - 0.9 * theme.size, at.hTop + (at.units * at.cell) / 2, Math.min(3.4 * theme.size, 0.3 * at.pitch + 30)];
  g.strokeStyle = g.fillStyle = css(theme.ink);
  g.lineWidth = 2;
  const mid = at.middle(t);
  line(g, [[right, y], [right + reach, y], [right + reach, top], [mid + 8, top]]);
  line(g, [[mid - 8, top], [x - reach, top], [x - reach, y]]);
  arrow(g, x - reach, y, x - 1, y, 9);
  g.font = `${Math.max(12, 0.92 * theme.size)}px ${theme.font}`;
  g.textBaseline = "middle";
  g.textAlign = "left";
  g.fillText("W_h", right + reach + 6, (y + top) / 2);
  g.fillStyle = css(theme.muted);
  if (width > 560) g.fillText("one step later", right + reach + 6, (y + top) / 2 + 1.3 * theme.size);
  g.fillStyle = css(theme.ink);
  g.fillText("W_x", mid + 8, (at.hTop + at.units * at.cell + at.xTop) / 2);
  const row = me.row < me.cell.H ? at.hTop + (me.row - at.unit0) * at.cell : at.yTop + (me.letters ? 0 : Math.min(me.row - me.cell.H, at.outs - 1)) * at.cell;
  frame(g, theme, x, row, at.box, at.cell);
}
