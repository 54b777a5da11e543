// Published accuracy against cost: one bubble a network, its area the parameters, its source always at hand.

import { axes, choice, clamp, css, drag, h, keys, marker, picture, plate, put, select } from "../shared.js";
import { POINTS, SOURCES } from "./presets.js";
import { brief, whole } from "./words.js";

const SHORT = { torchvision: "torchvision", senet: "SENet paper (the slide)", densenet: "DenseNet paper", challenge: "challenge entries" };
const MARK = { torchvision: ["o", 0], senet: ["s", 4], densenet: ["^", 2], challenge: ["D", 3] };
const AXIS = { macs: "multiply-adds", params: "parameters", depth: "layers with weights in a row" };
const MEASURE = { top1: "top-1 accuracy in %", top5: "top-5 accuracy in %" };

export const shownPoints = (me, points) => points.filter((p) => (me.source === "all" || p.source === me.source) && p[me.measure] !== null);

// Limits of an axis in powers of ten that keep all bubbles inside.
export function reach(values, log) {
  const scaled = log ? values.map(Math.log10) : values;
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
  const room = Math.max(0.12 * (high - low), log ? 0.15 : 0.5);
  return [low - room, high + room];
}

export const radius = (params, width) => Math.max(4, Math.sqrt(params / 1.4e8) * clamp(width / 14, 22, 52));

export function accuracy(ctx, me) {
  const view = { at: 0, places: [] };
  const list = () => shownPoints(me, POINTS);
  const told = h("p", { class: "ab-told cl-digits" });
  const line = (p) => `${p.name}: ${p.top1 === null ? "" : `top-1 ${p.top1} %, `}top-5 ${p.top5} %, ${whole(p.macs)} multiply-adds, ${whole(p.params)} parameters, ${p.depth} layers deep. Accuracy from: ${SOURCES[p.source]}.`;
  const look = picture(ctx, {
    label: "Published accuracy against cost", aspect: (width) => (width < 480 ? 0.95 : width < 900 ? 1.75 : 2.5), maxWidth: 1100, interactive: true,
    help: "Left and right arrows walk the networks by cost, up and down by accuracy.",
    table: () => ({ caption: "Accuracy as published, costs as counted here", head: ["network", "top-1 %", "top-5 %", "multiply-adds", "parameters", "depth", "source"], rows: list().map((p) => [p.name, p.top1 === null ? "none" : String(p.top1), String(p.top5), whole(p.macs), whole(p.params), String(p.depth), SOURCES[p.source]]) }),
    draw: (g, width, height, theme) => drawChart(g, width, height, theme, me, list(), view),
  });
  const show = () => {
    const all = list();
    view.at = clamp(view.at, 0, Math.max(0, all.length - 1));
    put(told, all.length ? line(all[view.at]) : "This source has no top-1 figure: choose top-5.");
    measure.set(me.measure);
    against.set(me.against);
    source.set(me.source);
    legend.hidden = me.source !== "all";
    look.redraw();
  };
  const measure = choice(ctx, { label: "Accuracy", options: [["top1", "top-1"], ["top5", "top-5"]], value: me.measure, onchange: (v) => (me.set("measure", v), ctx.say(`${MEASURE[v]}: ${list().length} networks.`)) });
  const against = choice(ctx, { label: "Against", options: Object.entries(AXIS).map(([v, text]) => [v, v === "depth" ? "depth" : text]), value: me.against, onchange: (v) => (me.set("against", v), ctx.say(`Against ${AXIS[v]}.`)) });
  const source = select(ctx, { label: "Figures from", options: [["all", "all sources"], ...Object.entries(SHORT)], value: me.source, onchange: (v) => {
    if (v === "challenge" && me.measure === "top1") me.set("measure", "top5");
    me.set("source", v);
    ctx.say(`${list().length} networks.`);
  } });
  const step = (key, by) => () => {
    const all = list();
    if (!all.length) return ctx.say("This source has no top-1 figure: choose top-5.");
    const order = all.map((_, i) => i).sort((a, b) => all[a][key()] - all[b][key()] || a - b);
    view.at = order[clamp(order.indexOf(view.at) + by, 0, order.length - 1)];
    show();
    return ctx.say(line(all[view.at]));
  };
  const [x, y] = [() => me.against, () => me.measure];
  const end = (by) => step(x, by * 1e6);
  keys(ctx, look.face, { ArrowLeft: step(x, -1), ArrowRight: step(x, 1), ArrowUp: step(y, 1), ArrowDown: step(y, -1), Home: end(-1), End: end(1) });
  const touch = (e) => {
    const near = view.places.map(([px, py], i) => [Math.hypot(px - e.x, py - e.y), i]).sort((a, b) => a[0] - b[0])[0];
    if (!near || near[1] === view.at) return;
    [, view.at] = near;
    show();
    ctx.say(line(list()[view.at]));
  };
  drag(ctx, look.face, { start: (e) => (touch(e), true), move: touch });
  look.node.classList.add("cl-answer");
  const legend = h("ul", { class: "ab-legend" }, Object.entries(MARK).map(([name, [, tone]], k) => h("li", {}, h("span", { "aria-hidden": "true", style: { color: `var(--cl-class-${tone})` } }, "●■▲◆"[k]), SHORT[name])));
  const node = h("div", { class: "ab-accuracy" }, h("div", { class: "cl-row" }, measure.node, against.node, source.node), look.node, legend, told,
    h("p", { class: "cl-help" }, "Axes and bubbles as in figure 1 of Bianco et al., arXiv:1810.00736. Accuracies are those that the named source prints; multiply-adds and parameters are counted from the layers, not copied."));
  return { node, show };
}

