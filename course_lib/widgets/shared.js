// What every widget shares. Pure helpers first (tested in Node against Python), then the parts of a page.
// A widget's own script begins with `import {...} from "./shared.js";` and Python joins the two into one module.

// ---------------------------------------------------------------- numbers

export const clamp = (x, lo, hi) => Math.min(hi, Math.max(lo, x));

export const linspace = (lo, hi, n) =>
  Array.from({ length: n }, (_, i) => (n === 1 ? lo : lo + ((hi - lo) * i) / (n - 1)));

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// A number for reading: at most `digits` significant digits, and whether any digit was left out.
export function shorten(x, digits = 4) {
  if (Number.isNaN(x)) return { text: "not a number", exact: true };
  if (!Number.isFinite(x)) return { text: x > 0 ? "∞" : "−∞", exact: true };
  if (x === 0) return { text: "0", exact: true };
  const kept = Number(x.toPrecision(digits));
  const size = Math.abs(kept);
  let text;
  if (size >= 10 ** Math.max(digits, 4) || size < 1e-4) {
    const [mantissa, power] = kept.toExponential().split("e");
    text = `${mantissa}×10${[...String(Number(power))].map((c) => SUPERSCRIPT[c]).join("")}`;
  } else {
    text = String(kept);
  }
  return { text: text.replace("-", "−"), exact: kept === x };
}

// The same as text, with an "approximately equal" sign where digits were left out.
export function fmt(x, digits = 4) {
  const { text, exact } = shorten(x, digits);
  return exact ? text : `≈${text}`;
}

// The same after a name: "= 0.5", or "≈ 0.3333" where digits were left out.
export function equals(x, digits = 4) {
  const { text, exact } = shorten(x, digits);
  return `${exact ? "=" : "≈"} ${text}`;
}

// Every digit that float64 needs, for the title of a cell.
export const exactly = (x) => String(x).replace("-", "−").replace("e−", "e-");

// What a person typed, or null: a comma, a real minus sign and spaces are forgiven.
export function readNumber(text) {
  const plain = String(text).trim().replace("−", "-").replace("≈", "").replace(",", ".");
  if (plain === "") return null;
  const x = Number(plain);
  return Number.isFinite(x) ? x : null;
}

// About n round numbers that cover lo..hi.
export function ticks(lo, hi, n = 5) {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return [lo];
  const rough = (hi - lo) / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// float64 from and to the bytes of a trait.
export function floats(bytes) {
  if (!bytes) return new Float64Array(0);
  const view = bytes instanceof DataView ? bytes : new DataView(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  const out = new Float64Array(view.byteLength >> 3);
  for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(8 * i, true);
  return out;
}

export function packFloats(values) {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((x, i) => view.setFloat64(8 * i, x, true));
  return view;
}

// ---------------------------------------------------------------- colours, as [red, green, blue] from 0 to 255

const CIVIDIS = [
  [0, 34, 78], [0, 48, 111], [38, 61, 110], [62, 75, 108], [81, 88, 109], [99, 102, 112], [116, 116, 117],
  [133, 130, 121], [152, 146, 119], [172, 161, 114], [192, 177, 106], [213, 194, 94], [235, 212, 75], [254, 232, 56],
];

export const mix = (a, b, t) => [0, 1, 2].map((i) => a[i] + (b[i] - a[i]) * t);
export const css = ([r, g, b], alpha = 1) => `rgba(${Math.round(r)},${Math.round(g)},${Math.round(b)},${alpha})`;

// Activations, from 0 to 1: dark blue to yellow.
export function cividis(t) {
  const at = clamp(t, 0, 1) * (CIVIDIS.length - 1);
  const i = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return mix(CIVIDIS[i], CIVIDIS[i + 1], at - i);
}

// Weights and kernels, from -1 to 1: negative, paper, positive.
export const signed = (t, theme) => mix(theme.paper, t < 0 ? theme.negative : theme.positive, clamp(Math.abs(t), 0, 1));

// Pixels and data, from 0 (paper) to 1 (ink), the same in light and dark: white to black.
export const grey = (t) => [0, 1, 2].map(() => 255 * (1 - clamp(t, 0, 1)));

// Black or white, whichever reads better on a colour.
export const inkOn = ([r, g, b]) => (0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2 > 0.18 ? [0, 0, 0] : [255, 255, 255]);

// ---------------------------------------------------------------- shapes

export const MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"];

// The line where a grid of values (row after row) crosses `level`: pairs of points in units of cells.
export function contour(values, columns, rows, level = 0) {
  const segments = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c;
      const corner = [values[i], values[i + 1], values[i + columns + 1], values[i + columns]].map((v) => v - level);
      const cut = (a, b, x0, y0, x1, y1) => {
        if (corner[a] > 0 === corner[b] > 0) return null;
        const t = corner[a] / (corner[a] - corner[b]);
        return [c + x0 + t * (x1 - x0), r + y0 + t * (y1 - y0)];
      };
      const cuts = [cut(0, 1, 0, 0, 1, 0), cut(1, 2, 1, 0, 1, 1), cut(2, 3, 1, 1, 0, 1), cut(3, 0, 0, 1, 0, 0)].filter(Boolean);
      for (let k = 0; k + 1 < cuts.length; k += 2) segments.push([cuts[k], cuts[k + 1]]);
    }
  }
  return segments;
}

