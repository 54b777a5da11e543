// The scene and what is drawn over it.

import { css, marker, plate } from "../shared.js";
import { couple, standing } from "./state.js";

const MARKS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"];

export function frameOf(me, width, height) {
  const scale = Math.min((width - 4) / me.scene.width, (height - 4) / me.scene.height);
  const [left, top] = [(width - scale * me.scene.width) / 2, (height - scale * me.scene.height) / 2];
  return { scale, left, top, right: scale * me.scene.width, x: (v) => left + scale * v, y: (v) => top + scale * v, ix: (p) => (p - left) / scale, iy: (p) => (p - top) / scale };
}

const corners = (f, [x1, y1, x2, y2]) => [f.x(x1), f.y(y1), f.x(x2) - f.x(x1), f.y(y2) - f.y(y1)];

function outline(g, f, { shape, box: [x1, y1, x2, y2] }) {
  g.beginPath();
  if (shape === "circle") g.ellipse(f.x((x1 + x2) / 2), f.y((y1 + y2) / 2), (f.scale * (x2 - x1)) / 2, (f.scale * (y2 - y1)) / 2, 0, 0, 2 * Math.PI);
  else if (shape === "square") g.rect(...corners(f, [x1, y1, x2, y2]));
  else {
    g.moveTo(f.x(x1), f.y(y2));
    g.lineTo(f.x(x2), f.y(y2));
    g.lineTo(f.x((x1 + x2) / 2), f.y(y1));
    g.closePath();
  }
}

export function drawScene(g, theme, me, f) {
  g.fillStyle = "rgb(246,246,246)";
  g.fillRect(f.left, f.top, f.scale * me.scene.width, f.scale * me.scene.height);
  g.strokeStyle = css(theme.muted);
  g.lineWidth = 1;
  g.strokeRect(f.left, f.top, f.scale * me.scene.width, f.scale * me.scene.height);
  for (const thing of me.scene.objects) {
    outline(g, f, thing);
    g.fillStyle = "rgba(120,120,120,0.55)";
    g.fill();
    g.strokeStyle = "rgb(70,70,70)";
    g.lineWidth = 1.2;
    g.stroke();
  }
}

// One box; the scene is light in every theme, so its colours are those of paper.
export function drawBox(g, f, box, { colour, width = 2, dash = [], fill }) {
  const place = corners(f, box);
  g.save();
  g.lineJoin = "miter";
  g.lineCap = "butt";
  if (fill) {
    g.fillStyle = fill;
    g.fillRect(...place);
  }
  g.setLineDash(dash);
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.strokeRect(...place);
  g.restore();
}

// The band stands around the box, so that the box keeps its own colour; its corners can be pulled.
export function focus(g, theme, f, [x1, y1, x2, y2]) {
  const out = 4.5 / f.scale;
  const box = [x1 - out, y1 - out, x2 + out, y2 + out];
  drawBox(g, f, box, { colour: "rgb(20,20,20)", width: 7 });
  drawBox(g, f, box, { colour: css(theme.focus), width: 3.5 });
}

const LIGHT = { paper: [255, 255, 255] };
export function tag(g, theme, f, [x1, y1], text, { low = false, box } = {}) {
  const size = Math.max(12, 0.85 * theme.size);
  g.font = `${size}px ${theme.font}`;
  const half = g.measureText(text).width / 2 + 3;
  const x = Math.min(Math.max(f.x(x1) + half - 1, f.left + half), f.left + f.right - half);
  const up = f.y(y1) - 0.62 * size - 1;
  const y = low ? f.y(box[3]) + 0.62 * size + 2 : up > f.top + 0.5 * size ? up : f.y(y1) + 0.62 * size + 3;
  plate(g, { ...theme, ...LIGHT }, text, x, y, [20, 20, 20], size);
}

export const colourOf = (theme, label) => css(theme.classes[label % theme.classes.length]);

function corner(g, theme, f, [x1, y1], label) {
  marker(g, MARKS[label % MARKS.length], f.x(x1), f.y(y1), 4.5, theme.classes[label % theme.classes.length], [20, 20, 20], 1.2);
}

// Suppression: kept boxes full, waiting ones thin, removed ones dotted with a cross.
export function drawSuppression(g, theme, me, f) {
  const { state, now, last } = standing(me);
  const order = ["low", "removed", "waiting", "kept"];
  [...me.rows.keys()].sort((i, j) => order.indexOf(state[i].is) - order.indexOf(state[j].is)).forEach((i) => {
    const { is } = state[i];
    if (is === "low") return;
    const look = { kept: { width: 3.5 }, waiting: { width: 1.8 }, removed: { width: 1.4, dash: [2, 4] } }[is];
    drawBox(g, f, me.boxes[i], { ...look, colour: colourOf(theme, me.labels[i]) });
    corner(g, theme, f, me.boxes[i], me.labels[i]);
  });
  if (last?.remove !== undefined) shadeOverlap(g, theme, f, me.boxes[last.by], me.boxes[last.remove]);
  const current = last?.remove ?? now;
  if (current >= 0) cross(g, f, me.boxes[current], last?.remove !== undefined);
  return state;
}

function cross(g, f, [x1, y1, x2, y2], gone) {
  if (!gone) return;
  const [x, y] = [f.x((x1 + x2) / 2), f.y((y1 + y2) / 2)];
  g.save();
  g.strokeStyle = "rgb(20,20,20)";
  g.lineWidth = 4;
  g.beginPath();
  for (const k of [-1, 1]) g.moveTo(x - 9, y - 9 * k), g.lineTo(x + 9, y + 9 * k);
  g.stroke();
  g.restore();
}

