import { chips, choice, fmt, h, placed, playback, presets, put, select, slider, toggle, widget } from "./shared.js";
import { chart } from "./descent/chart.js";
import { NAMES, OPTIMISERS } from "./descent/optimisers.js";
import { plane } from "./descent/plane.js";
import { MOST_STEPS, TRAITS, bound, remark } from "./descent/state.js";
import { SURFACES } from "./descent/surfaces.js";
import { sideBySide, terms } from "./descent/tables.js";
import { examplesOf } from "./descent/walks.js";

const lossText = (me) => `the loss of ${OPTIMISERS[me.focus].title} is ${fmt(me.walk(me.focus).loss[me.at(me.focus)])} after ${me.step} steps`;

function rateControls(ctx, me) {
  let alone = false;
  const tell = () => ctx.say(`Learning rate ${fmt(me.rateOf(me.focus))}: ${lossText(me)}.`);
  const rate = slider(ctx, { label: "Learning rate η", min: 1e-4, max: 10, log: true, value: me.rateOf(me.focus), oninput: (v) => (me.setRate(v, alone), tell()) });
  const own = toggle(ctx, { label: "only for the chosen one", value: alone, onchange: (v) => (alone = v) });
  const both = placed(ctx, "learning_rate", h("div", { class: "de-pair" }, rate.node, own.node), [rate.box, own.node.querySelector("input")]);
  const half = slider(ctx, { label: "Halved after (steps)", min: 1, max: 200, step: 1, value: me.half_life, oninput: (v) => (me.set({ half_life: v }), ctx.say(`The rate is halved after ${v} steps: ${lossText(me)}.`)) });
  const schedule = select(ctx, { label: "Rate over time", value: me.schedule, options: [["constant", "constant"], ["step", "halved at intervals"], ["exponential", "shrinks by a factor"], ["inverse", "1 / (1 + t)"], ["cosine", "half a cosine"]], onchange: (v) => (me.set({ schedule: v }), ctx.say(`Rate over time: ${v}; ${lossText(me)}.`)) });
  const times = placed(ctx, "schedule", h("div", { class: "de-pair" }, schedule.node, half.node), [schedule.box, half.box]);
  return { nodes: [both, times], show: () => {
    alone = alone || me.focus in me.rates;
    own.set(alone);
    rate.set(me.rateOf(me.focus));
    schedule.set(me.schedule);
    half.set(me.half_life);
    half.node.hidden = me.schedule === "constant" || ctx.hidden("schedule");
  } };
}

function groundControls(ctx, me) {
  const say = (text) => ctx.say(`${text}: ${lossText(me)}.`);
  const momentum = slider(ctx, { name: "momentum", label: "Momentum μ", min: 0, max: 0.99, step: 0.01, value: me.momentum, oninput: (v) => (me.set({ momentum: Number(v.toFixed(2)) }), say(`Momentum ${fmt(me.momentum)}`)) });
  const condition = slider(ctx, { name: "condition", label: "Condition number κ", min: 1, max: 100, step: 1, value: me.condition, oninput: (v) => (me.set({ condition: v }), say(`Condition number ${v}`)) });
  const noise = slider(ctx, { name: "noise", label: "Spread of the examples", min: 0, max: 10, step: 0.1, value: me.noise, oninput: (v) => (me.set({ noise: Number(v.toFixed(1)) }), say(`Spread ${fmt(me.noise)}`)) });
  const all = () => examplesOf(me);
  const batch = slider(ctx, { label: "Examples a step", min: 1, max: all(), step: 1, value: Math.min(me.batch, all()), format: (v) => (v >= all() ? "all" : String(v)), oninput: (v) => (me.set({ batch: v }), say(v >= all() ? "All examples a step" : `${v} examples a step`)) });
  const sampling = select(ctx, { label: "Drawn", value: me.sampling, options: [["order", "in order"], ["shuffle", "without replacement"], ["random", "with replacement"]], onchange: (v) => (me.set({ sampling: v }), say(`Examples drawn ${{ order: "in order", shuffle: "without replacement", random: "with replacement" }[v]}`)) });
  const draws = placed(ctx, "batch", h("div", { class: "de-pair" }, batch.node, sampling.node), [batch.box, sampling.box]);
  return { nodes: [condition.node, momentum.node, noise.node, draws], show: () => {
    momentum.set(me.momentum);
    momentum.node.hidden = ctx.hidden("momentum") || !me.optimisers.some((name) => name === "momentum" || name === "nesterov");
    condition.set(me.condition);
    condition.node.hidden = ctx.hidden("condition") || me.surface !== "valley";
    noise.set(me.noise);
    noise.node.hidden = ctx.hidden("noise") || me.surface === "logistic";
    batch.box.max = all();
    batch.set(Math.min(me.batch, all()));
    sampling.set(me.sampling);
  } };
}

