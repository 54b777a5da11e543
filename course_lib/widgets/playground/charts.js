// The loss over the steps, and over the weights.

import { arrow, axes, clamp, contour, css, drag, fmt, keys, line, linspace, marker, mix, picture, shade } from "../shared.js";
import { SUB, meanLoss } from "./neuron.js";

export function curve(ctx, me) {
  const look = picture(ctx, {
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
  return look;
}

export function surface(ctx, me) {
  const view = { frame: null };
  const N = 41;
  const reach = () => {
    const far = Math.max(...me.trace.flatMap((row) => [Math.abs(row[2]), Math.abs(row[3])]));
    return Math.max(3, Math.ceil(1.25 * far));
  };
  const look = picture(ctx, {
    label: "The loss over the weights w₁ and w₂", aspect: 1.08, maxWidth: 460, interactive: true,
    help: "Dark is a high loss. Drag the start, or move it with the arrow keys.",
    table: () => {
      const at = linspace(-reach(), reach(), 5);
      return { caption: `Loss for w₁ (across) and w₂ (down), the other weights as they are`, head: ["w₂ \\ w₁", ...at.map((v) => fmt(v))], rows: [...at].reverse().map((w2) => [fmt(w2), ...at.map((w1) => meanLoss(me.points, [me.w[0], w1, w2, ...me.w.slice(3)], me.output))]) };
    },
    draw(g, width, height, theme) {
      const r = reach();
      const frame = (view.frame = axes(g, width, height, { xlim: [-r, r], ylim: [-r, r], xlabel: "w₁", ylabel: "w₂", theme, grid: false, square: true }));
      if (!me.points.length) return;
      const [w0, , , ...rest] = me.w;
      const [across, down] = [linspace(-r, r, N), linspace(r, -r, N)];
      const values = new Float64Array(N * N);
      for (let i = 0; i < N * N; i++) values[i] = meanLoss(me.points, [w0, across[i % N], down[Math.floor(i / N)], ...rest], me.output);
      const sorted = Float64Array.from(values).sort();
      const [low, high] = [sorted[0], sorted[sorted.length - 1]];
      const depth = (v) => Math.sqrt(Math.max(0, (v - low) / (high - low || 1)));
      const { area } = frame;
      shade(g, N, N, (i) => mix(theme.paper, theme.ink, 0.62 * depth(values[i])), area);
      g.save();
      g.beginPath();
      g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      g.clip();
      g.strokeStyle = css(theme.ink, 0.45);
      g.lineWidth = 1;
      const cell = (area.right - area.left) / (N - 1);
      g.beginPath();
      for (const share of me.output === "sign" ? [] : [0.03, 0.08, 0.16, 0.27, 0.4, 0.56, 0.75, 0.92]) {
        for (const [a, b] of contour(values, N, N, low + share * share * (high - low))) {
          g.moveTo(area.left + a[0] * cell, area.top + a[1] * cell);
          g.lineTo(area.left + b[0] * cell, area.top + b[1] * cell);
        }
      }
      g.stroke();
      const path = me.trace.map((row) => [frame.x(row[2]), frame.y(row[3])]);
      for (const [wide, colour] of [[5, theme.paper], [2.4, theme.gradient]]) {
        g.lineWidth = wide;
        g.strokeStyle = css(colour);
        line(g, path);
      }
      if (path.length < 60) path.forEach(([x, y]) => marker(g, "o", x, y, 3, theme.gradient, theme.paper, 1));
      const [px, py] = path[me.at];
      const slope = me.slope();
      if (slope) {
        const size = Math.hypot(slope[1], slope[2]);
        const turn = me.direction === "climb" ? 1 : -1;
        const far = Math.min(60, 14 + 60 * me.rate * size);
        g.strokeStyle = g.fillStyle = css(theme.gradientInk);
        g.lineWidth = 3;
        if (size > 1e-9) arrow(g, px, py, px + (turn * far * slope[1]) / size, py - (turn * far * slope[2]) / size, 11);
      }
      marker(g, "o", px, py, 7, theme.focus, theme.ink, 2.2);
      g.restore();
      g.strokeStyle = css(theme.muted, 0.6);
      g.lineWidth = 1;
      g.strokeRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    },
  });
  const put = (w1, w2) => {
    const r = reach();
    const tidy = (v) => Number(clamp(v, -r, r).toPrecision(4));
    me.setWeights([me.w[0], tidy(w1), tidy(w2), ...me.w.slice(3)]);
  };
  if (!ctx.locked("weights") && !ctx.locked("surface")) {
    const at = (e) => put(view.frame.ix(e.x), view.frame.iy(e.y));
    drag(ctx, look.face, { start: (e) => view.frame && (at(e), true), move: at });
    const nudge = (dx, dy) => (e) => {
      const size = (reach() / 30) * (e.shiftKey ? 5 : 1);
      put(me.w[1] + dx * size, me.w[2] + dy * size);
      ctx.say(`w1 ${fmt(me.w[1])}, w2 ${fmt(me.w[2])}, loss ${fmt(me.loss())}.`);
    };
    keys(ctx, look.face, { ArrowLeft: nudge(-1, 0), ArrowRight: nudge(1, 0), ArrowUp: nudge(0, 1), ArrowDown: nudge(0, -1) });
  }
  return look;
}
