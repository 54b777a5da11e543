// The sums, and what there is to say about them.

import { h, put } from "../shared.js";
import { HD } from "./counting.js";
import { misfits } from "./state.js";
import { brief, memory, whole } from "./words.js";

const LINES = [["conv", "convolution", ["conv"], ["conv_bias"], "macsConv"], ["dense", "dense", ["dense"], ["dense_bias"], "macsDense"], ["rest", "norm, other", ["norm", "other"], [], null]];

export function totals(me) {
  const three = () => [0, 1, 2].map((i) => {
    const [big, small] = [h("span", {}), i ? null : h("small", {})];
    return { big, small, node: h("td", {}, big, small) };
  });
  const fill = (cells, texts, bytes) => {
    texts.forEach((text, i) => put(cells[i].big, text));
    put(cells[0].small, bytes);
  };
  const lines = LINES.map(([, text, weights, biases, macs]) => {
    const cells = three();
    return { weights, biases, macs, cells, node: h("tr", {}, h("th", { scope: "row" }, text), cells.map((c) => c.node)) };
  });
  const last = three();
  const head = h("tr", {}, ["", "weights", "biases", "multiply-adds"].map((text) => h(text ? "th" : "td", { scope: text ? "col" : null }, text)));
  const table = h("table", { class: "ab-sums cl-answer" }, h("caption", {}, "Sums, weights with their memory at 4 bytes each"), h("thead", {}, head), h("tbody", {}, lines.map((l) => l.node), h("tr", { class: "ab-all" }, h("th", { scope: "row" }, "all"), last.map((c) => c.node))));
  const [all, unit] = [h("strong", {}), h("span", {})];
  const more = h("p", { class: "ab-more cl-answer cl-digits" });
  const note = h("p", { class: "cl-note cl-answer", role: "status", hidden: true });
  const node = h("div", { role: "group", class: "ab-totals", "aria-label": "The whole network" }, h("p", { class: "ab-big cl-answer" }, all, unit), h("div", { class: "ab-scroll", tabindex: "0", role: "group", "aria-label": "Sums by kind of layer" }, table), more);
  const show = () => {
    const { sums } = me;
    put(all, whole(sums.trained));
    put(unit, `parameters${sums.fixed ? ` and ${whole(sums.fixed)} fixed` : ""}`);
    lines.forEach(({ weights, biases, macs, cells, node: row }) => {
      const [w, b] = [weights, biases].map((keys) => keys.reduce((a, key) => a + sums.params[key], 0));
      row.hidden = !w && !b;
      fill(cells, [whole(w), biases.length ? whole(b) : "", macs ? whole(sums[macs]) : ""], memory(w));
    });
    const biases = sums.params.conv_bias + sums.params.dense_bias;
    fill(last, [whole(sums.trained - biases), whole(biases), whole(sums.macsConv + sums.macsDense)], memory(sums.trained - biases));
    put(more, moreText(me));
    const text = remark(me);
    note.hidden = !text;
    put(note, text);
  };
  return { node, note, show };
}

export function moreText({ sums, input }) {
  const macs = sums.macsConv + sums.macsDense;
  const parts = [`activations ${memory(sums.values)}`, `${whole(sums.units)} units`, `${sums.depth} layer${sums.depth === 1 ? "" : "s"} with weights in a row`];
  if (input.length === 3 && input[1] >= 64) parts.push(`Full HD, 30 pictures a second, cut into ${brief((1920 * 1080) / (input[1] * input[2]))} tiles: ${brief((macs * HD) / (input[1] * input[2]))} multiply-adds a second`);
  return parts.join(" · ");
}

// The sentence under the blocks: what does not fit, what was made anew, or what the slide left out.
export function remark(me) {
  const failed = me.records.find((r) => r.error);
  if (failed) return `${failed.name} does not fit: ${failed.error}. Nothing reaches the layers after it.`;
  const slide = discovered(me);
  if (slide) return slide;
  const anew = misfits(me);
  if (anew.length) {
    const { name, now, then } = anew[0];
    return `${name} was made for ${whole(then)} values and now gets ${whole(now)}: its trained weights do not fit, so it is counted as made anew${anew.length > 1 ? ` (and ${anew.length - 1} more)` : ""}.`;
  }
  if (me.removed.length && me.removal === "count") return "The layers taken out are only left out of the sums; all others are counted as they were.";
  return "";
}

function discovered(me) {
  if (me.preset !== "alexnet" || Object.keys(me.edits).length || me.input.join() !== me.made.join()) return "";
  const out = me.removed.map((i) => me.records[i].name).join();
  if (out === "conv5") return "Found: 1,890,336 weights (7.56 MB) and 591,024,672 multiply-adds are what the slide prints for the convolutions. It left conv5 out; all five have 2,332,704 and 665,784,864.";
  const saved = me.nominal.reduce((a, r) => a + r.params.conv + r.params.dense, 0) - me.sums.params.conv - me.sums.params.dense;
  const slide = { fc7: "16 million parameters, 1.1 % worse", "fc6,fc7": "50 million parameters, 5.7 % worse", "conv3,conv4": "1 million parameters, 3 % worse", "conv3,conv4,fc6,fc7": "no number, 33 % worse" }[out];
  return slide ? `${whole(saved)} weights fewer${me.removal === "refit" ? ", with the next layer made to fit" : ", all other layers as they were"}. The slide says: ${slide}.` : "";
}
