// The neuron itself: inputs, weights, bias, sum, activation, output, with the numbers of the chosen input.

import { cividis, clamp, css, edge, equals, fmt, inkOn, line, mix, picture, plate, shorten, unit } from "../shared.js";
import { activate, scoreOf } from "./rules.js";
import { SUB } from "./state.js";

const NAMES = { step: "step", sigmoid: "sigmoid σ", tanh: "tanh", relu: "ReLU", identity: "identity" };

export function diagram(ctx, me) {
  return picture(ctx, {
    label: "The neuron", maxWidth: 900, aspect: (width) => (width < 480 ? 1.25 : 3.4), table: () => tableOf(me),
    draw: (g, width, height, theme) => draw(g, width, height, theme, me),
  });
}

const inputName = (me, k) => (me.inputs === 1 ? "x" : `x${SUB[k]}`);
const weightName = (me, k) => (k === 0 ? "b" : me.inputs === 1 ? "w" : `w${SUB[k]}`);

function tableOf(me) {
  const terms = me.p.map((w, k) => [k ? inputName(me, k) : "1 (for the bias)", k ? me.x[k - 1] : 1, w, w * (k ? me.x[k - 1] : 1)]);
  const a = scoreOf(me.p, me.x);
  return { caption: "What enters the neuron, and what it makes of it", head: ["input", "value", "weight", "product"], rows: [...terms, ["sum z", "", "", a], [`output ŷ, ${NAMES[me.activation]}`, "", "", activate(a, me.activation)]] };
}

function draw(g, width, height, theme, me) {
  const a = scoreOf(me.p, me.x);
  const y = activate(a, me.activation);
  const s = theme.size;
  const r = clamp(0.055 * width, 21, 30);
  const order = [...me.p.keys()].slice(1).concat(0); // the bias stands last
  const small = Math.min(r, height / (2 * order.length) - 3);
  const narrow = width < 480;
  const [sum, box, out] = [{ x: (narrow ? 0.46 : 0.47) * width, y: height / 2, r }, { x: (narrow ? 0.68 : 0.7) * width, y: height / 2, w: 2.3 * r, h: 2 * r, r: 1.2 * r }, { x: (narrow ? 0.9 : 0.93) * width, y: height / 2, r }];
  const widest = Math.max(1e-9, ...me.p.map(Math.abs));
  order.forEach((k, i) => {
    const from = { x: r + 4, y: (height * (i + 0.5)) / order.length, r: small };
    const w = me.p[k];
    const colour = w === 0 ? theme.muted : w > 0 ? theme.positiveInk : theme.negativeInk;
    edge(g, theme, from, sum, { colour, width: 1.2 + 3.8 * (Math.abs(w) / widest), dash: w < 0, head: 9, at: 0.42, label: `${weightName(me, k)} = ${shorten(w).text}` });
    unit(g, theme, { ...from, lines: k ? [inputName(me, k), shorten(me.x[k - 1], 3).text] : ["1", "bias"], size: 0.95 * s, dashed: k === 0 });
  });
  edge(g, theme, sum, box, { width: 2 });
  edge(g, theme, box, out, { width: 2 });
  unit(g, theme, { ...sum, lines: ["Σ"], size: 1.5 * s });
  unit(g, theme, { ...box });
  drawActivation(g, theme, me.activation, box, a);
  const middle = me.activation === "tanh" ? 0.5 * (y + 1) : clamp(y, 0, 1);
  const fill = theme.forced ? theme.paper : cividis(middle);
  unit(g, theme, { ...out, lines: ["ŷ", shorten(y, 3).text], fill, ink: theme.forced ? theme.ink : inkOn(fill), size: 0.95 * s });
  plate(g, theme, `z ${equals(a)}`, sum.x, sum.y + r + 0.95 * s);
  plate(g, theme, NAMES[me.activation], box.x, box.y + r + 0.95 * s);
}

// The curve of the activation in its box, and where the sum stands on it.
function drawActivation(g, theme, kind, { x, y, w, h }, a) {
  const [across, up] = [0.42 * w, 0.36 * h];
  const scale = (v) => (kind === "step" || kind === "sigmoid" ? 2 * v - 1 : kind === "tanh" ? v : clamp(v / 3, -1, 1));
  const place = (v) => [x + (across * clamp(v, -4, 4)) / 4, y - up * scale(activate(clamp(v, -4, 4), kind))];
  g.lineWidth = 1;
  g.strokeStyle = css(theme.muted);
  line(g, [[x, y - up], [x, y + up]]);
  g.lineWidth = 2.2;
  g.strokeStyle = css(theme.ink);
  line(g, Array.from({ length: 81 }, (_, i) => place(-4 + i / 10)));
  g.beginPath();
  g.arc(...place(a), 4.5, 0, 7);
  g.fillStyle = css(theme.focus);
  g.fill();
  g.lineWidth = 1.6;
  g.strokeStyle = css(mix(theme.ink, theme.paper, 0));
  g.stroke();
}

export const spoken = (me) => `The neuron: inputs ${me.x.map((v) => fmt(v)).join(", ")}, weights ${me.p.slice(1).map((v) => fmt(v)).join(", ")}, bias ${fmt(me.p[0])}, output ${fmt(activate(scoreOf(me.p, me.x), me.activation))}`;
