import { choice, fmt, h, numberField, picture, placed, put, select, slider, widget } from "./shared.js";
import { anchorPanel, anchorText, iouPanel, iouText, nmsPanel, precisionPanel, precisionText, stepText, TASKS, taskPanel, taskText } from "./detection/panels.js";
import { drawAnchors, drawCouple, drawQuality, drawScene, drawSuppression, drawTask, focus, frameOf, tag } from "./detection/scene.js";
import { detection, standing } from "./detection/state.js";
import { boxText, touchable } from "./detection/touch.js";

const HELP = "Arrow keys choose a box, best score first. Enter picks it up, arrows then move it (with Shift its lower right corner), Enter puts it down. A adds a box, Delete removes it, F changes its class, plus and minus its score. With anchors, arrows walk the grid.";
const VIEWS = [["nms", "suppression"], ["iou", "overlap"], ["precision", "precision"], ["anchors", "anchors"], ["tasks", "four tasks"]];

function drawView(g, theme, me, view) {
  const f = view.frame;
  drawScene(g, theme, me, f);
  if (me.view === "anchors") return drawAnchors(g, theme, me, f);
  if (me.view === "tasks") return drawTask(g, theme, me, f);
  if (me.rows.length && me.view !== "iou" && view.shows(me.chosen)) focus(g, theme, f, me.boxes[me.chosen]);
  if (me.view === "iou") return drawCouple(g, theme, me, f);
  if (me.view === "precision") return drawQuality(g, theme, me, f);
  const state = drawSuppression(g, theme, me, f);
  const taken = [];
  const order = [...me.rows.keys()].filter((i) => ["kept", "waiting"].includes(state[i].is)).sort((i, j) => me.scores[j] - me.scores[i]);
  for (const i of order) {
    const [x, y] = [f.x(me.boxes[i][0]), f.y(me.boxes[i][1])];
    if (i !== me.chosen && taken.some(([a, b]) => Math.abs(a - x) < (f.right < 420 ? 4 : 5.6) * theme.size && Math.abs(b - y) < 1.5 * theme.size)) continue;
    taken.push([x, y]);
    tag(g, theme, f, me.boxes[i], `${state[i].is === "kept" ? "✓ " : ""}${i + 1} ${f.right < 420 ? "" : `${me.names[me.labels[i]]} `}${fmt(me.scores[i], 2)}`);
  }
  return null;
}

function sceneTable(me) {
  const { state } = standing(me);
  return { caption: "Objects and detections", head: ["", "class", "x₁", "y₁", "x₂", "y₂", "score", "suppression"], rows: [
    ...me.scene.objects.map((o, t) => [`object ${t + 1}`, o.label, ...o.box, "", ""]),
    ...me.rows.map((r, i) => [`box ${i + 1}`, me.names[r[5]], ...r.slice(0, 5), state[i].is]),
  ] };
}

