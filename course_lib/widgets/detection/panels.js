// What stands beside the scene: suppression, overlap, precision, anchors, tasks.

import { axes, choice, css, dataTable, equals, exactly, fmt, h, line, marker, matrix, numberField, picture, playback, put, select, slider, toggle } from "../shared.js";
import { envelope, iou, overlap } from "./boxes.js";
import { mainObject } from "./scene.js";
import { couple, standing } from "./state.js";

const percent = (v) => fmt(v, 3);
const named = (me, i) => `${i + 1} (${me.names[me.labels[i]]}, ${fmt(me.scores[i], 2)})`;

export function nmsPanel(ctx, me) {
  const bar = playback(ctx, { step: () => {
    if (me.at >= me.steps.length) {
      if (!bar.isPlaying()) ctx.say("All boxes are decided.");
      return false;
    }
    me.go(me.at + 1);
    if (!bar.isPlaying()) ctx.say(stepText(me));
    return true;
  }, back: () => (me.go(me.at - 1), ctx.say(stepText(me))), reset: () => (me.go(0), ctx.say("Back at the start.")), stepTitle: "Take the best box that is left, or remove one that overlaps it", pace: "1" });
  const perClass = toggle(ctx, { label: "compare only boxes of one class", value: me.per_class, onchange: (v) => (me.set("per_class", v), ctx.say(v ? "Each class on its own." : "All classes together.")) });
  const told = h("p", { class: "de-told cl-answer", role: "status" });
  const sheet = h("div", { class: "cl-sheet cl-answer", tabindex: "0", role: "group", "aria-label": "All boxes, best first" });
  const node = h("div", { class: "de-panel" }, bar.node, told, perClass.node, sheet);
  const show = () => {
    bar.able(me.at < me.steps.length, me.at > 0);
    perClass.set(me.per_class);
    put(told, stepText(me));
    const { state } = standing(me);
    const order = [...me.rows.keys()].sort((i, j) => me.scores[j] - me.scores[i] || i - j);
    sheet.replaceChildren(dataTable({ caption: "Boxes, best first", head: ["box", "class", "score", "state"], rows: order.map((i) => [String(i + 1), me.names[me.labels[i]], me.scores[i], because(me, state[i])]) }));
    order.forEach((i, k) => sheet.querySelectorAll("tbody tr")[k].classList.toggle("de-here", i === me.chosen));
  };
  return { node, show, pause: bar.pause };
}

const because = (me, s) => ({ kept: "✓ kept", waiting: "waiting", low: `left out, score < ${fmt(me.score_threshold)}` })[s.is] ?? `✗ IoU ${percent(s.iou)} with ${s.by + 1}`;

export function stepText(me) {
  const { last, done } = standing(me);
  if (!me.steps.length) return "No box reaches the score threshold: nothing to decide.";
  if (!last) return `${new Set(me.steps.map((s) => s.take ?? s.remove)).size} boxes wait, best score first. Step takes the best one.`;
  const end = done ? ` All are decided: ${me.kept.length} stay.` : "";
  if (last.take !== undefined) return `Take box ${named(me, last.take)}: the best score that is left.${end}`;
  return `Remove box ${named(me, last.remove)}: it overlaps box ${last.by + 1} by IoU ${percent(last.iou)}, more than ${fmt(me.iou_threshold)}.${end}`;
}

export function iouPanel(ctx, me) {
  const other = select(ctx, { label: "Box B", options: [["-1", "most overlap"]], value: "-1", onchange: (v) => {
    me.other = Number(v);
    me.choose(me.chosen);
    ctx.say(iouText(me));
  } });
  const numbers = matrix(ctx, { name: "boxes", caption: "x₁, y₁, x₂, y₂ of A (above) and B", values: Array(8).fill(0), columns: 4, edit: (r, c, x) => {
    const two = couple(me);
    if (!two || (r && two.truth)) return ctx.say("The box of a drawn object stays where it is.");
    const box = [...(r ? two.boxB : two.boxA)];
    box[c] = x;
    me.place(r ? two.b : two.a, box);
    return ctx.say(iouText(me));
  } });
  const [big, lines] = [h("p", { class: "de-big cl-answer" }), h("ol", { class: "de-lines cl-answer cl-digits" })];
  const node = h("div", { class: "de-panel" }, big, lines, numbers.node, other.node);
  let listed = "";
  const show = () => {
    const two = couple(me);
    numbers.node.hidden = !two;
    const key = `${me.rows.length} ${me.truth.length} ${me.chosen}`;
    if (key !== listed) {
      listed = key;
      const all = [...me.boxes.keys()].map((i) => [String(i), `box ${i + 1}`]).concat(me.truth.map((_, t) => [String(me.boxes.length + t), `object ${t + 1} (${me.scene.objects[t].label})`]));
      other.box.replaceChildren(...[["-1", "most overlap"], ...all.filter(([v]) => Number(v) !== me.chosen)].map(([v, text]) => h("option", { value: v }, text)));
    }
    other.set(String(me.other === me.chosen ? -1 : me.other));
    if (!two) {
      put(big, "Two boxes are needed: draw one.");
      return lines.replaceChildren();
    }
    numbers.set([...two.boxA, ...two.boxB]);
    const value = iou(two.boxA, two.boxB);
    big.replaceChildren(h("span", {}, "IoU of box ", String(two.a + 1), " and ", two.truth ? `object ${two.b - me.boxes.length + 1}` : `box ${two.b + 1}`), h("strong", { title: exactly(value) }, equals(value)));
    return lines.replaceChildren(...workings(two).map((text) => h("li", {}, text)));
  };
  return { node, show };
}

