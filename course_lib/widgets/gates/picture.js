// The strips of gates and states over the steps, and what keys and touch do on them.

import { cividis, clamp, css, drag, fmt, frame, inkOn, keptLayer, keys, picture, signed } from "../shared.js";
import { box, fittingDecimal } from "../sequences/cells.js";
import { KINDS, NAMES, isGate } from "./cell.js";

const HELP = "Left and right walk through the steps, up and down through gates, states and inputs. Enter on an input gives it its next value; on a gate or a state it goes one step on. Home and End go to the first and the last step.";
const MOST_UNITS = 8;

// The rows of the picture from the top: [{name, unit, first: whether a new strip begins}].
export function rowsOf(me) {
  const from = clamp((me.row === "x" ? 0 : me.unit) - MOST_UNITS / 2, 0, Math.max(0, me.cell.H - MOST_UNITS));
  const units = Array.from({ length: Math.min(me.cell.H, MOST_UNITS) }, (_, k) => from + k);
  const inputs = Array.from({ length: Math.min(me.cell.I, MOST_UNITS) }, (_, k) => k);
  return [...KINDS[me.cell.kind].rows, "x"].flatMap((name) => (name === "x" ? inputs : units).map((unit, k) => ({ name, unit, first: k === 0 })));
}

export function layoutOf(me, width, size) {
  const wide = width >= 560;
  const rows = rowsOf(me);
  const small = Math.max(12, 0.88 * size);
  const gutter = wide ? 13.5 * size : 6.6 * size;
  const cell = Math.max(20, 1.65 * size);
  const fits = Math.max(3, Math.floor((width - gutter) / (wide ? 10 : 15)));
  const columns = Math.min(me.steps, fits);
  const first = clamp(me.step - 1 - Math.floor(columns / 2), 0, me.steps - columns);
  const pitch = Math.min((width - gutter - 4) / columns, 6 * size);
  let y = 1.7 * size;
  const places = rows.map((row, k) => {
    if (row.first && k) y += row.name === "x" ? 0.9 * size : 0.4 * size;
    const top = y;
    y += cell;
    return { ...row, top };
  });
  return { wide, small, gutter, cell, columns, first, pitch, places, height: y + 4, x: (t) => gutter + (t - 1 - first) * pitch };
}

export const paint = (me, name, v, theme, most) => (isGate(name) ? cividis(v) : signed((0.9 * v) / most[name], theme));

export function largestOf(me) {
  const most = {};
  for (const name of [...KINDS[me.cell.kind].rows, "x"]) {
    const values = name === "x" ? me.rows : me.trace[name];
    most[name] = values.reduce((m, row) => row.reduce((n, v) => Math.max(n, Math.abs(v)), m), 0) || 1;
  }
  return most;
}

function drawStrips(g, theme, me, at) {
  const most = largestOf(me);
  g.textBaseline = "middle";
  const last = at.first + at.columns;
  g.font = `${at.small}px ${theme.font}`;
  for (let t = at.first + 1; t <= last; t++) {
    if (at.pitch < 24 && t % 5 && t !== 1) continue;
    g.fillStyle = css(theme.muted);
    g.textAlign = "center";
    g.fillText(String(t), at.x(t) + at.pitch / 2, 0.8 * at.small);
  }
  for (const { name, unit, top, first } of at.places) {
    g.textAlign = "left";
    g.fillStyle = css(theme.ink);
    g.font = `${at.small}px ${theme.font}`;
    const y = top + at.cell / 2;
    const label = name === "x" ? me.inputName(unit) : me.unitName(unit);
    if (at.wide) {
      if (first) g.fillText(NAMES[name], 0, y);
      g.fillStyle = css(theme.muted);
      if (name === "x" || me.cell.H > 1) g.fillText(label, 6.6 * theme.size, y, 6.4 * theme.size);
    } else if (name === "x" || me.cell.H === 1) g.fillText(name === "x" ? label : NAMES[name], 0, y, at.gutter - 4);
    else g.fillText(`${name} ${label}`, 0, y, at.gutter - 4);
    for (let t = at.first + 1; t <= last; t++) {
      const v = me.at(name, t, unit);
      const paper = paint(me, name, v, theme, most);
      const text = at.pitch >= 20 ? fittingDecimal(g, v, at.pitch - 1) : null;
      box(g, theme, at.x(t), top, at.pitch, at.cell, { paper, text, ink: inkOn(paper) });
    }
  }
  g.textAlign = "left";
  g.fillStyle = css(theme.muted);
  if (at.first > 0) g.fillText("‹", at.gutter - 0.7 * theme.size, 0.8 * at.small);
  if (last < me.steps) g.fillText("›", at.gutter + at.columns * at.pitch - 0.5 * theme.size, 0.8 * at.small);
}

