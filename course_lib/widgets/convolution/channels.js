// One row a channel: the picture with the window, the kernel's slice, and the products.

import { equals, exactly, fmt, h, numberField, numberGrid, placed, put, shorten, signed } from "../shared.js";
import { readPositions, slopeAt, valueAt } from "./arithmetic.js";
import { letters, overPicture, pixelColour, slopeColour, windowBands } from "./look.js";
import { cellExact, cellText } from "./words.js";

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const HUES = ["red", "green", "blue"];
const widest = (grid, columns, rows, em = 4.6) => (grid.node.style.maxWidth = `${Math.max(4, em * columns * Math.min(1, 7 / rows))}em`);

// A field for the value of the chosen cell: Enter on the grid leads to it, Enter or Escape in it lead back.
function cellField(ctx, name, label, grid, onchange) {
  const field = numberField(ctx, { label, hideLabel: true, value: 0, min: -1e100, max: 1e100, onchange });
  const where = h("span", {});
  const node = placed(ctx, name, h("label", { class: "cx-cell" }, where, field.box), [field.box]);
  ctx.on(field.box, "keydown", (e) => ["Enter", "Escape"].includes(e.key) && grid().face.focus());
  return { node, box: field.box, show: (text, x, able = true) => {
    put(where, text);
    field.set(x);
    if (!ctx.locked(name)) field.box.disabled = !able;
  } };
}

// Typing a digit on a grid goes to its field; Enter, Space and a double tap lead there.
function typeInto(ctx, grid, field) {
  ctx.on(grid.face, "keydown", (e) => {
    const digit = /^[-0-9.,]$/.test(e.key);
    if (e.ctrlKey || e.metaKey || e.altKey || field.box.disabled || !(digit || e.key === "Enter" || e.key === " ")) return;
    field.box.focus();
    if (digit) field.box.value = e.key;
    e.preventDefault();
  });
  ctx.on(grid.face, "dblclick", () => !field.box.disabled && field.box.focus());
}

// The picture of channel k, padding and all.
function pictureOf(ctx, me, k, hooks) {
  let read = [[], [], -1];
  const reads = () => (read[2] === me.edits ? read : (read = [readPositions(me.rows), readPositions(me.columns), me.edits]));
  const slope = (r, c) => slopeAt(me, ...me.at, k, r, c);
  const inside = (r, c) => [r - me.rows.p, c - me.columns.p];
  const isPadding = (r, c) => {
    const [i, j] = inside(r, c);
    return i < 0 || j < 0 || i >= me.rows.n || j >= me.columns.n;
  };
  const reverse = () => me.view === "reverse";
  const grid = numberGrid(ctx, {
    label: `Picture, channel ${k + 1}`, maxWidth: 2000, help: "Arrows move, Home, End, Page up and Page down go to the ends; type a number to change the chosen pixel. The kernel's cells work alike.",
    shape: () => (k < me.channels ? [me.rows.padded, me.columns.padded] : [0, 0]),
    cursor: () => [me.pixel[1] + me.rows.p, me.pixel[2] + me.columns.p],
    value: (r, c) => valueAt(me, k, r, c),
    version: () => `${me.edits} ${reverse() ? me.at : ""}`,
    colour: (v, theme, r, c) => (reverse() && slope(r, c) !== 0 ? slopeColour(slope(r, c), me.mostWeight / Math.abs(me.divisor), theme) : isPadding(r, c) ? theme.paper : pixelColour(me, v, theme)),
    write: (v, r, c) => shorten(reverse() && slope(r, c) !== 0 ? slope(r, c) : v).text,
    lines: () => me.rows.padded <= 20 && me.columns.padded <= 20,
    over: (g, theme, box) => {
      overPicture(g, theme, box, me, reads()[0], reads()[1]);
      letters(g, theme, box, me.pins.map(([r, c]) => [r * me.rows.s, c * me.columns.s]));
    },
    bands: (theme) => {
      const pinned = me.pins.flatMap(([r, c]) => windowBands(me, r, c, { dash: true, colour: theme.paper }));
      const pixel = { row: me.pixel[1] + me.rows.p, column: me.pixel[2] + me.columns.p };
      if (!reverse()) return [...pinned, ...windowBands(me, ...me.at)];
      return me.pixel[0] === k ? [...pinned, pixel] : pinned;
    },
    onmove: (r, c) => hooks.pixel(k, ...inside(r, c), isPadding(r, c)),
    say: () => hooks.said(),
  });
  const field = cellField(ctx, "image", `Value of the chosen pixel, channel ${k + 1}`, () => grid, (v) => me.setPixel(v) && ctx.say(hooks.said()));
  typeInto(ctx, grid, field);
  return { grid, field };
}

