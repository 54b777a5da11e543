// The graph on a canvas: where boxes and edges stand at a given width, and how they are painted.

import { css, plate } from "../shared.js";
import { boxSize, drawBox, isConstant, near } from "./boxes.js";
import { layout } from "./layout.js";
import { edgeWord } from "./words.js";

const [LEAST_GAP, TIGHT_GAP, LONG_GAP, MOST_GAP] = [2, 2.6, 4.6, 9]; // between columns, in type sizes; a long label wants room
const UP_GAP = 2.7;
const labelSize = (s) => Math.max(12, 0.88 * s);

// The plan of the picture: {width (needed), height, upward, boxes: [{x, y, w, h}], edges: [{node, slot, points}]}.
// The graph runs from left to right; where that is too wide and upwards is narrower, it runs upwards.
// wide(text) measures a label; gapsOf gives its answer in few sizes, so that a new number seldom moves the boxes.
export function arrange(me, width, s, wide) {
  const across = measure(me, s, false, wide);
  if (across.least <= width) return place(across, width, s);
  const shrunk = narrowed(across, width, s);
  if (shrunk) return { ...place(shrunk, width, s), tight: true };
  const up = measure(me, s, true, wide, width - 10);
  return up.least < across.least ? place(up, Math.max(width, up.least), s) : place(across, across.least, s);
}

// The same with less room between the columns, where that is enough: the labels then show fewer digits.
function narrowed(across, width, s) {
  const [least, count] = [LEAST_GAP * s, across.gaps.length];
  const spare = width - 10 - across.thick.reduce((sum, t) => sum + t, 0);
  if (spare < TIGHT_GAP * s * count) return null;
  const want = across.gaps.reduce((sum, gap) => sum + gap - least, 0);
  const gaps = across.gaps.map((gap) => least + ((gap - least) * (spare - least * count)) / want);
  return { ...across, gaps, flow: width - 10, least: width };
}

function measure(me, s, upward, wide, room) {
  const sizes = me.nodes.map((node, i) => boxSize(node, me.names[i]).map((v) => v * s));
  const [along, tall] = upward ? [1, 0] : [0, 1];
  const { columns, seats, routes } = layout(me.nodes.map((node) => node.inputs), (i) => sizes[i][tall], (upward ? 0.8 : 1.1) * s, room);
  const thick = columns.map((column) => Math.max(...column.map((seat) => (seat.node < 0 ? 0 : sizes[seat.node][along]))));
  const all = columns.flat();
  const low = Math.min(...all.map((seat) => seat.at - seat.size / 2));
  const high = Math.max(...all.map((seat) => seat.at + seat.size / 2));
  const gaps = upward ? columns.slice(1).map(() => UP_GAP * s) : gapsOf(me, routes, columns.length - 1, s, wide);
  const flow = [...thick, ...gaps].reduce((sum, t) => sum + t, 0);
  return { upward, sizes, seats, routes, thick, gaps, low, high, flow, least: (upward ? high - low : flow) + 10 };
}

// The room between the columns that the labels of the edges want.
export function gapsOf(me, routes, count, s, wide) {
  const gaps = new Array(count).fill(LEAST_GAP * s);
  routes.forEach((list, node) => list.forEach((way, slot) => {
    if (me.nodes[node].parts[slot] === null || !me.nodes[node].parts.length) return;
    const want = Math.ceil((wide(labelOf(me, node, slot)) + 0.4 * s) / (0.4 * s)) * 0.4 * s;
    const at = way[0].column;
    gaps[at] = Math.min(LONG_GAP * s, Math.max(gaps[at], want));
  }));
  return gaps;
}

function place({ upward, sizes, seats, routes, thick, gaps, low, high, flow }, width, s) {
  const spare = upward || !gaps.length ? 0 : Math.min((width - 10 - flow) / gaps.length, MOST_GAP * s - Math.max(...gaps));
  const total = flow + spare * gaps.length;
  const middles = [];
  thick.reduce((at, t, c) => (middles.push(at + t / 2), at + t + (gaps[c] ?? 0) + spare), upward ? 5 : (width - total) / 2);
  const height = upward ? total + 10 : high - low + 10;
  const point = (column, at, shift = 0) => upward ? { x: (width - (high - low)) / 2 + at - low, y: height - middles[column] - shift } : { x: middles[column] + shift, y: 5 + at - low };
  const boxes = seats.map((seat, i) => ({ ...point(seat.column, seat.at), w: sizes[i][0], h: sizes[i][1] }));
  const edges = routes.flatMap((list, node) => {
    const order = list.map((way, slot) => ({ way, slot })).sort((a, b) => a.way.at(-2).at - b.way.at(-2).at || a.slot - b.slot);
    return order.map(({ way, slot }, k) => {
      const side = upward ? 1 : 0;
      const half = (seat) => sizes[seat.node][side] / 2;
      const spread = ((k + 0.5) / order.length - 0.5) * 0.56 * sizes[node][1 - side];
      const twin = order.filter((o) => o.way[0] === way[0]).length > 1 ? spread : 0;
      const points = [point(way[0].column, way[0].at + twin, half(way[0]))];
      way.slice(1, -1).forEach((seat) => points.push(point(seat.column, seat.at, -thick[seat.column] / 2), point(seat.column, seat.at, thick[seat.column] / 2)));
      points.push(point(way.at(-1).column, way.at(-1).at + spread, -half(way.at(-1))));
      return { node, slot, from: way[0].node, points };
    });
  });
  return { width, height, upward, boxes, edges };
}