// ---------------------------------------------------------------- elements

const FOCUSABLE = new Set(["button", "input", "select", "textarea", "summary", "a"]);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style" && typeof value === "object") Object.entries(value).forEach(([k, v]) => node.style.setProperty(k, v));
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  // JupyterLab and Notebook take single keys for themselves unless the focused element says otherwise.
  if (FOCUSABLE.has(node.localName) || node.hasAttribute("tabindex")) node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return node;
}

// h("button", {class: "x", onclick: f}, "text", node, ...): text always becomes a text node, never markup.
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const ICONS = {
  play: "M5 3l9 5.5L5 14z", pause: "M4 3h3v11H4zM10 3h3v11h-3z", step: "M3 3l7 5.5L3 14zM11 3h3v11h-3z",
  back: "M14 3L7 8.5l7 5.5zM6 3H3v11h3z", reset: "M8.5 3a5.5 5.5 0 1 1-5.2 3.7l1.6.6A3.8 3.8 0 1 0 8.5 4.7V7L4.6 3.8 8.5.7z",
  plus: "M7.5 3h2v4.5h4.5v2H9.5V14h-2V9.5H3v-2h4.5z", minus: "M3 7.5h11v2H3z",
};
export const icon = (name) => svg("svg", { viewBox: "0 0 17 17", class: "cl-icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

let serial = 0;
export const uid = (stem) => `cl-${stem}-${(serial += 1)}-${Math.random().toString(36).slice(2, 7)}`;

// ---------------------------------------------------------------- the widget around it all

const COLOURS = ["ink", "paper", "muted", "grid", "surface", "positive", "negative", "gradient", "focus", "right", "wrong", "positive-ink", "negative-ink", "gradient-ink"];

function readTheme(body, probes) {
  const style = getComputedStyle(body);
  const brush = (readTheme.brush ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true }));
  const rgb = (text) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = text;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const theme = { size: parseFloat(style.fontSize) || 14, font: style.fontFamily || "sans-serif", classes: [] };
  for (const [name, probe] of probes) {
    const colour = rgb(getComputedStyle(probe).color);
    if (name.startsWith("class-")) theme.classes.push(colour);
    else theme[name.replace("-ink", "Ink")] = colour;
  }
  theme.dark = inkOn(theme.paper)[0] === 255;
  theme.forced = matchMedia("(forced-colors: active)").matches;
  return theme;
}