const whole = (v) => fmt(v, 7); // a line that is written out has to add up
const is = (v) => equals(v, 7);

// The overlap of two boxes in the steps one would write down.
export function workings({ boxA: a, boxB: b }) {
  const [both, either] = overlap(a, b);
  const side = (k, name) => {
    const [from, to] = [Math.max(a[k], b[k]), Math.min(a[k + 2], b[k + 2])];
    const length = to - from;
    return `${name}: min(${whole(a[k + 2])}, ${whole(b[k + 2])}) − max(${whole(a[k])}, ${whole(b[k])}) ${is(length)}${length < 0 ? ", below 0: they lie apart, so 0" : ""}`;
  };
  const size = (box) => `${whole(box[2] - box[0])}·${whole(box[3] - box[1])}`;
  const [wide, high] = [0, 1].map((k) => Math.max(0, Math.min(a[k + 2], b[k + 2]) - Math.max(a[k], b[k])));
  return [
    side(0, "width"), side(1, "height"),
    `shared: ${whole(wide)}·${whole(high)} ${is(both)}`,
    `union: ${size(a)} + ${size(b)} − ${whole(both)} ${is(either)}`,
    either > 0 ? `IoU: ${whole(both)} / ${whole(either)} ${equals(both / either)}` : "IoU: 0, as neither box has an area",
  ];
}

export const iouText = (me) => {
  const two = couple(me);
  return two ? `IoU of A and B ${equals(iou(two.boxA, two.boxB))}.` : "Two boxes are needed.";
};

export function precisionPanel(ctx, me) {
  const match = slider(ctx, { label: "Right from IoU", min: 0.05, max: 0.95, step: 0.05, value: me.match_threshold, oninput: (v) => me.set("match_threshold", v) });
  const after = toggle(ctx, { label: "only boxes that suppression keeps", value: me.after_nms, onchange: (v) => (me.set("after_nms", v), ctx.say(precisionText(me))) });
  const of = select(ctx, { label: "Curve of", options: [["-1", "all classes"]], value: "-1", onchange: (v) => {
    me.of = Number(v);
    me.choose(me.chosen);
  } });
  const big = h("p", { class: "de-big cl-answer" });
  const sheet = h("div", { class: "cl-sheet cl-answer", tabindex: "0", role: "group", "aria-label": "Each detection, right or wrong" });
  const chart = picture(ctx, { label: "Precision over recall", aspect: 1.45, maxWidth: 520, draw: (g, width, height, theme) => drawCurves(g, width, height, theme, me), table: () => ({ caption: "Precision and recall after each detection", head: ["class", "after", "precision", "recall"], rows: me.quality.classes.flatMap((c) => c.precision.map((p, k) => [c.name, `box ${c.matches[k].box + 1}`, p, c.recall[k]])) }) });
  chart.node.classList.add("cl-answer");
  const node = h("div", { class: "de-panel" }, big, h("div", { class: "cl-row" }, match.node, of.node), after.node, chart.node, sheet);
  let names = "";
  const show = () => {
    match.set(me.match_threshold);
    after.set(me.after_nms);
    if (names !== me.names.join()) {
      names = me.names.join();
      of.box.replaceChildren(...[["-1", "all classes"], ...me.names.map((n, k) => [String(k), n])].map(([v, text]) => h("option", { value: v }, text)));
    }
    of.set(String(me.of));
    const { mean, classes } = me.quality;
    const shown = classes[me.of];
    const value = shown ? shown.ap : mean;
    big.replaceChildren(h("span", {}, shown ? `Average precision, ${shown.name}` : "Mean average precision"), h("strong", { title: value === null ? "" : exactly(value) }, value === null ? "no object" : equals(value)));
    const rows = me.quality.matches.map((m, k) => [String(k + 1), `box ${m.box + 1}`, me.names[me.labels[m.box]], me.scores[m.box], m.truth < 0 ? "none" : m.iou, `${m.right ? "✓" : "✗"} ${WHY[m.why]}`]);
    sheet.replaceChildren(dataTable({ caption: classes.filter((c) => c.ap !== null).map((c) => `${c.name}: AP ${equals(c.ap)} (11 points ${equals(c.eleven)})`).join(" · "), head: ["rank", "detection", "class", "score", "IoU", ""], rows }));
    chart.redraw();
  };
  return { node, show };
}

