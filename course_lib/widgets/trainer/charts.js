// Loss and accuracy over the steps.

import { curves, h, line, css, markerSwatch, picture, swatch } from "../shared.js";

// The next of 20, 50, 100, 200, 500 ...: the axis stands still while the curve grows.
export function reach(step) {
  for (let power = 10; ; power *= 10) for (const m of [2, 5, 10]) if (step <= m * power) return m * power;
}

const batchColour = (theme) => (theme.dark ? [130, 130, 130] : [175, 175, 175]);
const who = (theme) => [["training", theme.classes[0], "o"], ["test", theme.classes[1], "s"]];

export function charts(ctx, me) {
  const xlim = () => [0, reach(me.count[0])];
  const column = (k) => ({ xs: me.scores.map((row) => row[0]), ys: me.scores.map((row) => row[k]) });
  const loss = picture(ctx, {
    label: "Loss over the steps", aspect: (width) => (width < 420 ? 1.5 : 1.75), maxWidth: 620,
    table: () => ({ caption: "Mean cross-entropy", head: ["step", "training digits", "test digits"], rows: me.scores.map((row) => [String(row[0]), row[1], row[3]]) }),
    draw: (g, width, height, theme) => {
      const values = [...me.losses.map((row) => row[1]), ...me.scores.flatMap((row) => [row[1], row[3]])].filter(Number.isFinite);
      const top = Math.min(6, Math.max(2.5, ...values));
      const batches = { name: "batch", xs: me.losses.map((row) => row[0]), ys: me.losses.map((row) => row[1]), colour: batchColour(theme), width: 1.2 };
      const both = who(theme).map(([name, colour, marker], k) => ({ name, colour, marker, ...column(1 + 2 * k) }));
      curves(g, width, height, theme, { series: [batches, ...both], xlim: xlim(), ylim: [0, top], xlabel: "steps", ylabel: "loss", names: false });
    },
  });
  const right = picture(ctx, {
    label: "Digits read right over the steps", aspect: (width) => (width < 420 ? 1.5 : 1.75), maxWidth: 620,
    table: () => ({ caption: "Digits read right, per cent", head: ["step", "training digits", "test digits"], rows: me.scores.map((row) => [String(row[0]), 100 * row[2], 100 * row[4]]) }),
    draw: (g, width, height, theme) => curves(g, width, height, theme, {
      series: who(theme).map(([name, colour, marker], k) => ({ name, colour, marker, xs: column(0).xs, ys: column(2 + 2 * k).ys.map((v) => 100 * v) })),
      xlim: xlim(), ylim: [-8, 100], xlabel: "steps", ylabel: "right, %", names: false,
    }),
  });
  const batch = swatch(ctx, (g, theme) => {
    g.strokeStyle = css(batchColour(theme));
    g.lineWidth = 2;
    line(g, [[0, 8], [16, 8]]);
  });
  const key = h("p", { class: "cl-help lt-key" }, h("span", {}, markerSwatch(ctx, "o", 0), "training digits"), h("span", {}, markerSwatch(ctx, "s", 1), "test digits"), h("span", {}, batch, "each mini-batch"));
  let drawn = "";
  const redraw = () => {
    const now = `${me.version} ${me.measuredAt} ${me.scores.length}`;
    if (now !== drawn) loss.redraw(), right.redraw();
    drawn = now;
  };
  return { loss, right, key, redraw };
}
