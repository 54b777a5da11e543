// Tables of numbers.

import { h } from "./elements.js";
import { exactly, fmt } from "./numbers.js";

// A plain table: numbers are shortened, and carry every digit in their title.
export function dataTable({ caption, head, rows }) {
  const cell = (v) => (typeof v === "number" ? h("td", { title: exactly(v) }, fmt(v)) : h("td", {}, v));
  return h("table", { class: "cl-table" }, caption && h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head.map((t) => (t === "" ? h("td") : h("th", { scope: "col" }, t))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell)))));
}
