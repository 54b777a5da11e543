import { button, choice, fmt, h, playback, put, select, slider, widget } from "./shared.js";
import { matrices } from "./network/matrices.js";
import { panel } from "./network/panel.js";
import { networkPicture } from "./network/picture.js";
import { network } from "./network/state.js";
import { stepLine } from "./network/words.js";

const KINDS = [["sigmoid", "sigmoid"], ["tanh", "tanh"], ["relu", "ReLU"], ["identity", "identity"], ["step", "step"]];
const LOSSES = [["squared", "squared error"], ["cross_entropy", "softmax, cross-entropy"], ["score", "the output itself"]];

// What needs saying about the state, or what the preset is for.
export function remark(me) {
  if (!me.learns) return me.presetNow()?.note ?? "";
  const total = me.t.reduce((a, v) => a + v, 0);
  if (!Number.isFinite(me.pass.loss)) return "The loss is not a finite number: a weight or an input is too large.";
  if (me.loss === "cross_entropy" && me.t.length === 1) return "Softmax of a single score is always 1: no score can change it, so every delta is 0. Use a sigmoid, or two outputs.";
  if (me.loss === "cross_entropy" && (Math.abs(total - 1) > 1e-9 || me.t.some((v) => v < 0))) return `The targets add up to ${fmt(total)}: cross-entropy wants probabilities, none negative, that add up to 1.`;
  const flat = me.pass.delta.flat().every((d) => d === 0);
  const missed = me.pass.loss > 0 || me.loss === "score";
  if (me.preset !== "xnor" && me.activation === "step") return "A step has slope 0 everywhere but at the jump, so no delta gets through: this network cannot learn by gradients.";
  if (flat && missed && me.activation === "relu") return "Every delta is 0: where a ReLU is off, no gradient passes.";
  const { note = "", back = "" } = me.presetNow() ?? {};
  return back ? `${note} ${back}` : note;
}

function controlsOf(ctx, me, redo) {
  const sets = select(ctx, { name: "preset", label: "Network", options: [...me.presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    if (name !== "own") me.load(name), ctx.say(me.presetNow().note);
    sets.set(me.preset);
  } });
  const views = choice(ctx, { name: "view", label: "Show", value: me.view, options: [["units", "units"], ["matrices", "matrices"]], onchange: (v) => {
    me.set("view", v);
    ctx.say(v === "units" ? "The network as units." : "The network as matrices.");
  } });
  const kinds = select(ctx, { name: "activation", label: "Activation", options: KINDS, value: me.activation, onchange: (v) => {
    me.setActivation(v);
    ctx.say(`${v}: ${me.outcome()}.`);
  } });
  const losses = select(ctx, { name: "loss", label: "Loss", options: LOSSES, value: me.loss, onchange: (v) => {
    me.setLoss(v);
    ctx.say(`The loss is ${fmt(me.pass.loss)}.`);
  } });
  const rate = slider(ctx, { name: "learning_rate", label: "Learning rate η", min: 0.001, max: 10, log: true, value: me.learning_rate, oninput: (v) => me.set("learning_rate", v) });
  const update = button(ctx, { name: "update", label: "Take the new weights", title: "One step of gradient descent: every weight minus η times its gradient", onclick: () => {
    const before = me.pass.loss;
    const took = me.update();
    ctx.say(took ? `Update ${me.round}: the loss goes from ${fmt(before)} to ${fmt(me.pass.loss)}.` : "A weight would leave the finite numbers: choose a smaller learning rate.");
  } });
  const show = () => {
    sets.set(me.preset);
    views.set(me.view);
    kinds.set(me.activation);
    losses.set(me.loss);
    rate.set(me.learning_rate);
  };
  return { sets, views, kinds, losses, rate, update, show, redo };
}

function build(ctx) {
  let parts = null;
  const show = () => parts?.show();
  const changed = () => {
    if (!parts) return;
    if (me.view === "units") parts.look.redraw();
    ctx.draw(show);
  };
  const me = network(ctx, changed);
  const look = networkPicture(ctx, me);
  const [words, tables, controls] = [panel(ctx, me), matrices(ctx, me), controlsOf(ctx, me)];
  const spoken = () => ctx.say(stepLine(me));
  const bar = playback(ctx, { pace: "1", step: () => {
    const more = me.step();
    if (!bar.isPlaying() || !more) spoken();
    return more;
  }, back: () => (me.go(me.at - 1), spoken()), reset: () => (me.restart(), spoken()), stepTitle: me.learns ? "One unit forward, one delta backward" : "One unit forward" });
  const finish = button(ctx, { name: "playback", label: "All", title: me.learns ? "Show every value and every gradient" : "Show every value", onclick: () => (me.go(me.last), spoken()) });
  const note = h("p", { class: "cl-note", role: "status" });
  const stage = h("div", { class: "ns-stage" }, look.node, tables.node);
  parts = { look, show: () => {
    const hidden = ctx.hidden("network");
    look.node.hidden = hidden || me.view !== "units";
    tables.node.hidden = hidden || me.view !== "matrices";
    words.show();
    controls.show();
    if (me.view === "matrices") tables.show();
    bar.able(true, me.at > 0);
    put(note, remark(me));
    note.hidden = !note.textContent;
    look.label(`The network, ${me.sizes.join("-")}: step ${me.at} of ${me.last}`);
  } };
  let before = me.view;
  ctx.watch(["preset", "activation", "output_activation", "loss", "learning_rate", "view", "at", "_sizes", "_params", "_start", "_x", "_target", "_round", "_units"], () => {
    bar.pause();
    me.read();
    if (before !== me.view) ctx.draw(show);
    before = me.view;
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row ns-top" }, controls.sets.node, controls.views.node, controls.kinds.node, controls.losses.node),
    h("div", { class: "ns-main" },
      h("div", { class: "ns-left" }, stage, h("div", { class: "cl-row ns-bar" }, bar.node, finish), h("div", { class: "cl-row ns-learn" }, controls.update, controls.rate.node)),
      words.node),
    note);
  changed();
}

export default { render: widget("Network stepper", build) };
