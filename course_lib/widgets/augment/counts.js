// How many crops there are, and what AlexNet's paper counts.
import { h, numberField, placed, put } from "../shared.js";
import { crops } from "./math.js";

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

export function counts(ctx, me) {
  let [side, crop] = [256, 224];
  const [here, there, paper] = [h("p", { class: "cl-digits" }), h("p", { class: "cl-digits aug-sum" }), h("p", { class: "cl-note" })];
  const line = (h_, w, c, mirror) => {
    const one = h_ === w ? `${h_ - c + 1}² = ${grouped(crops(h_, w, c, false))}` : `${h_ - c + 1}·${w - c + 1} = ${grouped(crops(h_, w, c, false))}`;
    return mirror ? `${one} crops, times 2 with mirror images: ${grouped(crops(h_, w, c, true))}` : `${one} crops`;
  };
  const show = () => {
    const [rows, columns] = me.picture.shape;
    put(here, `This picture, ${rows}×${columns} and crops of ${me.crop}×${me.crop}: ${rows} − ${me.crop} + 1 = ${rows - me.crop + 1} places a side, ${line(rows, columns, me.crop, me.mirror)}.`);
    put(there, `${side}×${side} and ${crop}×${crop}: ${side} − ${crop} + 1 = ${side - crop + 1} places a side, ${line(side, side, crop, true)}.`);
    paper.hidden = side !== 256 || crop !== 224;
    put(paper, "AlexNet's paper says 2,048 = 32² · 2; the places are 33 a side, from 0 to 32, so the exact number is 2,178.");
  };
  const field = (label, value, set) => numberField(ctx, { name: "counts", label, value, min: 1, max: 9999, onchange: (v) => {
    set(Math.round(v));
    if (crop > side) crop = side;
    fields.forEach(([f, read]) => f.set(read()));
    show();
    ctx.say(there.textContent);
  } });
  const fields = [[field("Picture side", side, (v) => (side = v)), () => side], [field("Crop side", crop, (v) => (crop = v)), () => crop]];
  const node = placed(ctx, "counts", h("div", { role: "group", class: "aug-part cl-answer", "aria-label": "How many crops" }, h("p", { class: "cl-heading" }, "How many different pictures?"), here, h("div", { class: "cl-row" }, fields.map(([f]) => f.node)), there, paper), []);
  return { node, show };
}
