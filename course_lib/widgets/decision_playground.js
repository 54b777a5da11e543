import { button, choice, equals, exactly, fmt, h, numberField, playback, put, select, slider, widget } from "./shared.js";
import { curve } from "./playground/curve.js";
import { lossText, networkPage } from "./playground/net_page.js";
import { FEATURE_NAMES, lossOf, outputOf, updateLine } from "./playground/neuron.js";
import { plane } from "./playground/plane.js";
import { ANSWER, LOSS_NAME, MODEL, playground, remark } from "./playground/state.js";
import { surface } from "./playground/surface.js";

function numbers(ctx, me) {
  const body = h("tbody", { role: "rowgroup" });
  // Where the rows wrap, the browser no longer knows them as a table: the roles say so.
  const head = h("tr", { role: "row" }, ["weight", "value", "slope", "next step"].map((text) => h("th", { scope: "col", role: "columnheader" }, text)));
  const node = h("table", { class: "dp-weights", role: "table" }, h("caption", {}, "Each weight, the slope of the loss for it, and what a step makes of it"), h("thead", { role: "rowgroup" }, head), body);
  if (ctx.hidden("weights")) node.hidden = true;
  let rows = [];
  const build = () => {
    rows = me.w.map((x, i) => {
      const field = numberField(ctx, { label: `Weight w${i}, for ${FEATURE_NAMES[i]}`, hideLabel: true, value: x, min: -1e6, max: 1e6, onchange: (v) => {
        me.setWeights(me.w.map((old, k) => (k === i ? v : old)));
        ctx.say(`w${i} is ${fmt(v)}; the loss is ${fmt(me.loss())}.`);
      } });
      if (ctx.locked("weights")) field.box.disabled = true;
      const [slope, next] = [h("td", { class: "dp-slope", role: "cell" }), h("td", { class: "dp-next", role: "cell" })];
      const row = h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, h("i", {}, "w"), h("sub", {}, String(i)), h("small", {}, i ? FEATURE_NAMES[i] : "bias")), h("td", { role: "cell" }, field.node), slope, next);
      return { row, field, slope, next };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
  };
  const show = () => {
    if (rows.length !== me.w.length) build();
    const slope = me.slope();
    me.w.forEach((x, i) => {
      rows[i].field.set(x);
      put(rows[i].slope, slope ? fmt(slope[i]) : "none");
      rows[i].slope.title = slope ? exactly(slope[i]) : "The share of wrong points has no slope to follow.";
      put(rows[i].next, slope ? updateLine(x, slope[i], me.rate, me.direction) : "no step");
    });
  };
  return { node, show };
}


