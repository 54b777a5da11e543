// The network in the browser against the course's engine. Run by tests/test_widgets_feature_maps.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { layout } from "../../course_lib/widgets/features/layout.js";
import { forward, nearSquare, origin, shapeOf } from "../../course_lib/widgets/features/net.js";
import { fit } from "../../course_lib/widgets/features/work.js";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const doubles = (hex) => new Float64Array(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer);
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`);

test(`${cases.length} networks give what the library gives, to 1e-12`, () => {
  assert.ok(cases.length >= 50);
  for (const { net, weights, x, outputs } of cases) {
    const found = forward(net, doubles(weights), doubles(x));
    outputs.forEach((hex, l) => doubles(hex).forEach((v, i) => near(found[l + 1][i], v, net.layers[l].kind)));
  }
});

test("every number is the sum of the products that are shown", () => {
  for (const { net, weights: hex, x } of cases) {
    const weights = doubles(hex);
    const values = forward(net, weights, doubles(x));
    for (let l = 1; l < values.length; l++) {
      const { kind, how, kernel } = net.layers[l - 1];
      for (let at = 0; at < values[l].length; at += 1 + Math.floor(values[l].length / 7)) {
        const { blocks, bias } = origin(net, weights, values, l, at);
        const all = blocks.flatMap((b) => b.x.map((v, i) => (b.w ? v * b.w[i] : v)));
        if (kind === "conv" || kind === "linear") near(all.reduce((a, b) => a + b, 0) + (bias ?? 0), values[l][at], kind);
        if (kind === "pool") near(how === "max" ? Math.max(...all) : all.reduce((a, b) => a + b, 0) / (kernel[0] * kernel[1]), values[l][at], how);
        for (const b of blocks) b.at.forEach((i, k) => i >= 0 && assert.equal(b.x[k], values[l - 1][i]));
      }
    }
  }
});

test("rows of numbers as rectangles", () => {
  for (let n = 1; n < 200; n++) {
    const [rows, columns] = nearSquare(n);
    assert.ok(rows * columns >= n && (rows - 1) * columns < n);
  }
});

test("the layers stand inside their picture, at every width, none over another", () => {
  for (const { net } of cases) {
    const me = { layers: net.layers.length + 1, shape: (l) => shapeOf(net, l), isMaps: (l) => shapeOf(net, l).length === 3, kind: (l) => (l ? net.layers[l - 1].kind : "input") };
    for (const width of [280, 420, 620, 720, 1240]) {
      const { layers, height } = layout(me, width, 14);
      const boxes = layers.flatMap(({ items }) => items);
      for (const b of boxes) assert.ok(b.x >= 0 && b.y >= 0 && b.x + b.w <= width + 1 && b.y + b.h <= height + 1 && b.w > 0 && b.h > 0);
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(a.x + a.w <= b.x + 0.01 || b.x + b.w <= a.x + 0.01 || a.y + a.h <= b.y + 0.01 || b.y + b.h <= a.y + 0.01)));
    }
  }
});

test("the windows and products fit beside one another", () => {
  const block = { rows: 3, columns: 3 };
  for (const width of [250, 300, 500, 900]) {
    for (const n of [1, 3, 4, 16]) {
      const { across, cell, wide } = fit(Array(n).fill(block), width, true);
      assert.ok(across >= 1 && wide * across <= width + 1 && cell > 18, `${n} in ${width}`);
    }
  }
});
