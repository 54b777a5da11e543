// The gallery of weights: the parts of the page put together.
import { css, fmt, h, picture, playback, put, select, choice, shorten, signed, slider, toggle, widget } from "./shared.js";
import { enlarged, outgoing } from "./filters/detail.js";
import { overlay } from "./filters/overlay.js";
import { tileSheet } from "./filters/sheet.js";
import { Gallery } from "./filters/state.js";

// The colour scale with its numbers: symmetric about zero.
function legend(ctx, me) {
  const words = { all: "One scale for every tile and step.", step: "One scale for the tiles of this step.", tile: "Each tile has a scale of its own; these are the chosen one's numbers." };
  const about = h("span", { class: "cl-help" });
  const look = picture(ctx, { label: "Colour scale", aspect: 9, maxWidth: 240, draw: (g, width, height, theme) => {
    const top = me.scaleOf(me.unit);
    for (let i = 0; i < 41; i++) {
      g.fillStyle = css(signed((i - 20) / 20, theme));
      g.fillRect(2 + ((width - 4) * i) / 41, 1, (width - 4) / 41 + 1, 0.35 * height);
    }
    g.strokeStyle = css(theme.muted);
    g.strokeRect(2, 1, width - 4, 0.35 * height);
    g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
    g.fillStyle = css(theme.ink);
    g.textBaseline = "bottom";
    [["left", 2, -top], ["center", width / 2, 0], ["right", width - 2, top]].forEach(([align, x, v]) => {
      g.textAlign = align;
      g.fillText(shorten(v, 3).text, x, height);
    });
  } });
  return { node: h("div", { class: "fg-legend" }, look.node, about), show: () => (put(about, words[me.scale]), look.redraw()) };
}

function choices(ctx, me) {
  const noun = () => `${me.N} ${me.made.noun}${me.N > 1 ? "s" : ""} of ${me.H}×${me.W}`;
  const sets = select(ctx, { name: "preset", label: "Weights of", value: me.preset, options: me.sets.map((made) => [made.name, made.title]), onchange: (name) => {
    me.choose(name);
    ctx.say(`${me.made.title}: ${noun()}.`);
  } });
  const order = select(ctx, { name: "order", label: "Sorted by", value: me.order, options: [["index", "number"], ["norm", "norm"], ["similarity", "similarity to the chosen"], ["response", "score for the image"]], onchange: (v) => {
    me.set("order", v);
    ctx.say(`Sorted; first comes ${me.name(me.ranking()[0])}.`);
  } });
  const scale = choice(ctx, { name: "scale", label: "Colour scale", value: me.scale, options: [["all", "one for all", "Every tile, every step"], ["step", "this step", "Every tile at this step"], ["tile", "each its own", "Full colour is the tile's largest weight"]], onchange: (v) => {
    me.set("scale", v);
    ctx.say(`Full colour is ${fmt(me.scaleOf(me.unit))} for ${me.name(me.unit)}.`);
  } });
  const over = toggle(ctx, { name: "overlay", label: "Lay an image over the tiles", value: me.overlay, onchange: (on) => {
    me.set("overlay", on);
    ctx.say(on ? `${me.name(me.unit)} answers ${fmt(me.fired()[me.unit])}.` : "Without an image.");
  } });
  return { node: h("div", { class: "cl-row fg-top" }, sets.node, order.node, scale.node, over.node), show: () => {
    sets.set(me.preset);
    order.set(me.order);
    scale.set(me.scale);
    over.set(me.overlay);
  } };
}

// Through training: playback, a slider, and an earlier step to compare with.
function timeline(ctx, me) {
  const about = () => {
    const right = me.made.accuracy[me.at];
    return right === undefined ? "" : `the network reads ${Math.round(100 * right)} % of the test digits`;
  };
  const said = () => ctx.say(`${me.when()}: ${about() || `norm ${fmt(me.norms()[me.unit])}`}.`);
  const go = (t, aloud = true) => {
    if (t < 0 || t >= me.T) return false;
    me.set("at", t);
    if (aloud) said();
    return t < me.T - 1;
  };
  const bar = playback(ctx, {
    pace: "5", stepTitle: "The next snapshot", backTitle: "The snapshot before", noun: "through training",
    step: () => (me.at === me.T - 1 ? (bar.isPlaying() ? go(0, false) : (ctx.say("This is the last snapshot."), false)) : go(me.at + 1, !bar.isPlaying())),
    back: () => go(me.at - 1) || (me.at === 0 && ctx.say("This is the first snapshot.")),
    reset: () => go(0),
  });
  const words = h("p", { class: "cl-digits fg-about", role: "status" });
  const [place, against] = [h("span", {}), h("span", {})];
  let [slide, pick, seen] = [null, null, null];
  const build = () => {
    seen = me.made;
    const steps = me.made.steps;
    slide = slider(ctx, { name: "at", label: "Training step", min: 0, max: Math.max(1, me.T - 1), step: 1, value: me.at, format: (t) => String(steps[t] ?? ""), oninput: (t) => (bar.pause(), go(t)) });
    pick = select(ctx, { name: "compare", label: "Compare with", value: String(me.compare), options: [["-1", "nothing"], ...steps.map((s, t) => [String(t), `step ${s}`])], onchange: (t) => {
      me.set("compare", Number(t));
      ctx.say(Number(t) < 0 ? "The weights themselves." : `What changed since ${me.when(Number(t))}.`);
    } });
    place.replaceChildren(slide.node);
    against.replaceChildren(pick.node);
  };
  const node = h("div", { class: "fg-time" }, h("div", { class: "cl-row" }, bar.node, place, against), words);
  return { node, pause: bar.pause, show: () => {
    if (seen !== me.made) build();
    node.hidden = me.T === 1;
    slide.set(me.at);
    pick.set(String(me.compare));
    bar.able(me.at < me.T - 1, me.at > 0);
    const text = about();
    put(words, text ? `Step ${me.made.steps[me.at]}: ${text}.` : "");
  } };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.forEach((part) => part.show());
  const me = new Gallery(ctx, () => parts && ctx.draw(repaint));
  const say = () => ctx.say(sheet.describe());
  const sheet = tileSheet(ctx, me, say);
  const [large, out, over, scale, top, time] = [enlarged(ctx, me), outgoing(ctx, me), overlay(ctx, me), legend(ctx, me), choices(ctx, me), timeline(ctx, me)];
  me.point = () => {
    large.show();
    over.point();
  };
  const rounding = h("p", { class: "cl-help" });
  const tiles = { show: () => {
    sheet.label(`${me.N} tiles, ${me.when()}; ${me.name(me.unit)} is chosen`);
    sheet.redraw();
    const off = me.made.rounding;
    put(rounding, off ? `The weights travel rounded: each number here is within ${shorten(off, 2).text} of the trained one.` : "");
  } };
  parts = [top, time, tiles, scale, large, out, over];
  ctx.watch(["preset", "at", "unit", "scale", "order", "compare", "overlay", "shift", "_sets", "_data", "_image", "_image_size", "_samples"], () => {
    time.pause();
    me.read();
  });
  const left = h("div", { class: "fg-left" }, sheet.node, scale.node);
  if (ctx.hidden("tiles")) sheet.node.hidden = true;
  if (ctx.locked("tiles")) sheet.face.classList.add("cl-locked");
  ctx.body.append(top.node, time.node, h("div", { class: "fg-main" }, left, h("div", { class: "fg-right" }, large.node, out.node)), over.node, rounding);
  repaint();
}

export default { render: widget("Filter gallery", build) };
