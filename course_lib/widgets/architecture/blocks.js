// The network as blocks, left to right: height tells the side of the maps, width how many there are.

import { clamp, css, drag, frame, keptLayer, keys, mix, picture } from "../shared.js";
import { pair, times } from "./counting.js";
import { kindOf, memory, sayRecord, whole } from "./words.js";

const least = (size) => 4.9 * Math.max(12, 0.85 * size); // CSS pixels a block needs: its labels stand beneath it
const HELP = "Left and right arrows walk the layers, Home and End go to the first and the last. Delete takes the chosen layer out or puts it back.";

// The same scales as blocks.py.
export function extent(shape) {
  if (shape.length === 1) return [0.22, 0.25 + 0.6 * Math.min(1, Math.log2(1 + shape[0]) / 14)];
  return [0.16 + 0.8 * Math.min(1, Math.log2(1 + shape[0]) / 12), 0.1 + 0.85 * Math.min(1, Math.sqrt(Math.max(...shape.slice(1)) / 256))];
}

export const compact = (shape) => (shape.length === 1 ? whole(shape[0]) : shape[1] === shape[2] ? `${shape[0]}×${shape[1]}²` : shape.join("×"));

const TONE = { conv: 0, local: 0, linear: 4, rbf: 4, sum: 5, concat: 5, block: 5 };
export const toneOf = (record, theme) => (record.kind in TONE && record.layer?.wiring !== "global" ? theme.classes[TONE[record.kind]] : record.layer?.wiring === "global" ? theme.classes[4] : theme.muted);
const SIGN = { conv: "", maxpool: "max", avgpool: "avg", subsample: "sub", globalpool: "mean", linear: "dense", rbf: "rbf", sum: "+", concat: "stack", norm: "norm", act: "act", flatten: "flat", se: "gate", local: "local" };
export function signOf({ kind, layer }) {
  const k = layer.kernel === undefined ? "" : `${times(pair(layer.kernel)).replaceAll(" ", "")}`;
  return [k, SIGN[kind] ?? ""].filter(Boolean).join(" ");
}

// Where each block stands: rows of slots; slot 0 is the input.
export function laid(n, width, size = 14) {
  const most = Math.max(1, Math.floor((width - 8) / least(size)));
  const rows = Math.ceil(n / most);
  const columns = Math.ceil(n / rows);
  const slot = Math.min(170, (width - 8) / columns);
  return { rows, columns, slot, at: (i) => [4 + (i % columns) * slot, Math.floor(i / columns)] };
}

export function heights(width, n, size) {
  const { rows } = laid(n, width, size);
  const block = clamp(rows === 1 ? width * 0.2 : 92, 84, 190);
  return { block, bar: 3.6 * size, text: 3.7 * Math.max(12, 0.85 * size), row: block + 3.6 * size + 3.7 * Math.max(12, 0.85 * size) + 6 };
}

export function blocks(ctx, me) {
  let size = 14;
  const n = () => me.records.length + 1;
  const kept = keptLayer();
  let version = 0;
  const look = picture(ctx, {
    label: "The layers of the network, left to right", maxWidth: 2400, interactive: !ctx.locked("layers"), help: ctx.locked("layers") ? undefined : HELP,
    aspect: (width) => width / (heights(width, n(), size).row * laid(n(), width, size).rows + 1.6 * size),
    table: () => ({ caption: `${me.title}: what each layer makes and costs`, head: ["layer", "kind", "output", "parameters", "multiply-adds", "activations"], rows: me.records.map((r) => [r.name, kindOf(r.layer), r.shape ? times(r.shape) : "none", whole(r.trained), whole(r.macsConv + r.macsDense), memory(r.values)]) }),
    draw: (g, width, height, theme) => {
      if (size !== theme.size) {
        size = theme.size;
        look.redraw();
      }
      kept(g, `${version} ${theme.paper} ${theme.size} ${theme.forced}`, (layer) => drawAll(layer, width, theme, me));
      const { slot, at } = laid(n(), width, size);
      const [x, row] = at(me.chosen + 1);
      const tall = heights(width, n(), size).row;
      frame(g, theme, x + 1.5, row * tall + 2.5, slot - 3, tall - 5);
    },
  });
  const go = (i) => {
    me.choose(clamp(i, 0, me.records.length - 1));
    ctx.say(sayRecord(me.records[me.chosen], me.input));
  };
  if (!ctx.locked("layers")) {
    const gone = () => {
      if (ctx.locked("remove") || ctx.hidden("remove")) return ctx.say("Layers stay in place here.");
      me.remove();
      return ctx.say(`${sayRecord(me.records[me.chosen], me.input)} ${whole(me.sums.trained)} parameters in all.`);
    };
    const across = () => laid(n(), look.size()[0] || 640, size).columns;
    keys(ctx, look.face, { ArrowLeft: () => go(me.chosen - 1), ArrowRight: () => go(me.chosen + 1), ArrowUp: () => go(me.chosen - across()), ArrowDown: () => go(me.chosen + across()), Home: () => go(0), End: () => go(me.records.length - 1), "Delete|Backspace": gone, "Enter|Space": () => go(me.chosen) });
    const hit = ({ x, y }) => {
      const [width] = look.size();
      const { slot, columns } = laid(n(), width, size);
      const i = Math.floor(y / heights(width, n(), size).row) * columns + clamp(Math.floor((x - 4) / slot), 0, columns - 1) - 1;
      if (i >= 0 && i < me.records.length && i !== me.chosen) go(i);
    };
    drag(ctx, look.face, { start: (e) => (hit(e), true), move: hit });
  }
  return { ...look, fresh: () => ((version += 1), look.redraw()) };
}

