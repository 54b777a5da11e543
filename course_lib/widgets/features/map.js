// The chosen map enlarged, cell by cell; beside it, before an activation, the map that came in.
import { brief, equals, exactly, h, numberField, numberGrid, placed, put } from "../shared.js";
import { colourOf } from "./colours.js";
import { nearSquare } from "./net.js";

const CHANGES = ["relu", "tanh", "sigmoid"];

// A layer's map as rows and columns; a row of numbers is laid out as a rectangle.
function grid(ctx, me, { label, layer, name, maxWidth }) {
  const shape = () => (me.isMaps(layer()) ? me.shape(layer()).slice(1) : nearSquare(me.shape(layer())[0]));
  const index = (r, c) => {
    const [rows, columns] = shape();
    const map = Math.min(me.map, me.shape(layer())[0] - 1); // a frame may come after a move to a layer of other maps
    return me.isMaps(layer()) ? (map * rows + r) * columns + c : Math.min(r * columns + c, me.shape(layer())[0] - 1);
  };
  const here = () => (me.isMaps(layer()) ? [me.row, me.column] : [Math.floor(me.map / shape()[1]), me.map % shape()[1]]);
  const locked = ctx.locked(name);
  const made = numberGrid(ctx, {
    label, maxWidth, shape, value: (r, c) => me.values[layer()][index(r, c)], write: brief, version: () => `${me.version} ${layer()} ${me.map} ${me.net.name}`,
    colour: (v, theme) => colourOf(me.look(layer()), v, theme), help: "Arrows walk the cells; where each number comes from is shown beside.",
    onmove: locked ? undefined : (r, c) => {
      if (me.isMaps()) me.place(me.layer, me.map, r, c);
      else me.place(me.layer, Math.min(r * shape()[1] + c, me.shape()[0] - 1));
    },
    say: () => `${me.where()}: ${me.kind() === "input" ? "pixel" : "value"} ${equals(me.value)}.`,
    bands: () => [{ row: here()[0], column: here()[1] }],
  });
  return made;
}

export function enlarged(ctx, me) {
  const [title, legend, cut] = [h("p", { class: "cl-heading" }), h("p", { class: "cl-help cl-digits" }), h("p", { class: "cl-digits" })];
  const before = grid(ctx, me, { label: "The map before it", layer: () => Math.max(0, me.layer - 1), name: "cell", maxWidth: 300 });
  const now = grid(ctx, me, { label: "The chosen map", layer: () => me.layer, name: "cell", maxWidth: 300 });
  const pixel = numberField(ctx, { name: "cell", label: "This pixel", value: 0, min: -1e6, max: 1e6, onchange: (x) => {
    const next = me.input.slice();
    next[me.at] = x;
    me.setInput(next);
    ctx.say(`Pixel ${equals(x)}. ${me.verdict()}`);
  } });
  const [from, to] = [h("p", { class: "cl-help" }, "before"), h("p", { class: "cl-help" }, "after")];
  const left = h("div", {}, from, before.node);
  const node = placed(ctx, "cell", h("div", { class: "fm-map cl-answer" }, title, h("div", { class: "fm-pair" }, left, h("div", {}, to, now.node)), cut, pixel.node, legend), []);
  const show = () => {
    const [l, kind] = [me.layer, me.kind()];
    const changes = CHANGES.includes(kind);
    put(title, me.isMaps() ? `${me.name()}: map ${me.map}` : `${me.name()}: ${me.shape()[0]} numbers`);
    left.hidden = to.hidden = cut.hidden = !changes;
    pixel.node.hidden = kind !== "input" || ctx.hidden("cell");
    if (kind === "input") pixel.set(me.value);
    if (changes) {
      const [, rows = 1, columns = 1] = me.shape();
      const part = me.isMaps() ? me.values[l - 1].subarray(me.map * rows * columns, (me.map + 1) * rows * columns) : me.values[l - 1];
      const negative = part.filter((v) => v < 0).length;
      put(cut, kind === "relu" ? `${negative} of ${part.length} responses are negative: ReLU cuts them off at 0.` : `${me.name()} squeezes every number between ${kind === "tanh" ? "−1" : "0"} and 1.`);
      before.redraw();
    }
    const look = me.look();
    const words = { grey: "Grey: 0 is paper, 1 is ink.", signed: `Blue positive, vermilion negative; full colour ${equals(look.top)}, the largest of this layer.`, cividis: `Dark blue 0 to yellow ${equals(look.top)}, the largest of this layer.` };
    put(legend, words[look.how]);
    legend.title = exactly(look.top);
    now.label(`${me.name()}, ${me.isMaps() ? `map ${me.map}` : "all numbers"}, enlarged`);
    now.redraw();
  };
  return { node, show };
}
