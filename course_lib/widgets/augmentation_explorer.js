// One picture made into many: the parts of the page put together.
import { button, fmt, h, numberField, placed, select, slider, toggle, widget } from "./shared.js";
import { colour } from "./augment/colour.js";
import { counts } from "./augment/counts.js";
import { dropoutPart } from "./augment/dropout.js";
import { gallery, original, sentence } from "./augment/samples.js";
import { Augmentation } from "./augment/state.js";

function settings(ctx, me) {
  const side = () => Math.min(...me.picture.shape.slice(0, 2));
  const said = (v) => `${v}. ${me.all().filter((s) => s.broken).length} of 8 labels are broken.`;
  const make = (name, label, max, step, unit) => slider(ctx, { name, label, min: 0, max, step, value: me[name], format: (v) => `${fmt(v)}${unit}`, oninput: (v) => {
    me.set(name, v);
    ctx.say(said(`${label} ${fmt(v)}${unit}`));
  } });
  const mirror = toggle(ctx, { name: "mirror", label: "Mirror every other one, by chance", value: me.mirror, onchange: (on) => {
    me.set("mirror", on);
    ctx.say(said(on ? "With mirror images" : "Without mirror images"));
  } });
  const place = h("span", {});
  let [crop, seen] = [null, 0];
  const build = () => {
    seen = side();
    crop = slider(ctx, { name: "crop", label: "Side of the crop", min: Math.ceil(seen / 4), max: seen, step: 1, value: me.crop, format: (v) => `${v} of ${seen}`, oninput: (v) => {
      me.set("crop", v);
      ctx.say(`Crops of ${v} by ${v} pixels.`);
    } });
    place.replaceChildren(crop.node);
  };
  const rest = [["shift", make("shift", "Shift, at most", 8, 1, " pixels")], ["rotation", make("rotation", "Rotation, at most", 180, 5, "°")], ["brightness", make("brightness", "Brightness, at most ±", 0.5, 0.02, "")]];
  return { node: h("div", { class: "aug-part" }, h("p", { class: "cl-heading" }, "Transforms"), place, mirror.node, rest.map(([, s]) => s.node)), show: () => {
    if (seen !== side()) build();
    crop.set(me.crop);
    mirror.set(me.mirror);
    rest.forEach(([name, s]) => s.set(me[name]));
  } };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.forEach((part) => part.show());
  const me = new Augmentation(ctx, () => parts && ctx.draw(repaint));
  me.fresh = (aloud = true) => {
    me.set("seed", (me.seed + 1) % 10000);
    if (aloud) ctx.say(`Seed ${me.seed}. ${sentence(me)}`);
  };
  const sets = select(ctx, { name: "preset", label: "Picture", value: me.picture.name, options: me.pictures.map((p) => [p.name, p.title]), onchange: (name) => {
    me.choose(name);
    ctx.say(`${me.picture.title}. ${me.all().filter((s) => s.broken).length} of 8 labels are broken.`);
  } });
  const seed = numberField(ctx, { label: "Seed", value: me.seed, min: 0, max: 9999, onchange: (v) => (me.set("seed", Math.round(v)), ctx.say(sentence(me))) });
  const again = button(ctx, { label: "New samples", icon: "reset", title: "The next seed", onclick: () => me.fresh() });
  const draw = placed(ctx, "sample", h("div", { class: "cl-row" }, again, seed.node), [again, seed.box]);
  const [one, eight] = [original(ctx, me), gallery(ctx, me)];
  if (ctx.hidden("samples")) eight.node.hidden = true;
  parts = [one, eight, settings(ctx, me), colour(ctx, me), counts(ctx, me), dropoutPart(ctx, me), { show: () => {
    sets.set(me.picture.name);
    seed.set(me.seed);
  } }];
  ctx.watch(["preset", "seed", "chosen", "crop", "mirror", "shift", "rotation", "brightness", "alpha_std", "p", "inverted", "passes", "_pictures", "_pixels", "_units"], () => me.read());
  const top = h("div", { class: "cl-row aug-top" }, sets.node, draw);
  const main = h("div", { class: "aug-main" }, h("div", { class: "aug-left" }, one.node, parts[2].node), h("div", { class: "aug-left" }, eight.node, parts[4].node));
  if (["preset", "sample", "samples"].every((name) => ctx.hidden(name))) top.hidden = main.hidden = true; // dropout alone
  ctx.body.append(top, main, parts[3].node, parts[5].node);
  repaint();
}

export default { render: widget("Augmentation explorer", build) };