function drawChart(g, width, height, theme, me, list, view) {
  if (!list.length) return;
  const log = me.against !== "depth";
  const xlim = reach(list.map((p) => p[me.against]), log);
  const ylim = reach(list.map((p) => p[me.measure]), false);
  const xtext = (v) => (log ? brief(Number((10 ** v).toPrecision(2))).replace("≈", "") : String(v));
  const ax = axes(g, width, height, { xlim, ylim: [ylim[0], Math.min(100, ylim[1])], xlabel: `${AXIS[me.against]}${log ? " (each step is a factor)" : ""}`, ylabel: MEASURE[me.measure], theme, xtext, count: width < 480 ? 4 : 6 });
  const at = (p) => [ax.x(log ? Math.log10(p[me.against]) : p[me.against]), ax.y(p[me.measure])];
  view.places = list.map(at);
  const bubble = (p, i) => {
    const [x, y] = view.places[i];
    const [shape, tone] = MARK[p.source];
    g.beginPath();
    g.arc(x, y, radius(p.params, width), 0, 2 * Math.PI);
    g.fillStyle = css(theme.forced ? theme.paper : theme.classes[tone], theme.forced ? 0 : 0.28);
    g.fill();
    g.strokeStyle = css(theme.forced ? theme.ink : theme.classes[tone]);
    g.lineWidth = 1.4;
    g.stroke();
    marker(g, shape, x, y, 3.6, theme.classes[tone], theme.ink, 1);
  };
  [...list.keys()].sort((a, b) => list[b].params - list[a].params).forEach((i) => bubble(list[i], i));
  if (me.against === "depth" && me.source === "challenge") uncertain(g, theme, ax);
  names(g, theme, ax, list, view, width);
}

// The slide names 101 layers beside no error: perhaps a network, perhaps the tower of that height in floors.
function uncertain(g, theme, ax) {
  g.save();
  g.setLineDash([4, 4]);
  g.strokeStyle = css(theme.muted);
  g.lineWidth = 1.2;
  g.beginPath();
  g.moveTo(ax.x(101), ax.area.top);
  g.lineTo(ax.x(101), ax.area.bottom);
  g.stroke();
  g.restore();
  plate(g, theme, "101 layers? (uncertain)", ax.x(101), ax.area.top + 1.2 * theme.size, theme.muted);
}

// Names beside the bubbles where there is room; the chosen one always, on a plate and with the focus band.
function names(g, theme, ax, list, view, width) {
  const small = Math.max(12, 0.82 * theme.size);
  const taken = [];
  const place = (i, force) => {
    const [x, y] = view.places[i];
    g.font = `${force ? "600 " : ""}${small}px ${theme.font}`;
    const wide = g.measureText(list[i].name).width;
    const up = y - Math.max(9, Math.min(radius(list[i].params, width), 18)) - 0.5 * small;
    const left = clamp(x - wide / 2, ax.area.left + 2, ax.area.right - wide - 2);
    const spot = [[left, up], [left, y + 0.75 * small + 9], [x + 9, y], [x - wide - 9, y]].find(([px, py]) => px >= ax.area.left && px + wide <= ax.area.right + 6 && py > ax.area.top && py < ax.area.bottom - 4 && !taken.some(([a, b, w]) => px < a + w + 4 && a < px + wide + 4 && Math.abs(py - b) < 1.15 * small));
    if (!spot && !force) return;
    const [px, py] = spot ?? [left, up];
    taken.push([px, py, wide]);
    if (force) plate(g, theme, list[i].name, px + wide / 2, py, theme.ink, small);
    else {
      g.textAlign = "left";
      g.textBaseline = "middle";
      g.fillStyle = css(theme.ink);
      g.fillText(list[i].name, px, py);
    }
  };
  const [x, y] = view.places[view.at];
  g.lineWidth = 6;
  g.strokeStyle = css(theme.ink);
  g.beginPath();
  g.arc(x, y, radius(list[view.at].params, width) + 3, 0, 2 * Math.PI);
  g.stroke();
  g.lineWidth = 3;
  g.strokeStyle = css(theme.focus);
  g.stroke();
  for (const p of view.places) taken.push([p[0] - 4, p[1], 8]);
  place(view.at, true);
  list.forEach((_, i) => i !== view.at && place(i, false));
}