function player(ctx, me) {
  const tell = () => ctx.say(`Step ${me.step}: ${lossText(me)}.`);
  const bar = playback(ctx, {
    step: () => {
      if (me.step >= MOST_STEPS) return false;
      me.go(me.step + 1);
      if (!bar.isPlaying()) tell();
      return true;
    },
    back: () => (me.go(me.step - 1), tell()), reset: () => (me.go(0), ctx.say("Back at the start.")), stepTitle: "One step of every optimiser",
  });
  const along = slider(ctx, { label: "Step", min: 0, max: MOST_STEPS, step: 1, value: me.step, format: String, oninput: (v) => (bar.pause(), me.go(v), tell()) });
  placed(ctx, "playback", along.node, [along.box]);
  return { bar, nodes: [bar.node, along.node], show: () => {
    along.set(me.step);
    bar.able(me.step < MOST_STEPS, me.step > 0);
  } };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts.forEach((part) => part.show());
  const changed = () => {
    if (!parts) return;
    over.redraw();
    losses.redraw();
    ctx.draw(repaint);
  };
  const me = bound(ctx, changed);
  const examples = presets(ctx, { load: me.load });
  me.own = examples.own;
  const surfaces = select(ctx, { name: "surface", label: "Surface", value: me.surface, options: Object.entries(SURFACES).map(([v, { title }]) => [v, title]), onchange: (v) => (me.choose(v), ctx.say(`${SURFACES[v].title}: ${lossText(me)}.`)) });
  const names = chips(ctx, { name: "optimisers", label: "Optimisers", options: NAMES.map((name) => [name, OPTIMISERS[name].title]), values: me.optimisers, onchange: me.show });
  const [over, losses, side, each] = [plane(ctx, me), chart(ctx, me), sideBySide(ctx, me), terms(ctx, me)];
  const [rates, grounds, play] = [rateControls(ctx, me), groundControls(ctx, me), player(ctx, me)];
  placed(ctx, "start", over.node, []);
  const scale = choice(ctx, { label: "Loss axis", value: me.scale, options: [["linear", "linear"], ["log", "powers of ten"]], onchange: (v) => (me.set({ scale: v }), ctx.say(`Loss axis: ${v}.`)) });
  const chartPart = placed(ctx, "chart", h("div", { class: "de-chart" }, losses.node, scale.node), [...scale.node.querySelectorAll("input")]);
  for (const look of [over, losses]) look.node.classList.add("cl-answer");
  const note = h("p", { class: "cl-note cl-answer", role: "status", hidden: true });
  const show = () => {
    surfaces.set(me.surface);
    names.set(me.optimisers);
    scale.set(me.scale);
    over.label(`${SURFACES[me.surface].title}; start ${me.start.map((v) => fmt(v)).join(", ")}, learning rate ${fmt(me.rateOf(me.focus))}`);
    const sentence = remark(me);
    note.hidden = !sentence;
    put(note, sentence);
  };
  parts = [{ show }, rates, grounds, play, side, each];
  ctx.body.append(
    h("div", { class: "cl-row de-top" }, examples.node, surfaces.node, names.node),
    h("div", { class: "de-main" },
      h("div", {}, over.node, h("div", { class: "cl-row" }, play.nodes), note, h("div", { class: "cl-row de-dials" }, rates.nodes, grounds.nodes)),
      h("div", {}, side.node, chartPart, each.node)));
  ctx.watch([...TRAITS, "_data", "preset"], () => {
    play.bar.pause();
    me.read();
    examples.read();
    changed();
  });
  repaint();
}

export default { render: widget("Optimisers on a surface", build) };
