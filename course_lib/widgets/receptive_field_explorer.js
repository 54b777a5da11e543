import { choice, h, numberField, put, select, widget } from "./shared.js";
import { board } from "./receptive/board.js";
import { cone } from "./receptive/cone.js";
import { stack } from "./receptive/stack.js";
import { MOST, SAVED, explorer } from "./receptive/state.js";
import { cost, formula, gaps, middle, problem, shortForm, told } from "./receptive/words.js";

function build(ctx) {
  let parts = null;
  const me = explorer(ctx, () => parts && ctx.draw(all));
  const presets = ctx.get("_presets");
  const say = () => ctx.say(`${problem(me) || formula(me)}`);
  const start = select(ctx, { name: "preset", label: "Start from", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}: a field of ${me.field}.`);
    start.set(me.preset);
  } });
  const input = numberField(ctx, { name: "input", label: "Input units", value: me.input, min: 1, max: MOST.input, onchange: (x) => {
    if (Number.isInteger(x)) me.choose("input", x), say();
    else ctx.say("The input has a whole number of units."), input.set(me.input);
  } });
  const turn = (way) => (me.choose("direction", way), ctx.say(told(me)));
  const direction = choice(ctx, { name: "direction", label: "Direction", options: [["backwards", "backwards", "Which inputs does this unit see?"], ["forwards", "forwards", "Which outputs does this unit reach?"]], value: me.direction, onchange: turn });
  const arrange = choice(ctx, { name: "arrange", label: "Layers", options: [["rows", "in rows", "A row for each layer, the input at the bottom"], ["columns", "left to right", "The input at the left, the output at the right"]], value: me.arrange, onchange: (v) => (me.choose("arrange", v), ctx.say(v === "rows" ? "A row for each layer, the input at the bottom." : "The input at the left, the output at the right.")) });
  const flip = () => !ctx.locked("direction") && !ctx.hidden("direction") && turn(me.direction === "backwards" ? "forwards" : "backwards");
  const looked = () => ctx.draw(chosen);
  const [axis, picture, table] = [cone(ctx, me, looked, flip), board(ctx, me, looked), stack(ctx, me, say)];
  const [line, short, seen, why] = [h("p", { class: "rf-formula cl-digits" }), h("p", { class: "cl-help cl-digits" }), h("p", { class: "rf-told cl-digits" }), h("p", { class: "cl-help cl-digits" })];
  const [price, trouble] = [h("p", { class: "cl-help cl-digits" }), h("p", { class: "cl-note", role: "status", hidden: true })];
  function chosen() {
    put(seen, told(me));
    put(why, [middle(me), gaps(me)].filter(Boolean).join(" "));
    axis.redraw();
    picture.show();
  }
  function all() {
    const wrong = problem(me);
    put(line, formula(me));
    put(short, shortForm(me));
    put(price, cost(me));
    put(trouble, wrong);
    trouble.hidden = !wrong;
    start.set(me.preset);
    input.set(me.input);
    direction.set(me.direction);
    arrange.set(me.arrange);
    axis.label(`The units of every layer along one axis. ${told(me)}`);
    table.show();
    chosen();
  }
  parts = { all };
  ctx.watch(SAVED, () => (me.read(), ctx.draw(all)));
  const [drawn, words] = [h("div", { class: "rf-axis cl-answer" }, axis.node), h("div", { class: "rf-told-box cl-answer" }, seen, why)];
  const [pixels, numbers] = [h("div", { class: "cl-answer" }, picture.node), h("div", {}, table.node, price)];
  ctx.body.append(
    h("div", { class: "cl-row rf-top" }, start.node, input.node, direction.node, arrange.node),
    trouble,
    h("div", { class: "rf-line cl-answer" }, h("p", { class: "cl-help" }, "The field: r = 1 + Σ (kernel − 1) · dilation · product of the strides before it"), line, short),
    ...(ctx.hidden("layers") // nothing to edit: what the unit sees then stands beside the cone, and all is less tall
      ? [h("div", { class: "rf-main rf-beside" }, h("div", {}, drawn, words, numbers), pixels)]
      : [drawn, words, h("div", { class: "rf-main" }, pixels, numbers)]));
  all();
}

export default { render: widget("Receptive field explorer", build) };
