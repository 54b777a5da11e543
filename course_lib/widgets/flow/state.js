// The state: the net, its passes, which layer is read, how far the passes are shown.

import { clamp, fmt } from "../shared.js";
import { ACTIVATIONS, described, histogram, passes } from "./net.js";

export const TRAITS = ["activation", "init", "variant", "depth", "width", "scale", "seed", "layer", "moment"];
const SHOWING = new Set(["layer", "moment"]); // these leave the net as it is
export const BINS = 25;

// The heights of the picture of outputs: the same for every net, so that what shrinks is seen to shrink.
export function rangeOf(me) {
  if (me.variant === "residual" || me.activation === "linear") return [-3, 3];
  return { tanh: [-1, 1], sigmoid: [0, 1], relu: [0, 3] }[me.activation];
}

// Everything that is drawn of a net.
export function computed(me) {
  const { outputs, gradients, length } = passes(me);
  const layers = outputs.map((a, k) => ({ ...described(me, a, gradients[k]), get weight() { return length(k); } }));
  const [low, high] = rangeOf(me);
  const arriving = 1 / Math.sqrt(outputs[0].length);
  return {
    outputs, gradients, layers, arriving,
    forward: outputs.map((a) => histogram(a, low, high, BINS)),
    backward: gradients.map((g) => histogram(g, -3 * arriving, 3 * arriving, BINS)),
  };
}

export function bound(ctx, changed) {
  const me = { version: 0 };
  const renew = () => {
    me.found = computed(me);
    me.version += 1;
  };
  me.read = () => {
    const before = JSON.stringify(TRAITS.filter((n) => !SHOWING.has(n)).map((n) => me[n]));
    TRAITS.forEach((name) => (me[name] = ctx.get(name)));
    me.layer = clamp(me.layer, 1, me.depth);
    if (before !== JSON.stringify(TRAITS.filter((n) => !SHOWING.has(n)).map((n) => me[n]))) renew();
  };
  me.set = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      me[name] = value;
      ctx.save(name, value);
    }
    if (me.layer > me.depth) ctx.save("layer", (me.layer = me.depth));
    if (me.moment > 2 * me.depth) ctx.save("moment", (me.moment = -1));
    if (Object.keys(changes).some((name) => !SHOWING.has(name))) {
      renew();
      me.own?.();
    }
    changed();
  };
  me.load = (example) => {
    for (const name of TRAITS) if (name in example) ctx.save(name, (me[name] = example[name]));
    renew();
    changed();
  };
  // How many layers the forward pass has shown, and from which layer on the backward pass has.
  me.shown = () => {
    const at = me.moment < 0 ? 2 * me.depth : me.moment;
    return { forward: Math.min(at, me.depth), backward: at <= me.depth ? me.depth + 1 : 2 * me.depth - at + 1 };
  };
  me.go = (moment) => {
    const at = clamp(moment, 0, 2 * me.depth);
    const layer = at <= me.depth ? Math.max(1, at) : 2 * me.depth - at + 1;
    me.set({ moment: at, layer });
  };
  me.choose = (layer) => me.set({ layer: clamp(layer, 1, me.depth) });
  me.read();
  return me;
}

export function sentence(me) {
  const { layers } = me.found;
  const one = layers[me.layer - 1];
  const words = [`Layer ${me.layer}: standard deviation ${fmt(one.std, 3)}, length of the gradient ${fmt(one.gradient, 3)}`];
  if (one.saturated !== null) words.push(`${fmt(100 * one.saturated, 3)} % saturated`);
  if (one.dead !== null) words.push(`${fmt(100 * one.dead, 3)} % of the units dead`);
  return `${words.join(", ")}.`;
}

// What the whole net does, in a sentence.
export function remark(me) {
  const { layers } = me.found;
  const [first, last] = [layers[0], layers[layers.length - 1]];
  const name = ACTIVATIONS[me.activation].title;
  if (me.depth === 1) return "";
  if (!Number.isFinite(last.std) || !Number.isFinite(first.gradient)) return "The numbers leave what float64 can hold: the weights are far too large for this depth.";
  if (last.saturated > 0.5 && first.gradient > 1) return `More than half of the outputs of ${name} are saturated: those units pass on almost no gradient, and what the others pass on is blown up by the large weights.`;
  if (last.saturated > 0.5) return `More than half of the outputs of ${name} are saturated: there its slope is almost 0, and the gradient has to pass through it.`;
  if (first.gradient < 0.01 && last.std < 0.01 && me.activation !== "sigmoid") return "Signal and gradient both fade: each layer shrinks them by about the same factor. Larger weights would keep them.";
  if (first.gradient < 0.01) return "The gradient vanishes on its way back: the early layers learn almost nothing.";
  if (me.variant === "residual" && first.gradient > 0.05 && first.gradient < 1e3) return "The shortcuts carry the gradient back whole, whatever the layers do; what the layers add makes signal and gradient grow a little each time.";
  if (first.gradient > 1e3 || last.std > 1e3) return "Signal or gradient explode: each layer makes them larger.";
  if (first.gradient > 0.05 && first.gradient < 20 && last.std > 0.05 && last.std < 20) return "Signal and gradient keep their size through the whole net: every layer can learn.";
  return "";
}