// The intersection full of stripes, the union outlined.
export function shadeOverlap(g, theme, f, a, b) {
  const both = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  g.save();
  g.fillStyle = css(theme.classes[5], 0.28);
  for (const box of [a, b]) g.fillRect(...corners(f, box));
  if (both[2] > both[0] && both[3] > both[1]) {
    const [x, y, w, h] = corners(f, both);
    g.fillStyle = css(theme.focus, 0.75);
    g.fillRect(x, y, w, h);
    g.beginPath();
    g.rect(x, y, w, h);
    g.clip();
    g.strokeStyle = "rgba(20,20,20,0.55)";
    g.lineWidth = 1;
    g.beginPath();
    for (let d = -h; d < w; d += 8) g.moveTo(x + d, y + h), g.lineTo(x + d + h, y);
    g.stroke();
  }
  g.restore();
}

export function drawCouple(g, theme, me, f) {
  const two = couple(me);
  me.rows.forEach((_, i) => two && i !== two.a && i !== two.b && drawBox(g, f, me.boxes[i], { colour: "rgba(90,90,90,0.55)", width: 1, dash: [3, 4] }));
  if (!two) return null;
  shadeOverlap(g, theme, f, two.boxA, two.boxB);
  drawBox(g, f, two.boxB, { colour: colourOf(theme, 1), width: 3, dash: [8, 4] });
  drawBox(g, f, two.boxA, { colour: colourOf(theme, 0), width: 3 });
  tag(g, theme, f, two.boxA, "A");
  tag(g, theme, f, [two.boxB[2] - 16 / f.scale, two.boxB[1]], "B");
  return two;
}

// Right detections full with a tick, wrong ones dashed with a cross; objects nobody found are outlined.
export function drawQuality(g, theme, me, f) {
  const found = new Set(me.quality.matches.filter((m) => m.right).map((m) => m.truth));
  me.truth.forEach((box, t) => {
    drawBox(g, f, box, { colour: "rgb(20,20,20)", width: 1.4, dash: [2, 3] });
    if (!found.has(t)) tag(g, theme, f, box, "not found", { low: true, box });
  });
  me.quality.matches.forEach((m, k) => {
    drawBox(g, f, me.boxes[m.box], { colour: css(m.right ? theme.right : theme.wrong), width: 3, dash: m.right ? [] : [7, 4] });
    tag(g, theme, f, me.boxes[m.box], `${m.right ? "✓" : "✗"} ${k + 1}`);
  });
}

export function drawAnchors(g, theme, me, f) {
  const { boxes, rows, each, grid: [high, wide] } = me.field();
  g.save();
  g.beginPath();
  g.rect(f.left, f.top, f.scale * me.scene.width, f.scale * me.scene.height);
  g.clip();
  me.truth.forEach((box) => drawBox(g, f, box, { colour: "rgb(20,20,20)", width: 1.5, dash: [2, 3] }));
  rows.forEach((row, k) => row.state === "object" && drawBox(g, f, boxes[k], { colour: colourOf(theme, me.classes[row.owner]), width: row.best ? 3 : 1.6, dash: row.best ? [] : [6, 3] }));
  const first = me.spot * each;
  for (let k = first; k < first + each; k++) drawBox(g, f, boxes[k], { colour: "rgb(20,20,20)", width: 1.2 });
  for (let r = 0; r < high; r++) for (let c = 0; c < wide; c++) marker(g, "o", f.x((c + 0.5) * me.stride), f.y((r + 0.5) * me.stride), 2, [20, 20, 20]);
  g.restore();
  const [x, y] = [f.x(((me.spot % wide) + 0.5) * me.stride), f.y((Math.floor(me.spot / wide) + 0.5) * me.stride)];
  marker(g, "o", x, y, 7, theme.focus, [20, 20, 20], 2.4);
}

// The four tasks: one class, one class and box, all classes and boxes, all classes and their pixels.
export function drawTask(g, theme, me, f) {
  const one = mainObject(me);
  me.scene.objects.forEach((thing, t) => {
    const label = me.classes[t];
    const single = me.task === "class" || me.task === "box";
    if (single && t !== one) return;
    if (me.task === "mask") {
      outline(g, f, thing);
      g.fillStyle = css(theme.classes[label % 10], 0.72);
      g.fill();
      g.strokeStyle = "rgb(20,20,20)";
      g.lineWidth = 2.2;
      g.stroke();
      corner(g, theme, f, thing.box, label);
      tag(g, theme, f, thing.box, thing.label);
    } else if (me.task !== "class") {
      drawBox(g, f, thing.box, { colour: colourOf(theme, label), width: 3.5 });
      corner(g, theme, f, thing.box, label);
      tag(g, theme, f, thing.box, thing.label);
    }
  });
  if (me.task === "class" && one >= 0) tag(g, theme, f, [4, me.scene.height - 4], me.scene.objects[one].label);
}

// A picture with several objects has no single right class: the largest stands for it.
export function mainObject(me) {
  const size = (t) => (me.truth[t][2] - me.truth[t][0]) * (me.truth[t][3] - me.truth[t][1]);
  return me.truth.reduce((best, _, t) => (best < 0 || size(t) > size(best) ? t : best), -1);
}