// The slice of the kernel that lies on channel k.
function kernelOf(ctx, me, k, hooks) {
  let cell = [Math.floor((me.rows.k - 1) / 2), Math.floor((me.columns.k - 1) / 2)];
  const held = () => [grid.face, field.box].includes(document.activeElement);
  const index = (u, v) => (k * me.rows.k + u) * me.columns.k + v;
  const grid = numberGrid(ctx, {
    label: `Kernel, channel ${k + 1}`, maxWidth: 2000,
    shape: () => (k < me.channels ? [me.rows.k, me.columns.k] : [0, 0]),
    value: (u, v) => me.weights[index(u, v)],
    version: () => String(me.edits),
    colour: (w, theme) => signed((0.85 * w) / me.mostWeight, theme),
    write: (w) => cellText(w, me.columns.k),
    bands: () => (held() ? [{ row: cell[0], column: cell[1] }] : []), // yellow only where someone works: the window comes first
    cursor: () => cell,
    onmove: (u, v) => {
      cell = [u, v];
      show();
    },
    say: (u, v) => `Weight row ${u + 1}, column ${v + 1}: ${fmt(me.weights[index(u, v)])}.`,
  });
  const field = cellField(ctx, "kernel", `The chosen weight, channel ${k + 1}`, () => grid, (x) => {
    if (me.setWeight(index(...cell), x)) ctx.say(hooks.said());
  });
  const show = () => {
    cell = [Math.min(cell[0], me.rows.k - 1), Math.min(cell[1], me.columns.k - 1)];
    field.show(`weight (${cell[0] + 1}, ${cell[1] + 1})`, me.weights[index(...cell)]);
  };
  typeInto(ctx, grid, field);
  for (const one of [grid.face, field.box]) for (const event of ["focus", "blur"]) ctx.on(one, event, () => grid.redraw());
  return { grid, field, show };
}

export function channelRows(ctx, me, hooks) {
  const node = h("div", { class: "cx-channels" });
  const rows = [];
  const build = (k) => {
    const picture = pictureOf(ctx, me, k, hooks);
    const kernel = kernelOf(ctx, me, k, hooks);
    const n = () => me.rows.k * me.columns.k;
    const small = (label, value, colour) => numberGrid(ctx, { label: `${label}, channel ${k + 1}`, maxWidth: 2000, shape: () => (k < me.channels ? [me.rows.k, me.columns.k] : [0, 0]), value, colour, write: (v) => cellText(v, me.columns.k) });
    const window = small("Window", (u, v) => hooks.window()[k * n() + u * me.columns.k + v], (v, theme) => pixelColour(me, v, theme));
    const product = small("Products", (u, v) => hooks.products()[k * n() + u * me.columns.k + v], (v, theme) => signed((0.85 * v) / hooks.mostProduct(), theme));
    const [pictureTitle, kernelTitle, productTitle, sum] = [h("p", { class: "cx-title" }), h("p", { class: "cx-title" }), h("p", { class: "cx-title" }), h("p", { class: "cx-sum cl-digits cl-answer" })];
    // A cell too narrow for all its digits is owned up to in the title.
    const rounded = (values) => (values.subarray(k * n(), (k + 1) * n()).every((v) => cellExact(v, me.columns.k)) ? "" : ", rounded");
    const part = (name, title, ...nodes) => h("div", { class: `cx-part cx-${name}` }, title, nodes);
    const windowPart = part("window", h("p", { class: "cx-title" }, "Window"), window.node);
    const row = h("div", { class: "cx-channel" }, part("picture", pictureTitle, picture.grid.node, picture.field.node), windowPart,
      part("kernel", kernelTitle, kernel.grid.node, kernel.field.node), h("div", { class: "cx-part cx-products cl-answer" }, productTitle, product.node, sum));
    const resize = () => {
      widest(picture.grid, me.columns.padded, me.rows.padded);
      for (const one of [window, kernel.grid, product]) widest(one, me.columns.k, me.rows.k, 4);
      const name = me.channels === 3 && me.light ? HUES[k] : `channel ${k + 1}`;
      const many = me.channels > 1;
      const windowed = me.rows.padded > 12 || me.columns.padded > 12; // its numbers are too small to read in the picture
      row.classList.toggle("cx-windowed", windowed);
      const [size, padded] = [`${me.rows.n}×${me.columns.n}`, `${me.rows.padded}×${me.columns.padded}`];
      const border = size === padded ? "" : many ? ` → ${padded}` : `, padded to ${padded}`;
      put(pictureTitle, `${many ? capital(name) : "Picture"} ${size}${border}`);
      put(kernelTitle, `${windowed ? "· " : ""}${many ? `Slice ${k + 1}` : "Kernel"} ${me.rows.k}×${me.columns.k}${rounded(me.weights)}`);
      windowPart.hidden = !windowed;
      picture.grid.label(`Picture, channel ${k + 1}: ${me.rows.n} rows, ${me.columns.n} columns`);
    };
    const show = () => {
      const [c, i, j] = me.pixel;
      picture.field.node.hidden = c !== k || ctx.hidden("image");
      picture.field.show(`pixel (${i + 1}, ${j + 1})`, me.image[(c * me.rows.n + i) * me.columns.n + j]);
      kernel.show();
      const total = hooks.sums()[k];
      put(sum, `sum ${equals(total)}`);
      sum.title = exactly(total);
      put(productTitle, `= Products${rounded(hooks.products())}`);
      picture.grid.redraw();
      product.redraw();
      if (!windowPart.hidden) window.redraw();
    };
    return { row, resize, show, whole: () => (kernel.grid.redraw(), window.redraw()), focus: picture.grid };
  };
  let drawn = -1;
  return { node, show: () => {
    while (rows.length < me.channels) rows.push(build(rows.length)), node.append(rows.at(-1).row);
    rows.forEach(({ row }, k) => (row.hidden = k >= me.channels));
    const fresh = drawn !== me.edits;
    drawn = me.edits;
    node.classList.toggle("cx-many", me.channels > 1);
    for (const one of rows.slice(0, me.channels)) {
      if (fresh) one.resize(), one.whole();
      one.show();
    }
  } };
}
