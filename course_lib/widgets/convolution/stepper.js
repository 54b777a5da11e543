// A whole number with a minus and a plus beside it: to type, to click, to touch.

import { button, h, numberField, placed, put } from "../shared.js";

// stepper(ctx, {name, label, value, min, max, onchange}); onchange(v) returns false where v does not fit.
export function stepper(ctx, { name, label, value, min, max, onchange }) {
  let now = value;
  const take = (v) => {
    if (!Number.isInteger(v) || v < min || v > max) ctx.say(`${label} is a whole number from ${min} to ${max}; ${now} stays.`);
    else if (v !== now && onchange(v) !== false) now = v;
    field.set(NaN); // so that the number that counts is written again
    field.set(now);
    able();
  };
  const field = numberField(ctx, { label, hideLabel: true, value, onchange: take });
  const less = button(ctx, { label: `${label}: one less`, icon: "minus", iconOnly: true, onclick: () => take(now - 1) });
  const more = button(ctx, { label: `${label}: one more`, icon: "plus", iconOnly: true, onclick: () => take(now + 1) });
  const able = () => {
    less.setAttribute("aria-disabled", String(now <= min));
    more.setAttribute("aria-disabled", String(now >= max));
  };
  const node = placed(ctx, name, h("div", { class: "cx-stepper", role: "group", "aria-label": label }, less, field.box, more), [less, field.box, more]);
  able();
  return { node, set: (v) => {
    now = v;
    field.set(v);
    able();
  } };
}

// A setting of height and width: one stepper for both, or one each where `apart()` says so.
export function pairStepper(ctx, { name, label, value, min, max, apart, onchange }) {
  let now = [...value];
  const change = (a) => (v) => {
    const next = apart() ? now.map((x, i) => (i === a ? v : x)) : [v, v];
    if (onchange(next) === false) return false;
    now = next;
    both[1].set(now[1]);
    return true;
  };
  const both = ["height", "width"].map((word, a) => stepper(ctx, { name, label: `${label}, ${word}`, value: now[a], min, max, onchange: change(a) }));
  const times = h("span", { "aria-hidden": "true" }, "×");
  const title = h("span", { class: "cx-setting-name" }, label);
  const node = placed(ctx, name, h("div", { class: "cx-setting" }, title, h("div", { class: "cx-pair" }, both[0].node, times, both[1].node)), []);
  const show = () => {
    both[1].node.hidden = times.hidden = !apart();
    put(title, label);
  };
  show();
  return { node, show, set: (next) => {
    now = [...next];
    both.forEach((one, a) => one.set(now[a]));
    show();
  } };
}
