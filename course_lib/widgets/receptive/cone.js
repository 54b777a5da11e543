// The one-axis picture: every unit of every layer, the cone that the chosen unit sees or reaches, its paths as shading.

import { clamp, css, drag, frame, inkOn, keptLayer, keys, mix, picture, shorten } from "../shared.js";
import { extent } from "./arithmetic.js";
import { placing } from "./places.js";
import { nearest, pathsIn, shortName } from "./state.js";
import { told } from "./words.js";

const HELP = "Left and right arrows walk the units of a layer, up and down the layers. With the input at the left it is the other way round. Home and End go to the ends, D turns the direction.";

export function cone(ctx, me, looked, turn) {
  let where = null;
  const layer = keptLayer();
  const look = picture(ctx, {
    label: "The units of every layer along one axis", maxWidth: 1100, interactive: true, help: HELP,
    aspect: (width) => width / tall(me, width),
    table: () => tableOf(me),
    draw: (g, width, height, theme) => {
      where = placing(me, g, width, height, theme);
      layer(g, JSON.stringify([me.input, me.layers, me.arrange, theme]), (under) => drawUnits(under, theme, me, where));
      drawCone(g, theme, me, where);
    },
  });
  const say = () => ctx.say(told(me));
  const go = (layer, column) => {
    const [l, row] = me.unit;
    if (layer !== l) me.climb(layer);
    else me.look(l, row === me.unit[2] ? column : row, column);
    looked();
    say();
  };
  const along = (n) => () => go(me.unit[0], me.unit[2] + n);
  const across = (n) => () => go(me.unit[0] + n, me.unit[2]);
  const either = (inRows, inColumns) => () => (me.arrange === "rows" ? inRows : inColumns)();
  keys(ctx, look.face, {
    ArrowLeft: either(along(-1), across(-1)), ArrowRight: either(along(1), across(1)), ArrowUp: either(across(1), along(-1)), ArrowDown: either(across(-1), along(1)),
    Home: () => go(me.unit[0], 0), End: () => go(me.unit[0], me.lengths[me.unit[0]] - 1), "d|D": turn,
  });
  const touch = (e) => {
    if (!where) return false;
    const [l, place] = where.at(e.x, e.y);
    const column = nearest(me, l, place);
    me.look(l, column, column);
    looked();
    say();
    return true;
  };
  drag(ctx, look.face, { start: touch, move: touch });
  return look;
}

const tall = (me, width) => (me.arrange === "rows" ? clamp(64 * me.rows.length, 24 * me.rows.length, Math.max(260, 24 * me.rows.length)) + 32 : clamp(0.5 * width, 260, 420));

function tableOf(me) {
  return {
    caption: `Paths between the chosen unit and the units of each layer, along one axis: places and paths`, head: ["layer", "units", "first", "last", "paths, one by one"],
    rows: me.rows.map((row, l) => {
      const paths = pathsIn(me, l);
      const ends = paths && extent(paths);
      return [l ? `${l} ${shortName(me.layers[l - 1])}` : "input", row.length, ends ? ends[0] + 1 : "none", ends ? ends[1] + 1 : "none", ends ? [...paths.slice(ends[0], ends[1] + 1)].slice(0, 40).join(" ") : ""];
    }),
  };
}

const sideOf = (me, w, l) => [clamp(me.rows[l].jump * w.scale * 0.84, 1, 30), clamp(Math.min(0.44 * w.step || 26, w.rows ? 28 : 40), 8, 30)];

// One unit as a rectangle: long side across the layers' direction of growth.
function boxOf(me, w, l, u) {
  const [wide, high] = sideOf(me, w, l);
  const [x, y] = w.point(l, me.rows[l].start + u * me.rows[l].jump);
  return w.rows ? [x - wide / 2, y - high / 2, wide, high] : [x - high / 2, y - wide / 2, high, wide];
}

// Every unit, empty, with the names of the layers; padding dashed.
function drawUnits(g, theme, me, w) {
  g.font = `${w.size}px ${theme.font}`;
  g.textBaseline = "middle";
  me.rows.forEach((row, l) => {
    const [wide] = sideOf(me, w, l);
    g.strokeStyle = css(mix(theme.paper, theme.ink, wide < 4 ? 0.32 : 0.45));
    g.fillStyle = css(theme.paper);
    g.lineWidth = wide < 4 ? 0.6 : 1;
    g.beginPath();
    for (let u = 0; u < row.length; u++) g.rect(...boxOf(me, w, l, u));
    g.fill();
    g.stroke();
    const padding = me.layers[l]?.p ?? 0;
    if (padding && wide >= 3 && l + 1 < me.rows.length) {
      g.save();
      g.setLineDash([2, 3]);
      g.beginPath();
      for (let u = 1; u <= padding; u++) for (const at of [-u, row.length - 1 + u]) if (Math.abs(row.start + at * row.jump - (w.low + w.high) / 2) <= (w.high - w.low) / 2) g.rect(...boxOf(me, w, l, at));
      g.stroke();
      g.restore();
    }
    drawName(g, theme, me, w, l);
  });
}

