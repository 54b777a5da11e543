// What mouse, touch and keys do on the scene.

import { clamp, drag, fmt, keys } from "../shared.js";
import { area } from "./boxes.js";
import { MOST } from "./state.js";

// What lies under a point of the scene: {i, edge}; edge names the corner (0 to 3) that is held, or -1 for the inside.
export function under(boxes, shown, chosen, x, y, reach) {
  const corner = (i) => {
    const [x1, y1, x2, y2] = boxes[i];
    return [[x1, y1], [x2, y1], [x2, y2], [x1, y2]].findIndex(([px, py]) => Math.hypot(px - x, py - y) <= reach);
  };
  if (shown.includes(chosen) && corner(chosen) >= 0) return { i: chosen, edge: corner(chosen) };
  const near = shown.filter((i) => boxes[i][0] - reach / 2 <= x && x <= boxes[i][2] + reach / 2 && boxes[i][1] - reach / 2 <= y && y <= boxes[i][3] + reach / 2);
  if (near.includes(chosen)) return { i: chosen, edge: -1 };
  const i = near.reduce((a, b) => (a < 0 || area(boxes[b]) < area(boxes[a]) ? b : a), -1);
  return { i, edge: -1 };
}

// The box after a corner went to (x, y); the opposite one stays.
export function stretched([x1, y1, x2, y2], edge, x, y) {
  const opposite = [[x2, y2], [x1, y2], [x1, y1], [x2, y1]][edge];
  return [Math.min(x, opposite[0]), Math.min(y, opposite[1]), Math.max(x, opposite[0]), Math.max(y, opposite[1])];
}

export function touchable(ctx, me, view, face, tell) {
  const free = !ctx.locked("boxes");
  const shown = () => [...me.rows.keys()].filter((i) => view.shows(i));
  let [holding, from] = [null, null];
  const point = (e) => [view.frame.ix(e.x), view.frame.iy(e.y)];
  const spotAt = (x, y) => {
    const { grid: [rows, columns] } = me.field();
    return clamp(Math.floor(y / me.stride), 0, rows - 1) * columns + clamp(Math.floor(x / me.stride), 0, columns - 1);
  };
  drag(ctx, face, {
    start(e) {
      if (!view.frame) return false;
      const [x, y] = point(e);
      if (me.view === "tasks") return false;
      if (me.view === "anchors") {
        view.spot(spotAt(x, y));
        holding = { spot: true };
        return true;
      }
      const { i, edge } = under(me.boxes, shown(), me.chosen, x, y, (e.touch ? 18 : 9) / view.frame.scale);
      if (free && view.tool === "remove") {
        if (i >= 0) me.remove(i), ctx.say(`Removed. ${me.rows.length} boxes are left.`);
        return false;
      }
      if (free && view.tool === "draw") {
        const made = me.add([x, y, x, y]);
        if (made < 0) return ctx.say(`${MOST} boxes are the most that fit.`), false;
        holding = { i: made, edge: 2 };
        from = [x, y];
        return true;
      }
      if (i < 0) return false;
      me.choose(i);
      holding = free ? { i, edge } : null;
      from = [x, y, ...me.boxes[i]];
      return true;
    },
    move(e) {
      if (!holding) return;
      const [x, y] = point(e);
      if (holding.spot) return view.spot(spotAt(x, y));
      if (holding.edge >= 0) return me.place(holding.i, stretched(view.tool === "draw" ? [...from, x, y] : me.boxes[holding.i], view.tool === "draw" ? 2 : holding.edge, x, y)), steer(x, y);
      const [x1, y1] = me.boxes[holding.i];
      return me.shift(holding.i, from[2] + x - from[0] - x1, from[3] + y - from[1] - y1);
    },
    end() {
      if (holding && !holding.spot && free) tidy(holding.i);
      holding = null;
      if (me.view !== "anchors") tell();
    },
  });
  // A corner that passes the opposite one becomes another corner.
  const steer = (x, y) => {
    if (view.tool === "draw" || !holding) return;
    const [x1, y1, x2, y2] = me.boxes[holding.i];
    const [right, low] = [Math.abs(x - x2) < Math.abs(x - x1), Math.abs(y - y2) < Math.abs(y - y1)];
    holding.edge = right ? (low ? 2 : 1) : low ? 3 : 0;
  };
  // A tap that drew nothing leaves no box without area.
  const tidy = (i) => {
    if (me.boxes[i] && area(me.boxes[i]) === 0) me.remove(i);
  };
  byKeys(ctx, me, view, face, tell, free);
}

