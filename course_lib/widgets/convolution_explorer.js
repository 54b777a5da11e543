import { choice, clamp, h, playback, select, toggle, widget } from "./shared.js";
import { pairwise, productsAt, slopeAt, valueAt } from "./convolution/arithmetic.js";
import { channelRows } from "./convolution/channels.js";
import { outputMap, pinned } from "./convolution/map.js";
import { settings } from "./convolution/settings.js";
import { TRAITS, explorer } from "./convolution/state.js";
import { sentences } from "./convolution/sentences.js";

// The window and its products at the shown place, computed once a repaint.
function workings(me) {
  let [key, window, products, sums, most] = ["", [], [], [], 1];
  const fresh = () => {
    const now = `${me.edits} ${me.at}`;
    if (now === key) return;
    key = now;
    products = productsAt(me, ...me.at);
    const { rows, columns } = me;
    const n = rows.k * columns.k;
    window = Float64Array.from(products, (_, i) => {
      const [k, u, v] = [Math.floor(i / n), Math.floor((i % n) / columns.k), i % columns.k];
      return valueAt(me, k, me.at[0] * rows.s + u * rows.d, me.at[1] * columns.s + v * columns.d);
    });
    sums = Array.from({ length: me.channels }, (_, k) => pairwise(products, k * n, n));
    most = products.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  };
  return {
    window: () => (fresh(), window), products: () => (fresh(), products), sums: () => (fresh(), sums), mostProduct: () => (fresh(), most),
    total: () => (fresh(), pairwise(products)), value: () => me.map[me.index()],
  };
}

// Which example, which picture, which kernel.
function sources(ctx, me, said) {
  const options = (list) => list.map(({ name, title }) => [name, title]);
  const own = ["own", "your own"];
  const load = (how, list) => (name) => {
    if (name !== "own" && me[how](name)) ctx.say(`${list.find((one) => one.name === name).title}. ${said()}`);
    show();
  };
  const preset = select(ctx, { name: "preset", label: "Example", options: [...options(me.presets), own], value: "own", onchange: load("loadPreset", me.presets) });
  const image = select(ctx, { name: "image", label: "Picture", options: [...options(me.library.pictures), own], value: "own", onchange: load("loadPicture", me.library.pictures) });
  const kernel = select(ctx, { name: "kernel", label: "Kernel", options: [...options(me.library.kernels), own], value: "own", onchange: load("loadKernel", me.library.kernels) });
  const show = () => {
    preset.set(me.names.preset);
    image.set(me.picture || "own");
    kernel.set(me.names.kernel);
  };
  preset.node.classList.add("cx-preset");
  return { nodes: [preset.node, image.node, kernel.node], show };
}

function build(ctx) {
  let parts = null;
  const paint = () => parts?.forEach((part) => part.show());
  const me = explorer(ctx, () => ctx.draw(paint));
  const work = workings(me);
  const words = sentences(ctx, me, work);
  const said = words.said;
  const hooks = { ...work, said, pixel: (k, i, j, padding) => {
    const [rows, columns] = [me.rows, me.columns];
    if (me.view === "forward") {
      const near = (axis, place) => Math.round((place + axis.p - (axis.span - 1) / 2) / axis.s);
      me.go(near(rows, i), near(columns, j));
    }
    me.choose(k, clamp(i, 0, rows.n - 1), clamp(j, 0, columns.n - 1));
    return padding;
  } };
  const map = outputMap(ctx, me, said);
  words.reach = map.reach;
  const channels = channelRows(ctx, me, hooks);
  const chosen = sources(ctx, me, said);
  const pins = pinned(ctx, me, said);
  const panel = settings(ctx, me, said);
  ctx.on(map.grid.face, "keydown", (e) => e.key === "p" && !ctx.locked("pins") && pins.node.querySelector("button").click());
  // The reverse view opens on a pixel that the chosen output does read.
  const intoWindow = () => {
    const [k, i, j] = me.pixel;
    const [rows, columns] = [me.rows, me.columns];
    if (slopeAt(me, ...me.at, k, i + rows.p, j + columns.p) !== 0) return;
    const middle = (axis, at) => clamp(at * axis.s + axis.d * Math.floor((axis.k - 1) / 2) - axis.p, 0, axis.n - 1);
    me.choose(k, middle(rows, me.at[0]), middle(columns, me.at[1]));
  };
  const view = choice(ctx, { name: "view", label: "View", value: me.view, options: [["forward", "window → output", "Which pixels make this output"], ["reverse", "pixel → outputs", "Which outputs this pixel enters, and the slope of the chosen output for each pixel"]], onchange: (v) => {
    me.show("view", v);
    if (v === "reverse") intoWindow();
    ctx.say(said());
  } });
  const fill = toggle(ctx, { name: "fill", label: "Fill in step by step", value: me.fill, onchange: (v) => {
    me.show("fill", v);
    ctx.say(v ? "Outputs after the chosen one are blank." : "All outputs are shown.");
  } });
  const colours = select(ctx, { name: "colours", label: "Colours of the output", options: [["auto", "automatic"], ["grey", "grey, as a picture"], ["signed", "by sign"], ["cividis", "dark to bright"]], value: me.colours, onchange: (v) => me.show("colours", v) });
  const bar = playback(ctx, { noun: "outputs", pace: "5", stepTitle: "The window moves to the next output", backTitle: "The window moves back", step: () => {
    const moved = me.move(1);
    if (!bar.isPlaying()) ctx.say(moved ? said() : "This is the last output.");
    return moved;
  }, back: () => (me.move(-1), ctx.say(said())), reset: () => (me.go(0, 0), ctx.say(said())) });
  const show = () => {
    view.set(me.view);
    fill.set(me.fill);
    colours.set(me.colours);
    bar.able(me.index() < me.map.length - 1, me.index() > 0);
    ctx.root.classList.toggle("cx-large", me.rows.padded > 12 || me.columns.padded > 12);
  };
  parts = [channels, map, words, chosen, pins, panel, { show }];
  ctx.watch(TRAITS, () => {
    bar.pause();
    me.read();
    ctx.draw(paint);
  });
  ctx.body.append(
    h("div", { class: "cl-row cx-top" }, chosen.nodes), words.note,
    h("div", { class: "cl-row cx-bar", hidden: ctx.hidden("view") && ctx.hidden("playback") }, view.node, bar.node),
    h("div", { class: "cx-main" }, channels.node, h("div", { class: "cx-right" }, map.node, fill.node, colours.node)),
    words.node, panel.node,
    h("div", { class: "cx-foot", hidden: ctx.hidden("pins") }, pins.node));
  ctx.draw(paint);
}

export default { render: widget("Convolution explorer", build) };
