// The run: settings, weights, losses; training and measuring in slices of a few milliseconds, so that no frame waits.

import { floats, packFloats, shuffled } from "../shared.js";
import { CLASSES, PIXELS, TEST, TRAIN, labelOf, unpacked } from "./digits.js";
import { LARGEST, crossEntropy, initial, makeNet } from "./net.js";
import { fitting, updated } from "./optimisers.js";

export const EVERY = 10; // steps from one measuring of all digits to the next
const SLICE = 8; // milliseconds of work a frame
const SAVED = 2000; // milliseconds between two savings while it plays
export const SETTINGS = ["network", "units", "optimiser", "learning_rate", "batch_size", "weight_decay", "train_size", "seed", "digit", "unit", "direction"];
const RUN = ["_weights", "_memory", "_count", "_losses", "_scores"];
const LOOKS = ["digit", "unit", "direction"];
const AFRESH = ["network", "units", "train_size", "seed"]; // a change of these begins a new run

// A history cut to fit: steps at even distances, a power of two apart, and the last one.
export function thinned(rows, most = 240) {
  let apart = 1;
  while (rows.at(-1)[0] / apart >= most) apart *= 2;
  return rows.filter(([step], i) => step % apart === 0 || i === rows.length - 1);
}

// The next mini-batch of n digits in the epoch's own order; count is [steps, epoch, digits of it that were seen].
export function nextBatch(count, n, size, seed) {
  if (count[2] >= n) [count[1], count[2]] = [count[1] + 1, 0];
  const chosen = shuffled(n, seed, count[1]).slice(count[2], count[2] + size);
  count[2] += chosen.length;
  return chosen;
}

const rowsOf = (data, width) => Array.from({ length: Math.floor(data.length / width) }, (_, i) => Array.from(data.subarray(width * i, width * (i + 1))));

