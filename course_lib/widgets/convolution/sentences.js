// What is written and said about the shown output: its sum with every product, or what a pixel reaches.

import { equals, exactly, fmt, h, put } from "../shared.js";
import { slopeAt } from "./arithmetic.js";
import { ending, leftOver, reach, sumParts } from "./words.js";

export function sentences(ctx, me, work) {
  const head = h("p", { class: "cl-heading" });
  const lines = h("div", { class: "cx-lines cl-digits" });
  const last = h("p", { class: "cx-end cl-digits" }, h("span", {}), h("b", {}));
  const node = h("div", { class: "cx-words cl-answer" }, head, lines, last);
  const note = h("p", { class: "cl-note", hidden: true });
  const place = () => `row ${me.at[0] + 1}, column ${me.at[1] + 1}`;
  const self = { node, note, reach: () => [] };
  const here = () => {
    const [k, i, j] = me.pixel;
    return slopeAt(me, ...me.at, k, i + me.rows.p, j + me.columns.p);
  };
  self.said = () => (me.view === "reverse" ? reach(self.reach(), me.pixel[1], me.pixel[2], here(), me.at) : `Output ${place()} is ${fmt(work.value())}.`);
  const forward = () => {
    const n = me.rows.k * me.columns.k;
    const [sums, products] = [work.sums(), work.products()];
    put(head, `Output at ${place()}: kernel times window, cell by cell, then the sum`);
    const texts = me.channels > 3 ? [] : sums.map((sum, k) => {
      const text = sumParts(work.window(), me.weights, k * n, n);
      if (text === null) return null;
      const exact = [...products.subarray(k * n, (k + 1) * n), ...work.window().subarray(k * n, (k + 1) * n), ...me.weights.subarray(k * n, (k + 1) * n), sum].every((x) => fmt(x)[0] !== "≈");
      return `${me.channels > 1 ? `channel ${k + 1}: ` : ""}${text} ${exact ? equals(sum) : `≈ ${fmt(sum).replace("≈", "")}`}`;
    }).filter((text) => text !== null);
    fill(texts);
    const end = ending(sums, work.total(), me.divisor, me.bias, work.value());
    const notes = [me.divisor !== 1 ? "divided by the divisor" : "", me.bias !== 0 ? "plus the bias" : ""].filter(Boolean).join(", ");
    put(last.firstChild, end.trivial ? "output " : `${me.channels > 1 ? "all channels" : "sum"}${notes ? `, ${notes}` : ""}: ${end.text} `);
    put(last.lastChild, `${end.sign} ${end.value}`);
    last.title = exactly(work.value());
  };
  const reversed = () => {
    const touched = self.reach();
    put(head, "Reverse: what a pixel touches, and the slope of the chosen output for every pixel");
    fill(touched.length <= 12 ? [touched.map(({ r, c, slope }) => `(${r + 1}, ${c + 1}) through ${fmt(slope)}`).join(" · ")] : [`${touched.length} outputs`]);
    put(last.firstChild, reach(touched, me.pixel[1], me.pixel[2], here(), me.at));
    put(last.lastChild, "");
    last.title = "";
  };
  const fill = (texts) => {
    while (lines.children.length < texts.length) lines.append(h("p", {}));
    [...lines.children].forEach((line, i) => {
      line.hidden = i >= texts.length;
      put(line, texts[i] ?? "");
    });
  };
  self.show = () => {
    if (me.view === "reverse") reversed();
    else forward();
    const preset = me.presets.find((p) => p.name === me.names.preset);
    const sentence = [me.refused, leftOver(me.rows, me.columns), me.refused ? "" : preset?.note].filter(Boolean).join(" ");
    note.hidden = !sentence;
    put(note, sentence);
  };
  return self;
}
