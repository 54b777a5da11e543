// The loss over the steps.

import { axes, css, line, marker, picture } from "../shared.js";
import { SUB } from "./neuron.js";

export function curve(ctx, me) {
  return picture(ctx, {
    label: "Loss over the steps", aspect: 1.75, maxWidth: 620,
    table: () => ({ caption: "The loss after each step", head: ["step", "loss", ...me.w.map((_, i) => `w${SUB[i]}`)], rows: me.trace.map((row, i) => [String(me.first + i), ...row]) }),
    draw(g, width, height, theme) {
      const losses = me.trace.map(([value]) => value);
      const high = Math.max(...losses, me.output === "sign" ? 0.5 : 0.75) * 1.08;
      const end = Math.max(me.first + me.trace.length - 1, me.first + 20);
      const { x, y, area } = axes(g, width, height, { xlim: [me.first, end], ylim: [0, Number.isFinite(high) ? high : 1], xlabel: "step", ylabel: "loss E", theme, count: 4 });
      if (!me.points.length) return;
      if (me.output === "sigmoid" && Math.LN2 < high) {
        g.setLineDash([4, 4]);
        g.strokeStyle = css(theme.muted);
        line(g, [[area.left, y(Math.LN2)], [area.right, y(Math.LN2)]]);
        g.setLineDash([]);
        g.fillStyle = css(theme.muted);
        g.font = `${Math.max(12, 0.86 * theme.size)}px ${theme.font}`;
        g.textAlign = "right";
        g.textBaseline = "bottom";
        g.fillText("ln 2: a coin toss", area.right - 2, y(Math.LN2) - 2);
      }
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 3;
      line(g, losses.map((value, i) => [x(me.first + i), y(value)]));
      marker(g, "o", x(me.first + me.at), y(losses[me.at]), 6, theme.focus, theme.ink, 2);
    },
  });
}
