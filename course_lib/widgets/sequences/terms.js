// A sum, term by term: each product of a weight and what it meets, and what they add up to.

import { exactly, fmt, h, put } from "../shared.js";

// A number as a subscript.
export const low = (n) => [...String(n)].map((d) => "₀₁₂₃₄₅₆₇₈₉"[d]).join("");

// A table that is filled again at each move: show({caption, rows: [[name, weight, value, product]], ends: [[name, number]]}).
// A row with only a name and a product (a bias, terms that are all zero) leaves the middle empty.
export function termTable() {
  const caption = h("caption", {});
  const body = h("tbody", {});
  const heads = [h("td", {}), ...[1, 2, 3].map(() => h("th", { scope: "col" }))];
  const node = h("table", { class: "sq-terms" }, caption, h("thead", {}, h("tr", {}, heads)), body);
  const rows = [];
  const rowAt = (i) => {
    if (!rows[i]) {
      const cells = [h("th", { scope: "row" }), h("td", {}), h("td", {}), h("td", {})];
      rows[i] = { node: h("tr", {}, cells), cells };
      body.append(rows[i].node);
    }
    return rows[i];
  };
  const fill = (i, [name, ...values], kind) => {
    const { node: row, cells } = rowAt(i);
    row.hidden = false;
    row.className = kind;
    put(cells[0], name);
    values.forEach((v, k) => {
      const cell = cells[k + 1];
      put(cell, typeof v === "number" ? fmt(v) : v ?? "");
      cell.title = typeof v === "number" ? exactly(v) : "";
      cell.className = !v || typeof v !== "number" || k === 1 ? "" : v < 0 ? "sq-minus" : "sq-plus";
    });
  };
  return { node, show: ({ caption: text, rows: terms, ends, heads: names = ["", "weight", "value", "product"] }) => {
    names.forEach((name, i) => put(heads[i], name));
    put(caption, text);
    terms.forEach((term, i) => fill(i, term, ""));
    ends.forEach(([name, value], i) => fill(terms.length + i, [name, null, null, value], i ? "sq-end" : "sq-sum"));
    for (let i = terms.length + ends.length; i < rows.length; i++) rows[i].node.hidden = true;
  } };
}

// The products of one row of a matrix with a vector, the name of each from name(j). Terms whose value is 0 are counted, not listed, once there are many.
export function products(matrix, row, x, name) {
  const width = x.length;
  const all = Array.from(x, (v, j) => [name(j), matrix[row * width + j], v, matrix[row * width + j] * v]);
  if (width <= 4) return all;
  const kept = all.filter(([, , v]) => v !== 0);
  const shown = kept.slice(0, 12);
  const rest = kept.slice(12);
  const zeros = width - kept.length;
  if (rest.length) shown.push([`${rest.length} more`, null, null, rest.reduce((s, [, , , p]) => s + p, 0)]);
  if (zeros) shown.push([`${zeros} inputs of 0`, null, null, 0]);
  return shown;
}
