import { button, choice, fmt, h, numberField, placed, playback, put, select, uid, widget } from "./shared.js";
import { panel, stepLine } from "./graph/panel.js";
import { graphPicture } from "./graph/picture.js";
import { stepper } from "./graph/state.js";
import { pretty } from "./graph/words.js";

// A field for each named input; built again when the names change.
function inputs(ctx, me) {
  const list = h("div", { class: "cl-row gs-fields" });
  const node = placed(ctx, "inputs", h("div", { class: "gs-inputs", role: "group", "aria-label": "Values of the inputs" }, list), []);
  let [fields, built] = [[], ""];
  const show = () => {
    const names = me.inputs();
    node.hidden = ctx.hidden("inputs") || !names.length;
    const key = JSON.stringify([names, me.data]);
    if (key !== built) {
      built = key;
      fields = names.map((name) => numberField(ctx, { name: "inputs", label: `${pretty(name)}${me.data.includes(name) ? ", data" : ""}`, value: me.values[name], min: -1e12, max: 1e12, onchange: (x) => {
        me.setValue(name, x);
        ctx.say(`${pretty(name)} is ${fmt(x)}; ${me.names.at(-1)} is ${typeof me.nodes.at(-1).value === "number" ? fmt(me.nodes.at(-1).value) : "new"}.`);
      } }));
      list.replaceChildren(...fields.map((field) => field.node));
    }
    names.forEach((name, i) => fields[i].set(me.values[name]));
  };
  return { node, show };
}

// The text of the graph: read at every key; a mistake is named below, and the last good graph stays.
function editor(ctx, me) {
  const help = uid("help");
  const problem = h("p", { class: "gs-problem", id: help, role: "status" });
  const box = h("textarea", { class: "gs-text", rows: "3", spellcheck: "false", autocapitalize: "off", autocomplete: "off", maxlength: "1000", "aria-label": "The graph as expressions", "aria-describedby": help, placeholder: "s = w*x + b\ny = sigmoid(s)\nL = (y - t)^2" });
  ctx.on(box, "input", () => me.write(box.value));
  ctx.on(box, "keydown", (e) => e.key === "Escape" && ((box.value = me.text), me.write(me.text)));
  const node = placed(ctx, "expression", h("div", { class: "gs-editor" }, h("label", { class: "cl-field" }, h("span", {}, "Build a graph of your own"), box), problem), [box]);
  const show = () => {
    if (document.activeElement !== box && box.value !== me.draft) box.value = me.draft;
    box.rows = Math.min(8, Math.max(3, box.value.split("\n").length));
    box.classList.toggle("cl-refused", Boolean(me.error));
    problem.classList.toggle("gs-wrong", Boolean(me.error));
    put(problem, me.error ? `Not a graph yet: ${me.error}` : "Names, numbers, + − * / ^, sigmoid, tanh, relu, exp, log, sqrt, …");
  };
  return { node, show };
}

function build(ctx) {
  let parts = null;
  const show = () => parts?.show();
  const changed = () => {
    if (!parts) return;
    parts.look.redraw();
    ctx.draw(show);
  };
  const me = stepper(ctx, changed);
  const [values, text, words] = [inputs(ctx, me), editor(ctx, me), panel(me)];
  const look = graphPicture(ctx, me);
  const options = () => [...me.presets.map((p) => [p.name, p.title]), ["own", me.fromPython() ? "Your graph, from Python" : "Your own"]];
  const sets = select(ctx, { name: "preset", label: "Graph", options: options(), value: me.preset, onchange: (name) => {
    if (name !== "own" || me.fromPython()) me.load(name);
    ctx.say(name === "own" ? "Write a graph of your own below." : me.presets.find((p) => p.name === name).note);
    sets.set(me.preset);
  } });
  const sigma = choice(ctx, { name: "sigma", label: "σ and σ′", value: me.sigma, options: [["exact", "exact"], ["table", "two decimals", "rounded as in the lecture's table"]], onchange: (v) => {
    me.set("sigma", v);
    ctx.say(v === "table" ? "Sigmoid and its derivative are rounded to two decimals." : "Sigmoid with every digit.");
  } });
  const edges = choice(ctx, { name: "edges", label: "Edges show", value: me.edges, options: [["local", "local derivative"], ["passed", "gradient passed"]], onchange: (v) => {
    me.set("edges", v);
    ctx.say(v === "local" ? "Each edge shows its local derivative." : "Each edge shows the gradient it passes back.");
  } });
  const spoken = () => ctx.say(stepLine(me));
  const bar = playback(ctx, { pace: "1", step: () => {
    const more = me.step();
    if (!bar.isPlaying() || !more) spoken();
    return more;
  }, back: () => (me.go(me.at - 1), spoken()), reset: () => (me.go(0), spoken()), stepTitle: "One operation forward, or one edge backward" });
  const finish = button(ctx, { name: "playback", label: "All", title: "Show every value and every gradient", onclick: () => (me.go(me.last), spoken()) });
  const note = h("p", { class: "cl-note", role: "status" });
  const legend = h("ul", { class: "gs-legend" }, h("li", {}, h("span", { class: "gs-ink", "aria-hidden": "true" }, "→"), "value"), h("li", {}, h("span", { class: "gs-purple", "aria-hidden": "true" }, "←"), "gradient"));
  const remark = () => {
    if (!me.nodes.at(-1).needs) return "Every input is data, so nothing asks for a gradient: only the forward pass is shown.";
    const bad = me.nodes.findIndex((node) => (typeof node.value === "number" && !Number.isFinite(node.value)) || (typeof node.gradient === "number" && !Number.isFinite(node.gradient)));
    if (bad >= 0) return `${me.names[bad]} or its gradient is not a finite number, and everything computed from it follows.`;
    return me.presets.find((p) => p.name === me.preset)?.note ?? "";
  };
  parts = { look, show: () => {
    values.show();
    text.show();
    words.show();
    sets.set(me.preset);
    sigma.node.hidden = ctx.hidden("sigma") || !me.hasSigmoid();
    sigma.set(me.sigma);
    edges.set(me.edges);
    bar.able(true, me.at > 0);
    put(note, remark());
    note.hidden = !note.textContent;
    look.label(`The computation graph: ${me.nodes.length} nodes, step ${me.at} of ${me.last}`);
  } };
  ctx.watch(["preset", "expression", "sigma", "edges", "at", "_values", "_data", "_nodes", "_numbers"], () => {
    bar.pause();
    me.read();
    sets.box.replaceChildren(...options().map(([value, title]) => h("option", { value }, title)));
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row gs-top" }, sets.node, edges.node, sigma.node),
    look.node,
    h("div", { class: "cl-row gs-bar" }, bar.node, finish, legend),
    h("div", { class: "gs-main" }, words.node, h("div", { class: "gs-side" }, values.node, text.node)),
    note);
  changed();
}

export default { render: widget("Graph stepper", build) };
