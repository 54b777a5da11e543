// What is drawn on the plane: shading by the output, level lines, the weights as an arrow, the points.

import { MARKERS, arrow, clamp, contour, css, line, linspace, marker, shade, signed } from "../shared.js";
import { scoreOf, sigmoid } from "./neuron.js";

const N = 61; // the plane is sampled N times N
const FINE = 121; // for bent regions with a sharp edge

// The score of one place: of the whole network where there is one.
const scored = (me) => me.score ?? ((x1, x2) => scoreOf(me.w, x1, x2));

// The score on a grid over the plane, row 0 at the top.
function sampled(me, n) {
  const [x0, x1, y0, y1] = me.limits;
  const [xs, ys] = [linspace(x0, x1, n), linspace(y1, y0, n)];
  const values = new Float64Array(n * n);
  const score = scored(me);
  for (let r = 0, i = 0; r < n; r++) for (let c = 0; c < n; c++, i++) values[i] = score(xs[c], ys[r]);
  return values;
}

// From -1 to 1, what the colour stands for: a class, the score clipped at 1.5, or a probability.
const colourValue = { sign: (s) => (s > 0 ? 0.75 : -0.75), identity: (s) => clamp(s / 1.5, -1, 1), relu: (s) => clamp(s / 1.5, 0, 1), tanh: Math.tanh, sigmoid: (s) => 2 * sigmoid(s) - 1 };
const DASHES = { identity: [[1, "+1"], [-1, "−1"]], relu: [[1, "1"]], tanh: [[Math.atanh(0.8), "0.8"], [-Math.atanh(0.8), "−0.8"]], sigmoid: [[Math.log(9), "0.9"], [-Math.log(9), "0.1"]], sign: [] };

export function drawField(g, theme, me, { area }) {
  const values = sampled(me, N);
  const strength = theme.dark ? 0.62 : 0.5;
  const tint = (s) => signed(strength * colourValue[me.output](s), theme);
  if (me.output === "sign") drawRegions(g, me, area, tint(1), tint(-1));
  else shade(g, N, N, (i) => tint(values[i]), area);
  g.save();
  g.beginPath();
  g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  g.clip();
  for (const [level, text] of DASHES[me.output]) drawLevel(g, theme, values, area, level, text, Boolean(me.score) && level < 0);
  drawLevel(g, theme, values, area, 0, "");
  g.restore();
}

// Two flat regions with a sharp edge: half planes for a straight line, a finer grid for a bent one.
function drawRegions(g, me, area, yes, no) {
  if (me.features !== "linear" || me.score) {
    const cells = sampled(me, FINE);
    return shade(g, FINE, FINE, (i) => (cells[i] > 0 ? yes : no), area);
  }
  const [x0, x1, y0, y1] = me.limits;
  const corners = [[x0, y1, area.left, area.top], [x1, y1, area.right, area.top], [x1, y0, area.right, area.bottom], [x0, y0, area.left, area.bottom]];
  const inside = corners.flatMap(([u, v, px, py], i) => {
    const [u2, v2, px2, py2] = corners[(i + 1) % 4];
    const [s, s2] = [scoreOf(me.w, u, v), scoreOf(me.w, u2, v2)];
    const t = s / (s - s2);
    const cut = s > 0 !== s2 > 0 ? [[px + t * (px2 - px), py + t * (py2 - py)]] : [];
    return [...(s > 0 ? [[px, py]] : []), ...cut];
  });
  g.fillStyle = css(no);
  g.fillRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  g.fillStyle = css(yes);
  g.beginPath();
  inside.forEach(([px, py], i) => (i ? g.lineTo(px, py) : g.moveTo(px, py)));
  return g.fill();
}

// The line on which the score has one value; the boundary is the thick one, where it is 0.
function drawLevel(g, theme, values, area, level, text, low) {
  const toPixel = ([c, r]) => [area.left + (c / (N - 1)) * (area.right - area.left), area.top + (r / (N - 1)) * (area.bottom - area.top)];
  const segments = contour(values, N, N, level).map((ends) => ends.map(toPixel));
  if (!segments.length) return;
  g.setLineDash(text ? [5, 4] : []);
  g.lineWidth = text ? 1.3 : 3;
  g.strokeStyle = css(theme.ink, text ? 0.75 : 1);
  g.beginPath();
  for (const [a, b] of segments) g.moveTo(...a), g.lineTo(...b);
  g.stroke();
  g.setLineDash([]);
  const s = theme.size;
  const inside = segments.map(([a]) => a).filter(([x, y]) => y > area.top + s && y < area.bottom - s && x > area.left + 2 * s && x < area.right - 2 * s);
  if (text && inside.length) drawTag(g, theme, text, inside.reduce((best, p) => (p[1] < best[1] !== low ? p : best)));
}