// widget("Title", build) makes anywidget's `render`. build(ctx) puts nodes into ctx.body; whatever it throws is shown, not lost.
export function widget(title, build) {
  return function render({ model, el }) {
    const undo = [];
    const live = h("p", { class: "cl-live", "aria-live": "polite" });
    const problem = h("div", { class: "cl-problem", role: "alert", hidden: true });
    const body = h("div", { class: "cl-body" });
    const root = h("div", { class: "cl-widget", role: "group", "aria-label": title }, problem, body, live);
    const probes = [...COLOURS, ...MARKERS.map((_, k) => `class-${k}`)].map((name) => [name, h("i", { style: { color: `var(--cl-${name})` } })]);
    root.append(h("span", { hidden: true, class: "cl-probes" }, probes.map(([, probe]) => probe)));

    const ctx = { model, root, body, title, theme: null, alive: true };
    ctx.error = (error) => {
      problem.hidden = false;
      problem.textContent = `This widget cannot go on: ${error?.message ?? error}. Run its cell again to start afresh.`;
    };
    ctx.guard = (fn) => (...args) => {
      try {
        return fn(...args);
      } catch (error) {
        ctx.error(error);
      }
    };
    ctx.cleanup = (fn) => undo.push(fn);
    ctx.on = (target, event, fn, options) => {
      const safe = ctx.guard(fn);
      target.addEventListener(event, safe, options);
      ctx.cleanup(() => target.removeEventListener(event, safe, options));
    };

    // One repaint a frame, however many things changed.
    const due = new Set();
    let frame = 0;
    const paint = ctx.guard(() => {
      frame = 0;
      if (!ctx.alive) return;
      ctx.theme ??= readTheme(body, probes);
      const now = [...due];
      due.clear();
      now.forEach((draw) => draw(ctx.theme));
    });
    const visit = () => (frame ||= requestAnimationFrame(paint));
    ctx.draw = (fn) => {
      due.add(fn);
      visit();
    };

    // One sentence a move; a burst of moves says only its last.
    let saying = 0;
    ctx.say = (sentence) => {
      clearTimeout(saying);
      saying = setTimeout(() => (live.textContent = sentence), 120);
    };
    ctx.cleanup(() => clearTimeout(saying));

    // Traits: read, watch, and save in bundles so that a drag does not flood the kernel.
    ctx.get = (name) => model.get(name);
    ctx.array = (name) => floats(model.get(name));
    ctx.hidden = (name) => (model.get("_hide") ?? []).includes(name);
    ctx.locked = (name) => (model.get("_lock") ?? []).includes(name);
    const waiting = new Map();
    let [timer, since, mine] = [0, 0, false];
    const flush = ctx.guard(() => {
      clearTimeout(timer);
      timer = since = 0;
      if (!waiting.size) return;
      mine = true;
      for (const [name, value] of waiting) model.set(name, typeof value === "function" ? value() : value);
      waiting.clear();
      mine = false;
      model.save_changes();
    });
    ctx.save = (name, value) => {
      waiting.set(name, value);
      since ||= performance.now();
      clearTimeout(timer);
      timer = setTimeout(flush, performance.now() - since > 400 ? 0 : 60);
    };
    ctx.flush = flush;
    // fn runs once when Python (or another view) changes any of the traits.
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
      [names].flat().forEach((name) => {
        model.on(`change:${name}`, change);
        ctx.cleanup(() => model.off(`change:${name}`, change));
      });
    };

    // The theme is known only once the element is on the page, and may change while it is there.
    const themed = [];
    ctx.onTheme = (fn) => themed.push(fn);
    const retheme = () => {
      ctx.theme = null;
      themed.forEach((fn) => ctx.draw(fn));
    };
    let settle = 0;
    const maybe = () => {
      retheme();
      clearTimeout(settle);
      settle = setTimeout(retheme, 300); // a theme's style sheet may arrive after its name
    };
    const observer = new MutationObserver(maybe);
    [document.documentElement, document.body].forEach((node) => observer.observe(node, { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-jp-theme-name", "data-jp-theme-light"] }));
    ctx.cleanup(() => (observer.disconnect(), clearTimeout(settle)));
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      const media = matchMedia(query);
      media.addEventListener("change", maybe);
      ctx.cleanup(() => media.removeEventListener("change", maybe));
    }
    ctx.still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

    // Slides and notebooks listen for single keys higher up: what is typed here stays here.
    for (const event of ["keydown", "keypress", "keyup"]) {
      root.addEventListener(event, (e) => {
        if (!e.ctrlKey && !e.metaKey && !e.altKey) e.stopPropagation();
      });
    }

    el.append(root);
    let last = 0;
    const sizes = new ResizeObserver(() => {
      if (root.clientWidth && root.clientWidth !== last) {
        last = root.clientWidth;
        retheme();
      }
    });
    sizes.observe(root);
    ctx.cleanup(() => sizes.disconnect());
    ctx.guard(build)(ctx);
    return () => {
      flush();
      ctx.alive = false;
      cancelAnimationFrame(frame);
      undo.forEach((fn) => fn());
      root.remove();
    };
  };
}

// ---------------------------------------------------------------- controls; each has a name that Python can hide or lock

function placed(ctx, name, node, inputs = [node]) {
  if (name && ctx.hidden(name)) node.hidden = true;
  if (name && ctx.locked(name)) {
    inputs.forEach((input) => (input.disabled = true));
    node.classList.add("cl-locked");
    node.title = "Locked for this exercise.";
  }
  return node;
}

export function button(ctx, { name, label, icon: picture, title, iconOnly, onclick }) {
  const node = h("button", { type: "button", class: iconOnly ? "cl-button cl-icon-only" : "cl-button", title, "aria-label": iconOnly ? label : undefined, onclick: ctx.guard(onclick) },
    picture && icon(picture), !iconOnly && h("span", {}, label));
  return placed(ctx, name, node);
}

// A row of radio buttons that looks like one switch. options: [[value, label, title?], ...]
export function choice(ctx, { name, label, options, value, onchange }) {
  const group = uid("choice");
  const inputs = options.map(([v]) => h("input", { type: "radio", name: group, value: v, onchange: ctx.guard(() => onchange(v)) }));
  const node = h("fieldset", { class: "cl-choice" }, h("legend", {}, label),
    h("div", { class: "cl-segments" }, options.map(([, text, title], i) => h("label", { title }, inputs[i], h("span", {}, text)))));
  const set = (v) => inputs.forEach((input) => (input.checked = input.value === String(v)));
  set(value);
  placed(ctx, name, node, inputs);
  return { node, set };
}

export function select(ctx, { name, label, options, value, onchange }) {
  const box = h("select", { onchange: ctx.guard(() => onchange(box.value)) }, options.map(([v, text]) => h("option", { value: v }, text)));
  box.value = value;
  const node = placed(ctx, name, h("label", { class: "cl-field" }, h("span", {}, label), box), [box]);
  return { node, set: (v) => (box.value = v), box };
}

export function toggle(ctx, { name, label, value, onchange }) {
  const box = h("input", { type: "checkbox", onchange: ctx.guard(() => onchange(box.checked)) });
  box.checked = value;
  const node = placed(ctx, name, h("label", { class: "cl-toggle" }, box, h("span", {}, label)), [box]);
  return { node, set: (v) => (box.checked = v) };
}

// A slider with its number beside it. log: true spaces the values by factors (min and max must be positive).
export function slider(ctx, { name, label, min, max, step, value, log, format = fmt, oninput }) {
  const [there, back] = log ? [Math.log10, (x) => Number((10 ** x).toPrecision(2))] : [(x) => x, (x) => x];
  const out = h("output", {});
  const box = h("input", { type: "range", min: there(min), max: there(max), step: step ?? (log ? 0.05 : (max - min) / 100), oninput: ctx.guard(() => {
    const x = back(Number(box.value));
    show(x);
    oninput(x);
  }) });
  const show = (x) => {
    out.textContent = format(x);
    box.setAttribute("aria-valuetext", format(x));
  };
  const set = (x) => {
    box.value = there(clamp(x, min, max)); // the number beside it may lie beyond the slider's ends
    show(x);
  };
  set(value);
  const node = placed(ctx, name, h("label", { class: "cl-field cl-slider" }, h("span", {}, label), box, out), [box]);
  return { node, set, box };
}

// A number a person may type: shortened at rest, every digit while it has the focus. A wrong entry says so and goes back.
export function numberField(ctx, { name, label, value, min = -Infinity, max = Infinity, hideLabel, onchange }) {
  let now = value;
  const box = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "cl-number", "aria-label": hideLabel ? label : undefined });
  const rest = () => {
    box.value = fmt(now);
    box.title = exactly(now);
  };
  ctx.on(box, "focus", () => {
    box.value = String(now);
    box.select();
  });
  ctx.on(box, "blur", rest);
  ctx.on(box, "change", () => {
    const x = readNumber(box.value);
    if (x === null || x < min || x > max) {
      const range = Number.isFinite(min) && Number.isFinite(max) ? ` from ${fmt(min)} to ${fmt(max)}` : "";
      ctx.say(`${label}: “${box.value}” is not a number${range}; ${fmt(now)} stays.`);
      box.classList.add("cl-refused");
      setTimeout(() => box.classList.remove("cl-refused"), 600);
      box.value = String(now);
      return;
    }
    now = x;
    onchange(x);
  });
  ctx.on(box, "keydown", (e) => {
    if (e.key === "Enter") box.dispatchEvent(new Event("change"));
    if (e.key === "Escape") (box.value = String(now)), box.blur();
  });
  rest();
  const node = placed(ctx, name, hideLabel ? box : h("label", { class: "cl-field" }, h("span", {}, label), box), [box]);
  const set = (x) => {
    now = x;
    if (document.activeElement !== box) rest();
  };
  return { node, set, box };
}

