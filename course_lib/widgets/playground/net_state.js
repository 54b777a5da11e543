// The network's state and rules, without a page: layers, parameters, mini-batches, the split, the shaken points.

import { clamp, fmt, packFloats } from "../shared.js";
import { BY_HAND, countOf, forward, initial, networkGradient, networkLoss, sampled, scoreAt, thinned } from "./network.js";
import { shifts, shuffled, testMembers } from "./prng.js";

export const MOST_LAYERS = 3;
export const MOST_UNITS = 8;
const LARGEST = 1e6;
const KEPT_BACK = 300; // steps that Back can undo
const SENT = { activation: "activation", batch: "batch_size", penalty: "regularisation", alpha: "alpha", share: "test_share", jitter: "jitter", seed: "_seed", hidden: "hidden", byHand: "_by_hand" };

// me is the playground's state; what it gains is me.net.
export function withNetwork(ctx, me, changed) {
  const net = (me.net = { note: "", past: [], probe: [1, 1] });
  let [parts, partsKey] = [null, ""];
  net.read = () => {
    for (const [mine, trait] of Object.entries(SENT)) net[mine] = ctx.get(trait);
    net.hidden = [...(net.hidden ?? [])];
    net.step = ctx.get("_net_step");
    net.flat = Array.from(ctx.array("_params"));
    const rows = ctx.array("_losses");
    net.losses = Array.from({ length: Math.floor(rows.length / 3) }, (_, i) => Array.from(rows.slice(3 * i, 3 * i + 3)));
    const base = ctx.array("_base");
    net.base = Array.from({ length: Math.floor(base.length / 3) }, (_, i) => Array.from(base.slice(3 * i, 3 * i + 3)));
    [net.past, net.note, net.start] = [[], "", Array.from(ctx.array("_net_start"))];
    me.layered = net.hidden.length > 0;
    if (me.layered && net.flat.length !== countOf(net.sizes)) net.fresh();
  };
  Object.defineProperty(net, "sizes", { get: () => [2, ...net.hidden, 1] });
  Object.defineProperty(me, "score", { get: () => (me.layered ? net.score : undefined) });
  net.score = (x1, x2) => scoreAt(net.flat, net.sizes, net.activation, x1, x2);
  net.values = ([x1, x2] = net.probe) => forward(net.flat, net.sizes, net.activation, x1, x2);
  net.split = () => {
    const key = `${me.points.length} ${net.share} ${net.seed}`;
    if (key !== partsKey) {
      const test = testMembers(me.points.length, net.share, net.seed);
      const kept = new Set(test);
      parts = { test, kept, train: me.points.map((_, i) => i).filter((i) => !kept.has(i)) };
      partsKey = key;
    }
    return parts;
  };
  me.isTest = (i) => me.layered && net.split().kept.has(i);
  net.loss = (members) => networkLoss(net.flat, net.sizes, net.activation, me.points, members, me.output);
  net.slope = (members = net.split().train) => networkGradient(net.flat, net.sizes, net.activation, me.points, members, me.output, net.penalty, net.alpha);
  net.batches = () => Math.ceil(net.split().train.length / (net.batch || Math.max(1, net.split().train.length)));
  const keep = () => {
    ctx.save("_params", () => packFloats(net.flat));
    ctx.save("_losses", () => packFloats(net.losses.flat()));
    ctx.save("_net_step", () => net.step);
  };
  const measured = () => [net.step, net.loss(net.split().train), net.loss(net.split().test)];
  net.begin = (flat, start = true) => {
    [net.flat, net.step, net.past, net.note] = [[...flat], 0, [], ""];
    net.losses = [measured()];
    if (start) {
      net.start = [...flat];
      ctx.save("_net_start", () => packFloats(net.start));
    }
    keep();
  };
  const send = (name, value) => {
    net[name] = value;
    ctx.save(SENT[name], value);
  };
  net.fresh = () => {
    send("byHand", "");
    net.begin(initial(net.sizes, net.activation, net.seed));
  };
  net.setLayers = (hidden) => {
    send("hidden", [...hidden]);
    me.layered = hidden.length > 0;
    if (me.layered) net.fresh();
  };
  net.sample = () => {
    send("seed", net.seed + 1);
    send("byHand", "");
    net.begin(sampled(net.sizes, net.activation, net.seed));
    changed();
  };
  net.load = (name) => {
    const made = BY_HAND[name];
    send("hidden", [...made.hidden]);
    send("activation", made.activation);
    send("byHand", name);
    me.layered = true;
    ctx.save("output", (me.output = made.output));
    net.begin(made.flat);
    changed();
  };
  net.choose = (name, value) => {
    send(name, value);
    if (name === "activation") net.fresh();
    if (name === "share") net.begin(net.flat, false);
    net.note = "";
    changed();
  };
  net.setParameter = (i, value) => {
    const flat = [...net.flat];
    flat[i] = clamp(value, -LARGEST, LARGEST);
    net.begin(flat);
    changed();
  };
  net.reset = () => {
    net.begin(net.start.length === countOf(net.sizes) ? net.start : initial(net.sizes, net.activation, net.seed), false);
    changed();
  };
  // One update, on the next mini-batch of the epoch's own order.
  net.take = () => {
    const { train } = net.split();
    const size = net.batch || train.length;
    const [epoch, place] = [Math.floor(net.step / net.batches()), net.step % net.batches()];
    const order = size < train.length ? shuffled(train.length, net.seed, epoch) : train.map((_, i) => i);
    const slope = train.length ? net.slope(order.slice(place * size, (place + 1) * size).map((i) => train[i])) : null;
    const turn = me.direction === "climb" ? 1 : -1;
    const next = slope?.map((g, i) => net.flat[i] + turn * me.rate * g);
    if (!next?.every((v) => Math.abs(v) <= LARGEST)) {
      net.note = !train.length ? "" : slope ? "beyond" : "stuck";
      changed();
      return false;
    }
    net.past.push([net.flat, net.step, net.losses]);
    if (net.past.length > KEPT_BACK) net.past.shift();
    [net.flat, net.note] = [next, ""];
    net.step += 1;
    net.losses = thinned([...net.losses, measured()]);
    keep();
    changed();
    return true;
  };
  net.back = () => {
    if (net.past.length) [net.flat, net.step, net.losses] = net.past.pop();
    keep();
    changed();
  };
  // The preset's points, each moved by its own shift and kept within the plane.
  net.shaken = (rows) => {
    const moves = shifts(rows.length, net.seed);
    const [a, b, c, d] = me.limits;
    return rows.map(([x1, x2, y], i) => [clamp(x1 + net.jitter * moves[i][0], a, b), clamp(x2 + net.jitter * moves[i][1], c, d), y]);
  };
  net.shake = (value) => {
    if (me.preset === "own") return false;
    if (!net.jitter) net.base = me.points;
    send("jitter", value);
    me.points = value ? net.shaken(net.base) : net.base;
    ctx.save("_base", () => packFloats(value ? net.base.flat() : []));
    ctx.save("_points", () => packFloats(me.points.flat()));
    me.settle();
    return true;
  };
  // New points, or points of one's own, stay where they were put.
  net.rest = () => {
    if (!net.jitter) return;
    send("jitter", 0);
    ctx.save("_base", () => packFloats([]));
  };
  net.epoch = () => Math.floor(net.step / Math.max(1, net.batches()));
}

