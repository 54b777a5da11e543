// Boxes in the browser against Python, bit for bit. Run by tests/test_widgets_detection_explorer.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { anchors, assigned, averagePrecision, curve, elevenPoints, iou, kept, matched, ranked, suppression } from "../../course_lib/widgets/detection/boxes.js";
import { workings } from "../../course_lib/widgets/detection/panels.js";
import { couple, quality, standing } from "../../course_lib/widgets/detection/state.js";
import { stretched, under } from "../../course_lib/widgets/detection/touch.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const deep = (value) => (typeof value === "string" && /^[0-9a-f]{16}$/.test(value) ? number(value) : Array.isArray(value) ? value.map(deep) : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, deep(v)])) : value);

test(`${cases.length} scenes: overlap, suppression, matching, precision and anchors agree in every bit`, () => {
  assert.ok(cases.length >= 200);
  for (const raw of cases) {
    const c = deep(raw);
    assert.deepEqual(c.boxes.map((a) => c.boxes.map((b) => iou(a, b))), c.iou);
    const steps = suppression(c.boxes, c.scores, c.labels, c.least, c.most, c.per_class);
    assert.deepEqual(steps, c.steps);
    const order = ranked(c.scores, c.least);
    const matches = matched(c.boxes, c.labels, order, c.truth, c.classes, c.match);
    assert.deepEqual(matches, c.matches);
    const [precision, recall] = curve(matches.map((m) => m.right), c.truth.length);
    assert.deepEqual([precision, recall], [c.precision, c.recall]);
    assert.deepEqual([averagePrecision(precision, recall), elevenPoints(precision, recall)], [c.ap, c.eleven]);
    const grid = anchors(c.width, c.height, c.stride, c.scales, c.ratios);
    assert.deepEqual(grid, c.anchors);
    assert.deepEqual(assigned(grid, c.truth, c.match, 0.3).map((r) => [r.owner, r.iou, r.state]), c.assigned);
    assert.deepEqual(kept(steps), c.steps.filter((s) => s.take !== undefined).map((s) => s.take));
  }
});

test("boxes apart, inside out and without area", () => {
  assert.equal(iou([0, 0, 10, 10], [20, 20, 30, 30]), 0);
  assert.equal(iou([5, 5, 5, 5], [5, 5, 5, 5]), 0);
  assert.equal(iou([0, 0, 10, 10], [0, 0, 10, 10]), 1);
  assert.equal(iou([10, 10, 0, 0], [0, 0, 10, 10]), 0);
  assert.deepEqual(suppression([], [], [], 0, 0.5, true), []);
});

test("the written overlap adds up, and boxes apart say so", () => {
  assert.deepEqual(workings({ boxA: [60, 70, 160, 170], boxB: [110, 70, 210, 170] }), [
    "width: min(160, 210) − max(60, 110) = 50", "height: min(170, 170) − max(70, 70) = 100",
    "shared: 50·100 = 5000", "union: 100·100 + 100·100 − 5000 = 15000", "IoU: 5000 / 15000 ≈ 0.3333"]);
  assert.match(workings({ boxA: [0, 0, 1, 1], boxB: [3, 0, 4, 1] })[0], /they lie apart, so 0/);
  assert.match(workings({ boxA: [0, 0, 0, 0], boxB: [0, 0, 0, 0] })[4], /neither box has an area/);
});

const me = (changes) => {
  const rows = changes.rows ?? [[0, 0, 10, 10, 0.9, 0], [1, 0, 11, 10, 0.8, 0], [30, 30, 40, 40, 0.1, 0]];
  const whole = { rows, boxes: rows.map((r) => r.slice(0, 4)), scores: rows.map((r) => r[4]), labels: rows.map((r) => r[5]), truth: [[0, 0, 10, 10]], classes: [0], names: ["circle"], score_threshold: 0.3, iou_threshold: 0.5, match_threshold: 0.5, per_class: true, after_nms: true, chosen: 0, other: -1, at: 0, ...changes };
  whole.steps = suppression(whole.boxes, whole.scores, whole.labels, whole.score_threshold, whole.iou_threshold, whole.per_class);
  whole.kept = kept(whole.steps);
  return whole;
};

test("what each box is after each step", () => {
  assert.deepEqual(standing(me({})).state.map((s) => s.is), ["waiting", "waiting", "low"]);
  assert.deepEqual(standing(me({ at: 1 })).state.map((s) => s.is), ["kept", "waiting", "low"]);
  const { state, done } = standing(me({ at: 2 }));
  assert.deepEqual(state.map((s) => s.is), ["kept", "removed", "low"]);
  assert.ok(done && state[1].by === 0);
});

test("precision of what suppression keeps, and of all", () => {
  assert.equal(quality(me({})).mean, 1);
  assert.deepEqual(quality(me({ after_nms: false })).matches.map((m) => m.why), ["right", "taken"]);
  assert.equal(quality(me({ truth: [], classes: [] })).mean, null);
});

test("the second box: a detection first, an object where none overlaps, none at all", () => {
  assert.deepEqual(couple(me({})).b, 1);
  assert.deepEqual([couple(me({ chosen: 2 })).truth, couple(me({ other: 2 })).b], [false, 2]);
  assert.ok(couple(me({ rows: [[0, 0, 10, 10, 0.9, 0]] })).truth);
  assert.equal(couple(me({ rows: [] })), null);
});

test("the pointer finds corners of the chosen box, then the box, then the smallest", () => {
  const boxes = [[0, 0, 100, 100], [20, 20, 60, 60]];
  assert.deepEqual(under(boxes, [0, 1], 0, 99, 99, 5), { i: 0, edge: 2 });
  assert.deepEqual(under(boxes, [0, 1], 0, 30, 30, 5), { i: 0, edge: -1 });
  assert.deepEqual(under(boxes, [0, 1], -1, 30, 30, 5), { i: 1, edge: -1 });
  assert.deepEqual(under(boxes, [], 0, 30, 30, 5), { i: -1, edge: -1 });
  assert.deepEqual(stretched([0, 0, 10, 10], 2, -5, 20), [-5, 0, 0, 20]);
});