function build(ctx) {
  let parts = null;
  const repaint = () => {
    if (!me.layered) parts?.table.show();
    if (!parts) return;
    parts.mode();
    parts.net.show();
    parts.show();
  };
  const changed = () => {
    if (!parts) return;
    parts.plane.redraw();
    if (me.layered) parts.net.redraw();
    if (parts.tab === "surface" && !me.layered) parts.surface.redraw();
    else parts.curve.redraw();
    ctx.draw(repaint);
  };
  const me = playground(ctx, changed);
  const readout = h("p", { class: "dp-readout cl-digits" });
  const describe = (i) => {
    const [x1, x2, y] = me.points[i];
    const s = me.scoreAt(x1, x2);
    const answer = me.output === "identity" ? "" : `, output ${ANSWER[me.output]} ${equals(outputOf(s, me.output))}`;
    return `Point ${i + 1}: x₁ ${equals(x1)}, x₂ ${equals(x2)}, class ${y > 0 ? me.names[3] : me.names[2]}${me.isTest(i) ? ", kept for the test" : ""}; score s ${equals(s)}${answer}, loss ${equals(lossOf(s, y, me.output))}.`;
  };
  const tell = (i, aloud) => {
    ctx.draw(read);
    if (me.layered && me.points[i]) me.net.probe = me.points[i].slice(0, 2);
    if (me.layered) parts?.net.redraw();
    if (aloud && me.points[i]) ctx.say(describe(i).replaceAll("₁", "1").replaceAll("₂", "2"));
  };
  const read = () => {
    const i = parts.plane.view.chosen;
    put(readout, me.points[i] ? describe(i) : me.layered ? `At the diamond, x₁ ${equals(me.net.probe[0])}, x₂ ${equals(me.net.probe[1])}: score s ${equals(me.scoreAt(...me.net.probe))}.` : "Touch a point to read its score, its output and its loss.");
  };

  const flat = plane(ctx, me, tell);
  const net = networkPage(ctx, me, flat);
  me.show = changed;
  const grow = button(ctx, { name: "layers", label: "Add a hidden layer", icon: "plus", title: "From one neuron to a network", onclick: () => {
    bar.pause();
    me.setLayers([4]);
    ctx.say(`A hidden layer of 4 units: ${me.net.flat.length} parameters.`);
  } });
  const table = numbers(ctx, me);
  const [overSteps, overWeights] = [curve(ctx, me), surface(ctx, me)];
  const [lossValue, lossKind, lossMore] = [h("strong", {}), h("em", {}), h("span", {})];
  const lossLine = h("p", { class: "dp-loss" }, lossValue, lossKind, lossMore);
  const [sum, answer, model] = [h("em", {}), h("b", {}), h("span", {})];
  const formula = h("p", { class: "dp-formula" }, h("i", {}, "s"), sum, answer, model);
  const note = h("p", { class: "cl-note", role: "status", hidden: true });
  const presets = ctx.get("_presets");
  const sets = select(ctx, { name: "points", label: "Points", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    flat.view.chosen = -1;
    flat.view.held = false;
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}: ${me.points.length} points.`);
    sets.set(me.preset);
  } });
  const outputs = choice(ctx, { name: "output", label: "Output of the neuron", value: me.output, options: [["sign", "sign", "linear classification"], ["identity", "identity", "linear regression"], ["sigmoid", "sigmoid", "logistic regression"]], onchange: (v) => {
    me.choose("output", v);
    ctx.say(`${v}: ${MODEL[v]}. The ${LOSS_NAME[v]} is ${fmt(me.loss())}.`);
  } });
  const bases = choice(ctx, { name: "features", label: "Features", value: me.features, options: [["linear", "x₁, x₂", "The boundary is a straight line"], ["quadratic", "+ x₁², x₂², x₁x₂", "The neuron may bend its boundary"]], onchange: (v) => {
    me.choose("features", v);
    ctx.say(v === "linear" ? "Two features: the boundary is a straight line." : "Five features: the boundary may bend.");
  } });
  const rate = slider(ctx, { name: "learning_rate", label: "Learning rate η", min: 0.001, max: 10, log: true, value: me.rate, oninput: (v) => me.choose("rate", v) });
  const turn = choice(ctx, { name: "direction", label: "Each step", value: me.direction, options: [["descend", "− descends", "w ← w − η · gradient"], ["climb", "+ climbs", "w ← w + η · gradient, as one slide prints it"]], onchange: (v) => {
    me.choose("direction", v);
    ctx.say(v === "climb" ? "A step adds the gradient: uphill." : "A step subtracts the gradient: downhill.");
  } });
  const count = () => (me.layered ? me.net.step : me.first + me.at);
  const bar = playback(ctx, { step: () => {
    const took = me.step();
    if (!bar.isPlaying()) ctx.say(took ? `Step ${count()}: loss ${fmt(me.loss())}.` : remark(me));
    return took;
  }, back: () => (me.layered ? me.net.back() : me.go(me.at - 1), ctx.say(`Step ${count()}: loss ${fmt(me.loss())}.`)), reset: () => (me.reset(), ctx.say(`Back at the start: loss ${fmt(me.loss())}.`)), stepTitle: "One step of gradient descent over all points" });
  const tools = choice(ctx, { name: "plane", label: "Mouse or finger", value: "move", options: [["move", "Move"], ["plus", "Add +"], ["minus", "Add −"], ["remove", "Remove"]], onchange: (v) => (flat.view.tool = v) });
  const tabs = choice(ctx, { name: "surface", label: "Loss over", value: "curve", options: [["curve", "the steps"], ["surface", "the weights"]], onchange: (v) => {
    parts.tab = v;
    overSteps.node.hidden = v !== "curve";
    overWeights.node.hidden = v !== "surface";
    overSteps.redraw();
    overWeights.redraw();
  } });
  overWeights.node.hidden = true;

  const show = () => {
    const loss = me.loss();
    const right = me.right();
    put(lossValue, me.points.length ? fmt(loss) : "none");
    lossValue.title = exactly(loss);
    put(lossKind, ` ${LOSS_NAME[me.output]}`);
    put(lossMore, me.layered ? lossText(me) : `${right} of ${me.points.length} right · step ${me.first + me.at}`);
    put(sum, ` = w₀ + w₁x₁ + w₂x₂${me.features === "quadratic" ? " + w₃x₁² + w₄x₂² + w₅x₁x₂" : ""}`);
    put(answer, `output ${ANSWER[me.output]}`);
    put(model, MODEL[me.output]);
    const sentence = remark(me);
    note.hidden = !sentence || (me.layered && ctx.hidden("playback"));
    put(note, sentence);
    bar.able(me.points.length > 0, me.layered ? me.net.past.length > 0 : me.at > 0);
    sets.set(me.preset);
    flat.label(`The plane: ${me.points.length} points of two classes, ${right} on the right side`);
    overSteps.label(`Loss over the steps: ${fmt(loss)} at step ${me.first + me.at}`);
    read();
  };
  const legend = h("ul", { class: "dp-legend" }, [[1, 3, "●"], [-1, 2, "■"]].map(([y, place, shape]) => h("li", {}, h("span", { class: y > 0 ? "dp-plus" : "dp-minus", "aria-hidden": "true" }, shape), h("span", { class: `dp-name-${place}` }, me.names[place]))), h("li", {}, h("span", { "aria-hidden": "true" }, "×"), "on the wrong side"), h("li", { class: "dp-kept", hidden: true }, h("span", { "aria-hidden": "true" }, "○ □"), "hollow: kept for the test"));
  const relabel = () => [2, 3].forEach((place) => (put(legend.querySelector(`.dp-name-${place}`), `class ${me.names[place]}`)));
  // What one neuron has and a network has not, and the other way round.
  const names = new Map([[bases.node, "features"], [turn.node, "direction"], [table.node, "weights"], [tabs.node, "surface"], [grow, "layers"]]);
  const mode = () => {
    for (const node of [bases.node, turn.node, formula, table.node, tabs.node, grow]) node.hidden = me.layered || ctx.hidden(names.get(node));
    overSteps.node.hidden = me.layered ? ctx.hidden("playback") : parts.tab !== "curve"; // no training, no loss over its steps
    overWeights.node.hidden = me.layered || parts.tab !== "surface";
    legend.querySelector(".dp-kept").hidden = !me.layered || me.net.share === 0;
    put(outputs.node.firstChild, me.layered ? "Output of the network" : "Output of the neuron");
    if (me.layered === net.node.isConnected) return;
    if (me.layered) lossLine.after(net.node), ctx.body.querySelector(".dp-left").append(net.options);
    else net.node.remove(), net.options.remove();
  };
  parts = { mode, plane: flat, net, curve: overSteps, surface: overWeights, table, tab: "curve", show: () => (show(), relabel()) };
  ctx.watch(["output", "features", "direction", "learning_rate", "_points", "_trace", "_at", "_first", "_preset", "_limits", "_names", "hidden", "activation", "batch_size", "regularisation", "alpha", "test_share", "jitter", "_seed", "_params", "_net_start", "_losses", "_net_step", "_by_hand"], () => {
    bar.pause();
    me.read();
    flat.view.chosen = Math.min(flat.view.chosen, me.points.length - 1);
    outputs.set(me.output);
    bases.set(me.features);
    turn.set(me.direction);
    rate.set(me.rate);
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row dp-top" }, sets.node, outputs.node, bases.node, grow),
    h("div", { class: "dp-main" },
      h("div", { class: "dp-left" }, flat.node, legend, tools.node, readout, h("div", { class: "cl-row dp-bottom" }, bar.node, rate.node, turn.node)),
      h("div", { class: "dp-right" }, formula, lossLine, table.node, tabs.node, overSteps.node, overWeights.node)),
    note);
  changed();
}

export default { render: widget("Decision playground", build) };
