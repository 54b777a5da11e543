// The explorer's state and rules, without a page.

import { clamp, packFloats } from "../shared.js";
import { anchors, assigned, averagePrecision, curve, elevenPoints, grid, iou, kept, matched, ranked, suppression } from "./boxes.js";

export const MOST = 60;
const round = (x) => Math.round(x * 10) / 10;
const PLAIN = ["view", "task", "score_threshold", "iou_threshold", "match_threshold", "per_class", "after_nms", "stride", "low"];

export function detection(ctx, changed) {
  const me = { chosen: 0, other: -1, spot: 0, of: -1, held: false };
  me.read = () => {
    for (const name of PLAIN) me[name] = ctx.get(name);
    me.scene = ctx.get("_scene");
    me.names = ctx.get("_names");
    me.preset = ctx.get("_preset");
    me.scales = ctx.get("_scales");
    me.ratios = ctx.get("_ratios");
    const flat = ctx.array("_boxes");
    me.rows = Array.from({ length: flat.length / 6 }, (_, i) => Array.from(flat.slice(6 * i, 6 * i + 6)));
    settle();
    me.at = clamp(ctx.get("_at"), 0, me.steps.length);
  };
  // What follows from the boxes and the thresholds.
  const settle = () => {
    me.boxes = me.rows.map((r) => r.slice(0, 4));
    me.scores = me.rows.map((r) => r[4]);
    me.labels = me.rows.map((r) => r[5]);
    me.truth = me.scene.objects.map((o) => o.box);
    me.classes = me.scene.objects.map((o) => me.names.indexOf(o.label));
    me.steps = suppression(me.boxes, me.scores, me.labels, me.score_threshold, me.iou_threshold, me.per_class);
    me.kept = kept(me.steps);
    me.chosen = clamp(me.chosen, 0, Math.max(0, me.rows.length - 1));
    me.quality = quality(me);
    me.anchors = null;
  };
  me.field = () => {
    me.anchors ??= anchors(me.scene.width, me.scene.height, me.stride, me.scales, me.ratios);
    me.given ??= null;
    if (me.given?.of !== me.anchors || me.given.high !== me.match_threshold || me.given.low !== me.low) me.given = { of: me.anchors, high: me.match_threshold, low: me.low, rows: assigned(me.anchors, me.truth, me.match_threshold, me.low) };
    return { boxes: me.anchors, rows: me.given.rows, each: me.scales.length * me.ratios.length, grid: grid(me.scene.width, me.scene.height, me.stride) };
  };
  const keepBoxes = () => {
    ctx.save("_boxes", () => packFloats(me.rows.flat()));
    restart();
  };
  const restart = () => {
    settle();
    me.at = 0;
    ctx.save("_at", () => me.at);
    changed();
  };
  me.go = (at) => {
    me.at = clamp(at, 0, me.steps.length);
    ctx.save("_at", () => me.at);
    changed();
  };
  me.load = (one) => {
    Object.assign(me, { scene: one.scene, names: one.names, preset: one.name, chosen: 0, other: -1, of: -1, held: false });
    me.rows = one.rows.map((r) => [...r]);
    ctx.save("_preset", me.preset);
    ctx.save("_names", me.names);
    ctx.save("_scene", () => me.scene);
    keepBoxes();
  };
  me.set = (name, value) => {
    me[name] = value;
    ctx.save(name, value);
    if (["score_threshold", "iou_threshold", "per_class"].includes(name)) return restart();
    settle();
    return changed();
  };
  me.choose = (i) => {
    me.chosen = clamp(i, 0, Math.max(0, me.rows.length - 1));
    changed();
  };
  // A box stays within the scene, its first corner the upper left one.
  const inside = ([x1, y1, x2, y2]) => {
    const { width, height } = me.scene;
    return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)].map((v, i) => round(clamp(v, 0, i % 2 ? height : width)));
  };
  me.place = (i, box) => {
    me.rows[i] = [...inside(box), me.rows[i][4], me.rows[i][5]];
    keepBoxes();
  };
  me.shift = (i, dx, dy) => {
    const [x1, y1, x2, y2] = me.boxes[i];
    const { width, height } = me.scene;
    const [mx, my] = [clamp(dx, Math.min(0, -x1), Math.max(0, width - x2)), clamp(dy, Math.min(0, -y1), Math.max(0, height - y2))];
    me.place(i, [x1 + mx, y1 + my, x2 + mx, y2 + my]);
  };
  me.score = (i, value) => {
    me.rows[i][4] = clamp(Math.round(value * 100) / 100, 0, 1);
    keepBoxes();
  };
  me.label = (i, value) => {
    me.rows[i][5] = value;
    keepBoxes();
  };
  me.add = (box, score = 0.5, label = me.labels[me.chosen] ?? 0) => {
    if (me.rows.length >= MOST) return -1;
    me.rows.push([...inside(box), score, label]);
    me.chosen = me.rows.length - 1;
    keepBoxes();
    return me.chosen;
  };
  me.remove = (i) => {
    me.rows.splice(i, 1);
    me.other = -1;
    me.held = false;
    keepBoxes();
  };
  me.read();
  return me;
}

// Matches, and for each class its curve and average precision.
export function quality(me) {
  const order = me.after_nms ? me.kept : ranked(me.scores, me.score_threshold);
  const matches = matched(me.boxes, me.labels, order, me.truth, me.classes, me.match_threshold);
  const classes = me.names.map((name, k) => {
    const objects = me.classes.filter((c) => c === k).length;
    const mine = matches.filter((m) => me.labels[m.box] === k);
    const [precision, recall] = curve(mine.map((m) => m.right), objects);
    return { name, objects, matches: mine, precision, recall, ap: objects ? averagePrecision(precision, recall) : null, eleven: objects ? elevenPoints(precision, recall) : null };
  });
  const known = classes.filter((c) => c.ap !== null);
  return { matches, classes, mean: known.length ? known.reduce((a, c) => a + c.ap, 0) / known.length : null };
}

// What each box is after the steps that are done: kept, removed (with its reason), waiting or below the threshold.
export function standing(me) {
  const state = me.rows.map((r) => (r[4] >= me.score_threshold ? { is: "waiting" } : { is: "low" }));
  let now = -1;
  for (const step of me.steps.slice(0, me.at)) {
    if (step.take !== undefined) {
      now = step.take;
      state[now] = { is: "kept" };
    } else state[step.remove] = { is: "removed", by: step.by, iou: step.iou };
  }
  return { state, now, last: me.steps[me.at - 1] ?? null, done: me.at === me.steps.length };
}

// The two boxes whose overlap is shown: the chosen one and the one named, or the detection it overlaps most,
// or, where it overlaps none, the object.
export function couple(me) {
  const all = [...me.boxes, ...me.truth];
  if (!me.rows.length || all.length < 2) return null;
  const others = [...all.keys()].filter((i) => i !== me.chosen);
  const touching = others.filter((i) => i < me.boxes.length && iou(all[me.chosen], all[i]) > 0);
  const rest = touching.length ? touching : others;
  const best = rest.reduce((a, b) => (iou(all[me.chosen], all[b]) > iou(all[me.chosen], all[a]) ? b : a));
  const other = me.other >= 0 && me.other < all.length && me.other !== me.chosen ? me.other : best;
  return { a: me.chosen, b: other, boxA: all[me.chosen], boxB: all[other], truth: other >= me.boxes.length };
}
