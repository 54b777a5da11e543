// Controls. Each has a name that Python can hide or lock.

import { h, icon, put, uid } from "./elements.js";
import { clamp, exactly, fmt, readNumber } from "./numbers.js";

// Hides or locks a control as its name asks; for controls that a widget makes itself.
export function placed(ctx, name, node, inputs = [node]) {
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
  const box = h("select", { "aria-label": label, onchange: ctx.guard(() => onchange(box.value)) }, options.map(([v, text]) => h("option", { value: v }, text)));
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
  const box = h("input", { type: "range", "aria-label": label, min: there(min), max: there(max), step: step ?? (log ? 0.05 : (max - min) / 100), oninput: ctx.guard(() => {
    const x = back(Number(box.value));
    show(x);
    oninput(x);
  }) });
  const show = (x) => {
    put(out, format(x));
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
  const box = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "cl-number", "aria-label": label });
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
    if (Object.is(x, now)) return;
    now = x;
    if (document.activeElement !== box) rest();
  };
  return { node, set, box };
}

// Step, back, play or pause, speed, reset: the same everywhere. step() returns false when there is nowhere to go.
// pace: the steps a second that Play starts with.
export function playback(ctx, { step, back, reset, stepTitle = "One step forward", backTitle = "One step back", noun = "steps", pace = "20" }) {
  let [playing, frame, then, owed] = [false, 0, 0, 0];
  const speeds = [["1", "1 / s"], ["5", "5 / s"], ["20", "20 / s"], ["100", "100 / s"]];
  const speed = select(ctx, { label: "Speed", options: speeds, value: pace, onchange: () => {} });
  speed.node.classList.add("cl-bare");
  speed.box.title = "Speed";
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
  const backButton = back && button(ctx, { label: "Back", icon: "back", iconOnly: true, title: backTitle, onclick: one(back) });
  const stepButton = button(ctx, { label: "Step", icon: "step", title: stepTitle, onclick: one(step) });
  const resetButton = reset && button(ctx, { label: "Reset", icon: "reset", iconOnly: true, title: "Back to the start", onclick: one(reset) });
  const node = placed(ctx, "playback", h("div", { class: "cl-playback", role: "group", "aria-label": "Playback" }, backButton, play, stepButton, resetButton, speed.node),
    [play, backButton, stepButton, resetButton, speed.box].filter(Boolean));
  return { node, pause, isPlaying: () => playing, able: (canStep, canBack) => {
    if (ctx.locked("playback")) return;
    stepButton.setAttribute("aria-disabled", String(!canStep));
    backButton?.setAttribute("aria-disabled", String(!canBack));
  } };
}
