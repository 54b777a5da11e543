// The picture of the network, and what keys and touch do on it.

import { clamp, drag, fmt, keys, picture } from "../shared.js";
import { largest } from "./cell.js";
import { drawFolded, drawUnrolled } from "./drawing.js";
import { layoutOf, whatIsAt } from "./layout.js";
import { seen } from "./state.js";

const HELP = "Left and right walk through the steps, up and down through the units and, above them, the output. Enter runs one step more, Backspace takes one back. Home goes to h(0), End to the last step.";

export function networkPicture(ctx, me) {
  let at = null;
  const size = () => ctx.theme?.size ?? 14;
  const look = picture(ctx, {
    label: "The network over the steps", interactive: true, maxWidth: 1400, help: HELP, table: () => tableOf(me),
    aspect: (width) => width / layoutOf(me, width, size()).height,
    draw: (g, width, height, theme) => {
      at = layoutOf(me, width, theme.size);
      if (me.view === "folded") drawFolded(g, theme, me, at, width);
      else drawUnrolled(g, theme, me, at);
    },
  });
  if (ctx.hidden("cells")) look.node.hidden = true;
  if (ctx.locked("cells")) {
    look.node.classList.add("cl-locked");
    look.face.setAttribute("aria-disabled", "true");
  }
  const tell = () => ctx.say(`Step ${me.step}: ${me.name()} is ${fmt(me.value())}.`);
  const go = (step, row) => {
    if (ctx.locked("cells")) return ctx.say("The choice of a cell is locked for this exercise.");
    me.point(step, row);
    return tell();
  };
  // Upwards: the units from the last to the first, then the outputs; what cannot be drawn is skipped by letters.
  const up = () => {
    const { H } = me.cell;
    const gives = me.step > 0 && me.plan.gives[me.step - 1] && me.readout;
    if (me.row >= H) return go(me.step, me.letters ? me.row : Math.max(H, me.row - 1));
    if (me.row > 0) return go(me.step, me.row - 1);
    return go(me.step, gives ? (me.letters ? H + largest(me.ran.y[me.step - 1]) : H + Math.min(me.cell.K, 4) - 1) : 0);
  };
  const down = () => {
    const { H, K } = me.cell;
    if (me.row < H) return go(me.step, Math.min(H - 1, me.row + 1));
    return go(me.step, me.letters || me.row === H + Math.min(K, 4) - 1 ? 0 : me.row + 1);
  };
  const along = (by) => () => go(me.step + by, me.row >= me.cell.H && me.letters && me.step + by > 0 && me.plan.gives[me.step + by - 1] ? me.cell.H + largest(me.ran.y[clamp(me.step + by, 1, me.steps) - 1]) : me.row);
  const walk = (by) => () => (me.go(me.at + by), tell());
  keys(ctx, look.face, { ArrowLeft: along(-1), ArrowRight: along(1), ArrowUp: up, ArrowDown: down, Home: () => go(0, Math.min(me.row, me.cell.H - 1)), End: () => go(me.steps, me.row), "Enter|Space": walk(1), Backspace: walk(-1) });
  const touch = (e) => {
    const found = at && whatIsAt(me, at, e);
    if (!found || found.step > me.at) return false;
    const row = me.letters && found.row === me.cell.H ? me.cell.H + largest(me.ran.y[found.step - 1]) : found.row;
    if (found.step !== me.step || row !== me.row) go(found.step, row);
    return true;
  };
  drag(ctx, look.face, { start: touch, move: touch });
  return look;
}

function tableOf(me) {
  const { H, I, K } = me.cell;
  const some = (n, name) => Array.from({ length: Math.min(n, 8) }, (_, i) => `${name}[${i + 1}]`);
  const letters = me.alphabet.length > 0;
  const rows = me.ran.h.slice(0, me.at + 1).map((h, t) => [String(t),
    ...(letters ? [t ? seen(me.alphabet[largest(me.ran.x[t - 1])] ?? "") : ""] : some(I, "x").map((_, i) => (t ? me.ran.x[t - 1][i] : ""))),
    ...some(H, "h").map((_, u) => h[u]),
    ...(!me.readout ? [] : some(K, "y").map((_, k) => (t && me.plan.gives[t - 1] ? me.ran.y[t - 1][k] : ""))),
    t <= me.step ? me.norms[t] : ""]);
  return { caption: `Every step; the last column is the size of the gradient of ${me.name()} with respect to the state`, head: ["step", ...(letters ? ["x"] : some(I, "x")), ...some(H, "h"), ...(me.readout ? some(K, "y") : []), "gradient"], rows };
}
