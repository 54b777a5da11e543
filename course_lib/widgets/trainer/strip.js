// The network laid open for one digit: its pixels, the first layer's weights, the maps, the answer; or the slopes on their way back.

import { cividis, css, drag, equals, fmt, frame, grey, keys, mix, picture, shade, signed, arrow } from "../shared.js";
import { TEST, labelOf } from "./digits.js";
import { groupsOf, layout } from "./layout.js";

export const percent = (p) => `${p > 0 && p < 0.001 ? "<0.1" : p < 1 && p > 0.9995 ? ">99.9" : (100 * p).toFixed(p > 0.0995 ? 0 : 1)} %`;
const largest = (values, from = 0, to = values.length) => {
  let top = 0;
  for (let i = from; i < to; i++) top = Math.max(top, Math.abs(values[i]));
  return top;
};

// What a group shows now: numbers, the size of one tile, and how far the colours reach.
export function shown(me, group) {
  const [net, back] = [me.look(), me.direction === "backward"];
  const first = net.layers.find((layer) => layer.w !== undefined);
  if (group.source === "weights") {
    const values = (back ? me.viewSlope : me.weights).subarray(first.w, first.b);
    return { values, side: first.kind === "conv" ? 3 : 8, top: largest(values), look: back ? "slope" : "signed" };
  }
  const values = (back ? net.slopes : net.values)[group.source];
  const side = Math.round(Math.sqrt(values.length / group.n));
  return { values, side, top: group.source === 0 && !back ? 1 : largest(values), look: back ? "slope" : group.look };
}

const colourOf = ({ look, top }, v, theme) => {
  if (look === "grey") return grey(v);
  const t = top ? v / top : 0;
  return look === "signed" ? signed(t, theme) : look === "slope" ? mix(theme.paper, theme.gradient, Math.abs(t)) : cividis(t);
};

export function strip(ctx, me, { say, step }) {
  let places = null;
  const look = picture(ctx, {
    label: "The network and one digit", maxWidth: 1240, interactive: true,
    help: "Left and right arrows choose the test digit, Page up and Page down the last and the next one that is read wrong; up and down arrows choose a filter or unit, Enter turns from values to slopes and back.",
    aspect: (width) => width / (places = layout(me.network, me.units, width, ctx.theme?.size ?? 14)).height,
    draw: (g, width, height, theme) => places.groups.forEach((group, i) => paintGroup(g, theme, me, group, places, i)),
    table: () => table(me),
  });
  const walk = (by) => () => step.digit((me.digit + by + TEST) % TEST);
  const unit = (by) => () => step.unit((me.unit + by + me.units0()) % me.units0());
  keys(ctx, look.face, {
    ArrowLeft: walk(-1), ArrowRight: walk(1), ArrowUp: unit(-1), ArrowDown: unit(1), Home: () => step.digit(0), End: () => step.digit(TEST - 1),
    PageDown: () => step.wrong(1), PageUp: () => step.wrong(-1), "Enter|Space": () => step.turn(),
  });
  drag(ctx, look.face, { start: (e) => {
    for (const group of places.groups) {
      const at = group.items.findIndex((b) => e.x >= b.x && e.x <= b.x + b.w + 4 && e.y >= b.y && e.y <= b.y + b.h + 4);
      if (at < 0) continue;
      if (group.source === 0) walk(1)();
      else if (group.source !== "answer" && group.n === me.units0()) step.unit(at);
      else say();
      return true;
    }
    return false;
  } });
  return look;
}

function paintGroup(g, theme, me, group, places, number) {
  const small = Math.max(12, 0.9 * theme.size);
  const back = me.direction === "backward";
  g.font = `${small}px ${theme.font}`;
  [g.textAlign, g.textBaseline, g.fillStyle] = ["left", "bottom", css(theme.muted)];
  g.fillText(group.title, group.box.x, group.top, group.box.w + 0.7 * places.gap);
  if (group.look === "bars") answerBars(g, theme, me, group, small);
  else tiles(g, theme, me, group);
  const after = places.groups[number + 1];
  if (!after || after.line !== group.line) return;
  const [from, to] = [group.box.x + group.box.w + 0.2 * places.gap, after.box.x - 0.25 * places.gap];
  const y = group.box.y + group.box.h / 2;
  g.strokeStyle = g.fillStyle = css(back ? theme.gradient : theme.muted);
  g.lineWidth = 2;
  if (back) arrow(g, to, y, from, y, 8);
  else arrow(g, from, y, to, y, 8);
}

function tiles(g, theme, me, group) {
  const what = shown(me, group);
  const each = what.side * what.side;
  group.items.forEach((box, k) => {
    shade(g, what.side, what.side, (i) => colourOf(what, what.values[k * each + i], theme), { left: box.x, top: box.y, right: box.x + box.w, bottom: box.y + box.h }, false);
    g.strokeStyle = css(theme.grid);
    g.lineWidth = 1;
    g.strokeRect(box.x, box.y, box.w, box.h);
    if (what.look === "slope" && box.w / what.side >= 11) minus(g, theme, box, what, k * each);
  });
  if (group.source !== 0 && group.n === me.units0()) {
    const box = group.items[me.unit];
    frame(g, theme, box.x, box.y, box.w, box.h);
  }
}