// The curve through the points: bends in the gaps between columns, straight through the columns.
function curve(g, points, upward, shift = 0) {
  const [dx, dy] = upward ? [shift, 0] : [0, shift];
  g.moveTo(points[0].x + dx, points[0].y + dy);
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1], points[k]];
    if (k % 2 === 0) g.lineTo(b.x + dx, b.y + dy);
    else if (upward) g.bezierCurveTo(a.x + dx, (a.y + b.y) / 2, b.x + dx, (a.y + b.y) / 2, b.x + dx, b.y);
    else g.bezierCurveTo((a.x + b.x) / 2, a.y + dy, (a.x + b.x) / 2, b.y + dy, b.x, b.y + dy);
  }
}

function tip(g, { x, y }, upward, backward, shift) {
  const size = 7;
  const way = backward ? -1 : 1;
  g.beginPath();
  const corners = [[0, 0], [-size * way, -0.5 * size], [-size * way, 0.5 * size]];
  corners.forEach(([along, side], k) => {
    const [px, py] = upward ? [x + side + shift, y - along] : [x + along, y + side + shift];
    if (k) g.lineTo(px, py);
    else g.moveTo(px, py);
  });
  g.closePath();
  g.fill();
}

export function drawGraph(g, theme, me, plan) {
  const step = me.steps[me.at];
  const current = step.kind === "edge" ? `${step.node} ${step.slot}` : "";
  const focus = me.focus();
  const labels = [];
  drawPaths(g, theme, me, plan, focus);
  for (const edge of plan.edges) {
    const key = `${edge.node} ${edge.slot}`;
    const back = me.shown.edges.has(key);
    drawEdge(g, theme, edge, plan.upward, { known: me.shown.known[edge.node], back, bold: key === current });
    if (back) labels.push({ edge, bold: key === current });
  }
  me.nodes.forEach((node, i) => drawBox(g, theme, node, {
    ...plan.boxes[i], name: me.names[i], known: me.shown.known[i], gradient: me.shown.gradient[i], left: me.shown.left[i],
    focus: i === focus, output: i === me.nodes.length - 1,
  }));
  drawLabels(g, theme, me, plan, labels);
}

// The paths by which the gradient came from the output to the node in focus, once all of it has arrived.
function drawPaths(g, theme, me, plan, focus) {
  if (focus < 0 || me.shown.left[focus] || me.shown.gradient[focus] === null) return;
  const reach = me.nodes.map((_, i) => i === focus);
  me.nodes.forEach((node, i) => (reach[i] ||= node.inputs.some((j, slot) => reach[j] && node.parts[slot] !== null)));
  g.strokeStyle = css(theme.focus, theme.dark ? 0.45 : 0.8);
  g.lineWidth = 11;
  g.lineCap = "butt";
  for (const { node, slot, from, points } of plan.edges) {
    if (!reach[from] || me.nodes[node].parts[slot] === null) continue;
    g.beginPath();
    curve(g, points, plan.upward);
    g.stroke();
  }
}

function drawEdge(g, theme, { points }, upward, { known, back, bold }) {
  const apart = back ? 2.5 : 0;
  g.strokeStyle = g.fillStyle = css(known ? theme.ink : theme.muted, known ? 1 : 0.7);
  g.lineWidth = 1.3;
  g.setLineDash(known ? [] : [4, 3]);
  g.beginPath();
  curve(g, points, upward, -apart);
  g.stroke();
  g.setLineDash([]);
  tip(g, points.at(-1), upward, false, -apart);
  if (!back) return;
  g.strokeStyle = g.fillStyle = css(theme.gradientInk);
  g.lineWidth = bold ? 4 : 2.2;
  g.beginPath();
  curve(g, points, upward, apart);
  g.stroke();
  tip(g, points[0], upward, true, apart);
}

// A point of the last bend or the first, whichever is asked, at t of its length.
function along([a, b], upward, t) {
  const u = 1 - t;
  const mix = (p0, p1, p2, p3) => u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
  const m = upward ? (a.y + b.y) / 2 : (a.x + b.x) / 2;
  return upward ? [mix(a.x, a.x, b.x, b.x), mix(a.y, m, m, b.y)] : [mix(a.x, m, m, b.x), mix(a.y, a.y, b.y, b.y)];
}

export function labelOf(me, node, slot, digits = 3) {
  const { slopes, parts } = me.nodes[node];
  const value = (me.edges === "passed" ? parts : slopes)[slot];
  return typeof value === "number" ? near(value, digits) : edgeWord(me.nodes, me.names, node, slot);
}

// Each label takes the first place on its edge where it covers no other label.
function drawLabels(g, theme, me, plan, labels) {
  const size = labelSize(theme.size);
  const taken = plan.boxes.filter((_, i) => !isConstant(me.nodes[i])).map(({ x, y, w, h }) => [x - w / 2 + 3, y - h / 2, x + w / 2 - 3, y + h / 2]);
  for (const { edge, bold } of labels) {
    const words = labelOf(me, edge.node, edge.slot, plan.tight ? 2 : 3);
    g.font = `${bold ? 700 : 400} ${size}px ${theme.font}`;
    const half = g.measureText(words).width / 2 + 3;
    const bends = edge.points.slice(0, -1).map((point, k) => [point, edge.points[k + 1]]).filter((_, k) => k % 2 === 0);
    const spots = bends.flatMap((bend) => [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].map((t) => along(bend, plan.upward, t)));
    const box = ([x, y]) => [x - half, y - 0.62 * size, x + half, y + 0.62 * size];
    const free = spots.find((spot) => taken.every((t) => !overlap(box(spot), t))) ?? spots[0];
    taken.push(box(free));
    plate(g, theme, words, free[0], free[1], theme.gradientInk, size);
  }
}

const overlap = ([a, b, c, d], [e, f, g, h]) => a < g && e < c && b < h && f < d;
