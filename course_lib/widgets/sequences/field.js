// A line of text to type a sequence into: taken on Enter or when it is left; what does not fit is said, and stays to be mended.

import { h, placed, put } from "../shared.js";

// label() and value() are read again at show(); onchange(text) -> "" or what is wrong.
export function sequenceField(ctx, { name, label, value, onchange }) {
  const title = h("span", {}, label());
  const wrong = h("span", { class: "cl-help sq-wrong", role: "status", hidden: true });
  const box = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label() });
  let shown = (box.value = value());
  const take = () => {
    const wrongly = box.value === value() ? "" : onchange(box.value);
    if (!wrongly) shown = box.value;
    return complain(wrongly);
  };
  const complain = (sentence) => {
    wrong.hidden = !sentence;
    put(wrong, sentence);
    box.classList.toggle("cl-refused", Boolean(sentence));
    if (sentence) ctx.say(sentence);
  };
  ctx.on(box, "change", take);
  ctx.on(box, "keydown", (e) => {
    if (e.key === "Enter") take();
    if (e.key === "Escape") (box.value = value()), complain("");
  });
  const node = placed(ctx, name, h("label", { class: "cl-field sq-field" }, title, box, wrong), [box]);
  return { node, box, show: () => {
    put(title, label());
    box.setAttribute("aria-label", label());
    if (document.activeElement === box && box.value !== shown) return; // a text that is being typed stays
    shown = value();
    if (box.value !== shown) box.value = shown;
  } };
}

const MOST_STEPS = 100;

// Numbers as a person types them, one step after another; for several inputs a step, steps are parted by ; or a line.
export function numbersFrom(text, width) {
  const steps = width === 1 ? text.split(/[\s;]+/) : text.split(/[;\n]/);
  const rows = steps.map((step) => step.trim()).filter(Boolean).map((step) => step.split(/\s+/).map((v) => Number(v.replace("−", "-").replace(",", "."))));
  const right = rows.length > 0 && rows.length <= MOST_STEPS && rows.every((row) => row.length === width && row.every((v) => Number.isFinite(v) && Math.abs(v) <= 1e6));
  return right ? rows.map((row) => Float64Array.from(row)) : null;
}