function drawAll(g, width, theme, me) {
  const n = me.records.length + 1;
  const { slot, at, rows } = laid(n, width, theme.size);
  const h = heights(width, n, theme.size);
  const all = [Math.max(1, me.sums.trained), Math.max(1, me.sums.macsConv + me.sums.macsDense)];
  const shares = me.records.map((r) => [r.trained / all[0], (r.macsConv + r.macsDense) / all[1]]);
  const most = Math.max(1e-9, ...shares.flat());
  const small = Math.max(12, 0.85 * theme.size);
  drawBlock(g, theme, { name: "input", shape: me.input, kind: "input" }, at(0)[0], 0, slot, h, small);
  me.records.forEach((record, i) => {
    const [x, row] = at(i + 1);
    const top = row * h.row;
    drawBlock(g, theme, record, x, top, slot, h, small);
    if (record.shape && !record.gone) drawShares(g, theme, shares[i].map((share) => share / most), x, top + h.block, slot, h.bar);
  });
  legend(g, theme, width, rows * h.row, small);
}

// A box with a front, a top and a side; flat for features.
function drawBlock(g, theme, record, x, top, slot, h, small) {
  const middle = x + slot / 2;
  const text = (line, words, colour, bold = false) => {
    g.font = `${bold ? "600 " : ""}${small}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "top";
    g.fillStyle = css(colour);
    g.fillText(words, middle, top + h.block + h.bar + line * 1.2 * small + 4, slot - 4);
  };
  g.font = `600 ${small}px ${theme.font}`;
  const gap = g.measureText(record.name).width > slot - 4 ? record.name.indexOf(" ") : -1;
  text(0, gap > 0 ? record.name.slice(0, gap) : record.name, theme.ink, true);
  if (gap > 0) text(1, record.name.slice(gap + 1), theme.ink, true);
  else if (record.layer) text(1, signOf(record), theme.muted);
  if (record.shape && !record.gone) text(2, compact(record.shape), theme.ink);
  const tone = record.kind === "input" ? theme.muted : toneOf(record, theme);
  const face = theme.forced ? theme.paper : mix(theme.paper, tone, 0.55);
  g.lineWidth = 1.2;
  g.strokeStyle = css(theme.ink);
  if (record.gone || !record.shape) {
    g.save();
    g.setLineDash([4, 4]);
    g.strokeRect(x + slot * 0.25, top + h.block * 0.3, slot * 0.5, h.block * 0.5);
    g.restore();
    g.font = `${theme.size}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = css(record.error ? theme.negativeInk : theme.muted);
    g.fillText(record.gone ? "out" : record.error ? "✕" : "?", middle, top + h.block * 0.55);
    if (record.error) text(2, "does not fit", theme.negativeInk);
    return;
  }
  const [w, t] = extent(record.shape);
  const room = slot - 10;
  const tall = t * (h.block - 26);
  const deep = record.shape.length === 3 ? Math.min(0.28 * tall, 0.34 * room) : 0;
  const wide = Math.max(3, w * (room - 0.34 * room));
  const left = middle - (wide + deep) / 2;
  const up = top + 14 + (h.block - 26 - tall) / 2 + deep / 2;
  const path = (points, fill) => {
    g.beginPath();
    points.forEach(([px, py], i) => (i ? g.lineTo(px, py) : g.moveTo(px, py)));
    g.closePath();
    g.fillStyle = css(fill);
    g.fill();
    g.stroke();
  };
  if (deep) {
    path([[left, up], [left + deep, up - deep], [left + wide + deep, up - deep], [left + wide, up]], theme.forced ? theme.paper : mix(theme.paper, tone, 0.3));
    path([[left + wide, up], [left + wide + deep, up - deep], [left + wide + deep, up + tall - deep], [left + wide, up + tall]], theme.forced ? theme.paper : mix(face, theme.ink, 0.22));
  }
  path([[left, up], [left + wide, up], [left + wide, up + tall], [left, up + tall]], face);
}

// Which share of all parameters (filled) and of all multiply-adds (striped) this layer holds.
function drawShares(g, theme, shares, x, top, slot, tall) {
  const room = tall - 6;
  const wide = Math.min(15, slot / 5);
  g.strokeStyle = css(theme.grid);
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(x + slot * 0.15, top + tall - 0.5);
  g.lineTo(x + slot * 0.85, top + tall - 0.5);
  g.stroke();
  shares.forEach((share, k) => share > 0 && bar(g, theme, k, x + slot / 2 + (k ? 1.5 : -wide - 1.5), top + tall, wide, Math.max(1.5, share * room)));
}

function bar(g, theme, k, x, bottom, wide, high) {
  g.fillStyle = css(k ? theme.paper : theme.ink);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 1;
  g.fillRect(x, bottom - high, wide, high);
  if (!k) return;
  g.save();
  g.beginPath();
  g.rect(x, bottom - high, wide, high);
  g.stroke();
  g.clip();
  g.beginPath();
  for (let d = -wide; d < high + wide; d += 4) g.moveTo(x, bottom - d), g.lineTo(x + wide, bottom - d - wide);
  g.stroke();
  g.restore();
}

function legend(g, theme, width, top, small) {
  g.font = `${small}px ${theme.font}`;
  g.textAlign = "left";
  g.textBaseline = "middle";
  let x = 6;
  const words = width < 480 ? ["parameters", "multiply-adds"] : ["share of all parameters", "share of all multiply-adds"];
  words.forEach((text, k) => {
    bar(g, theme, k, x, top + small + 2, 11, 11);
    g.fillStyle = css(theme.muted);
    g.fillText(text, x + 17, top + small - 3);
    x += 17 + g.measureText(text).width + 18;
  });
}
