import { button, choice, exactly, fmt, h, packFloats, placed, presets, put, slider, toggle, widget } from "./shared.js";
import { MOST, directions, fit, units } from "./curve/arithmetic.js";
import { errorChart, plane } from "./curve/pictures.js";

const TRAITS = ["units", "activation", "seed", "shapes"];
const KINDS = [["tanh", "tanh"], ["sigmoid", "sigmoid"], ["relu", "ReLU"], ["step", "step"]];

// The state: the curve, the units, and the fit that follows from them.
function state(ctx, changed) {
  const me = {};
  let made = "";
  const compute = () => {
    const key = `${me.seed} ${me.activation}`;
    if (key !== made) {
      me.ways = directions(me.seed, me.activation);
      me.list = units(me.seed);
      made = key;
    }
    Object.assign(me, fit(me.y, me.ways, me.units));
  };
  me.read = () => {
    for (const name of TRAITS) me[name] = ctx.get(name);
    me.y = Array.from(ctx.array("_y"));
    compute();
  };
  const after = () => (compute(), changed());
  me.set = (name, value) => {
    if (me[name] === value) return;
    me[name] = value;
    ctx.save(name, value);
    after();
  };
  const keep = () => ctx.save("_y", () => packFloats(me.y));
  me.draw = (y) => {
    me.y = y;
    keep();
    me.own?.();
    after();
  };
  me.load = (example) => {
    me.y = Array.from(new Float64Array(Uint8Array.from(bytesOf(example._y)).buffer));
    keep();
    after();
  };
  me.tell = () => ctx.say(`${me.units === 1 ? "1 unit" : `${me.units} units`}: error ${fmt(me.errors[me.units], 3)}.`);
  me.read();
  return me;
}

const bytesOf = (data) => (data instanceof DataView ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data));

function controls(ctx, me) {
  const examples = presets(ctx, { label: "Curve", load: (example) => (me.load(example), me.tell()) });
  const kinds = choice(ctx, { name: "activation", label: "Hidden units", value: me.activation, options: KINDS, onchange: (v) => (me.set("activation", v), me.tell()) });
  const count = slider(ctx, { name: "units", label: "Number of units", min: 1, max: MOST, step: 1, value: me.units, format: String, oninput: (v) => (me.set("units", v), me.tell()) });
  const other = button(ctx, { name: "seed", label: "Other units", title: "Draw other random units", onclick: () => {
    me.set("seed", (me.seed + 1) % 2 ** 31);
    ctx.say(`Other units, number ${me.seed}: error ${fmt(me.errors[me.units], 3)}.`);
  } });
  const shapes = toggle(ctx, { name: "shapes", label: "Show the units", value: me.shapes, onchange: (v) => me.set("shapes", v) });
  const show = () => {
    kinds.set(me.activation);
    count.set(me.units);
    shapes.set(me.shapes);
  };
  return { examples, kinds, count, other, shapes, show };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts.show();
  const changed = () => {
    if (!parts) return;
    parts.curve.redraw();
    parts.errors.redraw();
    ctx.draw(repaint);
  };
  const me = state(ctx, changed);
  const set = controls(ctx, me);
  me.own = set.examples.own;
  const [curve, errors] = [plane(ctx, me), errorChart(ctx, me)];
  const numbers = h("p", { class: "cf-numbers cl-digits cl-answer" });
  const key = h("p", { class: "cl-help cf-key" }, h("span", { class: "cf-target" }, "the curve: draw it here"), h("span", { class: "cf-fit" }, "the best fit"));
  parts = { curve, errors, show: () => {
    set.show();
    put(numbers, `${3 * me.units + 1} parameters, error ${fmt(me.errors[me.units], 3)}`);
    numbers.title = exactly(me.errors[me.units]);
    curve.label(`The curve and its fit by ${me.units === 1 ? "1 unit" : `${me.units} units`}`);
    errors.label(`Error against the number of units; ${me.units} chosen`);
  } };
  const left = placed(ctx, "curve", h("div", { class: "cf-left" }, curve.node, key), []);
  const right = h("div", { class: "cf-right" }, numbers, placed(ctx, "errors", errors.node, []));
  ctx.body.append(
    h("div", { class: "cl-row cf-top" }, set.examples.node, set.kinds.node),
    h("div", { class: "cl-row cf-top" }, set.count.node, set.other, set.shapes.node),
    h("div", { class: "cf-main" }, left, right));
  ctx.watch([...TRAITS, "_y", "preset"], () => {
    me.read();
    set.examples.read();
    changed();
  });
  repaint();
}

export default { render: widget("Curve fitter", build) };
