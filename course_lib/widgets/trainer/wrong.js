// The test digits that are read wrong, each with the three likeliest classes; a touch looks at one.

import { grey, h, placed, put } from "../shared.js";
import { TRAIN, labelOf } from "./digits.js";
import { percent } from "./strip.js";

const MOST = 12;

export function wrongDigits(ctx, me, choose) {
  const title = h("p", { class: "cl-heading" });
  const cards = Array.from({ length: MOST }, () => card(ctx, me, choose));
  const more = h("p", { class: "cl-help" });
  const list = h("div", { class: "lt-cards" }, cards.map((one) => one.node));
  const node = placed(ctx, "wrong", h("div", { class: "lt-wrong cl-answer" }, title, list, more), cards.map((one) => one.node));
  const show = () => {
    const wrong = me.wrong();
    put(title, wrong.length ? `Read wrong: ${wrong.length} of 100 test digits` : "All 100 test digits are read right");
    cards.forEach((one, k) => one.show(wrong[k]));
    more.hidden = wrong.length <= MOST;
    put(more, `and ${wrong.length - MOST} more`);
  };
  return { node, show };
}

function card(ctx, me, choose) {
  const canvas = h("canvas", { width: 8, height: 8, "aria-hidden": "true" });
  const lines = [0, 1, 2].map(() => h("span", {}));
  const [head, words] = [h("b", {}), h("span", { class: "lt-likely cl-digits" }, lines)];
  let now = -1;
  const node = h("button", { type: "button", class: "cl-button lt-card", onclick: ctx.guard(() => choose(now)) }, canvas, h("span", { class: "lt-text" }, head, words));
  const paint = (i) => {
    const g = canvas.getContext("2d");
    const image = g.createImageData(8, 8);
    me.pixels(TRAIN + i).forEach((v, k) => image.data.set([...grey(v), 255], 4 * k));
    g.putImageData(image, 0, 0);
  };
  const show = (i) => {
    node.hidden = i === undefined;
    if (node.hidden) return;
    const likely = me.answer(i).slice(0, 3);
    if (now !== i) paint((now = i));
    put(head, `${labelOf(i)} read as ${likely[0][0]}`);
    likely.forEach(([k, p], line) => put(lines[line], `${k}: ${percent(p)}`));
    node.setAttribute("aria-pressed", String(i === me.digit));
  };
  return { node, show };
}