// Step, back, play or pause, speed, reset: the same everywhere. step() returns false when there is nowhere to go.
export function playback(ctx, { step, back, reset, stepTitle = "One step forward", backTitle = "One step back", noun = "steps" }) {
  let [playing, frame, then, owed] = [false, 0, 0, 0];
  const speeds = [["1", "1 / s"], ["5", "5 / s"], ["20", "20 / s"], ["100", "100 / s"]];
  const speed = select(ctx, { label: "Speed", options: speeds, value: "20", onchange: () => {} });
  const play = button(ctx, { label: "Play", icon: "play", title: `Run ${noun} until you pause`, onclick: () => (playing ? pause() : start()) });
  play.classList.add("cl-play");
  const face = () => {
    play.replaceChildren(icon(playing ? "pause" : "play"), h("span", {}, playing ? "Pause" : "Play"));
    ctx.root.classList.toggle("cl-playing", playing);
  };
  const tick = ctx.guard((now) => {
    if (!playing || !ctx.alive) return;
    owed += (Math.min(now - then, 100) * Number(speed.box.value)) / 1000;
    then = now;
    const shown = ctx.root.isConnected && ctx.root.clientWidth > 0;
    for (; owed >= 1; owed -= 1) {
      if (!shown || step() === false) return pause();
    }
    frame = requestAnimationFrame(tick);
  });
  function start() {
    playing = true;
    face();
    if (step() === false) return pause();
    [then, owed] = [performance.now(), 0];
    frame = requestAnimationFrame(tick);
  }
  function pause() {
    if (!playing) return;
    playing = false;
    cancelAnimationFrame(frame);
    face();
  }
  ctx.cleanup(pause);
  const one = (fn) => () => (pause(), fn());
  const backButton = back && button(ctx, { label: "Back", icon: "back", title: backTitle, onclick: one(back) });
  const stepButton = button(ctx, { label: "Step", icon: "step", title: stepTitle, onclick: one(step) });
  const resetButton = reset && button(ctx, { label: "Reset", icon: "reset", title: "Back to the start", onclick: one(reset) });
  const node = placed(ctx, "playback", h("div", { class: "cl-playback", role: "group", "aria-label": "Playback" }, backButton, play, stepButton, resetButton, speed.node),
    [play, backButton, stepButton, resetButton, speed.box].filter(Boolean));
  return { node, pause, isPlaying: () => playing, able: (canStep, canBack) => {
    if (ctx.locked("playback")) return;
    stepButton.setAttribute("aria-disabled", String(!canStep));
    backButton?.setAttribute("aria-disabled", String(!canBack));
  } };
}

