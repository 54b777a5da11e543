// Real digits to load by a click.
import { h } from "../shared.js";
import { thumbnail } from "./drawing.js";
import { bytesOf } from "./ink.js";

// sheet: {size, load(levels), verdict()}; the digits come from the traits _samples and _names.
export function sampleButtons(ctx, sheet) {
  const [data, names, area] = [bytesOf(ctx.get("_samples")), ctx.get("_names") ?? [], sheet.size ** 2];
  if (!names.length || ctx.hidden("samples")) return null;
  const one = (name, k) => {
    const levels = data.slice(k * area, (k + 1) * area);
    const what = name.startsWith("#") ? `sample ${name.slice(1)}` : `a real ${name}`;
    const load = ctx.guard(() => {
      sheet.load(levels);
      ctx.say(`Loaded ${what}. ${sheet.verdict()}`);
    });
    return h("button", { type: "button", class: "cl-button cl-dp-sample", disabled: ctx.locked("samples"), "aria-label": `Load ${what}`, onclick: load }, thumbnail(levels, sheet.size), h("span", {}, name));
  };
  return h("div", { class: "cl-dp-samples", role: "group", "aria-label": "Real digits to load" }, h("span", { class: "cl-help" }, "Or load a real one:"), names.map(one));
}