// heard(what): "step" after each step, "measured" after all digits were measured, "begun" at the start of a run, "set" and
// "look" after a setting of the training or of what is looked at, "beyond" when weights leave the numbers.
export function trainer(get, save, heard) {
  const me = { playing: () => false };
  me.pictures = unpacked(get("_digits"));
  me.pixels = (i) => me.pictures.subarray(PIXELS * i, PIXELS * (i + 1));
  let [job, wanted, kept, keptAt] = [null, 0, true, 0];

  me.read = () => {
    for (const name of SETTINGS) me[name] = get(name);
    build();
    me.start = floats(get("_start"));
    me.weights = floats(get("_weights"));
    if (me.weights.length !== me.net.count) me.weights = first();
    me.memory = fitting(me.optimiser, floats(get("_memory")), me.net.count);
    me.count = [...get("_count")];
    me.losses = rowsOf(floats(get("_losses")), 2);
    me.scores = rowsOf(floats(get("_scores")), 5);
    settle();
  };
  const build = () => {
    const key = `${me.network} ${me.units}`;
    if (me.key === key) return;
    [me.net, me.view, me.key] = [makeNet(me.network, me.units), makeNet(me.network, me.units), key];
    me.slope = new Float64Array(me.net.count);
    me.viewSlope = new Float64Array(me.net.count);
  };
  const first = () => (me.start.length === me.net.count ? Float64Array.from(me.start) : initial(me.net, me.seed));
  const settle = () => {
    [job, wanted, me.beyond, me.measuredAt, me.version] = [null, 0, false, -1, (me.version ?? 0) + 1];
    me.unit = Math.min(me.unit, me.units0() - 1);
    me.answers ??= new Float64Array(TEST * CLASSES);
  };
  me.units0 = () => (me.network === "linear" ? CLASSES : me.units);

  // A new run, from the weights at the start.
  me.begin = (own = true) => {
    if (!own) {
      me.start = new Float64Array(0);
      save("_start", () => packFloats([]));
    }
    build();
    me.weights = first();
    me.memory = fitting(me.optimiser, new Float64Array(0), me.net.count);
    [me.count, me.losses, me.scores] = [[0, 0, 0], [], []];
    settle();
    for (const name of RUN) save(name, name === "_count" ? [0, 0, 0] : () => packFloats([]));
    kept = true;
    heard("begun");
  };
  me.set = (values) => {
    const names = Object.keys(values).filter((name) => me[name] !== values[name]);
    for (const name of names) {
      me[name] = values[name];
      save(name, values[name]);
    }
    if (names.includes("optimiser")) me.memory = fitting(me.optimiser, new Float64Array(0), me.net.count), (kept = false);
    if (names.some((name) => AFRESH.includes(name))) me.begin(false);
    else heard(names.every((name) => LOOKS.includes(name)) ? "look" : "set");
  };
  me.keep = () => {
    if (kept) return;
    [kept, keptAt] = [true, performance.now()];
    save("_weights", () => packFloats(me.weights));
    save("_memory", () => packFloats(me.memory));
    save("_count", [...me.count]);
    save("_losses", () => packFloats(me.losses.flat()));
    save("_scores", () => packFloats(me.scores.flat()));
  };

  // One step, and one measuring, as work that can be put down after each picture.
  function* step() {
    const count = [...me.count];
    const batch = nextBatch(count, me.train_size, me.batch_size, me.seed);
    me.slope.fill(0);
    let loss = 0;
    for (const i of batch) {
      loss += me.net.learn(me.weights, me.pixels(i), labelOf(i), me.slope);
      yield;
    }
    for (let i = 0; i < me.slope.length; i++) me.slope[i] /= batch.length;
    const memory = Float64Array.from(me.memory);
    const next = updated(me.optimiser, me.weights, me.slope, memory, me.learning_rate, me.weight_decay);
    if (!next.every((v) => Math.abs(v) <= LARGEST)) {
      [me.beyond, wanted] = [true, 0];
      return heard("beyond");
    }
    count[0] += 1;
    [me.weights, me.memory, me.count, kept] = [next, memory, count, false];
    me.version += 1;
    me.losses = thinned([...me.losses, [count[0], loss / batch.length]]);
    heard("step");
  }
  function* measure() {
    const found = [];
    for (const [from, n] of [[0, me.train_size], [TRAIN, TEST]]) {
      let [loss, right] = [0, 0];
      for (let i = from; i < from + n; i++) {
        const p = me.net.run(me.weights, me.pixels(i));
        loss += crossEntropy(me.net.values.at(-1), labelOf(i));
        right += p.indexOf(Math.max(...p)) === labelOf(i);
        if (from) me.answers.set(p, CLASSES * (i - TRAIN));
        yield;
      }
      found.push(loss / n, right / n);
    }
    const now = me.count[0];
    me.measuredAt = now;
    if (me.scores.at(-1)?.[0] !== now) me.scores = thinned([...me.scores, [now, ...found]]);
    heard("measured");
  }
  const due = () => me.measuredAt !== me.count[0];
  const next = () => {
    if (due() && (me.measuredAt < 0 || me.count[0] % EVERY === 0)) return measure();
    if (wanted > 0) return (wanted -= 1), step();
    return due() && !me.playing() ? measure() : null;
  };
  // Works for one slice, of a single step no longer than that step, and returns whether there is more to do.
  me.work = (slice = me.playing() ? SLICE : SLICE / 2) => {
    const end = performance.now() + slice;
    const from = me.count[0];
    do {
      job ??= next();
      if (!job) break;
      if (job.next().done) job = null;
    } while (performance.now() < end && (me.playing() || me.count[0] === from));
    if (!kept && ((!job && !wanted && !me.playing()) || performance.now() - keptAt > SAVED)) me.keep();
    return Boolean(job) || wanted > 0 || due() || me.playing();
  };
  // Asks for one more step; a page that cannot keep up takes fewer.
  me.want = () => {
    if (me.beyond) return false;
    if (wanted < 2) wanted += 1;
    return true;
  };
  me.quiet = () => !job && !wanted && !due();
  // What the network makes of the chosen digit, and the slopes of its loss.
  me.look = () => {
    const key = `${me.version} ${me.digit}`;
    if (me.lookedAt !== key) {
      me.viewSlope.fill(0);
      me.view.loss = me.view.learn(me.weights, me.pixels(TRAIN + me.digit), labelOf(me.digit), me.viewSlope, true);
      me.lookedAt = key;
    }
    return me.view;
  };
  me.answer = (i) => {
    const p = me.answers.subarray(CLASSES * i, CLASSES * (i + 1));
    return [...p.keys()].sort((a, b) => p[b] - p[a] || a - b).map((k) => [k, p[k]]);
  };
  me.wrong = () => Array.from({ length: TEST }, (_, i) => i).filter((i) => me.answer(i)[0][0] !== labelOf(i));
  me.read();
  return me;
}