export function strips(ctx, me) {
  let at = null;
  const layer = keptLayer();
  const look = picture(ctx, {
    label: "Gates and states over the steps", interactive: true, maxWidth: 1400, help: HELP, table: () => tableOf(me),
    aspect: (width) => width / layoutOf(me, width, ctx.theme?.size ?? 14).height,
    draw: (g, width, height, theme) => {
      at = layoutOf(me, width, theme.size);
      layer(g, `${me.version} ${at.first} ${at.places[0].unit} ${JSON.stringify(theme)}`, (under) => drawStrips(under, theme, me, at));
      const [top, bottom] = [at.places[0].top, at.places.at(-1).top + at.cell];
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 2;
      g.setLineDash([4, 3]);
      g.strokeRect(at.x(me.step), top - 2, at.pitch, bottom - top + 4);
      g.setLineDash([]);
      const place = at.places.find((p) => p.name === me.row && p.unit === me.unit) ?? at.places[0];
      frame(g, theme, at.x(me.step), place.top, at.pitch, at.cell);
    },
  });
  const tell = () => ctx.say(`Step ${me.step}, ${NAMES[me.row]} of ${me.row === "x" ? me.inputName(me.unit) : me.unitName(me.unit)}: ${fmt(me.at(me.row, me.step, me.unit))}.`);
  const go = (step, row, unit) => {
    if (ctx.locked("cells")) return ctx.say("The choice of a cell is locked for this exercise.");
    me.point(clamp(step, 1, me.steps), row, unit);
    return tell();
  };
  const every = () => [...KINDS[me.cell.kind].rows.flatMap((name) => Array.from({ length: me.cell.H }, (_, unit) => ({ name, unit }))), ...Array.from({ length: Math.min(me.cell.I, MOST_UNITS) }, (_, unit) => ({ name: "x", unit }))];
  const updown = (by) => () => {
    const rows = every();
    const next = rows[clamp(rows.findIndex((r) => r.name === me.row && r.unit === me.unit) + by, 0, rows.length - 1)];
    go(me.step, next.name, next.unit);
  };
  const act = () => {
    if (me.row !== "x") return go(me.step + 1, me.row, me.unit);
    if (ctx.locked("sequence") || ctx.locked("cells")) return ctx.say("The sequence is locked for this exercise.");
    const v = me.turn();
    return ctx.say(`${me.inputName(me.unit)} at step ${me.step} is now ${fmt(v)}.`);
  };
  keys(ctx, look.face, { ArrowLeft: () => go(me.step - 1, me.row, me.unit), ArrowRight: () => go(me.step + 1, me.row, me.unit), ArrowUp: updown(-1), ArrowDown: updown(1), Home: () => go(1, me.row, me.unit), End: () => go(me.steps, me.row, me.unit), "Enter|Space": act });
  const touch = (e) => {
    if (!at) return false;
    const place = at.places.find((p) => e.y < p.top + at.cell + 2) ?? at.places.at(-1);
    const step = clamp(at.first + 1 + Math.floor((e.x - at.gutter) / at.pitch), 1, me.steps);
    const same = step === me.step && place.name === me.row && place.unit === me.unit;
    if (!same) go(step, place.name, place.unit);
    return { same };
  };
  let again = false;
  drag(ctx, look.face, { start: (e) => ((again = touch(e).same), true), move: (e) => (again &&= touch(e).same, touch(e)), end: () => again && me.row === "x" && act() });
  if (ctx.hidden("cells")) look.node.hidden = true;
  if (ctx.locked("cells")) look.node.classList.add("cl-locked");
  return look;
}

function tableOf(me) {
  const names = [...KINDS[me.cell.kind].rows, "x"];
  const u = me.row === "x" ? 0 : me.unit;
  const head = ["step", ...names.flatMap((name) => (name === "x" ? me.rows[0].slice(0, 8).reduce((list, _, j) => [...list, me.inputName(j)], []) : [NAMES[name]]))];
  const rows = me.rows.map((x, t) => [String(t + 1), ...names.flatMap((name) => (name === "x" ? Array.from(x.slice(0, 8)) : [me.at(name, t + 1, u)]))]);
  return { caption: `Every step of ${me.unitName(u)}`, head, rows };
}
