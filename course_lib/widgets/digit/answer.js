// What the model says: ten bars, and the pixels that speak for and against a digit.
import { css, fmt, grey, h, picture, select, shorten, signed } from "../shared.js";
import { paintCells, paintFocus, paintSigns } from "./drawing.js";
import { contributions } from "./linear.js";

export function bars(ctx, sheet) {
  const verdict = h("p", { class: "cl-dp-verdict" });
  const rows = Array.from({ length: 10 }, (_, k) => ({ zero: h("span", { class: "cl-dp-zero" }), fill: h("span", { class: "cl-dp-fill" }), number: h("td", { class: "cl-dp-number" }), mark: h("td", { class: "cl-dp-mark" }), row: null, k }));
  rows.forEach((r) => (r.row = h("tr", {}, h("th", { scope: "row" }, r.k), h("td", { class: "cl-dp-track" }, h("span", { class: "cl-dp-rail", "aria-hidden": "true" }, r.fill, r.zero)), r.number, r.mark)));
  const kind = h("th", { scope: "col" });
  const table = h("table", { class: "cl-dp-bars" }, h("caption", {}, h("span", { class: "cl-live" }, "What the model says of each digit")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "digit"), h("th", { scope: "col" }, h("span", { class: "cl-live" }, "bar")), kind, h("th", { scope: "col" }, h("span", { class: "cl-live" }, "winner")))),
    h("tbody", {}, rows.map((r) => r.row)));
  const paint = () => {
    verdict.textContent = sheet.verdict();
    verdict.hidden = !sheet.model && !sheet.asks;
    verdict.classList.toggle("cl-dp-bad", sheet.late || Boolean(sheet.asks && !sheet.waiting && !sheet.empty && ctx.get("_answer")?.error));
    table.hidden = !sheet.scores || sheet.waiting || (sheet.asks && sheet.empty);
    if (table.hidden) return;
    const output = ctx.get("output");
    const smooth = output !== "scores";
    kind.textContent = { sigmoid: "sigmoid", softmax: "probability" }[output] ?? "score";
    const values = rows.map((r) => sheet.shown(r.k));
    const low = smooth ? 0 : Math.min(0, ...values);
    const span = (smooth ? 1 : Math.max(0, ...values)) - low || 1;
    rows.forEach(({ row, fill, zero, number, mark, k }) => {
      const won = k === sheet.label;
      row.className = won ? "cl-dp-won" : "";
      fill.className = `cl-dp-fill${values[k] < 0 ? " cl-dp-minus" : ""}`;
      fill.style.left = `${(100 * (Math.min(values[k], 0) - low)) / span}%`;
      zero.style.left = `${(-100 * low) / span}%`;
      fill.style.width = `${(100 * Math.abs(values[k])) / span}%`;
      number.textContent = fmt(values[k], 3);
      number.title = String(values[k]);
      mark.replaceChildren(...(won ? ["◀", h("span", { class: "cl-dp-word" }, " highest")] : []));
    });
  };
  sheet.views.push(() => ctx.draw(paint));
  ctx.draw(paint);
  return { verdict, table };
}

export function explanation(ctx, sheet) {
  const n = sheet.size;
  const digit = () => (sheet.chosen === null ? sheet.label : sheet.chosen);
  const sum = h("p", { class: "cl-dp-sum cl-digits" });
  const spot = h("p", { class: "cl-dp-note cl-digits" });
  const parts = () => contributions(sheet.weights, sheet.image, digit());
  const look = picture(ctx, {
    label: "Pixels, weights, and what each pixel adds to the score", aspect: 2.85, maxWidth: 760,
    table: () => {
      const { each } = parts();
      const row = (i) => [`${Math.floor(i / n) + 1}, ${(i % n) + 1}`, sheet.image[i], sheet.weights[digit() * (n * n + 1) + 1 + i], each[i]];
      const inked = Array.from(sheet.image, (v, i) => i).filter((i) => sheet.image[i]);
      return { caption: `What each inked pixel adds to the score of ${digit()}`, head: ["row, column", "pixel x", "weight w", "w·x"], rows: inked.map(row) };
    },
    draw: (g, width, height, theme) => {
      const k = digit();
      const { each } = parts();
      const w = Array.from(sheet.image, (_, i) => sheet.weights[k * (n * n + 1) + 1 + i]);
      const room = 1.7 * theme.size;
      const gap = 1.6 * theme.size;
      const side = Math.min((width - 2 * gap - 4) / 3, height - room - 3);
      g.textBaseline = "middle";
      const panels = [["pixels x", null, sheet.image], [`weights w of ${k}`, "×", w], ["w·x", "=", each]];
      panels.forEach(([title, sign, values], p) => {
        const box = { left: Math.round(2 + p * (side + gap)), top: Math.round(room), side: Math.floor(side) };
        g.fillStyle = css(theme.ink);
        g.textAlign = "left";
        g.fillText(g.measureText(title).width > side + 4 ? title.split(" ").at(p === 1 ? 1 : -1) : title, box.left, 0.75 * theme.size);
        g.textAlign = "center";
        if (sign) g.fillText(sign, box.left - gap / 2, box.top + side / 2);
        const scale = p ? Math.max(...values.map(Math.abs)) || 1 : 1;
        paintCells(g, n, box, (i) => (p ? signed(values[i] / scale, theme) : grey(values[i])), (i, x, y, cw, tall, colour) => p && paintSigns(g, values[i] / scale, x, y, cw, tall, colour));
        g.strokeStyle = css(theme.muted);
        g.lineWidth = 1;
        g.strokeRect(box.left, box.top, box.side, box.side);
        paintFocus(g, n, box, sheet.spot, theme);
      });
    },
  });
  const pick = select(ctx, {
    label: "Explain the score of", value: "winner", options: [["winner", "the winner"], ...Array.from({ length: 10 }, (_, k) => [String(k), `digit ${k}`])],
    onchange: (v) => {
      sheet.chosen = v === "winner" ? null : Number(v);
      refresh();
      ctx.say(sum.textContent);
    },
  });
  const node = h("div", { role: "group", class: "cl-dp-explain", "aria-label": "Which pixels speak for a digit" }, pick.node, look.node, sum, spot,
    h("p", { class: "cl-help" }, "Blue with + speaks for the digit, vermilion with − against it. Full colour is the largest in each picture."));
  const refresh = () => {
    node.hidden = !ctx.get("explain") || !sheet.weights;
    if (node.hidden) return;
    const k = digit();
    const { each, bias, plus, minus } = parts();
    const all = [bias, plus, -minus, sheet.scores[k]].map((v) => shorten(v));
    const equals = all.every((v) => v.exact) ? "=" : "≈";
    sum.textContent = `Score of ${k}: bias ${all[0].text} + for ${all[1].text} − against ${all[2].text} ${equals} ${all[3].text}`;
    const at = sheet.spot;
    spot.textContent = at === null ? "" : `${sheet.pixel(at)}, w = ${fmt(sheet.weights[k * (n * n + 1) + 1 + at])}, w·x = ${fmt(each[at])}`;
    look.redraw();
  };
  sheet.views.push(refresh);
  refresh();
  return { node, refresh };
}
