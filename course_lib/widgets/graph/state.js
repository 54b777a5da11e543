// The stepper's state and its rules, without a page: which graph, which numbers, which step.

import { clamp } from "../shared.js";
import { leaves, read } from "./expression.js";
import { run, shownAt, stepsOf } from "./program.js";
import { unpackNodes } from "./traced.js";
import { called } from "./words.js";

export function stepper(ctx, changed) {
  const me = { plan: null, nodes: [], names: [], steps: [], at: 0, chosen: -1, shown: null, text: "", error: "", version: 0 };
  const presets = ctx.get("_presets");
  const presetOf = (name) => presets.find((p) => p.name === name);
  me.presets = presets;

  // Everything from the plan or the trace; `fresh` when the shape of the graph is new.
  const rebuild = (fresh) => {
    if (fresh) {
      const kept = presetOf(me.preset)?.nodes ? presetOf(me.preset) : null;
      me.traced = !me.text;
      if (me.traced) me.nodes = unpackNodes(kept ? kept.nodes : ctx.get("_nodes"), kept ? kept.numbers : ctx.get("_numbers"));
      else me.plan = read(me.text);
      me.version += 1;
      me.chosen = -1;
    }
    if (!me.traced) me.nodes = run(me.plan, me.values, me.data, me.sigma);
    me.names = called(me.nodes);
    const [before, whole] = [me.at, me.at >= me.last];
    me.steps = stepsOf(me.nodes);
    me.last = me.steps.length - 1;
    me.at = whole ? me.last : clamp(before, 0, me.last);
    me.refresh();
  };
  me.refresh = () => (me.shown = shownAt(me.nodes, me.steps, me.at));
  me.last = 0;

  me.read = () => {
    for (const name of ["preset", "sigma", "edges"]) me[name] = ctx.get(name);
    me.text = me.draft = ctx.get("expression");
    me.values = { ...ctx.get("_values") };
    me.data = [...ctx.get("_data")];
    me.error = "";
    const at = ctx.get("at");
    [me.at, me.last] = at < 0 ? [0, 0] : [at, Infinity];
    rebuild(true);
  };
  me.focus = () => {
    if (me.chosen >= 0) return me.chosen;
    const step = me.steps[me.at];
    return step.kind === "edge" ? step.to : step.node ?? -1;
  };
  me.inputs = () => (me.traced ? [] : leaves(me.plan));
  me.hasSigmoid = () => !me.traced && me.plan.some((node) => node.op === "sigmoid");
  me.fromPython = () => ctx.get("_nodes").length > 0;

  me.go = (at) => {
    me.at = clamp(at, 0, me.last);
    me.chosen = -1;
    ctx.save("at", me.at === me.last ? -1 : me.at);
    me.refresh();
    changed();
  };
  me.step = () => {
    me.go(me.at >= me.last ? 0 : me.at + 1);
    return me.at < me.last;
  };
  me.choose = (i) => {
    me.chosen = i;
    changed();
  };
  me.set = (name, value) => {
    me[name] = value;
    ctx.save(name, value);
    rebuild(false);
    changed();
  };
  me.setValue = (name, x) => {
    me.values = { ...me.values, [name]: x };
    ctx.save("_values", me.values);
    rebuild(false);
    changed();
  };
  // A text that cannot be read leaves the graph as it is and says why.
  me.write = (text) => {
    me.draft = text;
    try {
      const names = leaves(read(text));
      me.error = "";
      me.text = text;
      me.preset = "own";
      me.data = me.data.filter((name) => names.includes(name));
      me.values = Object.fromEntries(names.map((name) => [name, me.values[name] ?? 1]));
      me.at = me.last;
      keep();
      rebuild(true);
    } catch (error) {
      me.error = error.message;
    }
    changed();
  };
  me.load = (name) => {
    const chosen = presetOf(name);
    Object.assign(me, { preset: name, error: "", text: chosen?.expression ?? "", values: { ...chosen?.values }, data: [...(chosen?.data ?? [])] });
    me.draft = me.text;
    me.at = me.last;
    keep();
    rebuild(true);
    changed();
  };
  const keep = () => {
    ctx.save("preset", me.preset);
    ctx.save("expression", me.text);
    ctx.save("_values", me.values);
    ctx.save("_data", me.data);
    ctx.save("at", -1);
  };
  me.read();
  return me;
}
