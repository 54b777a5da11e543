// One node of the graph as a box: its name and sign, its value, and in purple the gradient that has reached it.

import { css, frame, shorten } from "../shared.js";
import { MOST_ENTRIES, sizeOf } from "./traced.js";
import { signOf } from "./words.js";

const COLUMN = 3.1; // the width of a matrix entry, in type sizes
const ROW = 1.5;

const gridOf = (shape) => (shape.length === 1 ? [1, shape[0]] : [sizeOf(shape.slice(0, -1)), shape.at(-1)]);
const isNumber = (node) => !node.shape || sizeOf(node.shape) === 1;
const isMatrix = (node) => sizeOf(node.shape) <= MOST_ENTRIES && gridOf(node.shape)[1] <= 6;
export const isConstant = (node) => !node.op && !node.name && isNumber(node);

// Width and height in type sizes.
export function boxSize(node, name) {
  if (isConstant(node)) return [Math.max(2.4, 0.62 * name.length + 1.2), 2.2];
  const head = 0.62 * (name.length + (node.op ? signOf(node).length + 1 : 0)) + 1.3;
  if (isNumber(node)) return [Math.max(node.op || node.needs ? 5 : 3.7, head), node.needs ? 4.5 : 3.2];
  if (!isMatrix(node)) return [Math.max(9.5, head), node.needs ? 7 : 4.5];
  const [rows, columns] = gridOf(node.shape);
  return [Math.max(columns * COLUMN + 0.6, head), 1.9 + (node.needs ? 2 : 1) * (rows * ROW + 0.5)];
}

// look: {x, y, w, h, known, gradient (so far), left, focus, output, name}
export function drawBox(g, theme, node, look) {
  const s = theme.size;
  const { x, y, w, h } = look;
  const [left, top] = [x - w / 2, y - h / 2];
  g.beginPath();
  g.roundRect(left, top, w, h, 6);
  g.fillStyle = css(node.op ? theme.surface : theme.paper);
  g.fill();
  g.setLineDash(look.known ? [] : [4, 3]);
  g.strokeStyle = css(isConstant(node) ? theme.muted : theme.ink);
  g.lineWidth = look.output ? 2.6 : 1.3;
  g.stroke();
  g.setLineDash([]);
  if (look.focus) frame(g, theme, left - 2, top - 2, w + 4, h + 4);
  g.textBaseline = "middle";
  if (isConstant(node)) return text(g, theme, look.name, x, y, theme.ink, s, "center");
  text(g, theme, look.name, left + 0.5 * s, top + 0.95 * s, theme.ink, s, "left", "600");
  text(g, theme, node.op ? signOf(node) : "", left + w - 0.5 * s, top + 0.95 * s, theme.muted, Math.max(12, 0.92 * s), "right");
  if (isNumber(node)) numberInside(g, theme, node, look, top);
  else if (isMatrix(node)) matrixInside(g, theme, node, look, top);
  else statisticsInside(g, theme, node, look, top);
  return undefined;
}

function text(g, theme, words, x, y, colour, size, align, weight = "400", most = undefined) {
  g.font = `${weight} ${size}px ${theme.font}`;
  g.textAlign = align;
  g.fillStyle = css(colour);
  g.fillText(words, x, y, most);
}

export const near = (x, digits = 3) => {
  const { text: words, exact } = shorten(x, digits);
  return exact ? words : `≈${words}`;
};

function rule(g, theme, look, y) {
  g.strokeStyle = css(theme.gradientInk, 0.55);
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(look.x - look.w / 2 + 5, y);
  g.lineTo(look.x + look.w / 2 - 5, y);
  g.stroke();
}

function numberInside(g, theme, node, look, top) {
  const s = theme.size;
  if (look.known) text(g, theme, near(node.value), look.x, top + 2.3 * s, theme.ink, s, "center", "400", look.w - 4);
  if (!node.needs) return;
  rule(g, theme, look, top + 3.15 * s);
  const arrived = look.gradient !== null;
  const words = arrived ? `${near(look.gradient)}${look.left ? " +" : ""}` : "";
  if (arrived) text(g, theme, words, look.x, top + 3.85 * s, theme.gradientInk, Math.max(12, 0.95 * s), "center", "400", look.w - 4);
}

function matrixInside(g, theme, node, look, top) {
  const s = theme.size;
  const [rows, columns] = gridOf(node.shape);
  const size = Math.max(12, 0.92 * s);
  const put = (values, from, colour, weight) => {
    const left = look.x - (columns * COLUMN * s) / 2;
    values.forEach((v, k) => {
      const [r, c] = [Math.floor(k / columns), k % columns];
      text(g, theme, shorten(v, 3).text, left + (c + 0.5) * COLUMN * s, from + (r + 0.5) * ROW * s, colour, size, "center", weight, COLUMN * s - 4);
    });
    bracket(g, left + 2, from, rows * ROW * s, 1, colour);
    bracket(g, left + columns * COLUMN * s - 2, from, rows * ROW * s, -1, colour);
  };
  const first = top + 1.8 * s;
  if (look.known) put(node.value, first, theme.ink, "400");
  if (!node.needs) return;
  const second = first + rows * ROW * s + 0.5 * s;
  rule(g, theme, look, second - 0.25 * s);
  if (look.gradient !== null) put(look.gradient, second, theme.gradientInk, "600");
}

function bracket(g, x, y, height, side, colour) {
  g.strokeStyle = css(colour, 0.7);
  g.lineWidth = 1.3;
  g.beginPath();
  g.moveTo(x + 4 * side, y + 2);
  g.lineTo(x, y + 2);
  g.lineTo(x, y + height - 2);
  g.lineTo(x + 4 * side, y + height - 2);
  g.stroke();
}

function statisticsInside(g, theme, node, look, top) {
  const s = theme.size;
  const size = Math.max(12, 0.9 * s);
  text(g, theme, node.shape.join(" × "), look.x, top + 2.2 * s, theme.ink, size, "center", "400", look.w - 8);
  const spread = ({ low, mean, high }) => `${near(mean)} (${shorten(low, 2).text} to ${shorten(high, 2).text})`;
  const fit = (words, y, colour) => text(g, theme, words, look.x, y, colour, size, "center", "400", look.w - 8);
  if (look.known) fit(spread(node.value), top + 3.6 * s, theme.ink);
  if (!node.needs) return;
  rule(g, theme, look, top + 4.4 * s);
  if (look.gradient === null) return;
  if (look.left) fit("so far a part", top + 5.6 * s, theme.gradientInk);
  else fit(spread(look.gradient), top + 5.6 * s, theme.gradientInk);
}
