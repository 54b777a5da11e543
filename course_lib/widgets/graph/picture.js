// The graph's picture: it fits its column, scrolls where it cannot, and answers touch and keys.

import { drag, keys, picture } from "../shared.js";
import { arrange, drawGraph, labelOf } from "./drawing.js";
import { near } from "./boxes.js";
import { gradientLine, stepLine } from "./panel.js";
import { sizeOf } from "./traced.js";
import { valueLine } from "./words.js";

export function graphPicture(ctx, me) {
  let [plan, key] = [null, ""];
  const fit = (theme) => {
    const width = Math.floor(look.node.clientWidth);
    if (!width) return;
    const g = look.canvas.getContext("2d");
    g.font = `${Math.max(12, 0.88 * theme.size)}px ${theme.font}`;
    const wide = (words) => g.measureText(words).width;
    const labels = me.nodes.flatMap((node, i) => node.parts.map((part, slot) => (part === null ? 0 : Math.ceil((wide(labelOf(me, i, slot)) / theme.size + 0.4) / 0.4))));
    const now = `${width} ${theme.size} ${me.version} ${labels}`;
    if (now === key) return;
    key = now;
    plan = arrange(me, width, theme.size, wide);
    look.face.style.minWidth = plan.width > width ? `${Math.ceil(plan.width)}px` : "";
  };
  const locked = ctx.locked("graph");
  const look = picture(ctx, {
    label: "The computation graph", maxWidth: 4000, interactive: !locked, table: () => tableOf(me),
    help: "Arrow keys walk the nodes. Enter takes one step, Backspace goes one back, Home and End show the first and the last.",
    aspect: (width) => (fit(ctx.theme), plan ? width / plan.height : 2),
    draw: (g, width, height, theme) => {
      if (plan) drawGraph(g, theme, me, plan);
    },
  });
  look.node.classList.add("gs-graph", "cl-answer");
  look.node.hidden = ctx.hidden("graph");
  if (locked) look.node.classList.add("cl-locked");
  else touch(ctx, me, look, () => plan);
  const redraw = () => {
    look.redraw();
    if (plan) follow(look, plan.boxes[me.focus()]);
  };
  return { ...look, redraw };
}

// Where the picture is wider than its column, the node in focus is kept in view.
function follow(look, box) {
  const frame = look.node;
  if (!box || frame.scrollWidth <= frame.clientWidth) return;
  const [left, right] = [box.x - box.w / 2 - 12, box.x + box.w / 2 + 12];
  if (left < frame.scrollLeft) frame.scrollLeft = left;
  else if (right > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = right - frame.clientWidth;
}

function touch(ctx, me, look, plan) {
  const say = () => ctx.say(sayNode(me, me.focus()));
  const toward = (dx, dy) => () => {
    const boxes = plan()?.boxes;
    if (!boxes) return;
    const from = me.focus() < 0 ? 0 : me.focus();
    me.choose(me.focus() < 0 ? 0 : nearest(boxes, from, dx, dy));
    say();
  };
  const step = (by) => () => {
    if (by > 0) me.step();
    else me.go(me.at + by);
    ctx.say(stepLine(me));
  };
  keys(ctx, look.face, {
    ArrowLeft: toward(-1, 0), ArrowRight: toward(1, 0), ArrowUp: toward(0, -1), ArrowDown: toward(0, 1),
    "Enter|Space|PageDown": step(1), "Backspace|PageUp": step(-1), Home: step(-Infinity),
    End: () => (me.go(me.last), ctx.say(stepLine(me))),
  });
  drag(ctx, look.face, {
    start: ({ x, y }) => {
      const found = (plan()?.boxes ?? []).findIndex((b) => Math.abs(x - b.x) <= b.w / 2 + 4 && Math.abs(y - b.y) <= b.h / 2 + 4);
      if (found < 0) return false;
      me.choose(found);
      say();
      return true;
    },
  });
}

export const sayNode = (me, i) => (me.shown.known[i] ? `${valueLine(me.nodes, me.names, i)}. ${gradientLine(me, i)}` : `${me.names[i]} waits for its inputs.`);

// The nearest box in a direction, sideways counting double; the same where there is none.
export function nearest(boxes, from, dx, dy) {
  let [best, least] = [from, Infinity];
  boxes.forEach((box, i) => {
    const along = (box.x - boxes[from].x) * dx + (box.y - boxes[from].y) * dy;
    const across = Math.abs((box.x - boxes[from].x) * dy) + Math.abs((box.y - boxes[from].y) * dx);
    if (i !== from && along > 1 && along + 2 * across < least) [best, least] = [i, along + 2 * across];
  });
  return best;
}

function tableOf(me) {
  const cell = (v, shape) => (v === null ? "not yet" : typeof v === "number" ? v : v.low === undefined ? Array.from(v, (x) => near(x)).join(" ") : `${shape.join(" × ")}, mean ${near(v.mean)}`);
  const rows = me.nodes.map((node, i) => [me.names[i], node.op || "input", node.inputs.map((j) => me.names[j]).join(", "), me.shown.known[i] ? cell(node.value, node.shape) : "not yet", node.needs ? cell(me.shown.left[i] && node.shape && sizeOf(node.shape) > 24 ? null : me.shown.gradient[i], node.shape) : "none"]);
  return { caption: `The nodes of the graph after step ${me.at} of ${me.last}`, head: ["node", "operation", "from", "value", "gradient"], rows };
}
