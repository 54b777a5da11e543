// The state of the explorer and its rules, without a page.

import { clamp, fmt } from "../shared.js";
import { NAMES, OPTIMISERS } from "./optimisers.js";
import { SURFACES } from "./surfaces.js";
import { examplesOf, makeWalk } from "./walks.js";

export const MOST_STEPS = 500;
export const TRAITS = ["surface", "optimisers", "focus", "learning_rate", "rates", "momentum", "schedule", "half_life", "condition", "noise", "batch", "sampling", "start", "step", "seed", "scale"];
const SHOWING = new Set(["step", "focus", "scale", "optimisers"]); // these leave every walk as it is
const LOOKING = new Set(["step", "focus", "scale"]); // and these the example

// A whole state from plain values: what Node tests, too.
export function explorer(values, points) {
  const me = { points, ...values };
  let walks = new Map();
  me.forget = () => (walks = new Map());
  me.rateOf = (name) => me.rates[name] ?? me.learning_rate;
  me.walk = (name) => {
    if (!walks.has(name)) walks.set(name, makeWalk(me, name));
    return walks.get(name);
  };
  me.at = (name) => me.walk(name).upTo(me.step);
  return me;
}

export function bound(ctx, changed) {
  const rows = () => {
    const flat = Array.from(ctx.array("_data"));
    return Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(3 * i, 3 * i + 3));
  };
  const me = explorer({}, rows());
  me.read = () => {
    TRAITS.forEach((name) => (me[name] = ctx.get(name)));
    me.start = me.surface === "curve" ? [me.start[0], 0] : [...me.start];
    me.points = rows();
    me.forget();
  };
  me.set = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      me[name] = value;
      ctx.save(name, value);
    }
    const names = Object.keys(changes);
    if (names.some((name) => !SHOWING.has(name))) me.forget();
    if (names.some((name) => !LOOKING.has(name))) me.own?.();
    changed();
  };
  me.load = (example) => {
    const values = Object.fromEntries(TRAITS.filter((name) => name in example).map((name) => [name, example[name]]));
    for (const [name, value] of Object.entries(values)) ctx.save(name, (me[name] = Array.isArray(value) ? [...value] : value));
    me.forget();
    changed();
  };
  me.choose = (surface) => me.set({ surface, start: [...SURFACES[surface].start], scale: surface === "curve" || surface === "logistic" || surface === "saddle" || surface === "two_minima" ? "linear" : me.scale });
  me.show = (names) => {
    if (!names.length) return [me.focus];
    const ordered = NAMES.filter((name) => names.includes(name));
    me.set(ordered.includes(me.focus) ? { optimisers: ordered } : { optimisers: ordered, focus: ordered[0] });
    return ordered;
  };
  // A rate for all, or for the one in focus alone.
  me.setRate = (rate, alone) => me.set(alone ? { rates: { ...me.rates, [me.focus]: rate } } : { learning_rate: rate, rates: {} });
  me.go = (step) => me.set({ step: clamp(step, 0, MOST_STEPS) });
  me.read();
  return me;
}

// The largest curvature of a quadratic surface, null elsewhere.
const steepness = (me) => ({ bowl: 1, curve: 1, valley: Math.max(1, me.condition) }[me.surface] ?? null);

// The sentence that stands under the pictures when something needs saying.
export function remark(me) {
  const [name, rate, run] = [me.focus, me.rateOf(me.focus), me.walk(me.focus)];
  const at = run.upTo(me.step);
  const title = OPTIMISERS[name].title;
  const far = run.left && at < me.step;
  const steep = steepness(me);
  const edge = steep && (name === "gd" ? 2 / steep : name === "momentum" ? (2 * (1 + me.momentum)) / steep : null);
  if (far) return `${capital(title)} left after step ${at}: each step overshot further than the last. Try a smaller learning rate.`;
  if (edge && rate > edge && me.schedule === "constant") return `The learning rate ${fmt(rate)} is above ${fmt(edge)}, the most that ${title} bears where the curvature is ${fmt(steep)}: each step overshoots further.`;
  const slope = run.from(at)?.g ?? [0, 0];
  const flat = Math.hypot(...slope);
  if (name === "fixed" && at > 0 && run.w[at].every((x) => Math.abs(x) < 1.5 * rate)) return "Every step has the same length, so the walk jumps to and fro across the minimum and comes no closer than about one step.";
  if (flat < 1e-9) return "The gradient here is 0: descent stays where it is, be it a minimum, a saddle or a plateau.";
  if (me.batch < examplesOf(me) && at > 0) return `Each step sees ${me.batch === 1 ? "one example" : `${me.batch} examples`} of ${examplesOf(me)}: the gradient is a guess, and the walk swings around the minimum.`;
  return "";
}
const capital = (text) => text[0].toUpperCase() + text.slice(1);
