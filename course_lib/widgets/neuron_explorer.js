import { choice, equals, exactly, fmt, h, numberField, placed, playback, put, select, slider, widget } from "./shared.js";
import { diagram, spoken } from "./neuron/diagram.js";
import { inputPlane } from "./neuron/input.js";
import { examples, ledger } from "./neuron/ledger.js";
import { inputLine } from "./neuron/line.js";
import { space } from "./neuron/space.js";
import { explorer, remark } from "./neuron/state.js";

// The weights and the bias as numbers to type; the bias as a slider, too.
function numbers(ctx, me) {
  const row = h("div", { class: "cl-row ne-numbers" });
  const bias = slider(ctx, { name: "weights", label: "Bias b", min: -6, max: 6, step: 0.1, value: me.p[0], oninput: (v) => {
    me.setP([v, ...me.p.slice(1)]);
    ctx.say(`Bias ${fmt(v)}.`);
  } });
  let fields = [];
  const build = () => {
    const names = me.p.map((_, k) => (k === 0 ? "b" : me.inputs === 1 ? "w" : `w${["", "₁", "₂", "₃"][k]}`));
    const order = [...names.keys()].slice(1).concat(0);
    fields = order.map((k) => ({ k, field: numberField(ctx, { name: "weights", label: names[k], value: me.p[k], min: -1e6, max: 1e6, onchange: (v) => {
      me.setP(me.p.map((old, i) => (i === k ? v : old)));
      ctx.say(`${names[k]} is ${fmt(v)}.`);
    } }) }));
    row.replaceChildren(...fields.map(({ field }) => field.node), bias.node);
  };
  return { node: row, show() {
    if (fields.length !== me.p.length) build();
    fields.forEach(({ k, field }) => field.set(me.p[k]));
    bias.set(me.p[0]);
  } };
}

const ERROR = { step: "wrong examples", sigmoid: "surprise G", tanh: "half squares G", relu: "half squares G", identity: "half squares G" };

function scoreboard(me) {
  const [big, kind, more] = [h("strong", {}), h("span", {}), h("span", {})];
  const node = h("p", { class: "ne-score cl-answer" }, big, kind, more);
  return { node, show() {
    node.hidden = !me.rows.length;
    if (!me.rows.length) return;
    const [g, e] = [me.error(), me.penalty()];
    put(big, fmt(g));
    big.title = exactly(g);
    put(kind, ERROR[me.activation]);
    put(more, `${me.alpha > 0 && me.activation !== "step" ? `M = G + ½α‖w‖² ${equals(g + e)} · ` : ""}step ${me.first + me.at}`);
  } };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.show();
  const changed = () => {
    if (!parts) return;
    parts.pictures().forEach((look) => look.redraw());
    ctx.draw(repaint);
  };
  const me = explorer(ctx, changed);
  const [neuron, weights, plane, line] = [diagram(ctx, me), space(ctx, me), inputPlane(ctx, me), inputLine(ctx, me)];
  const [fields, steps, table, score] = [numbers(ctx, me), ledger(me), examples(ctx, me), scoreboard(me)];
  const note = h("p", { class: "cl-note cl-answer", role: "status", hidden: true });
  const presets = ctx.get("_presets");
  const sets = select(ctx, { name: "preset", label: "Lesson", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const made = presets.find((p) => p.name === name);
    if (made) me.open(made), ctx.say(`${made.title}: ${me.rows.length} examples.`);
    all();
  } });
  const kinds = choice(ctx, { name: "activation", label: "Activation f", value: me.activation, options: [["step", "step"], ["sigmoid", "sigmoid"], ["tanh", "tanh"], ["relu", "ReLU"], ["identity", "identity"]], onchange: (v) => {
    me.set("activation", v);
    ctx.say(`${v}: trained by ${v === "step" ? "the perceptron rule, one example at a time" : "gradient descent over all examples"}.`);
  } });
  const grounds = choice(ctx, { name: "landscape", label: "Under the weights", value: me.landscape, options: [["functions", "functions", "Small pictures of ten neurons"], ["error", "error", "The error over the weights"], ["decay", "with decay", "The error and the penalty for long weights"], ["none", "nothing"]], onchange: (v) => me.set("landscape", v) });
  const decay = slider(ctx, { name: "alpha", label: "Weight decay α", min: 0, max: 3, step: 0.05, value: me.alpha, oninput: (v) => me.set("alpha", v) });
  const rate = slider(ctx, { name: "learning_rate", label: "Learning rate η", min: 0.001, max: 10, log: true, value: me.rate, oninput: (v) => me.set("rate", v) });
  const bar = playback(ctx, { step: () => {
    const went = me.step();
    if (!bar.isPlaying()) ctx.say(went ? `Step ${me.first + me.at}: ${me.rows.filter((_, i) => me.right(i)).length} of ${me.rows.length} right.` : remark(me));
    return went;
  }, back: () => me.go(me.at - 1), reset: () => (me.reset(), ctx.say("Back at the start.")), stepTitle: "One step of training" });
  const slices = choice(ctx, { name: "slice", label: "The third input", value: "0", options: [["0", "x₃ = 0"], ["1", "x₃ = 1"]], onchange: (v) => {
    me.slice = Number(v);
    me.probe([me.x[0], me.x[1], me.slice]);
    ctx.say(`The plane shows x3 = ${v}.`);
  } });
  const right = h("div", { class: "ne-side" }, plane.node, line.node, slices.node);
  const show = () => {
    fields.show(), steps.show(), table.show(), score.show();
    [plane.node.hidden, line.node.hidden, slices.node.hidden] = [me.inputs === 1, me.inputs > 1, me.inputs !== 3];
    slices.set(me.slice);
    const sentence = remark(me);
    note.hidden = !sentence;
    put(note, sentence);
    bar.able(me.rows.length > 0, me.at > 0);
    neuron.label(spoken(me));
  };
  const all = () => {
    sets.set(me.preset), kinds.set(me.activation), grounds.set(me.landscape), decay.set(me.alpha), rate.set(me.rate);
    changed();
  };
  parts = { show: () => (show(), sets.set(me.preset)), pictures: () => [neuron, weights, me.inputs === 1 ? line : plane] };
  ctx.watch(["activation", "learning_rate", "alpha", "landscape", "_preset", "_inputs", "_points", "_start", "_trace", "_at", "_first"], () => {
    bar.pause();
    me.read();
    all();
  });
  ctx.body.append(
    h("div", { class: "cl-row" }, sets.node, kinds.node),
    neuron.node,
    h("div", { class: "ne-main" }, h("div", { class: "ne-side" }, h("p", { class: "cl-heading" }, "Weight space: each point is a neuron"), weights.node, h("div", { class: "cl-row" }, grounds.node, decay.node)),
      h("div", { class: "ne-side" }, h("p", { class: "cl-heading" }, "The function of this neuron"), right, fields.node)),
    h("div", { class: "ne-train" }, h("div", { class: "cl-row" }, bar.node, rate.node), score.node, h("div", { class: "ne-below" }, steps.node, table.node)),
    note);
  show();
  changed();
}

export default { render: widget("Neuron explorer", build) };