function byKeys(ctx, me, view, face, tell, free) {
  const order = () => [...me.rows.keys()].filter((i) => view.shows(i)).sort((i, j) => me.scores[j] - me.scores[i] || i - j);
  const walk = (by) => {
    const list = order();
    if (!list.length) return ctx.say("There are no boxes: press A to add one.");
    me.choose(list[clamp(list.indexOf(me.chosen) + by, 0, list.length - 1)]);
    return tell();
  };
  const go = (dx, dy) => (e) => {
    if (me.view === "tasks") return view.task(dx + dy);
    if (me.view === "anchors") {
      const { grid: [rows, columns] } = me.field();
      return view.spot(clamp(Math.floor(me.spot / columns) + dy, 0, rows - 1) * columns + clamp((me.spot % columns) + dx, 0, columns - 1));
    }
    if (!me.held || !me.rows.length) return walk(dx + dy);
    const step = 4;
    if (e.shiftKey) {
      const [x1, y1, x2, y2] = me.boxes[me.chosen];
      me.place(me.chosen, [x1, y1, Math.max(x1 + 1, x2 + dx * step), Math.max(y1 + 1, y2 + dy * step)]);
    } else me.shift(me.chosen, dx * step, dy * step);
    return tell();
  };
  const editing = () => free && !["tasks", "anchors"].includes(me.view);
  const act = (fn) => () => {
    if (!editing()) return ctx.say(free ? "Boxes are moved in the other views." : "The boxes are locked.");
    return fn();
  };
  const end = (last) => () => (me.view === "anchors" ? view.spot(last ? me.field().rows.length / me.field().each - 1 : 0) : me.view === "tasks" ? view.task(last ? 9 : -9) : walk(last ? MOST : -MOST));
  const score = (by) => act(() => me.rows.length && (me.score(me.chosen, me.scores[me.chosen] + by), tell()));
  keys(ctx, face, {
    ArrowLeft: go(-1, 0), ArrowRight: go(1, 0), ArrowUp: go(0, -1), ArrowDown: go(0, 1), Home: end(false), End: end(true),
    "Enter|Space": act(() => {
      if (!me.rows.length) return ctx.say("There are no boxes: press A to add one.");
      me.held = !me.held;
      face.classList.toggle("de-held", me.held);
      return ctx.say(me.held ? "Picked up: arrows move the box, with Shift its lower right corner." : "Put down.");
    }),
    Escape: () => {
      if (!me.held) return false;
      me.held = false;
      face.classList.remove("de-held");
      return ctx.say("Put down.");
    },
    "a|A": act(() => {
      const [x1, y1, x2, y2] = me.boxes[me.chosen] ?? [0.3 * me.scene.width, 0.3 * me.scene.height, 0.6 * me.scene.width, 0.6 * me.scene.height];
      if (me.add([x1 + 8, y1 + 8, x2 + 8, y2 + 8]) < 0) return ctx.say(`${MOST} boxes are the most that fit.`);
      return tell();
    }),
    "Delete|Backspace": act(() => {
      if (!me.rows.length) return ctx.say("There are no boxes.");
      me.remove(me.chosen);
      face.classList.remove("de-held");
      return ctx.say(`Removed. ${me.rows.length} boxes are left.`);
    }),
    "f|F": act(() => me.rows.length && (me.label(me.chosen, (me.labels[me.chosen] + 1) % Math.max(1, me.names.length)), tell())),
    "+": score(0.05), "-": score(-0.05),
  });
  ctx.on(face, "blur", () => {
    me.held = false;
    face.classList.remove("de-held");
  });
}

export const boxText = (box) => box.map((v) => fmt(v)).join(", ");
