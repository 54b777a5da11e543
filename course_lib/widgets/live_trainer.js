// A small network that learns digits in the page: the parts put together.

import { button, choice, exactly, fmt, h, placed, playback, presets, put, select, slider, widget } from "./shared.js";
import { charts } from "./trainer/charts.js";
import { SETTINGS, trainer } from "./trainer/state.js";
import { digitText, legendText, strip, unitText } from "./trainer/strip.js";
import { remark, scoreText } from "./trainer/words.js";
import { wrongDigits } from "./trainer/wrong.js";

const NETWORKS = [["linear", "linear"], ["hidden", "hidden layer"], ["conv", "convolution"], ["deep", "two convolutions"]];
const UNITS = { linear: 6, hidden: 16, conv: 6, deep: 8 };
const SIZES = [1, 5, 10, 20, 50, 100, 400];

function settings(ctx, me, set) {
  const network = choice(ctx, { name: "network", label: "Network", value: me.network, options: NETWORKS, onchange: (v) => {
    // The usual number of filters or units, unless another was chosen.
    if (v !== "linear" && Object.values(UNITS).includes(me.units)) set({ network: v, units: UNITS[v] });
    else set({ network: v });
  } });
  const units = slider(ctx, { name: "units", label: "Filters or units", min: 1, max: 16, step: 1, value: me.units, format: String, oninput: (v) => set({ units: v }) });
  const optimiser = choice(ctx, { name: "optimiser", label: "Optimiser", value: me.optimiser, options: [["sgd", "SGD"], ["momentum", "momentum"], ["adam", "Adam"]], onchange: (v) => set({ optimiser: v }) });
  const rate = slider(ctx, { name: "learning_rate", label: "Learning rate η", min: 0.0001, max: 2, log: true, value: me.learning_rate, oninput: (v) => set({ learning_rate: v }) });
  const sizes = () => [...new Set([...SIZES, me.batch_size])].sort((a, b) => a - b);
  const batch = select(ctx, { name: "batch_size", label: "Batch size", value: String(me.batch_size), options: sizes().map((n) => [String(n), String(n)]), onchange: (v) => set({ batch_size: Number(v) }) });
  const decay = select(ctx, { name: "weight_decay", label: "Weight decay", value: String(me.weight_decay), options: [0, 0.0001, 0.001, 0.01, 0.1, 1].map((v) => [String(v), String(v)]), onchange: (v) => set({ weight_decay: Number(v) }) });
  const amount = slider(ctx, { name: "train_size", label: "Training digits", min: 10, max: 400, step: 10, value: me.train_size, format: String, oninput: (v) => set({ train_size: v }) });
  const choose = (box, v) => {
    if (![...box.box.options].some((o) => o.value === String(v))) box.box.append(h("option", { value: String(v) }, String(v)));
    box.set(String(v));
  };
  const show = () => {
    network.set(me.network), units.set(me.units), optimiser.set(me.optimiser), rate.set(me.learning_rate), amount.set(me.train_size);
    choose(batch, me.batch_size), choose(decay, me.weight_decay);
    units.node.hidden = me.network === "linear" || ctx.hidden("units");
    put(units.node.firstChild, me.network === "hidden" ? "Hidden units" : "Filters");
  };
  return { network, units, optimiser, rate, batch, decay, amount, show };
}

