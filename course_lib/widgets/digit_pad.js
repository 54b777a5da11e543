// The digit pad: the parts of the page put together.
import { button, choice, h, slider, toggle, widget } from "./shared.js";
import { Sheet } from "./digit/sheet.js";
import { drawingPad } from "./digit/pad.js";
import { preview } from "./digit/preview.js";
import { bars, explanation } from "./digit/answer.js";
import { sampleButtons } from "./digit/samples.js";
import { GRID } from "./digit/preprocess.js";

function controls(ctx, sheet) {
  const tool = choice(ctx, { name: "tool", label: "Tool", options: [["pen", "Pen"], ["eraser", "Eraser"]], value: "pen", onchange: (v) => (sheet.tool = v) });
  const brush = slider(ctx, { name: "brush", label: "Width", min: 4, max: 40, step: 1, value: ctx.get("brush"), format: (x) => `${x} of ${GRID}`, oninput: (x) => {
    ctx.model.set("brush", x);
    ctx.save("brush", x);
    sheet.think();
  } });
  const undo = button(ctx, { name: "undo", label: "Undo", title: "Take back the last stroke (U)", onclick: () => ctx.say(sheet.undo() ? `Undone. ${sheet.verdict()}` : "There is nothing to undo.") });
  const clear = button(ctx, { name: "clear", label: "Clear", title: "An empty pad", onclick: () => (sheet.clear(), ctx.say("Cleared.")) });
  const centre = toggle(ctx, { name: "centre", label: "Scale and centre as the data were", value: ctx.get("centre"), onchange: (on) => {
    ctx.model.set("centre", on);
    ctx.save("centre", on);
    sheet.update(true);
    ctx.say(`${on ? "Scaled and centred." : "As drawn."} ${sheet.verdict()}`);
  } });
  const explain = toggle(ctx, { name: "explain", label: "Which pixels speak for it?", value: ctx.get("explain"), onchange: (on) => {
    ctx.model.set("explain", on);
    ctx.save("explain", on);
    sheet.think();
  } });
  const able = () => {
    undo.setAttribute("aria-disabled", String(!sheet.past.length));
    explain.node.hidden = !sheet.weights || ctx.hidden("explain");
  };
  sheet.views.push(able);
  able();
  ctx.watch("brush", () => (brush.set(ctx.get("brush")), sheet.think()));
  ctx.watch("explain", () => (explain.set(ctx.get("explain")), sheet.think()));
  ctx.watch("centre", () => (centre.set(ctx.get("centre")), sheet.update(true)));
  return h("div", { class: "cl-row cl-dp-controls" }, tool.node, undo, clear, brush.node, centre.node, explain.node);
}

export default {
  render: widget("Digit pad", (ctx) => {
    const sheet = new Sheet(ctx);
    const answer = bars(ctx, sheet);
    const why = explanation(ctx, sheet);
    ctx.body.append(
      h("div", { class: "cl-dp" },
        h("div", { class: "cl-dp-pad" }, drawingPad(ctx, sheet), answer.verdict, controls(ctx, sheet), sampleButtons(ctx, sheet)),
        preview(ctx, sheet), answer.table),
      why.node,
    );
    sheet.think();
    ctx.watch(["image", "_ink"], () => (sheet.past = [], sheet.read()));
    ctx.watch(["_weights", "_layers", "_params"], () => sheet.readWeights());
    ctx.watch("output", () => sheet.think());
    ctx.watch("_answer", () => sheet.heard());
  }),
};
