// The network as a picture: each unit a small map of its function over the plane, each weight a line.

import { cividis, clamp, contour, css, drag, fmt, frame, inkOn, keys, linspace, picture, shade, shorten, signed } from "../shared.js";
import { BY_HAND, forward, offsets } from "./network.js";
import { sigmoid } from "./neuron.js";

const N = 21; // each unit's map is sampled N times N

export const unitName = (me, l, j) => {
  const { sizes, byHand } = me.net;
  if (byHand) return BY_HAND[byHand].names[l][j];
  const sub = (n) => [...String(n)].map((c) => "₀₁₂₃₄₅₆₇₈₉"[c]).join("");
  if (l === 0) return `x${sub(j + 1)}`;
  return l === sizes.length - 1 ? "out" : `h${sub(sizes.length > 3 ? `${l}${j + 1}` : j + 1)}`;
};

// What a unit answers at the probe; the last one after its output function.
export function unitValue(me, l, j) {
  const value = me.net.values()[l][j];
  if (l < me.net.sizes.length - 1) return value;
  return me.output === "sigmoid" ? sigmoid(value) : me.output === "sign" ? (value > 0 ? 1 : -1) : value;
}

// edge(l, i, j) -> the place in the flat parameters of the weight from unit i of layer l to unit j of the next.
export const edgeAt = (sizes, l, i, j) => offsets(sizes)[l].weights + j * sizes[l] + i;