function drawName(g, theme, me, w, l) {
  const full = l ? shortName(me.layers[l - 1]) : "input";
  const size = `${me.rows[l].length}`;
  g.fillStyle = css(theme.ink);
  if (w.rows) {
    g.textAlign = "left";
    const room = w.names - 6;
    const whole = `${full} → ${size}`;
    g.fillText(g.measureText(whole).width <= room ? whole : full, 2, w.layerAt(l), room);
    return;
  }
  g.textAlign = "center";
  const room = Math.max(16, (w.step || 120) - 4);
  const fits = g.measureText(full).width <= room;
  if (!fits && w.step < 18 && l % 2) return;
  g.fillText(fits ? full : String(l), w.layerAt(l), 0.8 * w.size);
  if (fits) g.fillStyle = css(theme.muted), g.fillText(size, w.layerAt(l), 2 * w.size);
}

function drawCone(g, theme, me, w) {
  g.save();
  for (let l = me.first; l < me.end; l++) drawReach(g, theme, me, w, l);
  g.restore();
  g.textAlign = "center";
  g.textBaseline = "middle";
  for (let l = me.first; l <= me.end; l++) drawActive(g, theme, me, w, l);
  const [x, y, wide, high] = boxOf(me, w, me.unit[0], me.unit[2]);
  const grow = Math.max(0, 10 - Math.min(wide, high)) / 2;
  frame(g, theme, x - 1 - (wide < 10 ? grow : 0), y - 1 - (high < 10 ? grow : 0), Math.max(wide, wide < 10 ? 10 : 0) + 2, Math.max(high, high < 10 ? 10 : 0) + 2);
}

// The links between two layers, or, where they would run together, the band they fill.
function drawReach(g, theme, me, w, l) {
  const [below, above] = [pathsIn(me, l), pathsIn(me, l + 1)];
  const { k, s, p, d } = me.layers[l];
  const [lower, upper] = [extent(below), extent(above)];
  if (!lower || !upper) return;
  const place = (layer, u) => me.rows[layer].start + u * me.rows[layer].jump;
  const half = (layer) => 0.42 * me.rows[layer].jump;
  const corner = [w.point(l, place(l, lower[0]) - half(l)), w.point(l, place(l, lower[1]) + half(l)), w.point(l + 1, place(l + 1, upper[1]) + half(l + 1)), w.point(l + 1, place(l + 1, upper[0]) - half(l + 1))];
  g.beginPath();
  corner.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
  g.closePath();
  g.fillStyle = css(theme.positive, theme.dark ? 0.22 : 0.1);
  g.fill();
  if ((upper[1] - upper[0] + 1) * k > 160 || me.rows[l].jump * w.scale < 5) return;
  g.beginPath();
  for (let i = upper[0]; i <= upper[1]; i++) {
    for (let m = 0; m < k; m++) {
      const at = i * s - p + m * d;
      if (at < 0 || at >= below.length || !below[at] || !above[i]) continue;
      g.moveTo(...w.point(l, place(l, at)));
      g.lineTo(...w.point(l + 1, place(l + 1, i)));
    }
  }
  g.strokeStyle = css(theme.ink, 0.45);
  g.lineWidth = 1;
  g.stroke();
}

function drawActive(g, theme, me, w, l) {
  const paths = pathsIn(me, l);
  const ends = extent(paths);
  if (!ends) return;
  const most = Math.max(...paths);
  const [wide, high] = sideOf(me, w, l);
  const room = w.rows ? wide : high;
  g.font = `${w.size}px ${theme.font}`;
  for (let u = ends[0]; u <= ends[1]; u++) {
    if (!paths[u]) continue;
    const colour = mix(theme.paper, theme.positive, 0.18 + 0.82 * (paths[u] / most));
    const box = boxOf(me, w, l, u);
    g.fillStyle = css(colour);
    g.fillRect(...box);
    if (wide >= 4) {
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 1;
      g.strokeRect(...box);
    }
    const text = shorten(paths[u], 3).text;
    if (Math.min(wide, high) < 13 || g.measureText(text).width > room - 2) continue;
    g.fillStyle = css(inkOn(colour));
    g.fillText(text, box[0] + box[2] / 2, box[1] + box[3] / 2 + 0.5);
  }
}
