// Pictures on a canvas, and what is drawn on them.

import { css } from "./colours.js";
import { h, uid } from "./elements.js";
import { shorten, ticks } from "./numbers.js";
import { dataTable } from "./tables.js";

// A canvas that fills its column, sharp on every screen, with its numbers as a table one switch away.
// aspect is width over height, or a function of the width; draw(g, width, height, theme) works in CSS pixels; table() -> {caption, head: [...], rows: [[...]]}.
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
    const height = Math.round(width / (typeof aspect === "function" ? aspect(width) : aspect));
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
    sheet = h("div", { class: "cl-sheet", hidden: true, tabindex: "0", role: "group", "aria-label": `${label}, as a table` });
    fillTable = () => sheet.replaceChildren(dataTable(table()));
    const flip = h("button", { type: "button", class: "cl-link", "aria-expanded": "false", onclick: ctx.guard(() => {
      sheet.hidden = !sheet.hidden;
      flip.setAttribute("aria-expanded", String(!sheet.hidden));
      flip.textContent = sheet.hidden ? "Show as table" : "Hide the table";
      flip.setAttribute("aria-label", `${flip.textContent}: ${label}`);
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

// Axes with ticks and labels on a canvas; gives back the functions from data to pixels and from pixels to data.
// xtext and ytext write a tick's number their own way, for example a power of ten.
export function axes(g, width, height, { xlim, ylim, xlabel, ylabel, theme, grid = true, square, count = 5, xtext = (v) => shorten(v, 3).text, ytext = (v) => shorten(v, 3).text }) {
  const s = theme.size;
  const small = Math.max(12, 0.9 * s);
  g.font = `${small}px ${theme.font}`;
  const ys = ticks(ylim[0], ylim[1], count).map((v) => [v, ytext(v)]);
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
    g.fillText(xtext(v), x(v), area.bottom + 0.35 * s);
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
  for (let i = 0, at = 0; i < columns * rows; i++) {
    const colour = colours(i);
    image.data[at++] = colour[0];
    image.data[at++] = colour[1];
    image.data[at++] = colour[2];
    image.data[at++] = 255;
  }
  brush.putImageData(image, 0, 0);
  g.imageSmoothingEnabled = smooth;
  g.drawImage(sheet, box.left, box.top, box.right - box.left, box.bottom - box.top);
}

// Keeps what draw(g) painted on a canvas of the same size, and paints it again only when the key is new: for backgrounds.
export function keptLayer() {
  let [kept, last] = [null, ""];
  return (g, key, draw) => {
    const { width, height } = g.canvas;
    const whole = `${key} ${width} ${height}`;
    if (whole !== last) {
      kept ??= document.createElement("canvas");
      [kept.width, kept.height, last] = [width, height, whole];
      const layer = kept.getContext("2d");
      layer.setTransform(g.getTransform());
      layer.font = g.font;
      layer.lineJoin = layer.lineCap = "round";
      draw(layer);
    }
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(kept, 0, 0);
    g.restore();
  };
}

// The yellow band with an ink border that marks the window, the step, the chosen unit: the same in every widget.
export function frame(g, theme, x, y, width, height, { colour, dash } = {}) {
  g.save();
  if (dash) g.setLineDash([5, 4]);
  g.lineJoin = "miter";
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 5;
  g.strokeRect(x, y, width, height);
  g.strokeStyle = css(colour ?? theme.focus);
  g.lineWidth = 2.5;
  g.strokeRect(x, y, width, height);
  g.restore();
}
