// The timeline's state and places against Python. Run by tests/test_widgets_timeline.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nearest, places } from "../../course_lib/widgets/timeline.js";
import { history } from "../../course_lib/widgets/timeline/state.js";

const { traits, walks } = JSON.parse(readFileSync(process.argv[2], "utf8"));

function fake(options = {}) {
  const kept = { ...traits, ...options };
  return [history({ get: (name) => kept[name], save: (name, value) => (kept[name] = value) }, () => {}), kept];
}

test("walks end where Python's walks end", () => {
  for (const { threads, at, moves, ends } of walks) {
    const [me] = fake({ _threads: threads, _at: at });
    const been = moves.map((move) => (me[move](), me.at));
    assert.deepEqual(been, ends);
  }
});

test("a thread that goes hands over to the nearest event in time; the last thread stays", () => {
  const [me, kept] = fake();
  me.choose(me.events.findIndex((event) => event.year === 1969));
  me.show(["ideas"]);
  assert.equal(me.event().year, 1962);
  assert.deepEqual(kept._threads, ["ideas"]);
  me.show([]);
  assert.deepEqual(me.threads, ["ideas"]);
  assert.equal(kept._at, me.at);
});

test("every dot has a place of its own, within the picture, and is found there", () => {
  const [me] = fake();
  for (const [width, height, size] of [[290, 150, 13], [760, 213, 14], [1200, 300, 20]]) {
    const at = places(me, width, height, size);
    assert.equal(at.dots.length, me.events.length);
    for (const dot of at.dots) {
      assert.ok(dot.x >= 0 && dot.x <= width && dot.y > 0 && dot.y < at.bottom);
      assert.equal(nearest(at.dots, dot.x, dot.y), dot.k);
    }
    assert.equal(new Set(at.dots.map((dot) => `${dot.x} ${dot.y}`)).size, at.dots.length);
  }
});

test("one event alone has room", () => {
  const [me] = fake({ _events: [{ ...traits._events[0], year: 5 }], _eras: [], _threads: [traits._events[0].thread] });
  assert.deepEqual(me.span(), [4, 6]);
  me.next();
  assert.equal(me.place(), 0);
});