// ---------------------------------------------------------------- pointer and keys

// drag(ctx, node, {start(e) -> anything truthy to take the drag, move(e), end(e)}); e has x, y in CSS pixels of the node.
export function drag(ctx, node, { start, move, end }) {
  let held = null;
  const at = (e) => {
    const box = node.getBoundingClientRect();
    const scale = box.width ? node.offsetWidth / box.width : 1; // slides are scaled
    return { x: (e.clientX - box.left) * scale, y: (e.clientY - box.top) * scale, touch: e.pointerType === "touch", event: e };
  };
  ctx.on(node, "pointerdown", (e) => {
    if (e.button !== 0 || held !== null || !start(at(e))) return;
    held = e.pointerId;
    node.setPointerCapture(held);
    node.focus({ preventScroll: true });
    e.preventDefault();
  });
  ctx.on(node, "pointermove", (e) => e.pointerId === held && move?.(at(e)));
  for (const name of ["pointerup", "pointercancel"]) {
    ctx.on(node, name, (e) => {
      if (e.pointerId !== held) return;
      held = null;
      end?.(at(e));
    });
  }
  return { isHeld: () => held !== null };
}

// keys(ctx, node, {ArrowLeft: (e) => ..., "a|A": ...}); a handler that returns false lets the key pass on.
export function keys(ctx, node, map) {
  const table = new Map(Object.entries(map).flatMap(([names, fn]) => (names === "|" ? [names] : names.split("|")).map((name) => [name === "Space" ? " " : name, fn])));
  ctx.on(node, "keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !table.has(e.key)) return;
    if (table.get(e.key)(e) !== false) e.preventDefault();
  });
}

