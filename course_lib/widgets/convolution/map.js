// The map that the kernel makes, and the comparison of two pinned outputs.

import { button, equals, exactly, fmt, h, numberGrid, placed, put, shorten } from "../shared.js";
import { productsAt, slopeAt, touchedBy, valueAt } from "./arithmetic.js";
import { legend, letters, mapColour } from "./look.js";

export function outputMap(ctx, me, said) {
  const title = h("p", { class: "cx-title" });
  const key = h("p", { class: "cx-legend" });
  const reverse = () => me.view === "reverse";
  const blank = (r, c) => me.fill && !reverse() && r * me.columns.out + c > me.index();
  let touched = new Map();
  const grid = numberGrid(ctx, {
    label: "Output", maxWidth: 2000, help: "Arrows move the window from output to output; p pins one.",
    cursor: () => me.at,
    shape: () => [me.rows.out, me.columns.out],
    value: (r, c) => (blank(r, c) ? NaN : me.map[r * me.columns.out + c]),
    version: () => `${me.edits} ${me.fill ? me.index() : ""} ${reverse() ? me.pixel : ""}`,
    colour: (v, theme, r, c) => (blank(r, c) ? theme.paper : mapColour(me, v, theme)),
    write: (v, r, c) => (blank(r, c) ? null : shorten(v).text),
    lines: () => me.rows.out <= 20 && me.columns.out <= 20,
    over: (g, theme, box) => letters(g, theme, box, me.pins),
    bands: (theme) => [
      ...me.pins.map(([r, c]) => ({ row: r, column: c, dash: true, colour: theme.paper })),
      ...(reverse() ? [...touched.values()].map(({ r, c }) => ({ row: r, column: c, colour: theme.gradient })) : []),
      { row: me.at[0], column: me.at[1] },
    ],
    onmove: (r, c) => me.go(r, c),
    say: () => said(),
  });
  const reach = () => {
    const [k, i, j] = me.pixel;
    touched = new Map(touchedBy(me, i, j).map((one) => [`${one.r} ${one.c}`, { ...one, slope: slopeAt(me, one.r, one.c, k, i + me.rows.p, j + me.columns.p) }]));
    return [...touched.values()];
  };
  let drawn = -1;
  return { node: h("div", { class: "cx-part cx-output cl-answer" }, title, grid.node, key), grid, reach, show: () => {
    if (drawn !== me.edits) {
      drawn = me.edits;
      grid.node.style.maxWidth = `${Math.max(5, 4.8 * me.columns.out * Math.min(1, 7 / me.rows.out))}em`;
      const filters = me.kernelShape[0];
      put(title, `→ Output ${me.rows.out}×${me.columns.out}${filters > 1 ? `, filter ${me.filter + 1} of ${filters}` : ""}`);
      put(key, legend(me, fmt));
      grid.label(`Output: ${me.rows.out} rows, ${me.columns.out} columns`);
    }
    grid.redraw();
  } };
}

// The values under the window of an output, row by row: "0 1 0 / 1 1 1".
export function windowText(me, r, c) {
  const slices = Array.from({ length: me.channels }, (_, k) => Array.from({ length: me.rows.k }, (_, u) => Array.from({ length: me.columns.k }, (_, v) => shorten(valueAt(me, k, r * me.rows.s + u * me.rows.d, c * me.columns.s + v * me.columns.d)).text)));
  return slices.map((rows) => rows.map((row) => row.join("  ")));
}

export function pinned(ctx, me, said) {
  const pin = button(ctx, { label: "Pin this output", icon: "plus", onclick: () => {
    if (me.pins.some(([r, c]) => r === me.at[0] && c === me.at[1])) return ctx.say("This output is pinned already.");
    me.pin([...me.pins, [...me.at]]);
    ctx.say(`Pinned row ${me.at[0] + 1}, column ${me.at[1] + 1} as ${"AB"[me.pins.length - 1]}. ${said()}`);
  } });
  const clear = button(ctx, { label: "Unpin", onclick: () => (me.pin([]), ctx.say("No output is pinned.")) });
  const cards = [0, 1].map(() => h("div", { class: "cx-card" }));
  const verdict = h("p", { class: "cl-digits" });
  const hint = h("p", { class: "cl-help" }, "Pin two outputs to compare their windows and sums.");
  const node = placed(ctx, "pins", h("div", { class: "cx-pins" }, h("div", { class: "cl-row" }, pin, clear, hint), h("div", { class: "cx-cards cl-answer" }, cards), verdict), [pin, clear]);
  const fill = (card, i) => {
    const [r, c] = me.pins[i];
    const value = me.map[r * me.columns.out + c];
    const small = me.channels * me.rows.k * me.columns.k <= 27;
    const lines = small ? windowText(me, r, c) : [];
    card.replaceChildren(
      h("p", { class: "cl-heading" }, `${"AB"[i]}: row ${r + 1}, column ${c + 1}`),
      h("p", { class: "cl-digits", title: exactly(value) }, `output ${equals(value)}`),
      h("div", { class: "cl-row" }, lines.map((rows) => h("p", { class: "cx-patch cl-digits" }, rows.map((row) => h("span", {}, row))))),
      h("p", { class: "cl-help" }, strongest(me, r, c)));
  };
  return { node, show: () => {
    clear.hidden = me.pins.length === 0;
    hint.hidden = me.pins.length > 1;
    cards.forEach((card, i) => {
      card.hidden = i >= me.pins.length;
      if (!card.hidden) fill(card, i);
    });
    verdict.hidden = me.pins.length < 2;
    if (me.pins.length < 2) return;
    const [a, b] = me.pins.map(([r, c]) => me.map[r * me.columns.out + c]);
    put(verdict, a === b ? `A and B answer the same: ${fmt(a)}.` : `${a > b ? "A" : "B"} answers more: A − B ${equals(a - b)}.`);
  } };
}

// Which product counts most in an output, in words.
function strongest(me, r, c) {
  const products = productsAt(me, r, c);
  const top = products.reduce((best, p, i) => (Math.abs(p) > Math.abs(products[best]) ? i : best), 0);
  const gives = products.filter((p) => p !== 0).length;
  return gives === 0 ? "every product is 0" : `${gives} of ${products.length} products are not 0; the largest is ${fmt(products[top])}`;
}
