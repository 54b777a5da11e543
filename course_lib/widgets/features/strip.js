// All layers at once: arrows walk them, a tap chooses a map.
import { css, drag, fmt, frame, keptLayer, keys, line, picture, shade } from "../shared.js";
import { colourOf } from "./colours.js";
import { layout } from "./layout.js";
import { origin } from "./net.js";

export function strip(ctx, me, say) {
  const kept = keptLayer();
  let [places, seen, coat] = [null, null, 0];
  const look = picture(ctx, {
    label: "All layers", maxWidth: 1240, interactive: true,
    help: "Left and right arrows walk the layers, up and down the maps of a layer; Enter follows a number back to where it came from.",
    aspect: (width) => {
      places = layout(me, width, ctx.theme?.size ?? 14);
      return width / places.height;
    },
    draw: (g, width, height, theme) => {
      if (theme !== seen) [coat, seen] = [coat + 1, theme];
      kept(g, `${coat} ${me.version} ${me.net.name} ${me.nets.length}`, (layer) => places.layers.forEach((place) => paintLayer(layer, theme, me, place, places.across)));
      marks(g, theme);
    },
    table: () => ({ caption: "The layers", head: ["layer", "shape", "smallest", "largest"], rows: me.values.map((v, l) => [me.name(l), me.shape(l).join("×"), Math.min(...v), Math.max(...v)]) }),
  });
  const marks = (g, theme) => {
    const box = places.layers[me.layer].items[me.map];
    if (me.layer) sources(g, theme);
    frame(g, theme, box.x, box.y, box.w, box.h);
    if (me.isMaps()) thin(g, theme, cellBox(box, me.shape(), me.row, me.column, 1, 1));
  };
  // The windows in the layer before that the chosen number was made from.
  const sources = (g, theme) => {
    const before = me.shape(me.layer - 1);
    if (before.length !== 3) return;
    const [, h, w] = before;
    for (const block of origin(me.net, me.weights, me.values, me.layer, me.at).blocks) {
      const inside = block.at.filter((i) => i >= 0);
      if (!inside.length || block.at.length === h * w) continue;
      const map = Math.floor(inside[0] / (h * w));
      const [rows, columns] = [inside.map((i) => Math.floor(i / w) % h), inside.map((i) => i % w)];
      const [r, c] = [Math.min(...rows), Math.min(...columns)];
      thin(g, theme, cellBox(places.layers[me.layer - 1].items[map], before, r, c, Math.max(...rows) - r + 1, Math.max(...columns) - c + 1));
    }
  };
  const go = (layer, map) => {
    me.place(layer, map);
    say();
  };
  const follow = () => {
    if (!me.layer) return ctx.say("This is the input: it comes from nowhere.");
    const { blocks } = origin(me.net, me.weights, me.values, me.layer, me.at);
    const strong = (block) => Math.max(...block.x.map((x, i) => Math.abs(x * (block.w ? block.w[i] : 1))).filter(Number.isFinite));
    const block = blocks.reduce((a, b) => (strong(b) > strong(a) ? b : a));
    const part = block.x.map((x, i) => (block.at[i] < 0 ? -1 : Math.abs(x * (block.w ? block.w[i] : 1))));
    const at = block.at[part.indexOf(Math.max(...part))];
    const [, h = 1, w = 1] = me.shape(me.layer - 1);
    me.place(me.layer - 1, Math.floor(at / (h * w)), Math.floor(at / w) % h, at % w);
    say();
  };
  if (!ctx.locked("strip")) {
    keys(ctx, look.face, {
      ArrowLeft: () => go(me.layer - 1, me.map), ArrowRight: () => go(me.layer + 1, me.map), ArrowUp: () => go(me.layer, me.map - 1), ArrowDown: () => go(me.layer, me.map + 1),
      Home: () => go(0, 0), End: () => go(me.layers - 1, 0), PageUp: () => go(me.layer, 0), PageDown: () => go(me.layer, 1e6), "Enter|Space": follow,
    });
    drag(ctx, look.face, { start: (e) => {
      const { l, i, box } = nearest(places, e);
      const [, h = 1, w = 1] = me.shape(l);
      me.place(l, i, Math.floor(((e.y - box.y) / box.h) * h), Math.floor(((e.x - box.x) / box.w) * w));
      say();
      return true;
    } });
  }
  return { ...look, follow };
}

function nearest(places, { x, y }) {
  let best = null;
  for (const { l, items } of places.layers) {
    items.forEach((box, i) => {
      const away = Math.hypot(Math.max(box.x - x, 0, x - box.x - box.w), Math.max(box.y - y, 0, y - box.y - box.h));
      if (!best || away < best.away) best = { l, i, box, away };
    });
  }
  return best;
}