// ---------------------------------------------------------------- pictures

// A canvas that fills its column, sharp on every screen, with its numbers as a table one switch away.
// draw(g, width, height, theme) works in CSS pixels; table() -> {caption, head: [...], rows: [[...]]}.
export function picture(ctx, { label, aspect = 1, maxWidth = 480, draw, table, interactive, help }) {
  const canvas = h("canvas", { "aria-hidden": interactive ? "true" : undefined, role: interactive ? undefined : "img", "aria-label": interactive ? undefined : label });
  const helpId = uid("help");
  const face = interactive
    ? h("div", { class: "cl-face cl-interactive", tabindex: "0", role: "application", "aria-label": label, "aria-describedby": help ? helpId : undefined }, canvas)
    : h("div", { class: "cl-face" }, canvas);
  const node = h("figure", { class: "cl-picture", style: { "max-width": `${maxWidth}px` } }, face);
  const under = h("div", { class: "cl-under" });
  if (help) under.append(h("details", { class: "cl-keys" }, h("summary", {}, "Keys"), h("p", { class: "cl-help", id: helpId }, help)));
  if (help || table) node.append(under);
  const g = canvas.getContext("2d");
  let size = [0, 0];
  const paint = (theme) => {
    const width = Math.floor(face.clientWidth);
    if (!width) return;
    const height = Math.round(width / aspect);
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
    size = [width, height];
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    g.font = `${theme.size}px ${theme.font}`;
    g.lineJoin = g.lineCap = "round";
    draw(g, width, height, theme);
    if (sheet && !sheet.hidden) fillTable();
  };
  let sheet = null;
  let fillTable = () => {};
  if (table) {
    sheet = h("div", { class: "cl-sheet", hidden: true, tabindex: "0", role: "region", "aria-label": `${label}, as a table` });
    fillTable = () => sheet.replaceChildren(dataTable(table()));
    const flip = h("button", { type: "button", class: "cl-link", "aria-expanded": "false", onclick: ctx.guard(() => {
      sheet.hidden = !sheet.hidden;
      flip.setAttribute("aria-expanded", String(!sheet.hidden));
      flip.textContent = sheet.hidden ? "Show as table" : "Hide the table";
      if (!sheet.hidden) fillTable();
    }) }, "Show as table");
    flip.setAttribute("aria-label", `Show as table: ${label}`);
    under.append(flip);
    node.append(sheet);
  }
  ctx.onTheme(paint);
  ctx.draw(paint);
  return { node, face, canvas, redraw: () => ctx.draw(paint), size: () => size, label: (text) => (interactive ? face : canvas).setAttribute("aria-label", text) };
}

// A plain table: numbers are shortened, and carry every digit in their title.
export function dataTable({ caption, head, rows }) {
  const cell = (v) => (typeof v === "number" ? h("td", { title: exactly(v) }, fmt(v)) : h("td", {}, v));
  return h("table", { class: "cl-table" }, caption && h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head.map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell)))));
}

