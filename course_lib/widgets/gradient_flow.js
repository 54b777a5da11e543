import { button, choice, fmt, h, placed, playback, presets, put, select, slider, widget } from "./shared.js";
import { details } from "./flow/details.js";
import { ACTIVATIONS, INITS, VARIANTS, spreadOf } from "./flow/net.js";
import { layersPicture } from "./flow/picture.js";
import { TRAITS, bound, remark, sentence } from "./flow/state.js";

function netControls(ctx, me) {
  const tell = () => ctx.say(`${remark(me)} ${sentence(me)}`.trim());
  const change = (changes) => (me.set(changes), tell());
  const activation = choice(ctx, { name: "activation", label: "Activation", value: me.activation, options: Object.entries(ACTIVATIONS).map(([v, { title }]) => [v, title]), onchange: (v) => change({ activation: v }) });
  const init = select(ctx, { name: "init", label: "Weights at the start", value: me.init, options: Object.entries(INITS).map(([v, { title }]) => [v, title]), onchange: (v) => change({ init: v }) });
  const variant = select(ctx, { name: "variant", label: "Layers", value: me.variant, options: Object.entries(VARIANTS), onchange: (v) => change({ variant: v }) });
  const scale = slider(ctx, { name: "scale", label: "Weights times", min: 0.1, max: 10, log: true, value: me.scale, oninput: (v) => change({ scale: v }) });
  const depth = slider(ctx, { name: "depth", label: "Layers, how many", min: 1, max: 50, step: 1, value: me.depth, oninput: (v) => change({ depth: v }) });
  const width = slider(ctx, { name: "width", label: "Units in each", min: 4, max: 128, step: 2, value: me.width, oninput: (v) => change({ width: v }) });
  const again = button(ctx, { name: "seed", label: "Draw again", icon: "reset", title: "Other weights of the same kind", onclick: () => change({ seed: me.seed + 1 }) });
  const about = h("p", { class: "cl-help gf-about cl-digits" });
  const show = () => {
    activation.set(me.activation);
    init.set(me.init);
    variant.set(me.variant);
    scale.set(me.scale);
    depth.set(me.depth);
    width.set(me.width);
    put(about, `Weights: ${INITS[me.init].about}${me.scale === 1 ? "" : `, times ${fmt(me.scale)}`}; here the standard deviation is ${fmt(spreadOf(me))}.`);
  };
  return { top: [activation.node, init.node, variant.node], dials: [scale.node, depth.node, width.node, again], about, show };
}

function player(ctx, me) {
  const now = () => (me.moment < 0 ? 2 * me.depth : me.moment);
  const tell = () => ctx.say(`${now() <= me.depth ? "Forward" : "Backward"}. ${sentence(me)}`);
  let running = false; // Play at the end begins again; a run that arrives there stops
  const bar = playback(ctx, {
    step: () => {
      const playing = bar.isPlaying();
      const again = playing && !running;
      running = playing && (again || now() < 2 * me.depth);
      if (now() < 2 * me.depth) me.go(now() + 1);
      else if (again) me.go(0);
      else return false;
      if (!playing) tell();
      return true;
    },
    back: () => (me.go(now() - 1), tell()),
    reset: () => (me.go(0), ctx.say("Before the forward pass.")),
    stepTitle: "One layer further: forward to the right, then backward to the left", noun: "layers",
  });
  return { bar, node: bar.node, show: () => bar.able(now() < 2 * me.depth, now() > 0) };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts.forEach((part) => part.show());
  const changed = () => {
    if (!parts) return;
    look.redraw();
    detail.redraw();
    ctx.draw(repaint);
  };
  const me = bound(ctx, changed);
  const examples = presets(ctx, { load: (example) => (me.load(example), ctx.say(remark(me))) });
  me.own = examples.own;
  const set = netControls(ctx, me);
  const play = player(ctx, me);
  const look = layersPicture(ctx, me);
  const detail = details(ctx, me);
  placed(ctx, "layers", look.node, []);
  look.node.classList.add("cl-answer");
  const note = h("p", { class: "cl-note cl-answer", role: "status" });
  const key = h("p", { class: "cl-help gf-key" }, h("span", { class: "gf-out" }, "standard deviation of the outputs"), h("span", { class: "gf-in" }, "length of the gradient"));
  const show = () => {
    look.label(`${me.depth} layers of ${me.width} units; layer ${me.layer} is read`);
    const text = remark(me);
    note.hidden = !text;
    put(note, text);
  };
  parts = [{ show }, set, play, detail];
  ctx.body.append(
    h("div", { class: "cl-row gf-top" }, examples.node, set.top),
    set.about,
    h("div", { class: "gf-main" },
      h("div", {}, look.node, key, play.node, note, h("div", { class: "cl-row gf-dials" }, set.dials)),
      h("div", {}, detail.node)));
  ctx.watch([...TRAITS, "preset"], () => {
    play.bar.pause();
    me.read();
    examples.read();
    changed();
  });
  repaint();
}

export default { render: widget("Signal and gradient in a deep net", build) };
