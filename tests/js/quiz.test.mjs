// What a choice and a check do to a question's record, and text that stays text. Run by tests/test_widgets_quiz.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commit, isDone, letterOf, pieces, progress, recordOf } from "../../course_lib/widgets/quiz.js";

const question = (name) => ({ name, text: "?", options: [{ text: "a", why: "w", right: false }, { text: "b", why: "w", right: true }, { text: "c", why: "w", right: false }] });
const q = question("q");
const picked = (k, tried = []) => ({ picked: k, tried, revealed: false });

test("backticks make code, nothing else does", () => {
  assert.deepEqual(pieces("Is `a < b` or `b`?"), [{ text: "Is " }, { code: "a < b" }, { text: " or " }, { code: "b" }, { text: "?" }]);
  assert.deepEqual(pieces("<b onclick=x>$y$</b>"), [{ text: "<b onclick=x>$y$</b>" }]);
  assert.deepEqual(pieces("one ` alone"), [{ text: "one ` alone" }]);
  assert.deepEqual(pieces(""), []);
});

test("nothing chosen commits nothing", () => assert.deepEqual(commit(q, picked(null), "quiz"), picked(null)));

test("a wrong answer may be followed by another, a right one ends the question", () => {
  let r = commit(q, picked(0), "quiz");
  assert.deepEqual(r.tried, [0]);
  assert.equal(isDone(q, r, "quiz"), false);
  assert.equal(commit(q, r, "quiz"), r);
  r = commit(q, { ...r, picked: 1 }, "quiz");
  assert.deepEqual(r.tried, [0, 1]);
  assert.equal(isDone(q, r, "quiz"), true);
  assert.equal(commit(q, { ...r, picked: 2 }, "quiz").tried.length, 2);
});

test("a prediction is committed once", () => {
  const r = commit(q, picked(2), "prediction");
  assert.equal(isDone(q, r, "prediction"), true);
  assert.deepEqual(commit(q, { ...r, picked: 1 }, "prediction").tried, [2]);
});

test("progress counts first tries", () => {
  const all = ["x", "y", "z"].map(question);
  assert.equal(progress(all, {}), "0 of 3 right on the first try. 3 still to answer.");
  assert.equal(progress(all, { x: picked(1, [1]), y: picked(1, [0, 1]) }), "1 of 3 right on the first try. 1 still to answer.");
  assert.equal(progress(all, { x: picked(1, [1]), y: picked(1, [1]), z: picked(1, [2, 1]) }), "2 of 3 right on the first try. All answered.");
});

test("a record that is not there is empty", () => {
  assert.deepEqual(recordOf({}, "q"), { picked: null, tried: [], revealed: false });
  assert.deepEqual(recordOf(undefined, "q").tried, []);
  assert.equal(letterOf(2), "c");
});
