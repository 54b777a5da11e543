// The map of weights: a row for each query, a column for each key.

import { cividis, clamp, css, drag, fmt, frame, inkOn, keptLayer, keys, picture, shorten } from "../shared.js";
import { box } from "../sequences/cells.js";
import { seen } from "./state.js";

const HELP = "Up and down choose the query, the word that looks; left and right the key it looks at. Home and End go to the first and the last key, Page up and Page down to the first and the last query.";

// A word cut to a width, with an ellipsis.
export function cut(g, word, width) {
  if (g.measureText(word).width <= width) return word;
  const letters = Array.from(word);
  while (letters.length > 1 && g.measureText(`${letters.join("")}…`).width > width) letters.pop();
  return `${letters.join("")}…`;
}

function layoutOf(me, width, size) {
  const small = Math.max(12, 0.9 * size);
  const wordy = (words) => Math.min(8, Math.max(...words.map((w) => Array.from(seen(w)).length)));
  const left = 0.66 * small * Math.min(width < 420 ? 6 : 8, wordy(me.target)) + 1.2 * small;
  const upright = wordy(me.source) <= 2;
  const top = (upright ? 1.5 * small : 0.62 * small * wordy(me.source) + 0.8 * small) + 1.5 * small;
  const cell = Math.min((width - left - 4) / me.S, 4.2 * size);
  const tall = clamp(cell, Math.min(22, cell * 1.6), 2.6 * size);
  return { small, left, top, cell, tall, upright, height: top + tall * me.L + 5 };
}

export function map(ctx, me) {
  let at = null;
  const layer = keptLayer();
  const label = "Weights of attention: rows look, columns are looked at";
  const look = picture(ctx, {
    label, interactive: true, maxWidth: 640, help: HELP,
    table: () => ({ caption: "Weights of attention", head: ["query", ...me.source.map(seen)], rows: me.target.map((word, i) => [seen(word), ...Array.from({ length: me.S }, (_, j) => me.weight(i, j))]) }),
    aspect: (width) => width / layoutOf(me, width, ctx.theme?.size ?? 14).height,
    draw: (g, width, height, theme) => {
      at = layoutOf(me, width, theme.size);
      layer(g, `${me.version} ${JSON.stringify(theme)}`, (under) => drawMap(under, theme, me, at));
      const y = at.top + me.query * at.tall;
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 2;
      g.setLineDash([4, 3]);
      g.strokeRect(at.left, y, at.cell * me.S, at.tall);
      g.setLineDash([]);
      frame(g, theme, at.left + me.key * at.cell, y, at.cell, at.tall);
    },
  });
  const go = (query, key) => {
    if (ctx.locked("map")) return ctx.say("The choice of words is locked for this exercise.");
    me.point(query, key);
    return ctx.say(sentence(me));
  };
  keys(ctx, look.face, { ArrowLeft: () => go(me.query, me.key - 1), ArrowRight: () => go(me.query, me.key + 1), ArrowUp: () => go(me.query - 1, me.key), ArrowDown: () => go(me.query + 1, me.key), Home: () => go(me.query, 0), End: () => go(me.query, me.S - 1), PageUp: () => go(0, me.key), PageDown: () => go(me.L - 1, me.key), "Enter|Space": () => go(me.query, me.now().weights.indexOf(Math.max(...me.now().weights))) });
  const touch = (e) => {
    if (!at) return false;
    const [query, key] = [clamp(Math.floor((e.y - at.top) / at.tall), 0, me.L - 1), clamp(Math.floor((e.x - at.left) / at.cell), 0, me.S - 1)];
    if (query !== me.query || key !== me.key) go(query, key);
    return true;
  };
  drag(ctx, look.face, { start: touch, move: touch });
  if (ctx.hidden("map")) look.node.hidden = true;
  if (ctx.locked("map")) look.node.classList.add("cl-locked");
  return look;
}

export const sentence = (me) => `${seen(me.target[me.query])} looks at ${seen(me.source[me.key])} with weight ${fmt(me.weight(me.query, me.key), 3)}.`;

function drawMap(g, theme, me, at) {
  g.font = `${at.small}px ${theme.font}`;
  g.textBaseline = "middle";
  g.fillStyle = css(theme.muted);
  g.textAlign = "left";
  g.fillText("source (keys) →", at.left, 0.7 * at.small);
  g.fillStyle = css(theme.ink);
  me.source.forEach((word, j) => {
    const x = at.left + (j + 0.5) * at.cell;
    if (at.cell < 11 && j % 4) return;
    if (at.upright) {
      g.textAlign = "center";
      g.fillText(cut(g, seen(word), at.cell + 6), x, at.top - 0.8 * at.small);
      return;
    }
    g.save();
    g.translate(x, at.top - 0.5 * at.small);
    g.rotate(-Math.PI / 2);
    g.textAlign = "left";
    g.fillText(cut(g, seen(word), at.top - 2.2 * at.small), 0, 0);
    g.restore();
  });
  me.target.forEach((word, i) => {
    const y = at.top + (i + 0.5) * at.tall;
    g.font = `${at.small}px ${theme.font}`;
    g.fillStyle = css(theme.ink);
    g.textAlign = "right";
    if (at.tall > 11 || i % 4 === 0) g.fillText(cut(g, seen(word), at.left - 0.7 * at.small), at.left - 0.5 * at.small, y);
    g.font = `${Math.max(12, Math.min(at.small, 15))}px ${theme.font}`;
    // As many digits as fit everywhere: a cell left blank beside others would be taken for nothing.
    const digits = [".88", ".8"].find((widest) => g.measureText(widest).width < at.cell - 3)?.slice(1).length;
    for (let j = 0; j < me.S; j++) {
      const v = me.weight(i, j);
      const shut = !me.rows[i].allowed[j];
      const paper = shut ? theme.surface : cividis(v);
      const text = shut ? "" : !digits ? null : shorten(Number(v.toFixed(digits)), digits).text.replace(/^0\./, ".");
      box(g, theme, at.left + j * at.cell, at.top + i * at.tall, at.cell, at.tall, { paper, text, ink: inkOn(paper) });
      if (shut) strike(g, theme, at.left + j * at.cell, at.top + i * at.tall, at.cell, at.tall);
    }
  });
}

// A cell that the mask shuts: a stroke across it, so that it is not taken for a weight of 0.
function strike(g, theme, x, y, w, h) {
  g.strokeStyle = css(theme.muted, 0.7);
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(x + 3, y + h - 3);
  g.lineTo(x + w - 3, y + 3);
  g.stroke();
}
