// The plane of points, and what mouse, touch and keys do on it.

import { axes, css, drag, keptLayer, keys, picture } from "../shared.js";
import { drawField, drawNormal, drawPoints, drawProbe, normalOf } from "./drawing.js";
import { MOST_POINTS, lossOf, outputOf, scoreOf } from "./neuron.js";

const HELP = "Arrow keys choose a point. Enter picks it up, arrows then move it (Shift: further), Enter puts it down. F flips its class, A adds a point beside it, Delete removes it.";

// tell(i, aloud) shows the numbers of point i.
export function plane(ctx, me, tell) {
  const view = { chosen: -1, held: false, tool: "move", frame: null, normal: null, layer: keptLayer() };
  const look = picture(ctx, {
    label: "The plane of points", aspect: 1.03, maxWidth: 560, interactive: true, help: HELP, table: () => tableOf(me),
    draw: (g, width, height, theme) => drawPlane(g, width, height, theme, me, view),
  });
  look.face.classList.add("dp-plane");
  view.choose = (i) => {
    view.chosen = i;
    look.redraw();
    tell(i);
  };
  view.leave = (sentence) => {
    view.held = false;
    view.choose(Math.min(view.chosen, me.points.length - 1));
    ctx.say(sentence);
  };
  if (!ctx.locked("plane")) byPointer(ctx, me, view, look.face, tell);
  byKeys(ctx, me, view, look.face, tell);
  return { ...look, view };
}

function drawPlane(g, width, height, theme, me, view) {
  const [a, b, c, d] = me.limits;
  const key = JSON.stringify([me.layered ? [me.net.flat, me.net.activation] : me.w, me.output, me.limits, me.names, theme]);
  view.layer(g, key, (under) => {
    view.frame = axes(under, width, height, { xlim: [a, b], ylim: [c, d], xlabel: me.names[0], ylabel: me.names[1], theme, grid: false, square: true });
    drawField(under, theme, me, view.frame);
  });
  const { frame } = view;
  const { left, top, right, bottom } = frame.area;
  view.normal = normalOf(me);
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  drawNormal(g, theme, frame, view.normal);
  if (me.layered && view.chosen < 0) drawProbe(g, theme, frame, me.net.probe, me.points);
  drawPoints(g, theme, me, frame, view.chosen);
  g.restore();
  g.lineWidth = 1;
  g.strokeStyle = css(theme.muted, 0.6);
  g.strokeRect(left, top, right - left, bottom - top);
}

function tableOf(me) {
  return {
    caption: `${me.points.length} points, their scores and what the ${me.layered ? "network" : "neuron"} answers`,
    head: ["point", me.names[0], me.names[1], "class", "score s", "output", "loss"],
    rows: me.points.map(([x1, x2, y], i) => {
      const s = me.scoreAt(x1, x2);
      return [String(i + 1), x1, x2, y > 0 ? me.names[3] : me.names[2], s, outputOf(s, me.output), lossOf(s, y, me.output)];
    }),
  };
}

// What lies under the pointer: {kind: "tip" | "point" | "line" | null, hit: number of the point}. Fingers reach further.
function under(e, me, view) {
  const pixel = ([x1, x2]) => [view.frame.x(x1), view.frame.y(x2)];
  const away = (p) => Math.hypot(pixel(p)[0] - e.x, pixel(p)[1] - e.y);
  let [hit, far] = [-1, e.touch ? 26 : 16];
  me.points.forEach((p, i) => {
    const d = away(p);
    if (d < far) [hit, far] = [i, d];
  });
  if (view.normal && away(view.normal.tip) < (e.touch ? 20 : 12)) return { kind: "tip", hit };
  if (hit >= 0) return { kind: "point", hit };
  if (me.layered) return { kind: null, hit };
  const [w0, w1, w2] = me.w;
  const size = Math.hypot(w1, w2);
  const perPixel = (me.limits[1] - me.limits[0]) / (view.frame.area.right - view.frame.area.left);
  const off = Math.abs(w0 + w1 * view.frame.ix(e.x) + w2 * view.frame.iy(e.y)) / size / perPixel;
  return { kind: me.features === "linear" && off < (e.touch ? 16 : 9) ? "line" : null, hit };
}

