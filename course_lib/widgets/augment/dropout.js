// Dropout: which units a pass keeps, what they hand on, and what that is on average.
import { button, css, cividis, dataTable, equals, fmt, h, inkOn, line, picture, placed, put, shorten, slider, toggle } from "../shared.js";
import { dropout, meanOf } from "./math.js";

export function dropoutPart(ctx, me) {
  const now = () => dropout(me.units, me.p, me.seed, 0, me.inverted);
  const mean = () => meanOf(me.units, me.p, me.seed, me.passes, me.inverted);
  const set = (name, say) => (v) => {
    me.set(name, v);
    ctx.say(say(v));
  };
  const keepsOf = () => `${now().kept.filter(Boolean).length} of ${me.units.length} units are kept.`;
  const chance = slider(ctx, { name: "dropout", label: "Probability p of dropping a unit", min: 0, max: 0.9, step: 0.05, value: me.p, oninput: set("p", (v) => `p is ${fmt(v)}: ${keepsOf()}`) });
  const scaled = toggle(ctx, { name: "dropout", label: "Scale what is kept by 1/(1 − p)", value: me.inverted, onchange: set("inverted", (on) => (on ? "What is kept is scaled up; the mean stays." : "Nothing is scaled; the mean falls.")) });
  const many = slider(ctx, { name: "dropout", label: "Passes to average over", min: 1, max: 1000, log: true, value: me.passes, oninput: (v) => {
    me.set("passes", Math.max(1, Math.round(v)));
    ctx.say(`The mean over ${me.passes} passes.`);
  } });
  const again = button(ctx, { name: "dropout", label: "New mask", title: "Another seed", onclick: () => (me.fresh(false), ctx.say(keepsOf())) });
  const [rule, masks, sheet] = [h("p", { class: "cl-digits aug-sum" }), h("p", { class: "cl-help cl-digits" }), h("div", { class: "aug-table" })];
  const look = picture(ctx, {
    label: "The units of one pass", aspect: (width) => width / (width < 420 ? 108 : 92), maxWidth: 620,
    draw: (g, width, height, theme) => {
      const { kept, out } = now();
      const top = Math.max(...out.map(Math.abs), ...Array.from(me.units, Math.abs)) || 1;
      const step = width / me.units.length;
      const r = Math.min(0.42 * step, 0.36 * height, 0.58 * height - 1.5 * theme.size); // its number fits below
      out.forEach((v, i) => unitOf(g, theme, (i + 0.5) * step, 0.42 * height, r, v, kept[i], Math.abs(v) / top, i));
    },
  });
  const node = placed(ctx, "dropout", h("div", { role: "group", class: "aug-section aug-drop cl-answer", "aria-label": "Dropout" }, h("p", { class: "cl-heading" }, "Dropout: the same idea for the units of a layer"), h("div", { class: "cl-row" }, chance.node, many.node, scaled.node, again), look.node, rule, sheet, masks), []);
  return { node, show: () => {
    chance.set(me.p);
    scaled.set(me.inverted);
    many.set(me.passes);
    const [{ kept, out }, average] = [now(), mean()];
    const scale = 1 / (1 - me.p);
    put(rule, me.inverted ? `Kept units hand on h · 1/(1 − p) ${equals(scale)} · h; dropped ones hand on 0. At test time nothing is dropped or scaled.` : `Kept units hand on h itself, so the mean is only (1 − p) ${equals(1 - me.p)} of it: at test time every h must be scaled by that.`);
    sheet.replaceChildren(dataTable({ caption: "One pass, and the mean over many", head: ["unit", "h", "mask", "handed on", `mean of ${me.passes}`], rows: Array.from(me.units, (v, i) => [String(i), v, kept[i] ? "1" : "0", out[i], average[i]]) }));
    put(masks, `2 to the ${me.units.length} = ${(2 ** me.units.length).toLocaleString("en")} masks: each is a network of its own, and all of them share their weights. The number of weights to learn stays the same.`);
    look.label(`One pass of dropout: ${keepsOf()}`);
    look.redraw();
  } };
}

function unitOf(g, theme, x, y, r, v, kept, share, i) {
  const fill = kept ? cividis(share) : theme.paper;
  g.beginPath();
  g.arc(x, y, r, 0, 2 * Math.PI);
  g.fillStyle = css(fill);
  g.fill();
  if (!kept) g.setLineDash([4, 3]);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 1.5;
  g.stroke();
  g.setLineDash([]);
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
  g.fillStyle = css(kept ? inkOn(fill) : theme.ink);
  if (kept) g.fillText(shorten(v, 2).text, x, y, 2 * r - 2);
  else {
    g.lineWidth = 1.2;
    line(g, [[x - 0.6 * r, y - 0.6 * r], [x + 0.6 * r, y + 0.6 * r]]);
    line(g, [[x - 0.6 * r, y + 0.6 * r], [x + 0.6 * r, y - 0.6 * r]]);
  }
  g.fillStyle = css(theme.muted);
  g.textBaseline = "bottom";
  g.fillText(String(i), x, y + r + 1.5 * theme.size);
}
