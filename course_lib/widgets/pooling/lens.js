// The chosen window, larger: each input with its share of the output, or of the gradient that comes back.

import { css, frame, h, inkOn, mix, picture, put, shorten } from "../shared.js";
import { paper } from "./boards.js";
import { inputsOf } from "./state.js";
import { percent, received, wayBack, work } from "./words.js";

export function lens(ctx, me) {
  const place = () => (me.focus.side === "out" ? [me.focus.r, me.focus.c] : null);
  const table = () => {
    const [i, j] = place() ?? [0, 0];
    return {
      caption: `The inputs of the window of output row ${i + 1}, column ${j + 1}`, head: ["row", "column", "x", "share", "dL/dx from here"],
      rows: inputsOf(me, i, j).map(({ r, c, x, share, slope }) => [String(r + 1), String(c + 1), x, share, slope]),
    };
  };
  const look = picture(ctx, { label: "The chosen window, larger", maxWidth: 230, aspect: () => me.size[1] / me.size[0], table, draw: (g, width, height, theme) => drawLens(g, width, height, theme, me, place() ?? [0, 0]) });
  const [title, line, more] = [h("p", { class: "cl-heading" }), h("p", { class: "pl-work cl-digits" }), h("p", { class: "cl-help" })];
  const show = () => {
    const at = place();
    look.node.hidden = !at;
    if (!at) {
      put(title, `Input row ${me.focus.r + 1}, column ${me.focus.c + 1}`);
      put(line, received(me, me.focus.r, me.focus.c));
      put(more, "Dashed: the outputs that see it.");
      return;
    }
    put(title, `Output row ${at[0] + 1}, column ${at[1] + 1}`);
    put(line, me.view === "gradient" ? wayBack(me, ...at) : work(me, ...at));
    put(more, ABOUT[me.view === "gradient" ? "gradient" : me.pooling]);
    look.redraw();
  };
  return { node: h("div", { class: "pl-lens" }, h("div", {}, title, line, more), look.node), show };
}

const ABOUT = {
  max: "The winner takes it all; the other inputs leave no trace.",
  average: "Every input counts the same.",
  l2: "Each input's share of the sum of squares: large ones count most, whatever their sign.",
  gradient: "In the window below, each input with what comes back to it.",
};

function drawLens(g, width, height, theme, me, [i, j]) {
  const [kh, kw] = me.size;
  const cell = Math.min((width - 6) / kw, (height - 6) / kh);
  const [left, top] = [(width - kw * cell) / 2, (height - kh * cell) / 2];
  const big = Math.max(12, Math.min(1.5 * theme.size, 0.3 * cell));
  const small = Math.max(12, 0.6 * big);
  g.textAlign = "center";
  g.textBaseline = "middle";
  for (const { r, c, x, share, slope, wins } of inputsOf(me, i, j)) {
    const [px, py] = [left + (c - j * me.stride[1]) * cell, top + (r - i * me.stride[0]) * cell];
    const back = me.view === "gradient";
    const colour = back ? mix(theme.paper, theme.gradient, me.steepest ? Math.abs(slope) / me.steepest : 0) : paper(me, theme, x, "in", r, c);
    g.fillStyle = css(colour);
    g.fillRect(px, py, cell, cell);
    g.strokeStyle = css(theme.grid);
    g.lineWidth = 1;
    g.strokeRect(px, py, cell, cell);
    if (cell < 24) continue;
    g.fillStyle = css(inkOn(colour));
    const two = cell >= 44;
    g.font = `${wins ? "700 " : ""}${big}px ${theme.font}`;
    g.fillText(shorten(x).text, px + cell / 2, py + cell * (two ? 0.4 : 0.5), cell - 4);
    if (!two) continue;
    g.font = `${small}px ${theme.font}`;
    g.fillText(back ? `← ${shorten(slope, 3).text}` : wins ? "✓ kept" : percent(share).replace("≈", ""), px + cell / 2, py + cell * 0.76, cell - 4);
  }
  frame(g, theme, left, top, kw * cell, kh * cell);
}