const WHY = { right: "right", taken: "wrong: that object is taken", "too little overlap": "wrong: too little overlap", "no object": "wrong: no such object" };
export const precisionText = (me) => (me.quality.mean === null ? "No object to find." : `Mean average precision ${fmt(me.quality.mean)}, ${me.quality.matches.filter((m) => m.right).length} right of ${me.quality.matches.length}.`);

function drawCurves(g, width, height, theme, me) {
  const ax = axes(g, width, height, { xlim: [0, 1], ylim: [0, 1.05], xlabel: "recall", ylabel: "precision", theme });
  me.quality.classes.forEach((c, k) => {
    if (c.ap === null || (me.of >= 0 && me.of !== k)) return;
    const above = envelope(c.precision);
    const colour = theme.classes[k % theme.classes.length];
    const steps = c.recall.flatMap((r, i) => [[ax.x(i ? c.recall[i - 1] : 0), ax.y(above[i])], [ax.x(r), ax.y(above[i])]]);
    if (me.of >= 0 && steps.length) {
      g.fillStyle = css(colour, 0.18);
      g.beginPath();
      g.moveTo(ax.x(0), ax.y(0));
      steps.forEach(([x, y]) => g.lineTo(x, y));
      g.lineTo(steps.at(-1)[0], ax.y(0));
      g.fill();
    }
    g.strokeStyle = css(colour);
    g.lineWidth = 1.4;
    g.setLineDash([3, 3]);
    line(g, steps);
    g.setLineDash([]);
    g.lineWidth = 2.4;
    line(g, c.recall.map((r, i) => [ax.x(r), ax.y(c.precision[i])]));
    c.recall.forEach((r, i) => marker(g, ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"][k % 10], ax.x(r), ax.y(c.precision[i]), 5, colour, theme.ink, 1));
  });
}

export function anchorPanel(ctx, me) {
  const step = slider(ctx, { label: "Grid step", min: 16, max: 80, step: 4, value: me.stride, oninput: (v) => (me.spot = 0, me.set("stride", v)) });
  const high = slider(ctx, { label: "Object from IoU", min: 0.3, max: 0.9, step: 0.05, value: me.match_threshold, oninput: (v) => me.set("match_threshold", v) });
  const low = slider(ctx, { label: "Background below IoU", min: 0.05, max: 0.5, step: 0.05, value: me.low, oninput: (v) => me.set("low", v) });
  const lists = [["_scales", "scales", "Side", 4, 1000], ["_ratios", "ratios", "Height/width", 0.1, 10]].map(([trait, key, label, min, max]) => ({ key, node: h("div", { class: "cl-row" }), build() {
    this.node.replaceChildren(...me[key].map((value, i) => numberField(ctx, { label: `${label} ${i + 1}`, value, min, max, onchange: (v) => {
      me[key] = me[key].map((old, k) => (k === i ? v : old));
      me.anchors = null;
      ctx.save(trait, () => [...me[key]]);
      me.choose(me.chosen);
      ctx.say(anchorText(me));
    } }).node));
  } }));
  lists.forEach((list) => list.build());
  const [big, how] = [h("p", { class: "de-big cl-answer" }), h("p", { class: "de-told cl-answer cl-digits" })];
  const sheet = h("div", { class: "cl-sheet cl-answer", tabindex: "0", role: "group", "aria-label": "The anchors at the chosen place" });
  const node = h("div", { class: "de-panel" }, big, how, h("div", { class: "cl-row" }, step.node, high.node, low.node), ...lists.map((l) => l.node), sheet);
  let listed = "";
  const show = () => {
    const { boxes, rows, each, grid: [tall, wide] } = me.field();
    const count = (state) => rows.filter((r) => r.state === state).length;
    big.replaceChildren(h("span", {}, `${wide} × ${tall} places, ${me.scales.length} sides × ${me.ratios.length} ratios each: ${wide}·${tall}·${each} =`), h("strong", {}, `${boxes.length}`), h("span", {}, "anchors"));
    put(how, `${count("object")} stand for an object (thick: the best of each), ${count("background")} for background, ${count("unused")} are not used.`);
    const key = `${me.scales.length} ${me.ratios.length} ${me.preset}`;
    if (listed && key !== listed) lists.forEach((list) => list.build());
    listed = key;
    step.set(me.stride);
    high.set(me.match_threshold);
    low.set(me.low);
    const first = me.spot * each;
    const here = rows.slice(first, first + each).map((row, k) => {
      const [side, ratio] = [me.scales[Math.floor(k / me.ratios.length)], me.ratios[k % me.ratios.length]];
      const [x1, y1, x2, y2] = boxes[first + k];
      return [fmt(side), fmt(ratio), `${fmt(x2 - x1, 3)} × ${fmt(y2 - y1, 3)}`, row.owner < 0 ? "none" : `object ${row.owner + 1}`, fmt(row.iou, 2), row.best ? "object (its best)" : row.state];
    });
    sheet.replaceChildren(dataTable({ caption: `Anchors in column ${(me.spot % wide) + 1}, row ${Math.floor(me.spot / wide) + 1}`, head: ["side", "ratio", "width × height", "nearest", "IoU", "stands for"], rows: here }));
  };
  return { node, show };
}

export function anchorText(me) {
  const { rows, each, grid: [, wide] } = me.field();
  const here = rows.slice(me.spot * each, me.spot * each + each);
  const best = here.reduce((a, b) => (b.iou > a.iou ? b : a), here[0]);
  return `Column ${(me.spot % wide) + 1}, row ${Math.floor(me.spot / wide) + 1}: ${here.filter((r) => r.state === "object").length} of ${each} anchors stand for an object, best IoU ${fmt(best.iou)}.`;
}

export const TASKS = [["class", "class", "Classification"], ["box", "class and box", "Classification and localisation"], ["boxes", "all boxes", "Object detection"], ["mask", "all masks", "Instance segmentation"]];

export function taskPanel(ctx, me) {
  const task = choice(ctx, { label: "Task", options: TASKS, value: me.task, onchange: (v) => (me.set("task", v), ctx.say(taskText(me)[0])) });
  const [big, rest] = [h("p", { class: "de-big cl-answer" }), h("p", { class: "de-told cl-answer" })];
  const sheet = h("div", { class: "cl-sheet cl-answer", tabindex: "0", role: "group", "aria-label": "What the four tasks answer" });
  const node = h("div", { class: "de-panel" }, task.node, big, rest, sheet);
  const show = () => {
    task.set(me.task);
    const [answer, why] = taskText(me);
    big.replaceChildren(h("strong", {}, TASKS.find(([v]) => v === me.task)[2]), h("span", {}, answer));
    put(rest, why);
    sheet.replaceChildren(dataTable({ caption: "How many numbers an answer holds", head: ["task", "class", "place", "in all"], rows: TASKS.map(([v, text]) => [text, ...answerSize(me, v)]) }));
    [...sheet.querySelectorAll("tbody tr")].forEach((row, k) => row.classList.toggle("de-here", TASKS[k][0] === me.task));
  };
  return { node, show };
}

function answerSize(me, task) {
  const [n, pixels] = [me.truth.length, Math.round(me.scene.width * me.scene.height)];
  if (task === "class") return ["1", "none", "1"];
  if (task === "box") return ["1", "4 sides", "5"];
  return task === "boxes" ? [String(n), `${n}·4 sides`, String(5 * n)] : [String(n), `${n}·${pixels} pixels`, String(n * (1 + pixels))];
}

export function taskText(me) {
  const labels = me.scene.objects.map((o) => o.label).join(", ") || "nothing";
  const one = mainObject(me);
  const first = one < 0 ? "nothing" : me.scene.objects[one].label;
  const several = me.truth.length > 1 ? " The scene holds more, but the answer has room for one: the largest." : "";
  return {
    class: [`answers “${first}”.`, `One class for the whole picture, no place.${several}`],
    box: [`answers “${first}” and where it is.`, `One class and the four numbers of its box.${several}`],
    boxes: [`answers ${labels}, each with its box.`, "One class, one box and one score for each object; how many there are is not known before."],
    mask: [`answers ${labels}, each with its pixels.`, "As detection, and for each object which pixels belong to it: two objects of one class stay two."],
  }[me.task];
}
