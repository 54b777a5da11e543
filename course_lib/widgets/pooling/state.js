// What is pooled and how, shared with Python; everything else follows from it.

import { clamp, packFloats } from "../shared.js";
import { difference, gradientOf, moved, outputShape, pooled, table, unseenOf, winnersOf } from "./arithmetic.js";

const STILL = [0, 0, 0, 1];
export const SAVED = ["preset", "pooling", "view", "colours", "_image", "_size", "_stride", "_upstream", "_move"];

// changed() runs after every change, from here or from Python.
export function explorer(ctx, changed) {
  const me = { focus: { side: "out", r: 0, c: 0 } };
  me.read = () => {
    for (const name of ["preset", "pooling", "view", "colours"]) me[name] = ctx.get(name);
    const [rows, columns, ...values] = ctx.array("_image");
    me.image = table(rows, columns, Float64Array.from(values));
    [me.size, me.stride, me.move] = [ctx.get("_size"), ctx.get("_stride"), ctx.get("_move")];
    me.given = ctx.array("_upstream");
    follow(me);
  };
  const set = (name, value, trait = name) => {
    me[name] = value;
    ctx.save(trait, value);
  };
  const done = () => {
    follow(me);
    changed();
  };
  const forget = () => {
    me.given = new Float64Array(0);
    ctx.save("_upstream", packFloats(me.given));
  };
  const own = () => me.preset !== "own" && set("preset", "own");
  me.load = (chosen) => {
    me.image = table(chosen.shape[0], chosen.shape[1], Float64Array.from(chosen.image));
    saveImage(ctx, me);
    set("size", [chosen.size, chosen.size], "_size");
    set("stride", [chosen.stride, chosen.stride], "_stride");
    set("move", STILL, "_move");
    for (const name of ["pooling", "view", "colours"]) set(name, chosen[name]);
    set("preset", chosen.name);
    forget();
    me.focus = { side: "out", r: 0, c: 0 };
    done();
  };
  me.choose = (name, value) => (set(name, value), done());
  me.window = (name, k) => {
    const most = name === "size" ? [me.image.rows, me.image.columns] : [64, 64];
    set(name, most.map((n) => Math.min(k, n)), `_${name}`);
    forget();
    done();
  };
  me.edit = (r, c, x) => {
    me.image.values[r * me.image.columns + c] = x + 0; // no minus zero
    saveImage(ctx, me);
    own();
    done();
  };
  me.setUpstream = (at, x) => {
    me.given = Float64Array.from(me.up);
    me.given[at] = x;
    ctx.save("_upstream", packFloats(me.given));
    done();
  };
  me.shift = (down, right) => {
    const [d, r, t, s] = me.move;
    const most = (n) => n - 1;
    set("move", [clamp(d + down, -most(me.image.rows), most(me.image.rows)), clamp(r + right, -most(me.image.columns), most(me.image.columns)), t, s], "_move");
    done();
  };
  me.turn = () => (set("move", [me.move[0], me.move[1], (me.move[2] + 1) % 4, me.move[3]], "_move"), done());
  me.scale = (s) => (set("move", [me.move[0], me.move[1], me.move[2], s], "_move"), done());
  me.rest = () => (set("move", STILL, "_move"), done());
  me.look = (side, r, c) => (me.focus = { side, r, c });
  me.read();
  return me;
}

const saveImage = (ctx, me) => ctx.save("_image", packFloats([me.image.rows, me.image.columns, ...me.image.values]));

// What follows from the traits: the map as it lies there, its pooled map, the winners, the gradient, the focus within bounds.
function follow(me) {
  me.seen = me.view === "move" ? moved(me.image, me.move) : me.image;
  me.out = pooled(me.seen, me.size, me.stride, me.pooling);
  me.rest0 = me.view === "move" ? pooled(me.image, me.size, me.stride, me.pooling) : me.out;
  me.unseen = unseenOf(me.seen, me.size, me.stride);
  me.winners = me.pooling === "max" ? winnersOf(me.seen, me.size, me.stride) : null;
  me.won = new Set(me.winners ?? []);
  me.up = me.given.length === me.out.values.length ? me.given : new Float64Array(me.out.values.length).fill(1);
  me.slopes = me.view === "gradient" ? gradientOf(me.seen, me.size, me.stride, me.pooling, me.up) : null;
  me.steepest = me.slopes ? [...me.up, ...me.slopes.values].reduce((a, b) => Math.max(a, Math.abs(b)), 0) : 0;
  const { side, r, c } = me.focus;
  const within = side === "out" ? me.out : me.seen;
  me.focus = { side, r: clamp(r, 0, within.rows - 1), c: clamp(c, 0, within.columns - 1) };
  const all = [...me.seen.values, ...me.out.values];
  me.low = all.reduce((a, b) => Math.min(a, b), 0);
  me.high = all.reduce((a, b) => Math.max(a, b), 0);
}

export const tiled = (me) => me.stride[0] >= me.size[0] && me.stride[1] >= me.size[1];

// The windows that an input lies in: [[row, column] of the output, ...].
export function windowsOver(me, r, c) {
  const along = (x, k, s, o) => Array.from({ length: o }, (_, i) => i).filter((i) => i * s <= x && x < i * s + k);
  const [rows, columns] = outputShape(me.seen, me.size, me.stride);
  return along(r, me.size[0], me.stride[0], rows).flatMap((i) => along(c, me.size[1], me.stride[1], columns).map((j) => [i, j]));
}

// The inputs of one window: [{r, c, at, x, share, slope}], share of the output from 0 to 1, slope dL/dx of this window alone.
export function inputsOf(me, i, j) {
  const [kh, kw] = me.size;
  const at0 = i * me.out.columns + j;
  const y = me.out.values[at0];
  const found = [];
  for (let k = 0; k < kh; k++) {
    for (let m = 0; m < kw; m++) {
      const [r, c] = [i * me.stride[0] + k, j * me.stride[1] + m];
      const at = r * me.seen.columns + c;
      const x = me.seen.values[at];
      const wins = me.winners?.[at0] === at;
      const part = me.pooling === "max" ? Number(wins) : me.pooling === "average" ? 1 / (kh * kw) : y > 0 ? x / y : 0;
      found.push({ r, c, at, x, wins, share: me.pooling === "l2" ? part * part : part, slope: part * me.up[at0] });
    }
  }
  return found;
}

// What the move changed: pixels and pooled cells that stayed, of how many, and the size of the change.
export function measured(me, move = me.move) {
  const there = moved(me.image, move);
  const after = move === me.move ? me.out : pooled(there, me.size, me.stride, me.pooling);
  return {
    pixels: { ...difference(me.image.values, there.values), of: there.values.length },
    cells: { ...difference(me.rest0.values, after.values), of: after.values.length },
  };
}
