// f and f' of every function that is shown, over x; where the one in focus is flat, the ground is shaded.

import { clamp, classColour, css, curves, drag, keptLayer, keys, line, linspace, marker, picture } from "../shared.js";
import { FUNCTIONS, flatPieces } from "./functions.js";

const SPAN = 6;
const POINTS = 361;
const HELP = "Left and right move x by 0.1, with Shift by 1; Home goes to 0. Up and down choose the function that is read in every digit.";

export function chart(ctx, me) {
  const view = { frame: null, layer: keptLayer() };
  const look = picture(ctx, {
    label: "Functions and their slopes", aspect: (width) => (width < 420 ? 1.15 : 1.5), maxWidth: 760, interactive: true, help: HELP,
    table: () => tableOf(me), draw: (g, width, height, theme) => draw(g, width, height, theme, me, view),
  });
  look.face.classList.add("ae-chart");
  const to = (x) => me.set("x", Number(clamp(x, -1e6, 1e6).toFixed(3)));
  if (!ctx.locked("x") && !ctx.locked("chart")) {
    const at = (e) => view.frame && to(Number(clamp(view.frame.ix(e.x), -SPAN, SPAN).toFixed(2)));
    drag(ctx, look.face, { start: (e) => (at(e), true), move: at, end: () => me.tell() });
  }
  const move = (by) => (e) => {
    if (!ctx.locked("x") && !ctx.locked("chart")) to(me.x + by * (e.shiftKey ? 10 : 1));
    me.tell();
  };
  const choose = (by) => () => {
    if (!ctx.locked("functions")) me.set("focus", me.shown[(me.shown.indexOf(me.focus) + by + me.shown.length) % me.shown.length]);
    me.tell();
  };
  keys(ctx, look.face, { ArrowLeft: move(-0.1), ArrowRight: move(0.1), ArrowUp: choose(-1), ArrowDown: choose(1), Home: () => {
    if (!ctx.locked("x") && !ctx.locked("chart")) to(0);
    me.tell();
  } });
  return look;
}

// The heights that hold the curves, with the ramps cut off where they leave.
function heights(me) {
  const ends = me.shown.flatMap((name) => linspace(-SPAN, SPAN, 61).map(FUNCTIONS[name].f));
  return [clamp(Math.min(...ends, 0) - 0.15, -1.5, -0.15), clamp(Math.max(...ends, 1) + 0.15, 1.15, 2.4)];
}

function draw(g, width, height, theme, me, view) {
  const key = JSON.stringify([me.shown, me.focus, me.threshold, theme]);
  view.layer(g, key, (under) => ground(under, width, height, theme, me, view));
  const { area, x, y } = view.frame;
  const at = clamp(me.x, -SPAN, SPAN);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 1.2;
  g.setLineDash(Math.abs(me.x) > SPAN ? [2, 4] : []);
  line(g, [[x(at), area.top], [x(at), area.bottom]]);
  g.setLineDash([]);
  for (const name of [...me.shown].sort((a) => (a === me.focus ? 1 : -1))) {
    const one = FUNCTIONS[name];
    const [value, slope] = [one.f(me.x), one.slope(me.x)];
    const place = (v) => clamp(y(v), area.top, area.bottom);
    const focus = name === me.focus;
    if (Number.isFinite(slope)) marker(g, one.marker, x(at), place(slope), focus ? 6 : 4.5, theme.paper, classColour(theme, one.colour), 2);
    if (focus) marker(g, "o", x(at), place(value), 11, theme.focus, theme.ink, 2);
    marker(g, one.marker, x(at), place(value), focus ? 6 : 5, classColour(theme, one.colour), theme.ink, 1);
  }
}

function ground(g, width, height, theme, me, view) {
  const xs = linspace(-SPAN, SPAN, POINTS);
  const series = me.shown.flatMap((name) => {
    const { f, slope, colour } = FUNCTIONS[name];
    const broken = (v, i) => (name === "step" || name === "sign") && i > 0 && xs[i - 1] <= 0 && xs[i] > 0 ? NaN : v;
    const wide = name === me.focus ? 3.4 : 2;
    return [
      { name, xs, ys: xs.map((x, i) => broken(f(x), i)), colour: classColour(theme, colour), width: wide },
      { name, xs, ys: xs.map(slope), colour: classColour(theme, colour), width: wide * 0.62, dash: [7, 5] },
    ];
  });
  const frame = { xlim: [-SPAN, SPAN], ylim: heights(me), xlabel: "x", names: false };
  view.frame = curves(g, width, height, theme, { series: [], ...frame });
  const { area, x, y } = view.frame;
  g.fillStyle = css(theme.ink, theme.dark ? 0.2 : 0.1);
  for (const [from, to] of flatPieces(me.focus, -SPAN, SPAN, me.threshold)) {
    g.fillRect(x(from), area.top, x(to) - x(from), area.bottom - area.top);
    g.fillStyle = css(theme.ink, theme.dark ? 0.2 : 0.1);
  }
  g.strokeStyle = css(theme.ink, 0.55);
  g.lineWidth = 1;
  line(g, [[x(-SPAN), y(0)], [x(SPAN), y(0)]]);
  line(g, [[x(0), area.top], [x(0), area.bottom]]);
  curvesOnly(g, series, view.frame);
}

// The curves themselves, without a second set of axes; a break (NaN) is a jump.
function curvesOnly(g, series, { area, x, y }) {
  g.save();
  g.beginPath();
  g.rect(area.left, area.top - 2, area.right - area.left, area.bottom - area.top + 4);
  g.clip();
  for (const { xs, ys, colour, width, dash } of series) {
    g.strokeStyle = css(colour);
    g.lineWidth = width;
    g.setLineDash(dash ?? []);
    let piece = [];
    ys.forEach((v, i) => {
      if (Number.isFinite(v)) piece.push([x(xs[i]), y(v)]);
      else {
        if (piece.length > 1) line(g, piece);
        piece = [];
      }
    });
    if (piece.length > 1) line(g, piece);
  }
  g.restore();
  g.setLineDash([]);
}

function tableOf(me) {
  const at = linspace(-5, 5, 11);
  return {
    caption: "f(x) and the slope f′(x) from −5 to 5",
    head: ["x", ...me.shown.flatMap((name) => [FUNCTIONS[name].title, `${FUNCTIONS[name].title}, slope`])],
    rows: at.map((x) => [String(x).replace("-", "−"), ...me.shown.flatMap((name) => [FUNCTIONS[name].f(x), FUNCTIONS[name].slope(x)])]),
  };
}
