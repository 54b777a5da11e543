// An image laid over the tiles: painted, chosen, shifted; the products with the chosen tile, and which units fire.
import { bars, brief, button, cividis, clamp, equals, fmt, grey, h, numberGrid, picture, placed, put, select, signed } from "../shared.js";
import { largest } from "./math.js";

const FARTHEST = 8;
const MOVES = [["left", "←", 0, -1], ["up", "↑", -1, 0], ["down", "↓", 1, 0], ["right", "→", 0, 1]];

export const shiftText = ([down, right]) => {
  const parts = [down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`, right && `${Math.abs(right)} ${right > 0 ? "right" : "left"}`].filter(Boolean);
  return parts.length ? `shifted ${parts.join(", ")}` : "not shifted";
};

function imageGrid(ctx, me) {
  let value = 1;
  const locked = ctx.locked("image");
  const window = () => [Math.floor((me.size[0] - me.H) / 2), Math.floor((me.size[1] - me.W) / 2)];
  return numberGrid(ctx, {
    label: "The image under the tile", maxWidth: 290, shape: () => me.size, value: (r, c) => me.pixel(r, c), version: () => `${me.version}`,
    colour: (v) => grey(v), write: (v) => (v && v !== 1 ? brief(v) : null),
    say: (r, c) => `Row ${r + 1}, column ${c + 1}: pixel ${fmt(me.pixel(r, c))}.`,
    help: "Arrows walk the pixels; Space or a tap inks one or makes it paper; drag to draw strokes.",
    onmove: (r, c) => {
      const [top, left] = window();
      me.spot = r >= top && r < top + me.H && c >= left && c < left + me.W ? [r - top, c - left] : null;
      me.point();
    },
    onstroke: locked ? undefined : (r, c, first) => {
      if (first) value = me.pixel(r, c) > 0.5 ? 0 : 1;
      me.paint(r, c, value);
      ctx.say(`Row ${r + 1}, column ${c + 1} is ${value ? "ink" : "paper"}: ${me.name(me.unit)} answers ${fmt(me.fired()[me.unit])}.`);
    },
    bands: () => {
      const [top, left] = window();
      const whole = top || left ? [{ row: top, column: left, rows: me.H, columns: me.W, dash: true }] : [];
      return me.spot ? [...whole, { row: me.spot[0] + top, column: me.spot[1] + left }] : whole;
    },
  });
}

function shiftButtons(ctx, me) {
  const say = () => ctx.say(`The image is ${shiftText(me.shift)}. ${me.name(me.unit)} answers ${fmt(me.fired()[me.unit])}. ${shiftRight(me)}`);
  const word = h("span", { class: "cl-help cl-digits" });
  const inputs = MOVES.map(([name, sign, down, right]) => h("button", { type: "button", class: "cl-button cl-icon-only", "aria-label": `Shift the image ${name}`, title: `Shift the image ${name}`, onclick: ctx.guard(() => {
    me.set("shift", [clamp(me.shift[0] + down, -FARTHEST, FARTHEST), clamp(me.shift[1] + right, -FARTHEST, FARTHEST)]);
    say();
  }) }, h("span", { "aria-hidden": "true" }, sign)));
  const centre = h("button", { type: "button", class: "cl-button", onclick: ctx.guard(() => (me.set("shift", [0, 0]), say())) }, "Centre");
  const node = placed(ctx, "shift", h("div", { class: "fg-shift", role: "group", "aria-label": "Shift the image" }, inputs, centre, word), [...inputs, centre]);
  return { node, show: () => put(word, shiftText(me.shift)) };
}

// What the trained network makes of all test digits, shifted like this one.
export function shiftRight(me) {
  const table = me.made.shifted;
  if (!table.length || me.at !== me.T - 1) return "";
  const far = (table.length - 1) / 2;
  const [down, right] = me.shift.map((v) => v + far);
  const share = table[down]?.[right];
  const percent = (x) => `${Math.round(100 * x)} %`;
  if (share === undefined) return "";
  if (!me.shift.some(Boolean)) return `Of all test digits, not shifted, the network reads ${percent(share)}.`;
  return `With all test digits shifted like this one, the network reads ${percent(share)}; not shifted, ${percent(table[far][far])}.`;
}

const best = (values) => values.reduce((top, v, k) => (v > values[top] ? k : top), 0);

function verdict(me) {
  const scores = me.scores() ?? (me.made.noun === "digit" ? me.responses() : null);
  if (!scores) return "";
  const first = best(scores);
  const second = best(scores.map((v, k) => (k === first ? -Infinity : v)));
  return `The network reads ${first} (score ${fmt(scores[first], 3)}); next comes ${second} (${fmt(scores[second], 3)}).`;
}

const ANSWER = { identity: null, relu: "max(s, 0)", tanh: "tanh s", sigmoid: "σ(s)" };

function sumText(me) {
  const [s, bias, a] = [me.responses()[me.unit], me.biasNow(), me.fired()[me.unit]];
  const total = bias ? `Σ w·x ${equals(s - bias[me.unit])}, b ${equals(bias[me.unit])}: s ${equals(s)}` : `s = Σ w·x ${equals(s)}`;
  return ANSWER[me.made.activation] ? `${total}; ${ANSWER[me.made.activation]} ${equals(a)}` : total;
}

export function overlay(ctx, me) {
  const image = imageGrid(ctx, me);
  const value = (r, c) => me.patch()[r * me.W + c] * me.stack()[me.unit * me.area + r * me.W + c];
  const products = numberGrid(ctx, {
    label: "Each pixel times its weight", maxWidth: 290, shape: () => [me.H, me.W], value, version: () => `${me.version}`, write: (v) => (v ? brief(v) : null),
    colour: (v, theme) => signed(v / me.once("topProduct", () => largest(me.patch().map((x, i) => x * me.stack()[me.unit * me.area + i])) || 1), theme),
    onmove: (r, c) => {
      me.spot = [r, c];
      me.point();
    },
    bands: () => (me.spot ? [{ row: me.spot[0], column: me.spot[1] }] : []),
    say: (r, c) => `Row ${r + 1}, column ${c + 1}: w·x ${equals(value(r, c))}.`,
  });
  const answers = picture(ctx, {
    label: "What each unit answers", aspect: 2.4, maxWidth: 420,
    draw: (g, width, height, theme) => {
      const values = Array.from(me.fired());
      const top = Math.max(...values.map(Math.abs)) || 1;
      const signedToo = values.some((v) => v < 0);
      const labels = me.N <= 20 ? values.map((_, k) => String(k)) : [];
      bars(g, theme, { left: 4, top: 4, right: width - 4, bottom: height - 2 }, { values, labels, lo: signedToo ? -1.1 * top : 0, hi: 1.1 * top, chosen: me.unit, colour: (v) => cividis(signedToo ? 0.5 + (0.45 * v) / top : (0.95 * v) / top) });
    },
    table: () => ({ caption: "What each unit answers to the image", head: ["tile", "score s", "answer"], rows: Array.from(me.fired(), (a, k) => [me.name(k), me.responses()[k], a]) }),
  });
  const [sum, reads, shifted] = [h("p", { class: "cl-digits fg-sum" }), h("p", { class: "cl-digits" }), h("p", { class: "cl-note" })];
  const items = () => [...(me.group?.items ?? []).map(([name], k) => [String(k), name]), ["-1", "your own"]];
  let [picker, seen] = [null, null];
  const pick = h("span", { class: "fg-pick" });
  const moves = shiftButtons(ctx, me);
  const clear = button(ctx, { name: "image", label: "Clear", title: "An empty image to draw on", onclick: () => (me.clear(), picker.set("-1"), ctx.say("An empty image: draw strokes, and see which units fire.")) });
  const choose = () => {
    if (seen === me.group && picker) return;
    seen = me.group;
    picker = select(ctx, { name: "image", label: "Image", options: items(), value: "-1", onchange: (k) => {
      if (Number(k) < 0) return;
      me.load(Number(k));
      ctx.say(`${items()[Number(k)][1]}: ${me.name(me.unit)} answers ${fmt(me.fired()[me.unit])}. ${verdict(me)}`);
    } });
    pick.replaceChildren(picker.node);
  };
  const loaded = () => (me.group?.items ?? []).findIndex(([, text]) => text.length === 2 * me.image.length && text.match(/../g).every((pair, i) => parseInt(pair, 16) / me.group.levels === me.image[i]));
  const node = h("div", { role: "group", class: "fg-over cl-answer", "aria-label": "An image over the tile" },
    h("div", { class: "fg-panel" }, h("p", { class: "cl-heading" }, "The image x"), h("div", { class: "cl-row" }, pick, clear), image.node, moves.node),
    h("div", { class: "fg-panel" }, h("p", { class: "cl-heading" }, "times the weights: w·x"), products.node, sum),
    h("div", { class: "fg-panel" }, h("p", { class: "cl-heading" }, "Which units fire"), answers.node, reads, shifted));
  return { node, point: () => (image.redraw(), products.redraw()), show: () => {
    node.hidden = !me.overlay;
    if (!me.overlay) return;
    choose();
    picker.set(String(loaded()));
    moves.show();
    put(sum, sumText(me));
    put(reads, verdict(me));
    const sentence = shiftRight(me);
    shifted.hidden = !sentence;
    put(shifted, sentence);
    for (const part of [image, products, answers]) part.redraw();
  } };
}
