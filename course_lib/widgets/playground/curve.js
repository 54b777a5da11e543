// The loss over the steps.

import { axes, css, line, marker, picture } from "../shared.js";
import { SUB } from "./neuron.js";

export function curve(ctx, me) {
  return picture(ctx, {
    label: "Loss over the steps", aspect: 1.75, maxWidth: 620,
    table: () => me.layered ? { caption: "The loss after some steps", head: ["step", "training", "test"], rows: me.net.losses.map(([step, train, test]) => [String(step), train, Number.isFinite(test) ? test : "none"]) } : ({ caption: "The loss after each step", head: ["step", "loss", ...me.w.map((_, i) => `w${SUB[i]}`)], rows: me.trace.map((row, i) => [String(me.first + i), ...row]) }),
    draw(g, width, height, theme) {
      const rows = me.layered ? me.net.losses : me.trace.map(([value], i) => [me.first + i, value, NaN]);
      const losses = rows.flatMap((row) => row.slice(1)).filter(Number.isFinite);
      const [first, last] = [rows[0][0], rows.at(-1)[0]];
      const high = Math.max(...losses, me.output === "sign" ? 0.5 : 0.75) * 1.08;
      const end = Math.max(last, first + 20);
      const { x, y, area } = axes(g, width, height, { xlim: [first, end], ylim: [0, Number.isFinite(high) ? high : 1], xlabel: "step", ylabel: "loss E", theme, count: 4 });
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
      line(g, rows.map(([step, value]) => [x(step), y(value)]));
      const now = rows[me.layered ? rows.length - 1 : me.at];
      if (Number.isFinite(now[2])) drawTest(g, theme, rows, x, y, area);
      marker(g, "o", x(now[0]), y(now[1]), 6, theme.focus, theme.ink, 2);
    },
  });
}

// The loss on the points that were kept for the test, dashed.
function drawTest(g, theme, rows, x, y, area) {
  g.lineWidth = 2;
  g.setLineDash([6, 4]);
  line(g, rows.map(([step, , value]) => [x(step), y(value)]));
  g.setLineDash([]);
  g.font = `${Math.max(12, 0.86 * theme.size)}px ${theme.font}`;
  g.fillStyle = css(theme.ink);
  g.textAlign = "right";
  g.textBaseline = "top";
  g.fillText("dashed: test", area.right - 2, area.top + 2);
}
