// What stands around every widget: errors that are shown, repaints, theme, speech, traits.

import { inkOn } from "./colours.js";
import { h } from "./elements.js";
import { withKeeping } from "./keeping.js";
import { floats } from "./numbers.js";
import { withPrediction } from "./prediction.js";

const COLOURS = ["ink", "paper", "muted", "grid", "surface", "positive", "negative", "gradient", "focus", "right", "wrong", "positive-ink", "negative-ink", "gradient-ink"];
const CLASSES = Array.from({ length: 10 }, (_, k) => `class-${k}`);

// widget("Title", build) makes anywidget's `render`. build(ctx) puts nodes into ctx.body; whatever it throws is shown, not lost.
export function widget(title, build) {
  return function render({ model, el }) {
    const undo = [];
    const body = h("div", { class: "cl-body" });
    const live = h("p", { class: "cl-live", "aria-live": "polite" });
    const problem = h("div", { class: "cl-problem", role: "alert", hidden: true });
    const root = h("div", { class: "cl-widget", role: "group", "aria-label": title }, problem, body, live);
    const ctx = { model, root, body, title, theme: null, alive: true };
    ctx.cleanup = (fn) => undo.push(fn);
    ctx.still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
    withErrors(ctx, problem);
    withSpeech(ctx, live);
    withTraits(ctx);
    withRepaint(ctx);
    keepKeys(root);
    el.append(root);
    watchSize(ctx);
    ctx.guard(withKeeping)(ctx);
    ctx.guard(build)(ctx);
    ctx.guard(withPrediction)(ctx);
    return () => {
      ctx.flush();
      ctx.alive = false;
      undo.forEach((fn) => fn());
      root.remove();
    };
  };
}

// An error becomes a sentence in the widget: never a blank box, never a line that only the console sees.
function withErrors(ctx, problem) {
  ctx.error = (error) => {
    problem.hidden = false;
    problem.textContent = `This widget cannot go on: ${error?.message ?? error}. Run its cell again to start afresh.`;
  };
  ctx.guard = (fn) => (...args) => {
    try {
      return fn(...args);
    } catch (error) {
      return ctx.error(error);
    }
  };
  ctx.on = (target, event, fn, options) => {
    const safe = ctx.guard(fn);
    target.addEventListener(event, safe, options);
    ctx.cleanup(() => target.removeEventListener(event, safe, options));
  };
}

// One sentence a move; a burst of moves says only its last.
function withSpeech(ctx, live) {
  let saying = 0;
  ctx.say = (sentence) => {
    clearTimeout(saying);
    saying = setTimeout(() => (live.textContent = sentence), 120);
  };
  ctx.cleanup(() => clearTimeout(saying));
}

// Traits: read them, save them in bundles so that a drag does not flood the kernel, and hear of changes made elsewhere.
function withTraits(ctx) {
  const { model } = ctx;
  ctx.get = (name) => model.get(name);
  ctx.array = (name) => floats(model.get(name));
  ctx.hidden = (name) => (model.get("_hide") ?? []).includes(name);
  ctx.locked = (name) => (model.get("_lock") ?? []).includes(name);
  const waiting = new Map();
  let [timer, since, mine] = [0, 0, false];
  ctx.flush = ctx.guard(() => {
    clearTimeout(timer);
    timer = since = 0;
    if (!waiting.size) return;
    mine = true;
    const changes = [...waiting].map(([name, value]) => [name, typeof value === "function" ? value() : value]);
    waiting.clear();
    for (const [name, value] of changes) model.set(name, value);
    ctx.kept?.(changes);
    mine = false;
    model.save_changes();
  });
  ctx.save = (name, value) => {
    waiting.set(name, value);
    since ||= performance.now();
    clearTimeout(timer);
    timer = setTimeout(ctx.flush, performance.now() - since > 400 ? 0 : 60);
  };
  // fn runs once when Python, or another view, changes any of the traits.
  ctx.watch = (names, fn) => {
    let asked = false;
    const safe = ctx.guard(fn);
    const change = () => {
      if (mine || asked) return;
      asked = true;
      queueMicrotask(() => {
        asked = false;
        if (ctx.alive) safe();
      });
    };
    for (const name of [names].flat()) {
      model.on(`change:${name}`, change);
      ctx.cleanup(() => model.off(`change:${name}`, change));
    }
  };
}

// ctx.draw(fn): one repaint a frame, however many things changed. ctx.onTheme(fn): again when the theme or the width changes.
function withRepaint(ctx) {
  const probes = [...COLOURS, ...CLASSES].map((name) => [name, h("i", { style: { color: `var(--cl-${name})` } })]);
  ctx.root.append(h("span", { hidden: true, class: "cl-probes" }, probes.map(([, probe]) => probe)));
  const due = new Set();
  let frame = 0;
  const paint = ctx.guard(() => {
    frame = 0;
    if (!ctx.alive) return;
    ctx.theme ??= readTheme(ctx.body, probes);
    const now = [...due];
    due.clear();
    now.forEach((draw) => draw(ctx.theme));
  });
  ctx.draw = (fn) => {
    due.add(fn);
    frame ||= requestAnimationFrame(paint);
  };
  const themed = [];
  ctx.onTheme = (fn) => themed.push(fn);
  ctx.retheme = () => {
    ctx.theme = null;
    themed.forEach((fn) => ctx.draw(fn));
  };
  ctx.cleanup(() => cancelAnimationFrame(frame));
  watchTheme(ctx);
}

function watchTheme(ctx) {
  let settle = 0;
  const maybe = () => {
    ctx.retheme();
    clearTimeout(settle);
    settle = setTimeout(ctx.retheme, 300); // a theme's style sheet may arrive after its name
  };
  const observer = new MutationObserver(maybe);
  const attributeFilter = ["class", "style", "data-theme", "data-jp-theme-name", "data-jp-theme-light"];
  [document.documentElement, document.body].forEach((node) => observer.observe(node, { attributes: true, attributeFilter }));
  ctx.cleanup(() => (observer.disconnect(), clearTimeout(settle)));
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) ctx.on(matchMedia(query), "change", maybe);
}

// Colours as the browser resolves them. The element is on the page only once the first frame comes: read then, not before.
function readTheme(body, probes) {
  const style = getComputedStyle(body);
  const brush = (readTheme.brush ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true }));
  const theme = { size: parseFloat(style.fontSize) || 14, font: style.fontFamily || "sans-serif", classes: [] };
  for (const [name, probe] of probes) {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    const colour = [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    if (name.startsWith("class-")) theme.classes.push(colour);
    else theme[name.replace("-ink", "Ink")] = colour;
  }
  theme.dark = inkOn(theme.paper)[0] === 255;
  theme.forced = matchMedia("(forced-colors: active)").matches;
  return theme;
}

// Slides and notebooks listen for single keys higher up: what is typed here stays here.
function keepKeys(root) {
  for (const event of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(event, (e) => {
      if (!e.ctrlKey && !e.metaKey && !e.altKey) e.stopPropagation();
    });
  }
}

function watchSize(ctx) {
  let last = 0;
  const sizes = new ResizeObserver(() => {
    const width = ctx.root.clientWidth;
    if (width && width !== last) ctx.retheme();
    last = width || last;
  });
  sizes.observe(ctx.root);
  ctx.cleanup(() => sizes.disconnect());
}