// The chosen box: its place, its score and its class to change.
function chosenBox(ctx, me) {
  const told = h("p", { class: "de-readout cl-digits" });
  const score = numberField(ctx, { label: "Score", value: 0, min: 0, max: 1, onchange: (v) => me.rows.length && (me.score(me.chosen, v), ctx.say(`Score ${fmt(v)}.`)) });
  const label = select(ctx, { label: "Class", options: [], value: "", onchange: (v) => me.rows.length && (me.label(me.chosen, Number(v)), ctx.say(`Class ${me.names[Number(v)]}.`)) });
  const fields = placed(ctx, "boxes", h("div", { class: "cl-row" }, score.node, label.node), [score.box, label.box]);
  const node = h("div", { class: "de-chosen" }, told, fields);
  let names = "";
  const show = () => {
    node.hidden = ["anchors", "tasks"].includes(me.view);
    const i = me.chosen;
    fields.hidden = ctx.hidden("boxes") || !me.rows.length;
    put(told, me.rows.length ? `Box ${i + 1}: ${boxText(me.boxes[i])}` : "No boxes yet: choose Draw and pull one open.");
    if (!me.rows.length) return;
    score.set(me.scores[i]);
    if (names !== me.names.join()) {
      names = me.names.join();
      label.box.replaceChildren(...me.names.map((name, k) => h("option", { value: String(k) }, name)));
    }
    label.set(String(me.labels[i]));
  };
  return { node, show };
}

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.show();
  const changed = () => {
    if (!parts) return;
    parts.look.redraw();
    ctx.draw(repaint);
  };
  const me = detection(ctx, changed);
  const view = { frame: null, tool: "move", shows: (i) => me.view === "iou" || me.scores[i] >= me.score_threshold };
  const say = { nms: () => `Box ${me.chosen + 1}, ${me.names[me.labels[me.chosen]]}, score ${fmt(me.scores[me.chosen])}: ${standing(me).state[me.chosen].is}.`, iou: () => `Box ${me.chosen + 1}. ${iouText(me)}`, precision: () => `Box ${me.chosen + 1}. ${precisionText(me)}` };
  const tell = () => ctx.say(me.rows.length ? say[me.view]() : "There are no boxes.");
  view.spot = (k) => {
    me.spot = k;
    changed();
    ctx.say(anchorText(me));
  };
  view.task = (by) => {
    const at = TASKS.findIndex(([v]) => v === me.task);
    me.set("task", TASKS[Math.min(TASKS.length - 1, Math.max(0, at + by))][0]);
    ctx.say(taskText(me)[0]);
  };
  const look = picture(ctx, { label: "The scene and its boxes", aspect: () => me.scene.width / me.scene.height, maxWidth: 760, interactive: true, help: HELP, table: () => sceneTable(me), draw: (g, width, height, theme) => {
    view.frame = frameOf(me, width, height);
    drawView(g, theme, me, view);
  } });
  look.face.classList.add("de-scene");
  touchable(ctx, me, view, look.face, tell);
  const panels = { nms: nmsPanel(ctx, me), iou: iouPanel(ctx, me), precision: precisionPanel(ctx, me), anchors: anchorPanel(ctx, me), tasks: taskPanel(ctx, me) };
  const listed = ctx.get("_scenes");
  const known = () => listed.some((s) => s.name === me.preset);
  const sets = select(ctx, { name: "scene", label: "Scene", options: [...listed.map((s) => [s.name, s.title]), ...(known() ? [] : [[me.preset, me.preset === "random" ? "Random shapes" : "Your own"]])], value: me.preset, onchange: (name) => {
    const found = listed.find((s) => s.name === name);
    if (found) me.load(found), ctx.say(`${found.title}: ${me.truth.length} objects, ${me.rows.length} boxes.`);
  } });
  const views = choice(ctx, { name: "view", label: "Look at", options: VIEWS, value: me.view, onchange: (v) => {
    panels.nms.pause();
    me.held = false;
    me.set("view", v);
    ctx.say({ nms: stepText(me), iou: iouText(me), precision: precisionText(me), anchors: anchorText(me), tasks: taskText(me)[0] }[v]);
  } });
  const tools = choice(ctx, { name: "boxes", label: "Mouse or finger", options: [["move", "Move"], ["draw", "Draw"], ["remove", "Remove"]], value: "move", onchange: (v) => (view.tool = v) });
  const least = slider(ctx, { name: "score_threshold", label: "Score at least", min: 0, max: 1, step: 0.01, value: me.score_threshold, oninput: (v) => me.set("score_threshold", v) });
  const most = slider(ctx, { name: "iou_threshold", label: "Remove above IoU", min: 0, max: 1, step: 0.01, value: me.iou_threshold, oninput: (v) => me.set("iou_threshold", v) });
  const chosen = chosenBox(ctx, me);
  const legend = h("ul", { class: "de-legend" });
  const sliders = h("div", { class: "cl-row" }, least.node, most.node);
  const setHidden = (node, name, hide) => (node.hidden = hide || ctx.hidden(name));
  let drawn = "";
  parts = { look, show: () => {
    const still = ["anchors", "tasks"].includes(me.view);
    setHidden(tools.node, "boxes", still);
    setHidden(least.node, "score_threshold", still || me.view === "iou");
    setHidden(most.node, "iou_threshold", still || me.view === "iou");
    sets.set(me.preset);
    views.set(me.view);
    least.set(me.score_threshold);
    most.set(me.iou_threshold);
    chosen.show();
    for (const [name, panel] of Object.entries(panels)) panel.node.hidden = name !== me.view;
    panels[me.view].show();
    if (drawn !== me.names.join()) {
      drawn = me.names.join();
      legend.replaceChildren(...me.names.map((name, k) => h("li", {}, h("span", { "aria-hidden": "true", style: { color: `var(--cl-class-${k % 10})` } }, "●■▲◆▼✚✖★◀▶"[k % 10]), name)));
    }
    look.label(`The scene: ${me.truth.length} objects, ${me.rows.length} boxes, ${me.kept.length} kept`);
  } };
  ctx.watch(["view", "task", "score_threshold", "iou_threshold", "match_threshold", "per_class", "after_nms", "stride", "low", "_scales", "_ratios", "_scene", "_names", "_preset", "_boxes", "_at"], () => {
    panels.nms.pause();
    me.read();
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row" }, sets.node, views.node),
    h("div", { class: "de-main" },
      h("div", { class: "de-left" }, look.node, legend, h("div", { class: "cl-row de-tools" }, tools.node, chosen.node), sliders),
      h("div", { class: "de-right" }, Object.values(panels).map((panel) => panel.node))));
  changed();
}

export default { render: widget("Detection explorer", build) };
