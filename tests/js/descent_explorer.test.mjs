// The walks against course_lib.optim. Run by tests/test_widgets_descent_explorer.py, which writes the reference.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { explorer, remark } from "../../course_lib/widgets/descent/state.js";
import { SURFACES } from "../../course_lib/widgets/descent/surfaces.js";
import { chosenAt, factor, lossAt, pulls } from "../../course_lib/widgets/descent/walks.js";

const facts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const number = (hex) => new DataView(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16)).buffer).getFloat64(0, true);
const list = (hexes) => hexes.map(number);
const near = (a, b, what, to = 1e-12) => assert.ok(a === b || Math.abs(a - b) <= to * Math.max(1, Math.abs(b)), `${what}: ${a} against ${b}`);
const EXACT = new Set(["fixed", "gd", "momentum", "nesterov", "adagrad", "rmsprop"]); // no powers: every bit agrees

const state = (run) => explorer({ ...run.settings, start: list(run.settings.start), rates: {}, learning_rate: number(run.rate), optimisers: [run.name], focus: run.name, step: 50 }, run.points.map(list));

test(`${facts.runs.length} walks of 50 steps agree with course_lib.optim`, () => {
  assert.ok(facts.runs.length >= 60);
  let exact = 0;
  for (const run of facts.runs) {
    const me = state(run);
    const walk = me.walk(run.name);
    const last = walk.upTo(50);
    const what = `${run.name} on ${run.settings.surface}, ${run.settings.schedule}, batch ${run.settings.batch} ${run.settings.sampling}`;
    assert.equal(last, run.w.length - 1, what);
    const bitwise = EXACT.has(run.name) && run.settings.surface !== "logistic" && ["constant", "step", "inverse"].includes(run.settings.schedule);
    run.w.forEach((hexes, t) => list(hexes).forEach((v, i) => (bitwise ? assert.ok(walk.w[t][i] === v, `${what}, step ${t}: ${walk.w[t][i]} against ${v}`) : near(walk.w[t][i], v, `${what}, step ${t}`))));
    list(run.loss).forEach((v, t) => near(walk.loss[t], v, `${what}, loss ${t}`));
    list(run.rates).forEach((v, t) => near(walk.steps[t].rate, v, `${what}, rate ${t}`));
    exact += bitwise ? 1 : 0;
  }
  assert.ok(exact >= 20, `${exact} walks agree in every bit`);
});

test("what Adam remembers is what the terms show", () => {
  for (const { run, memory } of facts.memories) {
    const me = state(run);
    const walk = me.walk(run.name);
    walk.upTo(50);
    const terms = Object.fromEntries(walk.steps[49].terms.map(([name, , values]) => [name, values]));
    for (const [name, values] of Object.entries(memory)) list(values).forEach((v, i) => near(terms[name][i], v, `${run.name}, ${name}`));
  }
});

test("losses and the examples' pulls agree in every bit", () => {
  for (const { surface, w, loss } of facts.losses) assert.equal(lossAt({ surface, condition: 20, points: [] }, ...list(w)), number(loss), surface);
  const made = pulls("bowl", 5);
  facts.pulls.forEach((row, i) => assert.deepEqual(made[i], list(row)));
});

test("schedules halve the rate where they say", () => {
  for (const name of ["step", "exponential", "inverse", "cosine"]) near(factor(name, 20, 20), 0.5, name);
  assert.equal(factor("cosine", 40, 20), 0);
  assert.equal(factor("constant", 400, 20), 1);
});

test("an epoch without replacement shows each example once", () => {
  const me = { surface: "bowl", seed: 4, batch: 7, sampling: "shuffle" };
  const epoch = Array.from({ length: 7 }, (_, t) => chosenAt(me, t)).flat();
  assert.deepEqual([...epoch].sort((a, b) => a - b), Array.from({ length: 48 }, (_, i) => i));
  assert.equal(chosenAt({ ...me, batch: 48 }, 3), null);
  assert.deepEqual(chosenAt({ ...me, sampling: "order" }, 8), [7, 8, 9, 10, 11, 12, 13]);
});

test("every odd state has its sentence", () => {
  const base = { surface: "curve", start: [5, 0], condition: 20, momentum: 0.9, schedule: "constant", half_life: 20, noise: 1, batch: 48, sampling: "shuffle", seed: 0, rates: {}, learning_rate: 0.3, optimisers: ["gd"], focus: "gd", step: 5 };
  const said = (changes) => remark(explorer({ ...base, ...changes }, []));
  assert.equal(said({}), "");
  assert.match(said({ learning_rate: 2.05 }), /above 2/);
  assert.match(said({ learning_rate: 90, step: 40 }), /left after step/);
  assert.match(said({ focus: "fixed", optimisers: ["fixed"], step: 40 }), /comes no closer/);
  assert.match(said({ start: [0, 0] }), /gradient here is 0/);
  assert.match(said({ batch: 1 }), /one example/);
  assert.match(said({ batch: 8 }), /8 examples/);
});

test("every surface starts inside its picture", () => {
  for (const [name, { limits, start }] of Object.entries(SURFACES)) assert.ok(start[0] >= limits[0] && start[0] <= limits[1] && start[1] >= limits[2] && start[1] <= limits[3], name);
});