// A matrix as a real table. One Tab stop, arrows walk the cells, the exact value is said on focus; edit(r, c, x) makes cells editable.
// colour(value, r, c, theme) -> [r,g,b] or null paints a cell; mark(r, c) -> class name ("cl-focus" is the yellow window).
export function matrix(ctx, { name, caption, values, columns, edit, colour, mark, onfocus }) {
  let [numbers, width, cells, at] = [values, columns, [], 0];
  const locked = name && ctx.locked(name);
  const node = placed(ctx, name, h("table", { class: "cl-matrix" }, h("caption", {}, caption), h("tbody", {})), []);
  const paint = (theme) => cells.forEach((cell, i) => {
    const [r, c] = [Math.floor(i / width), i % width];
    const box = cell.firstChild;
    if (document.activeElement !== box || box.localName !== "input") {
      const text = fmt(numbers[i]);
      if (box.localName === "input") box.value = text;
      else box.textContent = text;
    }
    box.title = exactly(numbers[i]);
    const paper = colour?.(numbers[i], r, c, theme);
    cell.style.background = paper ? css(paper) : "";
    cell.style.color = paper ? css(inkOn(paper)) : "";
    cell.className = mark?.(r, c) ?? "";
  });
  const go = (i) => {
    cells[at].firstChild.tabIndex = -1;
    at = clamp(i, 0, cells.length - 1);
    cells[at].firstChild.tabIndex = 0;
    cells[at].firstChild.focus();
  };
  const build = () => {
    const rows = Math.ceil(numbers.length / width);
    at = clamp(at, 0, Math.max(0, numbers.length - 1));
    cells = Array.from(numbers, (_, i) => {
      const where = `${caption}, row ${Math.floor(i / width) + 1}, column ${(i % width) + 1}`;
      const box = edit && !locked
        ? h("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": where, tabindex: i === at ? "0" : "-1" })
        : h("span", { tabindex: i === at ? "0" : "-1" });
      box.addEventListener("focus", ctx.guard(() => {
        at = i;
        if (box.localName === "input") (box.value = String(numbers[i])), box.select();
        onfocus?.(Math.floor(i / width), i % width);
      }));
      box.addEventListener("change", ctx.guard(() => {
        const x = readNumber(box.value);
        if (x === null) ctx.say(`“${box.value}” is not a number; ${fmt(numbers[i])} stays.`);
        else edit(Math.floor(i / width), i % width, x);
      }));
      box.addEventListener("blur", () => ctx.draw(paint));
      return h("td", {}, box);
    });
    node.tBodies[0].replaceChildren(...Array.from({ length: rows }, (_, r) => h("tr", {}, cells.slice(r * width, (r + 1) * width))));
    ctx.draw(paint);
  };
  keys(ctx, node, {
    ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), ArrowDown: () => at + width < cells.length && go(at + width),
    ArrowUp: () => at - width >= 0 && go(at - width), Home: () => go(at - (at % width)), End: () => go(at - (at % width) + width - 1),
    Enter: (e) => e.target.dispatchEvent(new Event("change")),
  });
  build();
  ctx.onTheme(paint);
  return { node, redraw: () => ctx.draw(paint), set: (next, nextWidth = width) => {
    const same = next.length === numbers.length && nextWidth === width;
    [numbers, width] = [next, nextWidth];
    if (same) ctx.draw(paint);
    else build();
  } };
}