function drawTag(g, theme, text, [x, y]) {
  g.font = `${Math.max(12, 0.86 * theme.size)}px ${theme.font}`;
  const half = g.measureText(text).width / 2 + 3;
  g.fillStyle = css(theme.paper, 0.85);
  g.fillRect(x - half, y - 0.65 * theme.size, 2 * half, 1.3 * theme.size);
  g.fillStyle = css(theme.ink);
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, x, y);
}

// Where the arrow of the weights stands and ends, in data: at the point of the line nearest the middle, on the positive side.
export function normalOf({ w, limits, features, score }) {
  if (score) return null; // a network has no one direction
  const [w0, w1, w2] = w;
  const size2 = w1 * w1 + w2 * w2;
  if (features !== "linear" || !(size2 > 0) || !Number.isFinite(size2)) return null;
  const [a, b, c, d] = limits;
  const middle = [(a + b) / 2, (c + d) / 2];
  const off = (w0 + w1 * middle[0] + w2 * middle[1]) / size2;
  const foot = [middle[0] - off * w1, middle[1] - off * w2];
  const shown = clamp(Math.sqrt(size2), (b - a) * 0.09, (b - a) * 0.3) / Math.sqrt(size2);
  const tip = [foot[0] + shown * w1, foot[1] + shown * w2];
  const visible = [foot, tip].every(([x, y]) => x >= a && x <= b && y >= c && y <= d);
  return visible ? { foot, tip, shown } : null;
}

export function drawNormal(g, theme, { x, y }, normal) {
  if (!normal) return;
  const [fx, fy, tx, ty] = [x(normal.foot[0]), y(normal.foot[1]), x(normal.tip[0]), y(normal.tip[1])];
  for (const [width, head, colour] of [[6.5, 17, theme.paper], [3, 13, theme.ink]]) {
    g.lineWidth = width;
    g.strokeStyle = g.fillStyle = css(colour);
    arrow(g, fx, fy, tx, ty, head);
  }
  g.font = `italic 700 ${theme.size}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  const away = Math.atan2(ty - fy, tx - fx);
  const place = [tx + 13 * Math.cos(away), ty + 13 * Math.sin(away)];
  g.lineWidth = 4;
  g.strokeStyle = css(theme.paper);
  g.strokeText("w", ...place);
  g.fillText("w", ...place);
}

// A class is its colour, its shape and its sign; a point on the wrong side carries a cross; the chosen one a yellow ring.
export function drawPoints(g, theme, me, { x, y }, chosen) {
  const r = clamp(theme.size * 0.46, 5.5, 9);
  const score = scored(me);
  me.points.forEach(([x1, x2, label], i) => {
    const [px, py] = [x(x1), y(x2)];
    const k = label > 0 ? 0 : 1;
    if (i === chosen) drawRing(g, theme, px, py, r + 5);
    const kept = me.isTest?.(i); // points kept for the test are hollow
    marker(g, MARKERS[k], px, py, kept ? r - 1 : r, kept ? theme.paper : theme.classes[k], kept ? theme.classes[k] : theme.dark ? [10, 10, 10] : [255, 255, 255], kept ? 2.6 : 1.4);
    g.strokeStyle = kept ? css(theme.ink) : "#fff";
    g.lineWidth = 1.7;
    line(g, [[px - r / 2, py], [px + r / 2, py]]);
    if (label > 0) line(g, [[px, py - r / 2], [px, py + r / 2]]);
    const wrong = me.output !== "identity" && (score(x1, x2) > 0 ? 1 : -1) !== label;
    if (wrong) drawCross(g, theme, px + 0.95 * r, py - 0.95 * r, 0.42 * r);
  });
}

export function drawRing(g, theme, x, y, r) {
  for (const [width, colour] of [[7, theme.ink], [4.5, theme.focus]]) {
    g.beginPath();
    g.arc(x, y, r, 0, 7);
    g.lineWidth = width;
    g.strokeStyle = css(colour);
    g.stroke();
  }
}

function drawCross(g, theme, x, y, arm) {
  for (const [width, colour] of [[4.4, theme.paper], [2.1, theme.ink]]) {
    g.lineWidth = width;
    g.strokeStyle = css(colour);
    line(g, [[x - arm, y - arm], [x + arm, y + arm]]);
    line(g, [[x - arm, y + arm], [x + arm, y - arm]]);
  }
}

// The place whose way through the network is shown.
export function drawProbe(g, theme, { x, y }, [x1, x2], points = []) {
  drawRing(g, theme, x(x1), y(x2), 10);
  if (!points.some(([u, v]) => u === x1 && v === x2)) marker(g, "D", x(x1), y(x2), 5, theme.ink, theme.paper, 1.5);
}
