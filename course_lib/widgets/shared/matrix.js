// An editable table of numbers: a file of its own, as most widgets need only plain tables.

import { css, inkOn } from "./colours.js";
import { placed } from "./controls.js";
import { h, put } from "./elements.js";
import { keys } from "./hands.js";
import { clamp, exactly, fmt, readNumber } from "./numbers.js";

// A matrix as a real table. One Tab stop, arrows walk the cells, the exact value is said on focus; edit(r, c, x) makes cells editable.
// colour(value, r, c, theme) -> [r,g,b] or null paints a cell; mark(r, c) -> class name ("cl-focus" is the yellow window).
// write(value) -> the text of a cell at rest; a cell whose value is NaN and whose text is "" is not known yet.
// rowNames() and columnNames() -> texts that stand before the rows and above the columns.
export function matrix(ctx, { name, caption, values, columns, edit, colour, mark, onfocus, write = fmt, rowNames, columnNames }) {
  let [numbers, width, cells, at] = [values, columns, [], 0];
  const locked = name && ctx.locked(name);
  const node = placed(ctx, name, h("table", { class: "cl-matrix" }, h("caption", {}, caption), h("tbody", {})), []);
  const [before, above] = [[], []];
  const nameAll = () => {
    rowNames?.().forEach((text, r) => before[r] && put(before[r], text));
    columnNames?.().forEach((text, c) => above[c] && put(above[c], text));
  };
  const paint = (theme) => (nameAll(), paintCells(theme));
  const paintCells = (theme) => cells.forEach((cell, i) => {
    const [r, c] = [Math.floor(i / width), i % width];
    const box = cell.firstChild;
    if (document.activeElement !== box || box.localName !== "input") {
      const text = write(numbers[i]);
      if (box.localName === "input") box.value = text;
      else box.textContent = text;
    }
    box.title = write(numbers[i]) && exactly(numbers[i]);
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
    for (const [names, list, count, scope] of [[rowNames, before, rows, "row"], [columnNames, above, width, "col"]]) {
      list.splice(0, list.length, ...(names ? Array.from({ length: count }, () => h("th", { scope })) : []));
    }
    node.tHead?.remove();
    if (columnNames?.().length) node.tBodies[0].before(h("thead", {}, h("tr", {}, rowNames && h("td", { class: "cl-corner" }), above)));
    node.tBodies[0].replaceChildren(...Array.from({ length: rows }, (_, r) => h("tr", {}, before[r], cells.slice(r * width, (r + 1) * width))));
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
