// Sentences about the run.

import { fmt } from "../shared.js";

// Right answers, as they were last measured; brief is for the eye, the rest for the ear.
export function scoreText(me, brief = false) {
  const now = me.scores.at(-1);
  if (!now) return "";
  const [at, , right, , test] = now;
  const [a, b] = [Math.round(right * me.train_size), Math.round(100 * test)];
  if (brief) return `Training: ${a} of ${me.train_size} right (${Math.round(100 * right)} %) · test: ${b} of 100`;
  return `Step ${at}, epoch ${me.count[1]}: ${a} of ${me.train_size} training digits right, ${b} of 100 test digits.`;
}

// The sentence under the controls when something needs saying.
export function remark(me) {
  if (me.beyond) return `The next step would take a weight beyond a million: the learning rate ${fmt(me.learning_rate)} is far too large here. Press Reset and try a tenth of it.`;
  if (me.learning_rate === 0) return "The learning rate is 0: a step leaves every weight as it is.";
  const now = me.scores.at(-1);
  if (!now || me.count[0] < 20) return "";
  const [, loss, right, test, kept] = now;
  if (me.network !== "linear" && loss > 2.2 && right < 0.2 && me.count[0] >= 40 && me.learning_rate > 0.1) return "Nothing is learned any more: the first steps were so long that every unit now answers 0 to every digit, and a ReLU at 0 passes no slope back. Press Reset and try a smaller learning rate.";
  if (me.count[0] >= 60 && right - kept > 0.15 && test > 2 * loss) return "It reads its training digits far better than the others: it learns them by heart. More training digits, fewer units or weight decay would help.";
  return "";
}
