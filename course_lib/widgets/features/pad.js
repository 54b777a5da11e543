// The digit pad's sheet, drawing into the network's input.
import { button, choice, h, placed, slider, toggle } from "../shared.js";
import { drawingPad } from "../digit/pad.js";
import { GRID } from "../digit/preprocess.js";
import { sampleButtons } from "../digit/samples.js";
import { Sheet } from "../digit/sheet.js";

// A sheet that takes the network's input for its picture, and keeps its own ink.
export function sheetOf(ctx, me) {
  const stand = Object.create(ctx);
  const own = { image: () => new DataView(Float32Array.from(me.net.draws ? me.input : []).buffer), size: () => me.net.draws || 8, _weights: () => null, _layers: () => [], _asks: () => false, _asked: () => 0, _answer: () => ({}) };
  stand.get = (name) => (own[name] ? own[name]() : ctx.get(name));
  stand.save = (name, value) => (name === "image" ? me.setInput(new Float32Array(value().buffer)) : ctx.save(name, value));
  const sheet = new Sheet(stand);
  sheet.verdict = () => me.verdict();
  return sheet;
}

export function pad(ctx, me) {
  const sheet = sheetOf(ctx, me);
  const face = drawingPad(ctx, sheet);
  if (ctx.locked("draw")) {
    face.inert = true;
    face.classList.add("cl-locked");
    face.querySelector(".cl-face").removeAttribute("tabindex");
  }
  const tool = choice(ctx, { name: "tool", label: "Tool", options: [["pen", "Pen"], ["eraser", "Eraser"]], value: "pen", onchange: (v) => (sheet.tool = v) });
  const brush = slider(ctx, { name: "brush", label: "Width", min: 4, max: 40, step: 1, value: ctx.get("brush"), format: (x) => `${x} of ${GRID}`, oninput: (x) => {
    ctx.model.set("brush", x);
    ctx.save("brush", x);
    sheet.think();
  } });
  const undo = button(ctx, { name: "undo", label: "Undo", title: "Take back the last stroke (U)", onclick: () => ctx.say(sheet.undo() ? `Undone. ${me.verdict()}` : "There is nothing to undo.") });
  const clear = button(ctx, { name: "clear", label: "Clear", title: "An empty pad", onclick: () => (sheet.clear(), ctx.say("Cleared.")) });
  const centre = toggle(ctx, { name: "centre", label: "Scale and centre as the data were", value: ctx.get("centre"), onchange: (on) => {
    ctx.model.set("centre", on);
    ctx.save("centre", on);
    sheet.update(true);
    ctx.say(`${on ? "Scaled and centred." : "As drawn."} ${me.verdict()}`);
  } });
  sheet.views.push(() => undo.setAttribute("aria-disabled", String(!sheet.past.length)));
  const node = placed(ctx, "draw", h("div", { class: "fm-pad" }, h("p", { class: "cl-heading" }, "Draw a digit"), face, h("div", { class: "cl-row" }, tool.node, undo, clear), brush.node, centre.node), []);
  const size = me.net.draws || Math.max(...me.nets.map((net) => net.draws));
  const load = size ? sampleButtons(ctx, { size, load: (levels) => sheet.load(levels), verdict: () => me.verdict() }) : null;
  ctx.watch("brush", () => (brush.set(ctx.get("brush")), sheet.think()));
  ctx.watch("centre", () => (centre.set(ctx.get("centre")), sheet.update(true)));
  sheet.think();
  return { node, load, reread: () => {
    sheet.past = [];
    sheet.read();
  }, show: () => {
    const draws = me.net.draws === sheet.size;
    node.hidden = !draws || ctx.hidden("draw");
    if (load) load.hidden = !draws;
  } };
}
