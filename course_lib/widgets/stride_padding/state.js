// The stack that is shown: input, layers, rule, which layer and which of its windows; and what of it goes to Python.

import { clamp } from "../shared.js";
import { chain } from "./sizes.js";

export const TRAITS = ["rule", "view", "layer", "_input", "_layers", "_window", "_preset"];
const MOST_LAYERS = 12;

export function stack(ctx, changed) {
  const me = { presets: ctx.get("_presets"), edits: 0 };
  me.read = () => {
    [me.rule, me.view, me.layer, me.input, me.layers, me.window, me.preset] = TRAITS.map((name) => ctx.get(name));
    settle();
  };
  const settle = () => {
    me.steps = chain(me.input, me.layers, me.rule);
    me.layer = clamp(me.layer, 0, me.layers.length - 1);
    const axes = me.steps[me.layer].axes;
    me.window = axes ? me.window.map((v, a) => clamp(v, 0, Math.max(0, axes[a].out - 1))) : [0, 0];
    me.edits += 1;
  };
  const save = () => {
    TRAITS.forEach((name) => ctx.save(name, me[name.replace("_", "")]));
    changed();
  };
  me.take = (next) => {
    Object.assign(me, { preset: "own" }, next);
    settle();
    save();
  };
  me.load = (name) => {
    const { input, layers, rule } = me.presets.find((one) => one.name === name);
    me.take({ input, layers, rule, layer: 0, window: [0, 0], preset: name });
  };
  // Only the eye moves.
  me.look = (next) => me.take({ preset: me.preset, ...next });
  me.place = (window) => {
    me.window = window;
    const axes = me.steps[me.layer].axes;
    if (axes) me.window = window.map((v, a) => clamp(v, 0, Math.max(0, axes[a].out - 1)));
    ctx.save("_window", me.window);
    changed();
  };
  me.now = () => me.layers[me.layer];
  me.set = (change) => me.take({ layers: me.layers.map((one, i) => (i === me.layer ? { ...one, ...change } : one)) });
  me.add = (kind) => {
    if (me.layers.length >= MOST_LAYERS) return false;
    const side = kind === "pool" ? 2 : 3;
    const made = { kind, kernel: [side, side], stride: kind === "pool" ? [2, 2] : [1, 1], padding: [0, 0], dilation: [1, 1], filters: 1 };
    me.take({ layers: [...me.layers.slice(0, me.layer + 1), made, ...me.layers.slice(me.layer + 1)], layer: me.layer + 1, window: [0, 0] });
    return true;
  };
  me.remove = () => me.layers.length > 1 && me.take({ layers: me.layers.filter((_, i) => i !== me.layer), window: [0, 0] });
  // The axis that the strip shows, and the window along it.
  const which = () => (me.view === "height" ? 0 : 1);
  me.axis = () => me.steps[me.layer].axes?.[which()] ?? null;
  me.windowAt = () => me.window[which()];
  me.step = (i) => {
    const last = (me.axis()?.out ?? 1) - 1;
    const next = clamp(i, 0, Math.max(0, last));
    const moved = next !== me.windowAt();
    me.place(me.window.map((v, a) => (a === which() ? next : v)));
    return moved;
  };
  // Along a grid the window goes on in the next row.
  me.walk = (by) => {
    const axes = me.steps[me.layer].axes;
    if (!axes) return false;
    if (me.view !== "grid") return me.step(me.windowAt() + by);
    const next = me.window[0] * axes[1].out + me.window[1] + by;
    if (next < 0 || next >= axes[0].out * axes[1].out) return false;
    me.place([Math.floor(next / axes[1].out), next % axes[1].out]);
    return true;
  };
  me.read();
  return me;
}
