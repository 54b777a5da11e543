// The function in focus in every digit, and all that are shown side by side.

import { exactly, fmt, h, markerSwatch, placed, put, uid } from "../shared.js";
import { chainOf } from "./chain.js";
import { FUNCTIONS, NAMES } from "./functions.js";

const REMARKS = {
  relu: (x) => x === 0 && "At 0 the two sides disagree, so ReLU has no slope there; 0 is taken, as PyTorch takes it.",
  leaky_relu: (x) => x === 0 && "At 0 the two sides disagree, so there is no slope; 0.01 is taken, as PyTorch takes it.",
  step: (x) => (x === 0 ? "At the jump there is no slope." : "Flat on both sides: the slope is 0 and tells a learner nothing."),
  sign: (x) => (x === 0 ? "At the jump there is no slope." : "Flat on both sides: the slope is 0 and tells a learner nothing."),
  gelu: () => "GELU falls before it rises, so two x can share one output: the output alone does not tell the slope.",
  silu: () => "SiLU falls before it rises, so two x can share one output: the output alone does not tell the slope.",
};

// What float64 makes of a far x: the output rounds to its limit and the slope read from it becomes 0.
function rounded(one, x) {
  const [slope, back] = [one.slope(x), one.back?.(one.f(x))];
  return back === 0 && slope > 0 ? `The output rounds to ${exactly(one.f(x))}, so the slope taken from it becomes 0; from x itself it is ${fmt(slope)}.` : "";
}

export function readout(ctx, me) {
  const row = (label, kind) => {
    const [term, number] = [h("dt", {}, label), h("dd", { class: `cl-digits cl-answer ae-${kind}` })];
    return { term, number };
  };
  const [f, d, b] = [row("", "value"), row("", "slope"), row("", "back")];
  const title = h("p", { class: "cl-heading ae-title" });
  const formula = h("p", { class: "ae-formula cl-digits" });
  const note = h("p", { class: "cl-note cl-answer", role: "status", hidden: true });
  const node = h("div", { class: "ae-focus" }, title, formula, h("dl", { class: "ae-digits" }, [f, d, b].map(({ term, number }) => h("div", {}, term, number))), note);
  const show = () => {
    const one = FUNCTIONS[me.focus];
    const [value, slope] = [one.f(me.x), one.slope(me.x)];
    const back = one.back?.(value);
    put(title, one.title);
    put(formula, `f(x) = ${one.formula}`);
    put(f.term, "y = f(x)");
    put(f.number, exactly(value));
    put(d.term, `slope f′(x): ${one.slopeText}`);
    put(d.number, Number.isNaN(slope) ? "none" : exactly(slope));
    put(b.term, one.back ? `from the output: ${one.backText}` : "from the output");
    put(b.number, one.back ? exactly(back) : "not possible");
    const sentence = REMARKS[me.focus]?.(me.x) || rounded(one, me.x) || (Math.abs(slope) < me.threshold ? `Saturated: the slope is smaller than ${fmt(me.threshold)}.` : "");
    note.hidden = !sentence;
    put(note, sentence);
  };
  return { node, show };
}

// A row a function; a radio button chooses the one in focus.
export function comparison(ctx, me) {
  const group = uid("focus");
  const whole = !ctx.hidden("chain");
  const head = ["function", "f(x)", "f′(x)", ...(whole ? ["chain"] : [])].map((text) => h("th", { scope: "col" }, text));
  const rows = NAMES.map((name) => {
    const box = h("input", { type: "radio", name: group, value: name, "aria-label": `Read ${FUNCTIONS[name].title}`, onchange: ctx.guard(() => (me.set("focus", name), me.tell())) });
    const cells = ["f", "d", ...(whole ? ["p"] : [])].map(() => h("td", { class: "cl-digits cl-answer" }));
    const named = [markerSwatch(ctx, FUNCTIONS[name].marker, FUNCTIONS[name].colour), h("span", {}, FUNCTIONS[name].title)];
    const one = h("th", { scope: "row" }, ctx.hidden("functions") ? named : placed(ctx, "functions", h("label", {}, box, named), [box]));
    return { name, box, cells, row: h("tr", {}, one, cells) };
  });
  const node = h("table", { class: "cl-table ae-table" }, h("caption", {}, whole ? "Side by side; “chain” is the slope through all layers below" : "Side by side"), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows.map(({ row }) => row)));
  const show = () => rows.forEach(({ name, box, cells, row }) => {
    row.hidden = !me.shown.includes(name);
    if (row.hidden) return;
    box.checked = name === me.focus;
    row.classList.toggle("ae-chosen", name === me.focus);
    const one = FUNCTIONS[name];
    [one.f(me.x), one.slope(me.x), ...(whole ? [chainOf(me, name).products[0]] : [])].forEach((v, i) => {
      put(cells[i], i && Number.isNaN(v) ? "none" : fmt(v, Math.abs(v) < 1e-4 ? 2 : i === 2 ? 3 : 4));
      cells[i].title = exactly(v);
    });
  });
  return { node: h("div", { class: "ae-scroll" }, node), show };
}
