// Walks: which examples a step sees, how long it is, and where it leads; as in course_lib/widgets/descent/math.py.

import { normals, shuffled, uniforms } from "../shared.js";
import { OPTIMISERS } from "./optimisers.js";
import { EXAMPLES, SURFACES, logisticLoss, logisticSlope } from "./surfaces.js";

export const FARTHEST = 1e9;

// What the learning rate is multiplied with at step t; every schedule has halved it at halfLife.
export function factor(schedule, t, halfLife) {
  if (schedule === "step") return 0.5 ** Math.floor(t / halfLife);
  if (schedule === "exponential") return (0.5 ** (1 / halfLife)) ** t;
  if (schedule === "inverse") return 1 / (1 + t / halfLife);
  if (schedule === "cosine") return t < 2 * halfLife ? (1 + Math.cos((Math.PI * t) / (2 * halfLife))) / 2 : 0;
  return 1;
}

export const examplesOf = (me) => (me.surface === "logistic" ? me.points.length : EXAMPLES);

export const lossAt = (me, a, b) => (me.surface === "logistic" ? logisticLoss(me.points, a, b) : SURFACES[me.surface].loss(a, b, me.condition));

// What each example adds to the gradient of a surface, in units of the noise: their mean is 0.
export function pulls(surface, seed) {
  const next = normals(seed, 1);
  const z = Array.from({ length: EXAMPLES }, () => [next(), next()]);
  if (surface === "curve") z.forEach((row) => (row[1] = 0));
  const mean = [0, 0];
  for (const row of z) for (const i of [0, 1]) mean[i] += row[i];
  return z.map((row) => row.map((x, i) => x - mean[i] / EXAMPLES));
}

// The examples of step t, null for all of them.
export function chosenAt(me, t) {
  const n = examplesOf(me);
  if (me.batch >= n) return null;
  if (me.sampling === "random") {
    const next = uniforms(me.seed, 1000 + t);
    return Array.from({ length: me.batch }, () => Math.floor(next() * n));
  }
  const batches = Math.ceil(n / me.batch);
  const [epoch, k] = [Math.floor(t / batches), t % batches];
  const order = me.sampling === "order" ? Array.from({ length: n }, (_, i) => i) : shuffled(n, me.seed, 100000 + epoch);
  return order.slice(k * me.batch, (k + 1) * me.batch);
}

// The gradient at (a, b) over the chosen examples, or over all.
export function gradientAt(me, a, b, chosen, noisePulls) {
  if (me.surface === "logistic") return logisticSlope(me.points, a, b, chosen);
  const slope = SURFACES[me.surface].slope(a, b, me.condition);
  if (!chosen || me.noise === 0) return slope;
  const total = [0, 0];
  for (const i of chosen) for (const d of [0, 1]) total[d] += noisePulls[i][d];
  return slope.map((g, d) => g + me.noise * (total[d] / chosen.length));
}

// A walk that is taken as far as it is asked for: at(t) -> how many steps there are, up to t.
export function makeWalk(me, name) {
  const noisePulls = me.surface === "logistic" ? null : pulls(me.surface, me.seed);
  const run = { name, w: [[...me.start]], loss: [lossAt(me, ...me.start)], steps: [], left: false };
  let memory = {};
  const next = () => {
    const t = run.w.length - 1;
    const w = run.w[t];
    const chosen = chosenAt(me, t);
    const g = gradientAt(me, w[0], w[1], chosen, noisePulls);
    const rate = me.rateOf(name) * factor(me.schedule, t, me.half_life);
    const one = OPTIMISERS[name].step(w, g, memory, rate, me.momentum);
    const place = w.map((x, i) => x - one.change[i]);
    run.steps[t] = { g, rate, chosen, terms: one.terms, change: one.change, place };
    if (!place.every((x) => Math.abs(x) <= FARTHEST)) return (run.left = true);
    memory = one.memory;
    run.w.push(place);
    run.loss.push(lossAt(me, ...place));
    return false;
  };
  run.upTo = (t) => {
    while (run.w.length <= t && !run.left) next();
    return Math.min(t, run.w.length - 1);
  };
  // The step that would be taken from t: what the table of terms shows.
  run.from = (t) => {
    const at = run.upTo(t);
    if (!run.steps[at]) {
      run.upTo(at + 1);
    }
    return run.steps[at];
  };
  return run;
}
