// The browser's counts against Python's, integer for integer. Run by tests/test_widgets_architecture_browser.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { laid } from "../../course_lib/widgets/architecture/blocks.js";
import { links } from "../../course_lib/widgets/architecture/connections.js";
import { count, long, total } from "../../course_lib/widgets/architecture/counting.js";
import { wirings } from "../../course_lib/widgets/architecture/state.js";
import { brief, macLine, memory, paramLine, shapeLine, whole } from "../../course_lib/widgets/architecture/words.js";

const { networks, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const layers = new Map(networks.map(([name, , , rows]) => [name, long(rows)]));

test(`${cases.length} networks, inputs, removals and edits count as in Python`, () => {
  assert.ok(cases.length > 100);
  for (const one of cases) {
    const records = count(one.layers ? one.layers : layers.get(one.name), one.input, one.removed, one.removal, one.edits);
    assert.equal(records.length, one.records.length, one.name);
    records.forEach((record, i) => {
      const [shape, params, conv, dense, values, depth, field, all, error, units, fixed] = one.records[i];
      const what = `${one.name} ${one.input} without ${one.removed}, ${record.name}`;
      assert.deepEqual(record.shape, shape, what);
      assert.deepEqual(Object.values(record.params), params, what);
      assert.deepEqual([record.macsConv, record.macsDense, record.values, record.depth, record.whole, record.error, record.units, record.fixed], [conv, dense, values, depth, all, error, units, fixed], what);
      assert.deepEqual(record.field, field, what);
    });
  }
});

// What is written out has to come to what it says.
const worth = (line) => {
  const [sum, told] = line.replaceAll(",", "").replace(/ (fixed|none).*$/, "").split(" = ");
  return [Function(`return ${sum.replaceAll("·", "*").replaceAll("−", "-")}`)(), Number(told)];
};

test("every line of arithmetic comes to the number behind its equals sign", () => {
  let checked = 0;
  for (const [name, rows] of layers) {
    const { 2: input } = networks.find(([known]) => known === name);
    for (const part of count(rows, input).flatMap((r) => r.parts)) {
      for (const line of [paramLine(part), macLine(part)]) {
        if (line === "none") continue;
        const [sum, told] = worth(line);
        assert.equal(sum, told, `${name} ${part.name}: ${line}`);
        checked += 1;
      }
      const params = Object.values(part.params).reduce((a, b) => a + b, 0);
      if (params) assert.equal(worth(paramLine(part))[1], params);
      if (part.macsConv + part.macsDense) assert.equal(worth(macLine(part))[1], part.macsConv + part.macsDense);
    }
  }
  assert.ok(checked > 600);
});

test("shapes are explained, and a division that leaves a rest says so", () => {
  const [conv1] = count(layers.get("alexnet"), [3, 224, 224]);
  assert.equal(shapeLine(conv1.parts[0]), "(224 + 2·2 − 11)/4 + 1 = 55.25, rounded down: 55");
  const six = count([{ kind: "conv", out: 6, kernel: 5 }], [3, 32, 32])[0].parts[0];
  assert.equal(shapeLine(six), "(32 − 5)/1 + 1 = 28");
  assert.equal(paramLine(six), "(5·5·3 + 1)·6 = 456");
});

test("seven inputs and three units: 3, 9 and 21 weights, drawn as so many", () => {
  const [record] = count(layers.get("seven_inputs"), [1, 1, 7]);
  assert.deepEqual(wirings(record).map((w) => w.trained), [3, 9, 21]);
  for (const [wiring, connections, weights] of [["shared", 9, 3], ["local", 9, 9], ["global", 21, 21]]) {
    const [one] = count(layers.get("seven_inputs"), [1, 1, 7], [], "refit", { 0: { wiring } });
    const found = links(one);
    assert.equal(found.length, connections);
    assert.equal(new Set(found.map(([, , k]) => k)).size, weights);
  }
});

test("numbers in words", () => {
  assert.equal(whole(60965224), "60,965,224");
  assert.equal(whole(456), "456");
  assert.equal(brief(805400000000), "805.4 G");
  assert.equal(brief(61100840), "≈61.1 M");
  assert.equal(memory(1890336), "≈7.561 MB");
  assert.equal(total([]).trained, 0);
});

test("blocks wrap, and fit from 320 to 1280 pixels", () => {
  for (const width of [280, 760, 1240]) {
    for (const n of [2, 8, 25, 54]) {
      const { rows, columns, slot } = laid(n, width);
      assert.ok(rows * columns >= n && slot * columns <= width && slot > 50);
    }
  }
});
