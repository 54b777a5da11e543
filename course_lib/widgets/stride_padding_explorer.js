import { choice, h, playback, put, select, widget } from "./shared.js";
import { chainOf, rulesOf, settingsOf } from "./stride_padding/panels.js";
import { layerText, shapeText, verdict } from "./stride_padding/sizes.js";
import { TRAITS, stack } from "./stride_padding/state.js";
import { outputGrid, strip, wholeGrid } from "./stride_padding/strip.js";

// What a move says: which window, or why there is none.
function telling(me) {
  return () => {
    const axis = me.axis();
    if (!axis) return "The layer before is refused, so this one has no input.";
    if (axis.refused) return `Refused: ${axis.refused}.`;
    const step = me.steps[me.layer];
    if (!step.output) return "No window fits.";
    if (me.view === "grid") return `Window row ${me.window[0] + 1}, column ${me.window[1] + 1} of ${step.output[0]} by ${step.output[1]}.`;
    const from = me.windowAt() * axis.s - axis.before + 1;
    return `Window ${me.windowAt() + 1} of ${axis.out}: cells ${from} to ${from + axis.span - 1}. Output ${shapeText(step.output)}.`;
  };
}

function sentences(me, said) {
  const [title, formula, sentence] = [h("p", { class: "cl-heading" }), h("p", { class: "sp-formula cl-digits" }), h("p", {})];
  const node = h("div", { class: "sp-words cl-answer" }, title, formula, sentence);
  const note = h("p", { class: "cl-note", hidden: true });
  return { node, note, show: () => {
    const { axes, output } = me.steps[me.layer];
    put(title, `Layer ${me.layer + 1} of ${me.layers.length}: ${layerText(me.now())}${output ? `, output ${shapeText(output)}` : ""}`);
    const same = axes && axes[0].formula === axes[1].formula;
    put(formula, !axes ? "no input" : same ? `height and width: ${axes[0].formula}` : `height: ${axes[0].formula}; width: ${axes[1].formula}`);
    put(sentence, axes ? `${said()} ${me.view === "grid" || me.axis().refused ? "" : `${capital(verdict(me.axis(), me.rule))}.`}` : said());
    const preset = me.presets.find((one) => one.name === me.preset);
    note.hidden = !preset?.note;
    put(note, preset?.note ?? "");
  } };
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function build(ctx) {
  let parts = null;
  const paint = () => parts?.forEach((part) => part.show());
  const me = stack(ctx, () => ctx.draw(paint));
  const said = telling(me);
  const [line, grid, map] = [strip(ctx, me, said), wholeGrid(ctx, me, said), outputGrid(ctx, me, said)];
  const whole = h("div", { class: "sp-whole" }, grid.node, map.node);
  const words = sentences(me, said);
  const panels = [chainOf(ctx, me, said), rulesOf(ctx, me, said), settingsOf(ctx, me, said)];
  const presets = select(ctx, { name: "preset", label: "Example", options: [...me.presets.map(({ name, title }) => [name, title]), ["own", "your own"]], value: me.preset, onchange: (name) => {
    if (name !== "own") me.load(name), ctx.say(`${me.presets.find((one) => one.name === name).title}. ${said()}`);
    presets.set(me.preset);
  } });
  const view = choice(ctx, { name: "view", label: "Picture", value: me.view, options: [["width", "along the width"], ["height", "along the height"], ["grid", "whole"]], onchange: (v) => {
    me.look({ view: v });
    ctx.say(said());
  } });
  const bar = playback(ctx, { noun: "windows", pace: "1", stepTitle: "The next window", backTitle: "The window before", step: () => {
    const moved = me.walk(1);
    if (!bar.isPlaying()) ctx.say(moved ? said() : "This is the last window.");
    return moved;
  }, back: () => (me.walk(-1), ctx.say(said())), reset: () => (me.place([0, 0]), ctx.say(said())) });
  const show = () => {
    presets.set(me.preset);
    view.set(me.view);
    const both = me.view === "grid";
    line.node.hidden = both;
    whole.hidden = !both || !me.axis();
    map.node.hidden = !me.steps[me.layer].output;
    if (both) grid.redraw(), map.redraw();
    else line.redraw();
    line.label(`Windows along the ${me.view}: ${me.axis()?.out ?? 0}`);
    const axes = me.steps[me.layer].axes ?? [{ out: 0 }, { out: 0 }];
    const [last, first] = both ? [me.window[0] >= axes[0].out - 1 && me.window[1] >= axes[1].out - 1, !me.window[0] && !me.window[1]] : [me.windowAt() >= (me.axis()?.out ?? 0) - 1, me.windowAt() === 0];
    bar.able(!last, !first);
  };
  parts = [...panels, words, { show }];
  ctx.watch(TRAITS, () => {
    bar.pause();
    me.read();
    ctx.draw(paint);
  });
  ctx.body.append(
    h("div", { class: "cl-row sp-top" }, presets.node), words.note,
    panels[0].node, panels[2].node,
    h("div", { class: "cl-row sp-bar" }, view.node, bar.node),
    h("div", { class: "sp-picture cl-answer" }, line.node, whole),
    h("div", { class: "sp-under" }, words.node, panels[1].node));
  ctx.draw(paint);
}

export default { render: widget("Stride and padding explorer", build) };