// Axes with ticks and labels on a canvas; gives back the functions from data to pixels and from pixels to data.
export function axes(g, width, height, { xlim, ylim, xlabel, ylabel, theme, grid = true, square, count = 5 }) {
  const s = theme.size;
  const small = Math.max(12, 0.9 * s);
  g.font = `${small}px ${theme.font}`;
  const ys = ticks(ylim[0], ylim[1], count).map((v) => [v, shorten(v, 3).text]);
  const left = Math.max(...ys.map(([, text]) => g.measureText(text).width)) + (ylabel ? 1.5 * s : 0) + 0.7 * s;
  const area = { left, top: 0.6 * s, right: width - 0.8 * s, bottom: height - (xlabel ? 2.9 : 1.6) * s };
  if (square) {
    const side = Math.min(area.right - area.left, area.bottom - area.top);
    area.right = area.left + side;
    area.bottom = area.top + side;
  }
  const x = (v) => area.left + ((v - xlim[0]) / (xlim[1] - xlim[0])) * (area.right - area.left);
  const y = (v) => area.bottom - ((v - ylim[0]) / (ylim[1] - ylim[0])) * (area.bottom - area.top);
  g.lineWidth = 1;
  g.strokeStyle = css(theme.grid);
  g.fillStyle = css(theme.muted);
  g.textBaseline = "middle";
  g.textAlign = "right";
  for (const [v, text] of ys) {
    if (grid) line(g, [[area.left, y(v)], [area.right, y(v)]]);
    g.fillText(text, area.left - 0.4 * s, y(v));
  }
  g.textAlign = "center";
  g.textBaseline = "top";
  for (const v of ticks(xlim[0], xlim[1], count)) {
    if (grid) line(g, [[x(v), area.top], [x(v), area.bottom]]);
    g.fillText(shorten(v, 3).text, x(v), area.bottom + 0.35 * s);
  }
  g.fillStyle = css(theme.ink);
  if (xlabel) g.fillText(xlabel, (area.left + area.right) / 2, area.bottom + 1.6 * s);
  if (ylabel) {
    g.save();
    g.translate(0.15 * s, (area.top + area.bottom) / 2);
    g.rotate(-Math.PI / 2);
    g.fillText(ylabel, 0, 0);
    g.restore();
  }
  return { area, x, y, ix: (p) => xlim[0] + ((p - area.left) / (area.right - area.left)) * (xlim[1] - xlim[0]), iy: (p) => ylim[0] + ((area.bottom - p) / (area.bottom - area.top)) * (ylim[1] - ylim[0]) };
}

export function line(g, points) {
  g.beginPath();
  points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
  g.stroke();
}

export function arrow(g, x0, y0, x1, y1, head = 9) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  line(g, [[x0, y0], [x1 - 0.7 * head * Math.cos(angle), y1 - 0.7 * head * Math.sin(angle)]]);
  g.beginPath();
  g.moveTo(x1, y1);
  for (const side of [-0.42, 0.42]) g.lineTo(x1 - head * Math.cos(angle + side), y1 - head * Math.sin(angle + side));
  g.closePath();
  g.fill();
}

// The markers of the tokens: a class is known by its shape as well as by its colour.
export function marker(g, shape, x, y, r, paint, rim, rimWidth = 1.5) {
  const corners = { s: [[-1, -1], [1, -1], [1, 1], [-1, 1]], "^": [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]], v: [[0, 1.2], [1.1, -0.9], [-1.1, -0.9]], D: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]], "<": [[-1.2, 0], [0.9, -1.1], [0.9, 1.1]], ">": [[1.2, 0], [-0.9, -1.1], [-0.9, 1.1]] };
  const plus = [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]];
  const star = Array.from({ length: 10 }, (_, i) => [(i % 2 ? 0.55 : 1.35) * Math.sin((i * Math.PI) / 5), -(i % 2 ? 0.55 : 1.35) * Math.cos((i * Math.PI) / 5)]);
  const shapes = { ...corners, P: plus, X: plus.map(([a, b]) => [(a - b) * 0.75, (a + b) * 0.75]), "*": star };
  const k = shape === "s" ? 0.88 * r : r;
  g.beginPath();
  if (shape === "o" || !shapes[shape]) g.arc(x, y, r, 0, 2 * Math.PI);
  else shapes[shape].forEach(([a, b], i) => (i ? g.lineTo(x + k * a, y + k * b) : g.moveTo(x + k * a, y + k * b)));
  g.closePath();
  g.fillStyle = css(paint);
  g.fill();
  if (rim) {
    g.strokeStyle = css(rim);
    g.lineWidth = rimWidth;
    g.stroke();
  }
}

// A grid of colours painted as smooth shading into a box: colours(i) -> [r,g,b], row 0 at the top.
export function shade(g, columns, rows, colours, box, smooth = true) {
  const sheet = (g.canvas.clSheet ??= document.createElement("canvas"));
  if (sheet.width !== columns || sheet.height !== rows) [sheet.width, sheet.height] = [columns, rows];
  const brush = sheet.getContext("2d");
  const image = brush.createImageData(columns, rows);
  for (let i = 0; i < columns * rows; i++) {
    const [r, gg, b] = colours(i);
    image.data.set([r, gg, b, 255], 4 * i);
  }
  brush.putImageData(image, 0, 0);
  g.imageSmoothingEnabled = smooth;
  g.drawImage(sheet, box.left, box.top, box.right - box.left, box.bottom - box.top);
}
