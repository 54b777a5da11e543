// Each term of the step that comes next, for both weights; and the optimisers side by side.

import { exactly, fmt, h, markerSwatch, placed, put, toggle, uid } from "../shared.js";
import { NAMES, OPTIMISERS } from "./optimisers.js";
import { lossAt } from "./walks.js";

export function terms(ctx, me) {
  const body = h("tbody", {});
  const caption = h("caption", {});
  const node = h("table", { class: "cl-table de-terms" }, caption, h("thead", {}, h("tr", {}, ["term", "w₁", "w₂"].map((text) => h("th", { scope: "col" }, text)))), body);
  const digits = toggle(ctx, { label: "Every digit", value: false, onchange: (on) => {
    written = on ? exactly : fmt;
    section.classList.toggle("de-long", on);
    ctx.draw(show);
  } });
  const section = h("div", { class: "de-section" }, node, digits.node);
  let [rows, written] = [[], fmt];
  const build = (list) => {
    rows = list.map(([name, how]) => {
      const cells = [0, 1].map(() => h("td", { class: "cl-digits cl-answer" }));
      const kind = name.startsWith("gradient") ? "de-gradient" : name === "step" || name === "next w" ? "de-strong" : "";
      return { name, how: h("small", {}, how), cells, row: null, kind };
    });
    rows.forEach((one) => (one.row = h("tr", { class: one.kind }, h("th", { scope: "row" }, h("span", {}, one.name), " ", one.how), one.cells)));
    body.replaceChildren(...rows.map(({ row }) => row));
  };
  const show = () => {
    const run = me.walk(me.focus);
    const at = run.upTo(me.step);
    const one = run.from(at);
    const batch = one.chosen ? (one.chosen.length === 1 ? `of example ${one.chosen[0] + 1}` : `over ${one.chosen.length} examples`) : "over all examples";
    const list = [["weight w", "", run.w[at]], ["gradient g", batch, one.g], ["rate η", me.schedule === "constant" ? "constant" : "after its schedule", [one.rate, one.rate]], ...one.terms, ["next w", "w − step", one.place]];
    if (rows.length !== list.length || rows.some(({ name }, i) => name !== list[i][0])) build(list);
    put(caption, `Step ${at + 1} of ${OPTIMISERS[me.focus].title}, term by term`);
    list.forEach(([, how, values], i) => {
      put(rows[i].how, how);
      values.forEach((v, d) => {
        put(rows[i].cells[d], written(v));
        rows[i].cells[d].title = exactly(v);
      });
    });
  };
  return { node: placed(ctx, "terms", section, [digits.node.querySelector("input")]), show };
}

export function sideBySide(ctx, me) {
  const group = uid("focus");
  const head = ["optimiser", "η", "loss", "walked"].map((text, i) => h("th", { scope: "col", class: i === 3 ? "de-walked" : undefined }, text));
  const rows = NAMES.map((name) => {
    const { title, colour, marker } = OPTIMISERS[name];
    const box = h("input", { type: "radio", name: group, value: name, "aria-label": `Write out ${title}`, onchange: ctx.guard(() => (me.set({ focus: name }), ctx.say(`${title}: loss ${fmt(me.walk(name).loss[me.at(name)])} after ${me.step} steps.`))) });
    const cells = [0, 1, 2].map((i) => h("td", { class: ["cl-digits", "cl-digits cl-answer", "cl-digits cl-answer de-walked"][i] }));
    const called = [markerSwatch(ctx, marker, colour), h("span", {}, title)];
    const choose = () => placed(ctx, "optimisers", h("label", {}, box, ...called), [box]);
    const first = h("th", { scope: "row" }, ctx.hidden("optimisers") ? h("span", { class: "de-named" }, called) : choose()); // the name always shows
    return { name, box, cells, row: h("tr", {}, first, cells) };
  });
  const node = h("table", { class: "cl-table de-side" }, h("caption", {}, "Side by side; the chosen one is written out below"), h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows.map(({ row }) => row)));
  const show = () => rows.forEach(({ name, box, cells, row }) => {
    row.hidden = !me.optimisers.includes(name);
    if (row.hidden) return;
    box.checked = name === me.focus;
    row.classList.toggle("de-chosen", name === me.focus);
    const run = me.walk(name);
    const at = run.upTo(me.step);
    let walked = 0;
    for (let t = 0; t < at; t++) walked += Math.hypot(run.w[t + 1][0] - run.w[t][0], run.w[t + 1][1] - run.w[t][1]);
    const values = [me.rateOf(name), lossAt(me, ...run.w[at]), walked];
    values.forEach((v, i) => {
      put(cells[i], i === 1 && run.left && at < me.step ? "left" : fmt(v, i === 2 ? 3 : 4));
      cells[i].title = exactly(v);
    });
  });
  return { node, show };
}