const cellBox = (box, [, h, w], r, c, rows, columns) => ({ x: box.x + (c * box.w) / w, y: box.y + (r * box.h) / h, w: (columns * box.w) / w, h: (rows * box.h) / h });

function thin(g, theme, { x, y, w, h }) {
  for (const [wide, colour] of [[3.5, theme.ink], [1.6, theme.focus]]) {
    g.lineWidth = wide;
    g.strokeStyle = css(colour);
    g.strokeRect(x, y, w, h);
  }
}

function paintLayer(g, theme, me, place, across) {
  const { l, items, head } = place;
  const [values, look, shape] = [me.values[l], me.look(l), me.shape(l)];
  heading(g, theme, me, place, across, head);
  if (place.softmax) return answers(g, theme, me, place, across);
  const [, h = 1, w = 1] = shape;
  items.forEach((box, i) => {
    const start = i * h * w;
    if (h * w === 1 && !me.isMaps(l)) {
      g.fillStyle = css(colourOf(look, values[i], theme));
      g.fillRect(box.x, box.y, box.w, box.h + 0.5);
    } else shade(g, w, h, (k) => colourOf(look, values[start + k], theme), { left: box.x, top: box.y, right: box.x + box.w, bottom: box.y + box.h }, false);
  });
  g.strokeStyle = css(theme.muted);
  g.lineWidth = 1;
  if (me.isMaps(l)) items.forEach((box) => g.strokeRect(box.x, box.y, box.w, box.h));
  else {
    const [first, last] = [items[0], items.at(-1)];
    g.strokeRect(first.x, first.y, last.x + last.w - first.x, last.y + last.h - first.y);
  }
}

function heading(g, theme, me, { l, width }, across, { x, y, align }) {
  const size = Math.max(12, 0.85 * theme.size);
  const shape = me.shape(l);
  const many = shape.length === 3 ? (shape[0] > 1 ? `${shape[0]}×${shape[1]}×${shape[2]}` : `${shape[1]}×${shape[2]}`) : String(shape[0]);
  g.textAlign = align;
  g.textBaseline = "top";
  g.fillStyle = css(theme.ink);
  g.font = `600 ${size}px ${theme.font}`;
  if (!across) {
    g.fillText(me.name(l), x, y);
    const after = g.measureText(me.name(l)).width + 8;
    g.font = `${size}px ${theme.font}`;
    g.fillStyle = css(theme.muted);
    return g.fillText(many, x + after, y);
  }
  const words = me.name(l).split(" ");
  const lines = g.measureText(me.name(l)).width <= width + 6 ? [me.name(l)] : [words[0], words.slice(1).join(" ")];
  lines.forEach((text, k) => g.fillText(text, x, y + (k + 2 - lines.length) * 1.2 * size, width + 2));
  g.font = `${size}px ${theme.font}`;
  g.fillStyle = css(theme.muted);
  g.fillText(many, x, y + 2.4 * size, width + 2);
}

// The softmax as bars with their names; the highest is filled with ink.
function answers(g, theme, me, { l, items }, across) {
  const p = me.values[l];
  const best = p.indexOf(Math.max(...p));
  g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
  items.forEach((box, k) => {
    const fill = css(k === best ? theme.ink : theme.muted, k === best ? 1 : 0.75);
    g.fillStyle = fill;
    if (across) g.fillRect(box.x, box.y + 0.15 * box.h, Math.max(1, p[k] * box.w), 0.7 * box.h);
    else g.fillRect(box.x + 0.12 * box.w, box.y + box.h * (1 - p[k]), 0.76 * box.w, Math.max(1, box.h * p[k]));
    g.fillStyle = css(theme.ink);
    g.textAlign = across ? "right" : "center";
    g.textBaseline = across ? "middle" : "top";
    if (across ? box.h >= 12 : box.w >= 12) g.fillText(me.net.classes[k], across ? box.x - 5 : box.x + box.w / 2, across ? box.y + box.h / 2 : box.y + box.h + 4, across ? 60 : box.w);
  });
  g.strokeStyle = css(theme.muted);
  g.lineWidth = 1;
  const [first, last] = [items[0], items.at(-1)];
  if (across) line(g, [[first.x, first.y], [first.x, last.y + last.h]]);
  else line(g, [[first.x, first.y + first.h], [last.x + last.w, first.y + first.h]]);
}

export const placeText = (me) => `${me.where()}: ${fmt(me.value)}.`;
