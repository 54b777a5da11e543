// The five patterns of inputs and outputs.

import { svg } from "../shared.js";

export const PATTERNS = {
  "one-to-one": ["one to one", "One input, one output, no time at all, as when an image gets its class."],
  "one-to-many": ["one to many", "One input starts a sequence of outputs, as when an image gets a caption."],
  "many-to-one": ["many to one", "A whole sequence is read before one answer, as when a text gets its class."],
  "many-to-many": ["many to many", "An output at each step, as when the next value of a time series is predicted."],
  "encoder-decoder": ["encoder–decoder", "First all is read, then all is written, as in translation: one state carries the meaning."],
};

// Which row of the input enters at each step (-1: none), and which steps give an output.
export function schedule(pattern, length, outputs) {
  const fill = (n, value) => Array.from({ length: n }, () => value);
  const all = Array.from({ length }, (_, t) => t);
  if (pattern === "one-to-one") return { takes: [0], gives: [true] };
  if (pattern === "one-to-many") return { takes: [0, ...fill(outputs - 1, -1)], gives: fill(outputs, true) };
  if (pattern === "many-to-one") return { takes: all, gives: [...fill(length - 1, false), true] };
  if (pattern === "many-to-many") return { takes: all, gives: fill(length, true) };
  return { takes: [...all, ...fill(outputs, -1)], gives: [...fill(length, false), ...fill(outputs, true)] };
}

// The pattern as a small drawing: inputs below, states in the middle, outputs above.
export function emblem(pattern) {
  const { takes, gives } = schedule(pattern, pattern === "encoder-decoder" ? 2 : 3, pattern === "encoder-decoder" ? 2 : 3);
  const wide = 11 * takes.length + 3;
  const marks = takes.flatMap((row, t) => {
    const x = 7 + 11 * t;
    return [
      svg("rect", { x: x - 3.2, y: 12.8, width: 6.4, height: 6.4, fill: "currentColor" }),
      t && svg("path", { d: `M${x - 7.8} 16H${x - 3.2}`, stroke: "currentColor" }),
      gives[t] && svg("path", { d: `M${x} 13V8`, stroke: "currentColor" }),
      gives[t] && svg("circle", { cx: x, cy: 5, r: 2.9, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
      row >= 0 && svg("path", { d: `M${x} 19V24`, stroke: "currentColor" }),
      row >= 0 && svg("circle", { cx: x, cy: 27, r: 2.9, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
    ];
  });
  return svg("svg", { viewBox: `0 0 ${wide} 32`, class: "ur-emblem", style: { width: `${wide}px` }, "aria-hidden": "true" }, marks);
}