// A dash on every negative slope: its colour alone would not tell.
function minus(g, theme, box, { values, side, top }, from) {
  const cell = box.w / side;
  g.fillStyle = css(theme.ink);
  for (let i = 0; i < side * side; i++) {
    if (values[from + i] < -0.04 * top) g.fillRect(box.x + ((i % side) + 0.3) * cell, box.y + (Math.floor(i / side) + 0.5) * cell - 0.75, 0.4 * cell, 1.5);
  }
}

function answerBars(g, theme, me, group, small) {
  const net = me.look();
  const [truth, slopes] = [labelOf(me.digit), net.slopes.at(-1)];
  const best = net.p.indexOf(Math.max(...net.p));
  const [x, room] = [group.box.x + 1.6 * small, group.box.w - 5.6 * small];
  g.textBaseline = "middle";
  group.items.forEach(({ y, h }, k) => {
    const [mid, share] = [y + h / 2, net.p[k]];
    g.fillStyle = css(theme.ink);
    g.textAlign = "right";
    g.font = `${k === truth ? "bold " : ""}${small}px ${theme.font}`;
    g.fillText(String(k), x - 0.6 * small, mid);
    g.textAlign = "left";
    if (me.direction === "backward") {
      const long = (Math.abs(slopes[k]) * room) / 2;
      g.fillStyle = css(theme.gradient);
      g.fillRect(slopes[k] < 0 ? x + room / 2 - long : x + room / 2, y + 0.14 * h, Math.max(1, long), 0.72 * h);
      g.fillStyle = css(theme.ink);
      return g.fillText(slopes[k].toFixed(2).replace("-", "−"), x + room + 0.4 * small, mid, 4 * small);
    }
    g.fillStyle = css(k === truth ? theme.right : k === best ? theme.wrong : theme.muted);
    g.fillRect(x, y + 0.14 * h, Math.max(1, share * room), 0.72 * h);
    g.fillStyle = css(theme.ink);
    const mark = k === truth ? (k === best ? " ✓" : " true") : k === best ? " ✗" : "";
    g.fillText(`${percent(share)}${mark}`, x + share * room + 0.4 * small, mid);
  });
}

function table(me) {
  const net = me.look();
  const first = net.layers.find((layer) => layer.w !== undefined);
  const each = first.fan;
  const from = first.w + me.unit * each;
  const side = first.kind === "conv" ? 3 : 8;
  const rows = Array.from({ length: each }, (_, i) => [`row ${Math.floor(i / side) + 1}, column ${(i % side) + 1}`, me.weights[from + i], me.viewSlope[from + i]]);
  return { caption: `Unit ${me.unit + 1} of the first layer: its weights and the slope of this digit's loss`, head: ["weight", "value", "slope"], rows: [...rows, ["bias", me.weights[first.b + me.unit], me.viewSlope[first.b + me.unit]]] };
}

// What the colours mean, with the numbers they reach.
export function legendText(me) {
  const groups = groupsOf(me.network, me.units).slice(1, -1);
  const tops = groups.map((group) => fmt(shown(me, group).top, 2));
  if (me.direction === "backward") return `Purple: the steeper, the fuller; a dash marks a slope below 0. Steepest: ${groups.map(({ title }, k) => `${title} ${tops[k]}`).join(", ")}.`;
  const maps = groups.slice(1).map(({ title }, k) => `${title} ${tops[k + 1]}`).join(", ");
  return `Weights: blue positive, vermilion negative, full colour at ${tops[0].replace(/^(≈?)/, "$1±")}.${maps ? ` Dark blue is 0, yellow the largest: ${maps}.` : ""}`;
}

// The chosen digit and what is made of it, in a sentence.
export function digitText(me) {
  const net = me.look();
  const ranked = [...net.p.keys()].sort((a, b) => net.p[b] - net.p[a]).slice(0, 3);
  const truth = labelOf(me.digit);
  const likely = ranked.map((k) => `${k} ${percent(net.p[k])}`).join(", ");
  return `Test digit ${me.digit}, a ${truth}: read as ${ranked[0]}, ${ranked[0] === truth ? "right" : "wrong"} (${likely}); loss ${fmt(net.loss, 3)}.`;
}

export function unitText(me) {
  const net = me.look();
  const first = net.layers.find((layer) => layer.w !== undefined);
  const values = me.weights.subarray(first.w + me.unit * first.fan, first.w + (me.unit + 1) * first.fan);
  const name = me.network === "linear" ? `Weights of the digit ${me.unit}` : first.kind === "conv" ? `Filter ${me.unit + 1}` : `Unit ${me.unit + 1}`;
  return `${name}: weights from ${fmt(Math.min(...values), 3)} to ${fmt(Math.max(...values), 3)}, bias ${equals(me.weights[first.b + me.unit], 3)}.`;
}