export function netDiagram(ctx, me, view) {
  const look = picture(ctx, {
    label: "The network", maxWidth: 640, interactive: true, table: () => tableOf(me),
    aspect: (width) => width / Math.max(220, 60 * Math.max(...me.net.sizes)),
    help: "Arrow keys walk the units; the weights into the chosen one stand below. Enter on an input turns it over. Or touch a unit, or a line.",
    draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  const say = () => {
    const [l, j] = view.unit;
    ctx.say(`Unit ${unitName(me, l, j)}, ${l === 0 ? "an input" : l === me.net.sizes.length - 1 ? "the output" : `hidden layer ${l}`}: ${fmt(unitValue(me, l, j))}.`);
  };
  const go = (l, j) => {
    const { sizes } = me.net;
    const layer = clamp(l, 0, sizes.length - 1);
    view.choose([layer, clamp(j, 0, sizes[layer] - 1)], null);
    say();
  };
  const flip = () => {
    const [l, j] = view.unit;
    if (l > 0) return view.enter();
    const probe = [...me.net.probe];
    probe[j] = probe[j] === 0 ? 1 : -probe[j];
    me.net.probe = probe;
    view.leavePoint();
    say();
  };
  const [step, turn] = [(dl) => () => go(view.unit[0] + dl, view.unit[1]), (dj) => () => go(view.unit[0], view.unit[1] + dj)];
  keys(ctx, look.face, { ArrowLeft: step(-1), ArrowRight: step(1), ArrowUp: turn(-1), ArrowDown: turn(1), Home: () => go(0, 0), End: () => go(99, 0), "Enter|Space": flip });
  drag(ctx, look.face, { start: (e) => {
    const hit = under(e, me, view);
    if (!hit) return false;
    if (hit.edge) view.choose([hit.edge[0] + 1, hit.edge[2]], hit.edge);
    else {
      const again = hit.unit[0] === 0;
      view.choose(hit.unit, null);
      if (again) flip();
      else say();
    }
    return true;
  }, end: () => view.edge && view.enter() });
  return look;
}

function tableOf(me) {
  const { sizes, flat } = me.net;
  const rows = offsets(sizes).flatMap(({ weights, biases, m, n }, l) => Array.from({ length: n }, (_, j) => [
    [`bias of ${unitName(me, l + 1, j)}`, flat[biases + j]],
    ...Array.from({ length: m }, (_, i) => [`${unitName(me, l, i)} to ${unitName(me, l + 1, j)}`, flat[weights + j * m + i]]),
  ]).flat());
  return { caption: `${flat.length} parameters`, head: ["weight", "value"], rows };
}

function draw(g, width, height, theme, me, view) {
  if (!me.layered) return;
  const { sizes } = me.net;
  const most = Math.max(...sizes);
  const plate = 1.25 * plateType(theme);
  const side = clamp(Math.min((0.5 * width) / sizes.length, height / most - plate - 11), 20, 52);
  const [left, right] = [side / 2 + 8, width - side / 2 - 10];
  const places = (view.places = sizes.map((n, l) => Array.from({ length: n }, (_, j) => ({ x: left + ((right - left) * l) / (sizes.length - 1), y: 2 + ((height - plate - 3) * (j + 0.5)) / n }))));
  view.side = side;
  drawEdges(g, theme, me, view);
  if (view.mapped !== me.net.flat) [view.mapped, view.maps] = [me.net.flat, mapsOf(me)]; // any change makes a new vector
  const { maps } = view;
  places.forEach((layer, l) => layer.forEach(({ x, y }, j) => {
    const box = { left: x - side / 2, top: y - side / 2, right: x + side / 2, bottom: y + side / 2 };
    shade(g, N, N, paintOf(me, theme, maps[l][j], l), box);
    if (l > 0) drawBoundary(g, theme, me, maps[l][j], l, box);
    g.lineWidth = 1.2;
    g.strokeStyle = css(theme.ink);
    g.strokeRect(box.left, box.top, side, side);
    if (view.unit[0] === l && view.unit[1] === j) frame(g, theme, box.left - 3, box.top - 3, side + 6, side + 6);
    drawValue(g, theme, me, l, j, x, box.bottom, width);
  }));
}

// The values of every unit over the plane, row 0 at the top: [layer][unit] -> N * N numbers.
function mapsOf(me) {
  const { flat, sizes, activation } = me.net;
  const maps = sizes.map((n) => Array.from({ length: n }, () => new Float64Array(N * N)));
  const [a, b, c, d] = me.limits;
  const [xs, ys] = [linspace(a, b, N), linspace(d, c, N)];
  for (let i = 0; i < N * N; i++) {
    const values = forward(flat, sizes, activation, xs[i % N], ys[Math.floor(i / N)]);
    for (let l = 0; l < sizes.length; l++) for (let j = 0; j < sizes[l]; j++) maps[l][j][i] = values[l][j];
  }
  return maps;
}

// The range that stands for dark to bright: of a unit's activation function, or of what a ReLU reaches here.
function rangeOf(me, l, map) {
  if (l === 0) return [Math.min(...map), Math.max(...map)];
  if (me.net.activation === "relu") return [0, Math.max(1e-9, ...map)];
  return me.net.activation === "sigmoid" ? [0, 1] : [-1, 1];
}

// Hidden units are activations, dark to bright; the last one is the decision, coloured by its sign as on the plane.
function paintOf(me, theme, map, l) {
  if (l === me.net.sizes.length - 1) {
    const squash = me.output === "sign" ? Math.sign : me.output === "identity" ? (s) => clamp(s / 1.5, -1, 1) : (s) => 2 * sigmoid(s) - 1;
    return (i) => signed(0.75 * squash(map[i]), theme);
  }
  const [low, high] = rangeOf(me, l, map);
  return (i) => cividis((map[i] - low) / (high - low || 1));
}

function drawBoundary(g, theme, me, map, l, { left, top, right }) {
  const middle = l < me.net.sizes.length - 1 && me.net.activation === "sigmoid" ? 0.5 : 0;
  if (l < me.net.sizes.length - 1 && me.net.activation === "relu") return;
  const cell = (right - left) / (N - 1);
  g.lineWidth = 1.4;
  g.strokeStyle = css(l === me.net.sizes.length - 1 ? theme.ink : [255, 255, 255]);
  g.beginPath();
  for (const [a, b] of contour(map, N, N, middle)) {
    g.moveTo(left + a[0] * cell, top + a[1] * cell);
    g.lineTo(left + b[0] * cell, top + b[1] * cell);
  }
  g.stroke();
}

const plateType = (theme) => Math.max(12, 0.8 * theme.size);

// A unit's name and its value at the probe, on a plate that lights up with the value.
function drawValue(g, theme, me, l, j, middle, bottom, width) {
  const value = unitValue(me, l, j);
  const sizes = me.net.sizes;
  const size = plateType(theme);
  g.font = `${size}px ${theme.font}`;
  g.textAlign = "center";
  g.textBaseline = "middle";
  const text = `${unitName(me, l, j)} ${shorten(value, 2).text}`;
  const zeroOne = l === sizes.length - 1 ? me.output === "sigmoid" : me.net.activation === "sigmoid" && l > 0;
  const lit = theme.forced ? theme.paper : cividis(zeroOne ? value : 0.5 * (clamp(value, -1, 1) + 1));
  const half = g.measureText(text).width / 2 + 4;
  const x = clamp(middle, half, width - half);
  g.fillStyle = css(lit);
  g.beginPath();
  g.roundRect(x - half, bottom + 2, 2 * half, 1.25 * size, 4);
  g.fill();
  g.fillStyle = css(theme.forced ? theme.ink : inkOn(lit));
  g.fillText(text, x, bottom + 2 + 0.66 * size);
}

function drawEdges(g, theme, me, view) {
  const { sizes, flat } = me.net;
  const widest = Math.max(1e-9, ...flat.map(Math.abs));
  g.save();
  g.lineCap = "butt";
  eachEdge(me, view, (l, i, j, from, to) => {
    const w = flat[edgeAt(sizes, l, i, j)];
    const wide = 0.7 + 4.3 * (Math.abs(w) / widest);
    if (view.edge && view.edge.join() === [l, i, j].join()) {
      for (const [more, colour] of [[7, theme.ink], [4.5, theme.focus]]) {
        g.setLineDash([]);
        g.lineWidth = wide + more;
        g.strokeStyle = css(colour);
        stroke(g, from, to);
      }
    }
    g.setLineDash(w < 0 ? [4 + wide, 2 + wide] : []);
    g.lineWidth = wide;
    g.strokeStyle = css(w === 0 ? theme.grid : w > 0 ? theme.positiveInk : theme.negativeInk);
    stroke(g, from, to);
  });
  g.restore();
}

function eachEdge(me, view, visit) {
  const { places, side } = view;
  for (let l = 0; l + 1 < places.length; l++) {
    places[l].forEach((a, i) => places[l + 1].forEach((b, j) => visit(l, i, j, [a.x + side / 2, a.y], [b.x - side / 2, b.y])));
  }
}

const bend = ([x0, y0], [x1, y1], t) => {
  const s = t * t * (3 - 2 * t);
  return [x0 + (x1 - x0) * t, y0 + (y1 - y0) * s];
};

function stroke(g, from, to) {
  const middle = (from[0] + to[0]) / 2;
  g.beginPath();
  g.moveTo(...from);
  g.bezierCurveTo(middle, from[1], middle, to[1], ...to);
  g.stroke();
}

// The unit under the pointer, or the line nearest to it.
function under(e, me, view) {
  if (!view.places) return null;
  const reach = view.side / 2 + (e.touch ? 8 : 3);
  for (const [l, layer] of view.places.entries()) {
    for (const [j, { x, y }] of layer.entries()) if (Math.abs(e.x - x) < reach && e.y > y - reach && e.y < y + reach + 14) return { unit: [l, j] };
  }
  let [best, far] = [null, e.touch ? 18 : 9];
  eachEdge(me, view, (l, i, j, from, to) => {
    for (let t = 0; t <= 1; t += 0.02) {
      const [x, y] = bend(from, to, t);
      const away = Math.hypot(x - e.x, y - e.y);
      if (away < far) [best, far] = [[l, i, j], away];
    }
  });
  return best && { edge: best };
}
