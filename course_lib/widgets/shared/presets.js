// The choice of a named example (course_lib/widgets/presets.py), and the chips of a choice of several.

import { placed, select } from "./controls.js";
import { h } from "./elements.js";

// load(example) puts the example's values in place. own() says that a value is no longer the example's.
export function presets(ctx, { label = "Example", load }) {
  const list = ctx.get("_examples");
  let now = ctx.get("preset");
  const keep = (name) => {
    if (now !== name) ctx.save("preset", name);
    now = name;
    box.set(name);
  };
  const box = select(ctx, { name: "preset", label, value: now, options: [...list.map((e) => [e.name, e.title]), ["own", "Your own"]], onchange: (name) => {
    const example = list.find((e) => e.name === name);
    if (!example) return box.set(now);
    load(example);
    keep(name);
    return ctx.say(`${example.title}.`);
  } });
  return { node: box.node, own: () => keep("own"), note: () => list.find((e) => e.name === now)?.note ?? "", read: () => {
    now = ctx.get("preset");
    box.set(now);
  } };
}

// A row of check boxes that looks like one switch: options [[value, text, node?]]; onchange(values) may return other values to keep.
export function chips(ctx, { name, label, options, values, onchange }) {
  const inputs = options.map(([v]) => h("input", { type: "checkbox", value: v, onchange: ctx.guard(() => {
    const wanted = inputs.filter((input) => input.checked).map((input) => input.value);
    set(onchange(wanted) ?? wanted);
  }) }));
  const set = (chosen) => inputs.forEach((input) => (input.checked = chosen.includes(input.value)));
  set(values);
  const node = h("fieldset", { class: "cl-choice" }, h("legend", {}, label),
    h("div", { class: "cl-segments" }, options.map(([, text, mark], i) => h("label", {}, inputs[i], h("span", {}, mark, text)))));
  return { node: placed(ctx, name, node, inputs), set };
}
