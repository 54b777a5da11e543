// The units on a canvas: values light up from left to right, deltas come back from right to left.

import { cividis, clamp, css, edge, inkOn, layered, mix, plate, shorten, unit } from "../shared.js";
import { nameOf } from "./words.js";

// How far the layers stand apart decides how much can be written.
const isTight = (plan) => plan.units[1][0].x - plan.units[0][0].x < 4.4 * plan.units[0][0].r;

export const near = (x, digits = 3) => {
  const { text, exact } = shorten(x, digits);
  return exact ? text : `≈${text}`;
};

// Where everything stands: {units: [layer][unit] {x, y, r}, height}; inputs are layer 0.
export function arrange(sizes, width, s) {
  const r = clamp(1.75 * s, 22, 34);
  const most = Math.max(...sizes);
  const height = most * (2 * r + 3.3 * s) + 2.2 * s;
  const side = r + 0.8 * s;
  const places = layered(sizes, { left: side, right: width - side, top: 1.6 * s, bottom: height - 0.4 * s });
  return { units: places.map((layer) => layer.map((at) => ({ ...at, r }))), height };
}

// The colour of an activation: cividis from the lowest to the highest value that the kind can take.
export function shareOf(a, kind, most) {
  if (kind === "tanh") return (a + 1) / 2;
  if (kind === "relu") return a / Math.max(1, most);
  if (kind === "identity") return 0.5 + a / (2 * Math.max(1, most));
  return a;
}

export function drawNetwork(g, theme, me, plan) {
  const step = me.steps[me.at];
  const focus = me.focus();
  const heaviest = Math.max(1e-9, ...me.W.flat(2).map(Math.abs));
  const labels = [];
  me.W.forEach((rows, k) => rows.forEach((row, i) => row.forEach((w, j) => {
    const [from, to] = [plan.units[k][j], plan.units[k + 1][i]];
    drawWeight(g, theme, me, { k, i, j, w, from, to, heaviest, focus, step, tight: isTight(plan) }, labels);
  })));
  plan.units.forEach((layer, l) => layer.forEach((at, i) => drawUnit(g, theme, me, l - 1, i, at, focus)));
  const names = plan.units.flatMap((layer, l) => layer.map(({ x, y, r }) => [x, y + (l ? r : -r) + (l ? 0.9 : -0.8) * theme.size, 3 * theme.size]));
  drawLabels(g, theme, labels, names);
  plan.units.forEach((layer, l) => layer.forEach((at, i) => nameUnit(g, theme, me, l - 1, i, at, isTight(plan))));
}

// Whether a delta has passed along a weight: from unit i of layer k + 1 to unit j of layer k.
const passed = (me, k, j) => k > 0 && me.known.delta[k - 1][j];

function drawWeight(g, theme, me, { k, i, j, w, from, to, heaviest, focus, step, tight }, labels) {
  const into = focus.layer === k && focus.unit === i;
  const fed = step.kind === "delta" && !me.chosen && focus.layer === k - 1 && focus.unit === j;
  const faded = mix(theme.paper, w < 0 ? theme.negative : theme.positive, into || fed ? 1 : 0.55);
  const width = 1 + 3.2 * (Math.abs(w) / heaviest);
  edge(g, theme, from, to, { colour: w === 0 ? theme.grid : faded, width: into ? width + 0.8 : width, head: 0, dash: w < 0 });
  if (passed(me, k, j)) back(g, theme, from, to, fed);
  const few = me.W.flat(2).length <= 8;
  if (tight || !(few || into || fed)) return; // the card beside the picture has every weight
  labels.push({ text: near(w), from, to, first: fed ? 0.5 : 0.42, colour: w < 0 ? theme.negativeInk : theme.positiveInk });
}

// The weights on plates, each where it covers no other.
function drawLabels(g, theme, labels, names) {
  const size = Math.max(12, 0.85 * theme.size);
  const taken = [...names];
  g.font = `${size}px ${theme.font}`;
  for (const { text, from, to, first, colour } of labels) {
    const half = g.measureText(text).width / 2 + 4;
    const spots = [first, 0.5, 0.34, 0.58, 0.28, 0.66].map((t) => [from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t]);
    const free = ([x, y]) => taken.every(([u, v, wide]) => Math.abs(x - u) > half + wide || Math.abs(y - v) > 1.25 * size);
    const [x, y] = spots.find(free) ?? spots[0];
    taken.push([x, y, half]);
    plate(g, theme, text, x, y, colour);
  }
}

// A thin purple arrow beside the weight, against the direction of the data.
function back(g, theme, from, to, bold) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [nx, ny] = [(-(to.y - from.y) / length) * 4.5, ((to.x - from.x) / length) * 4.5];
  const shift = (p) => ({ x: p.x + nx, y: p.y + ny, r: p.r });
  edge(g, theme, shift(from), shift(to), { colour: theme.gradientInk, width: bold ? 3.4 : 1.4, head: bold ? 10 : 7, backward: true });
}

function drawUnit(g, theme, me, layer, i, at, focus) {
  const s = theme.size;
  const input = layer < 0;
  const known = input || me.known.a[layer][i];
  const scored = !input && me.known.z[layer][i];
  const a = me.pass.a[layer + 1][i];
  const most = Math.max(...me.pass.a[layer + 1].map(Math.abs));
  const fill = known && !input ? cividis(shareOf(a, me.kindOf(layer), most)) : theme.paper;
  const lit = input && me.isSwitch() && a === 1 ? cividis(1) : fill;
  const words = known ? near(a) : scored ? near(me.pass.z[layer][i]) : "";
  unit(g, theme, { ...at, lines: [], fill: lit, dashed: !known, focus: focus.layer === layer && focus.unit === i });
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `${Math.max(12, (words.length > 6 ? 0.75 : 0.92) * s)}px ${theme.font}`;
  g.fillStyle = css(known ? inkOn(lit) : theme.muted);
  g.fillText(words, at.x, at.y, 2 * at.r - 4);
}

// The unit's name above it, and its delta or its target below.
function nameUnit(g, theme, me, layer, i, at, tight) {
  const s = theme.size;
  const waits = layer >= 0 && me.known.z[layer][i] && !me.known.a[layer][i];
  const name = nameOf(me, layer, i);
  label(g, theme, waits ? `${name}, z` : name, at.x, at.y - at.r - 0.8 * s, theme.ink, "600");
  if (layer < 0) return;
  const below = at.y + at.r + 0.9 * s;
  if (me.known.delta[layer][i]) label(g, theme, `δ ${near(me.pass.delta[layer][i], tight ? 2 : 3)}`, at.x, below, theme.gradientInk, tight ? "400" : "600");
  else if (layer === me.W.length - 1 && (me.learns ? me.loss !== "score" : me.activation === "step")) label(g, theme, `target ${near(me.t[i])}`, at.x, below, theme.muted, "400");
}

// A short text on paper, kept inside the canvas.
function label(g, theme, text, x, y, colour, weight) {
  const size = Math.max(12, 0.88 * theme.size);
  g.font = `${weight} ${size}px ${theme.font}`;
  const half = g.measureText(text).width / 2 + 1;
  const width = g.canvas.clientWidth;
  const middle = clamp(x, half, Math.max(half, width - half));
  g.fillStyle = css(theme.paper, 0.85);
  g.fillRect(middle - half, y - 0.58 * size, 2 * half, 1.16 * size);
  g.fillStyle = css(colour);
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillText(text, middle, y);
}