// The sentence that stands under the network when something needs saying.
export function networkRemark(me) {
  const { net } = me;
  if (!me.points.length) return "There are no points, so there is nothing to learn from: choose Add and touch the plane, or pick a set.";
  if (net.note === "beyond") return `The next step would take a weight beyond a million: the learning rate ${fmt(me.rate)} is far too large here. Press Reset and try a tenth of it.`;
  if (net.byHand === "xnor") return "XNOR is +1 where both inputs agree: h₁·h₂ fires where both are +1, ¬h₁·¬h₂ where neither is, and the last unit is their “or”. Touch an input to turn it over, and follow the light.";
  if (net.byHand === "five") return "Five units: a₅ = g(W₃₅ a₃ + W₄₅ a₄), where a₃ and a₄ are made of a₁ and a₂ in the same way. Change any of the six weights and watch a₅.";
  if (net.note === "stuck" || net.activation === "sign" || me.output === "sign") return "sign has no slope to follow, so this network cannot be trained by descent: set its weights by hand, or choose another activation.";
  if (!net.split().train.length) return "All points are kept for the test: there is none to learn from.";
  if (me.rate === 0) return "The learning rate is 0: a step leaves every weight as it is.";
  if (me.direction === "climb" && net.step > 0) return "You are adding the gradient: the loss grows with each step.";
  const [train, test] = net.losses.at(-1).slice(1);
  if (net.step > 50 && test > 2 * train && test > 0.1) return "The loss on the test points is more than twice that on the training points: the network has learned its points by heart. Try more points, a smaller network or a penalty on the weights.";
  return "";
}