function byPointer(ctx, me, view, face, tell) {
  const data = (e) => [view.frame.ix(e.x), view.frame.iy(e.y)];
  let holding = null;
  const take = (e) => {
    if (!view.frame) return false;
    const { kind, hit } = under(e, me, view);
    holding = { kind, ...view.normal };
    if (view.tool === "remove") {
      if (hit >= 0) me.remove(hit), view.leave(`Removed. ${me.points.length} points are left.`);
      return false;
    }
    if (view.tool !== "move") {
      holding.kind = "point";
      view.choose(me.add(...data(e), view.tool === "plus" ? 1 : -1));
    } else if (kind === "point") view.choose(hit);
    if (me.layered && holding.kind === null) holding.kind = "probe", look(e);
    else if (me.layered && view.chosen >= 0) me.net.probe = me.points[view.chosen].slice(0, 2);
    return holding.kind !== null;
  };
  // A place without a point: what the network makes of it, unit by unit.
  const look = (e) => {
    const [a, b, c, d] = me.limits;
    me.net.probe = data(e).map((v, k) => Number(Math.min(k ? d : b, Math.max(k ? c : a, v)).toFixed(2)) + 0);
    view.choose(-1);
    me.show();
  };
  const pull = (e) => {
    if (holding.kind === "probe") return look(e);
    if (holding.kind === "point") {
      if (view.chosen >= 0) me.move(view.chosen, ...data(e));
      tell(view.chosen);
    } else if (!ctx.locked("weights")) me.setWeights(bent(me.w, holding, data(e)));
  };
  const pointer = drag(ctx, face, { start: take, move: pull, end: () => holding.kind === "point" && tell(view.chosen, true) });
  ctx.on(face, "pointermove", (e) => {
    if (pointer.isHeld() || e.pointerType === "touch" || !view.frame) return;
    const { kind, hit } = under({ x: e.offsetX, y: e.offsetY }, me, view);
    face.style.cursor = view.tool !== "move" ? "copy" : { tip: "grab", line: "move", point: "grab" }[kind] ?? "default";
    if (hit >= 0 && hit !== view.chosen && !view.held) view.choose(hit);
  });
}

// Weights after a drag: the line goes through the pointer, or the arrow's tip goes to it while its foot stays.
export function bent([w0, w1, w2], { kind, foot, shown }, [px, py]) {
  if (kind === "line") return [-(w1 * px + w2 * py), w1, w2];
  const [u1, u2] = [(px - foot[0]) / shown, (py - foot[1]) / shown].map((v) => Number(v.toPrecision(4)));
  if (Math.hypot(u1, u2) < 1e-3) return [w0, w1, w2];
  return [Number((-(u1 * foot[0] + u2 * foot[1])).toPrecision(4)), u1, u2];
}

function byKeys(ctx, me, view, face, tell) {
  const say = (i) => tell(i, true);
  const extent = () => me.limits[1] - me.limits[0];
  const own = (fn) => (ctx.locked("plane") ? () => {} : fn);
  const go = (dx, dy) => (e) => {
    if (!me.points.length) return;
    if (view.held) {
      const size = (extent() / 70) * (e.shiftKey ? 5 : 1);
      const [x1, x2] = me.points[view.chosen];
      me.move(view.chosen, x1 + dx * size, x2 + dy * size);
    } else view.choose(neighbour(me.points, view.chosen, dx, dy));
    say(view.chosen);
  };
  const pick = () => {
    if (view.chosen < 0) return;
    view.held = !view.held;
    ctx.say(view.held ? `Point ${view.chosen + 1} picked up: arrows move it.` : `Point ${view.chosen + 1} put down.`);
    face.classList.toggle("dp-held", view.held);
  };
  const add = () => {
    const [x1, x2, y] = me.points[view.chosen] ?? [0, 0, 1];
    const i = me.add(x1 + extent() / 20, x2 + extent() / 20, y);
    if (i < 0) return ctx.say(`${MOST_POINTS} points are the most that fit.`);
    view.choose(i);
    return say(i);
  };
  const remove = () => {
    if (view.chosen < 0) return;
    me.remove(view.chosen);
    face.classList.remove("dp-held");
    view.leave(`Removed. ${me.points.length} points are left.`);
  };
  keys(ctx, face, {
    ArrowLeft: go(-1, 0), ArrowRight: go(1, 0), ArrowUp: go(0, 1), ArrowDown: go(0, -1),
    "Enter|Space": own(pick), Escape: () => (view.held ? pick() : false), "a|A": own(add), "Delete|Backspace": own(remove),
    "f|F": own(() => view.chosen >= 0 && (me.flip(view.chosen), say(view.chosen))),
  });
  ctx.on(face, "blur", () => view.held && pick());
}

// The nearest point in a direction, sideways counting double; the same point where there is none.
export function neighbour(points, from, dx, dy) {
  if (from < 0) return 0;
  const [ox, oy] = points[from];
  let [best, least] = [from, Infinity];
  points.forEach(([x1, x2], i) => {
    const along = (x1 - ox) * dx + (x2 - oy) * dy;
    const across = Math.abs((x1 - ox) * dy - (x2 - oy) * dx);
    const ahead = along > 1e-9 || (along > -1e-9 && across < 1e-9 && i > from);
    if (i !== from && ahead && along + 2 * across < least) [best, least] = [i, along + 2 * across];
  });
  return best;
}