function build(ctx) {
  let parts = null;
  let shownAt = 0;
  const [read, repaint] = [() => parts.read(), () => parts.show()];
  const heard = (what) => {
    if (!parts) return;
    parts.strip.redraw();
    if (what === "beyond") parts.bar.pause(), ctx.say(remark(me));
    // What is read is for the eye: ten times a second is enough while it plays.
    if (what === "step" && parts.bar.isPlaying() && performance.now() - shownAt < 100) return;
    shownAt = performance.now();
    if (what === "step") parts.lines.loss.redraw();
    ctx.draw(what === "step" ? read : repaint);
    if (what === "begun" || what === "set") later();
  };
  const me = trainer(ctx.get, ctx.save, heard);
  let told = 0;
  const work = () => {
    if (!ctx.alive) return;
    const more = me.work();
    if (me.quiet() && !bar.isPlaying() && told !== me.version) tell();
    if (more) ctx.draw(work);
  };
  // After the frame that shows what was just done.
  const later = () => ctx.draw(() => ctx.draw(work));
  const tell = (aloud = told !== 0) => {
    told = me.version;
    if (aloud) ctx.say(scoreText(me));
  };
  const set = (values, more = "") => {
    bar.pause();
    me.set(values);
    told = me.version;
    examples.own();
    ctx.say(more || `${Object.entries(values).map(([k, v]) => `${k.replaceAll("_", " ")} ${typeof v === "number" ? fmt(v) : v}`).join(", ")}.`);
  };
  const look = (values, sentence) => {
    me.set(values);
    ctx.say(sentence());
  };
  const examples = presets(ctx, { load: ({ name, title, ...values }) => {
    bar.pause();
    me.set(values);
    me.begin(false);
    told = me.version;
  } });
  const bar = playback(ctx, { noun: "training steps", stepTitle: "One step: the next mini-batch", step: () => {
    const going = me.want();
    if (!going) ctx.say(remark(me));
    if (!bar.isPlaying()) me.work();
    later();
    return going;
  }, reset: () => (bar.pause(), me.begin(true), (told = me.version), ctx.say("Back at the start.")) });
  me.playing = bar.isPlaying;
  const own = settings(ctx, me, set);
  const locked = (name) => ctx.locked(name) || ctx.hidden(name);
  const step = {
    digit: (i) => (locked("digit") ? ctx.say(digitText(me)) : look({ digit: i }, () => digitText(me))),
    unit: (i) => (ctx.locked("layers") ? undefined : look({ unit: i }, () => unitText(me))),
    turn: () => (locked("direction") ? ctx.say(digitText(me)) : turn(me.direction === "forward" ? "backward" : "forward")),
    wrong: (by) => {
      const wrong = me.wrong();
      const next = by > 0 ? wrong.find((i) => i > me.digit) ?? wrong[0] : wrong.findLast((i) => i < me.digit) ?? wrong.at(-1);
      if (next === undefined) ctx.say("All test digits are read right.");
      else step.digit(next);
    },
  };
  const turn = (v) => look({ direction: v }, () => (v === "forward" ? `Values. ${digitText(me)}` : "Slopes: how the loss of this digit would change with each number."));
  const all = strip(ctx, me, { say: () => ctx.say(digitText(me)), step });
  const way = choice(ctx, { name: "direction", label: "Show", value: me.direction, options: [["forward", "values →"], ["backward", "← slopes"]], onchange: turn });
  const which = slider(ctx, { name: "digit", label: "Test digit", min: 0, max: 99, step: 1, value: me.digit, format: String, oninput: (v) => step.digit(v) });
  const next = button(ctx, { name: "digit", label: "Next wrong", title: "The next test digit that is read wrong", onclick: () => step.wrong(1) });
  const wrong = wrongDigits(ctx, me, step.digit);
  const lines = charts(ctx, me);
  const [line, score, chosen, unitLine, note, legend] = [h("p", { class: "cl-digits lt-line" }), h("p", { class: "lt-score cl-digits cl-answer" }), h("p", { class: "cl-digits" }), h("p", { class: "cl-digits" }), h("p", { class: "cl-note", role: "status", hidden: true }), h("p", { class: "cl-help cl-digits" })];
  const layers = placed(ctx, "layers", h("div", { class: "lt-layers cl-answer" }, all.node, h("div", {}, chosen, unitLine), legend), []);
  if (ctx.locked("layers")) all.face.classList.add("cl-locked");
  const reading = () => {
    put(line, `Step ${me.count[0]} · epoch ${me.count[1]} · ${me.net.count} parameters`);
    put(chosen, digitText(me));
    put(unitLine, unitText(me));
    put(legend, legendText(me));
  };
  parts = { strip: all, bar, lines, read: reading, show: () => {
    reading();
    own.show();
    which.set(me.digit);
    way.set(me.direction);
    all.label(`The network and test digit ${me.digit}`);
    if (me.measuredAt < 0) return lines.redraw();
    const now = me.scores.at(-1);
    put(score, scoreText(me, true));
    score.title = `loss ${exactly(now[1])}, on the test ${exactly(now[3])}`;
    const sentence = remark(me);
    note.hidden = !sentence;
    put(note, sentence);
    wrong.show();
    lines.redraw();
  } };
  ctx.watch([...SETTINGS, "preset", "_weights", "_start", "_memory", "_count", "_losses", "_scores", "_digits"], () => {
    bar.pause();
    me.read();
    told = me.version;
    examples.read();
    heard("set");
  });
  ctx.body.append(
    h("div", { class: "cl-row lt-top" }, examples.node, own.network.node, own.units.node),
    h("div", { class: "cl-row lt-top" }, own.optimiser.node, own.rate.node, own.batch.node, own.decay.node, own.amount.node),
    h("div", { class: "cl-row lt-top lt-run" }, bar.node, h("div", {}, line, score)), note,
    h("div", { class: "lt-main" },
      h("div", { class: "lt-left" }, h("div", { class: "cl-row" }, which.node, next, way.node), layers),
      h("div", { class: "lt-right cl-answer" }, lines.key, lines.loss.node, lines.right.node)),
    wrong.node);
  repaint();
  work();
}

export default { render: widget("Live trainer", build) };
