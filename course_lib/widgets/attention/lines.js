// The same weights as lines between words: the source on the left, the target on the right, thickness by weight.

import { clamp, css, drag, frame, keys, picture } from "../shared.js";
import { cut, sentence } from "./map.js";
import { seen } from "./state.js";

export function lines(ctx, me) {
  let at = null;
  const layoutOf = (width, size) => {
    const tall = Math.max(22, 1.75 * size);
    return { tall, top: 1.9 * size, word: Math.min(0.34 * width, 9 * size), height: 1.9 * size + Math.max(me.L, me.S) * tall + 4, width };
  };
  const y = (count, k) => at.top + (k + 0.5 + (Math.max(me.L, me.S) - count) / 2) * at.tall;
  const look = picture(ctx, {
    label: "Lines from the words looked at to the word that looks", interactive: true, maxWidth: 460,
    help: "Up and down choose the word that looks; its lines stand out, as thick as their weights.",
    aspect: (width) => width / layoutOf(width, ctx.theme?.size ?? 14).height,
    draw: (g, width, height, theme) => {
      at = layoutOf(width, theme.size);
      drawLines(g, theme);
    },
  });
  function drawLines(g, theme) {
    const [x0, x1] = [at.word + 6, at.width - at.word - 6];
    const one = (i, j, strong) => {
      const w = me.weight(i, j);
      if (w < (strong ? 0.004 : 0.03)) return;
      g.strokeStyle = css(strong ? theme.ink : theme.muted, strong ? 0.35 + 0.65 * w : 0.1 + 0.35 * w);
      g.lineWidth = strong ? 1 + 11 * w : 0.6 + 3 * w;
      const [a, b] = [y(me.S, j), y(me.L, i)];
      g.beginPath();
      g.moveTo(x0, a);
      g.bezierCurveTo((x0 + x1) / 2, a, (x0 + x1) / 2, b, x1, b);
      g.stroke();
    };
    for (let i = 0; i < me.L; i++) for (let j = 0; j < me.S; j++) if (i !== me.query) one(i, j, false);
    for (let j = 0; j < me.S; j++) one(me.query, j, true);
    const small = Math.max(12, 0.9 * theme.size);
    g.textBaseline = "middle";
    g.font = `${small}px ${theme.font}`;
    g.fillStyle = css(theme.muted);
    g.textAlign = "right";
    g.fillText("source", at.word, 0.8 * small);
    g.textAlign = "left";
    g.fillText("target", at.width - at.word, 0.8 * small);
    const put = (words, count, side) => words.forEach((word, k) => {
      const chosen = side === "right" && k === me.query;
      g.fillStyle = css(theme.ink);
      g.textAlign = side === "left" ? "right" : "left";
      g.font = `${chosen || (side === "left" && me.weight(me.query, k) > 0.2) ? "600 " : ""}${theme.size}px ${theme.font}`;
      g.fillText(cut(g, seen(word), at.word - 10), side === "left" ? at.word : at.width - at.word + 4, y(count, k));
    });
    put(me.source, me.S, "left");
    put(me.target, me.L, "right");
    frame(g, theme, x1 + 2, y(me.L, me.query) - 0.46 * at.tall, at.word + 1, 0.92 * at.tall);
  }
  const go = (query) => {
    if (ctx.locked("lines")) return ctx.say("The choice of words is locked for this exercise.");
    const row = me.rows[clamp(query, 0, me.L - 1)].weights;
    me.point(query, row.indexOf(Math.max(...row)));
    return ctx.say(sentence(me));
  };
  keys(ctx, look.face, { ArrowUp: () => go(me.query - 1), ArrowDown: () => go(me.query + 1), ArrowLeft: () => go(me.query - 1), ArrowRight: () => go(me.query + 1), "Home|PageUp": () => go(0), "End|PageDown": () => go(me.L - 1), "Enter|Space": () => go(me.query) });
  const touch = (e) => {
    if (!at) return false;
    const k = clamp(Math.floor((e.y - at.top) / at.tall - (Math.max(me.L, me.S) - me.L) / 2), 0, me.L - 1);
    if (k !== me.query) go(k);
    return true;
  };
  drag(ctx, look.face, { start: touch, move: touch });
  if (ctx.hidden("lines")) look.node.hidden = true;
  if (ctx.locked("lines")) look.node.classList.add("cl-locked");
  return look;
}
