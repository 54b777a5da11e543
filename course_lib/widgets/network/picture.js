// The network's picture: units are chosen by touch and arrows, and an input that is 0 or 1 flips.

import { clamp, drag, fmt, keys, picture } from "../shared.js";
import { arrange, drawNetwork } from "./drawing.js";
import { aLine, deltaLine, nameOf, stepLine, zLine } from "./words.js";

export function networkPicture(ctx, me) {
  let plan = null;
  const locked = ctx.locked("network");
  const look = picture(ctx, {
    label: "The network", maxWidth: 900, interactive: !locked, table: () => tableOf(me),
    help: "Arrow keys walk the units. Enter or Space flips an input that is 0 or 1, and takes one step elsewhere; Backspace goes one step back, Home and End show the first and the last.",
    aspect: (width) => {
      plan = arrange(me.sizes, width, ctx.theme.size);
      return width / plan.height;
    },
    draw: (g, width, height, theme) => drawNetwork(g, theme, me, plan),
  });
  look.node.classList.add("ns-picture", "cl-answer");
  if (locked) look.node.classList.add("cl-locked");
  else touch(ctx, me, look, () => plan);
  return look;
}

export function sayUnit(me, { layer, unit }) {
  const name = nameOf(me, layer, unit);
  if (layer < 0) return `Input ${name} is ${fmt(me.x[unit])}.`;
  if (!me.known.z[layer][unit]) return `Unit ${name} waits.`;
  const a = me.known.a[layer][unit] ? `; ${aLine(me, layer, unit)}` : "";
  const delta = me.known.delta[layer][unit] ? `; ${deltaLine(me, layer, unit).numbers}` : "";
  return `Unit ${name}: ${zLine(me, layer, unit)}${a}${delta}.`;
}

function touch(ctx, me, look, plan) {
  const say = () => ctx.say(sayUnit(me, me.focus()));
  const walk = (across, along) => () => {
    const { layer, unit } = me.focus();
    const next = clamp(layer + across, -1, me.W.length - 1);
    const n = me.sizes[next + 1];
    const near = across && next !== layer ? Math.round(((unit + 0.5) * n) / me.sizes[layer + 1] - 0.5) : unit + along;
    me.choose(next, clamp(near, 0, n - 1));
    say();
  };
  const flips = ({ layer }) => layer < 0 && me.isSwitch() && !ctx.locked("values");
  const act = () => {
    const at = me.focus();
    if (me.chosen && flips(at)) return flip(at.unit);
    me.step();
    return ctx.say(stepLine(me));
  };
  const flip = (j) => {
    me.flip(j);
    const out = me.W.length - 1;
    ctx.say(`${nameOf(me, -1, j)} is ${me.x[j]}; ${nameOf(me, out, 0)} is ${fmt(me.pass.a.at(-1)[0])}.`);
  };
  const go = (at) => () => (me.go(at()), ctx.say(stepLine(me)));
  keys(ctx, look.face, {
    ArrowLeft: walk(-1, 0), ArrowRight: walk(1, 0), ArrowUp: walk(0, -1), ArrowDown: walk(0, 1),
    "Enter|Space": act, PageDown: () => (me.step(), ctx.say(stepLine(me))), "Backspace|PageUp": go(() => me.at - 1), Home: go(() => 0), End: go(() => me.last),
  });
  drag(ctx, look.face, {
    start: ({ x, y }) => {
      for (const [l, layer] of (plan()?.units ?? []).entries()) {
        const i = layer.findIndex((at) => Math.hypot(x - at.x, y - at.y) <= at.r + 6);
        if (i < 0) continue;
        me.choose(l - 1, i);
        if (flips({ layer: l - 1 })) flip(i);
        else say();
        return true;
      }
      return false;
    },
  });
}

function valuesOf(me) {
  const rows = me.sizes.flatMap((n, l) => Array.from({ length: n }, (_, i) => {
    const known = l === 0 || me.known.a[l - 1][i];
    return [nameOf(me, l - 1, i), l ? (me.known.z[l - 1][i] ? me.pass.z[l - 1][i] : "not yet") : "", known ? me.pass.a[l][i] : "not yet"];
  }));
  return { caption: "Every unit with its score and its answer", head: ["unit", "z", "a"], rows };
}

function tableOf(me) {
  if (!me.learns) return valuesOf(me);
  const { W, pass, known } = me;
  const fd = me.differences();
  const rows = W.flatMap((layer, k) => layer.flatMap((row, i) => {
    const shown = known.outer[k];
    const line = (j) => [`${nameOf(me, k, i)} from ${j < 0 ? "bias" : nameOf(me, k - 1, j)}`, j < 0 ? me.b[k][i] : row[j], shown ? (j < 0 ? pass.db[k][i] : pass.dW[k][i][j]) : "not yet", shown ? (j < 0 ? fd.b[k][i] : fd.W[k][i][j]) : "not yet"];
    return [...row.keys(), -1].map(line);
  }));
  return { caption: "Every weight with its gradient and its finite difference", head: ["weight", "value", "gradient", "finite difference"], rows };
}
