// The chosen tile enlarged: every number, its norm, and the weights that lead on from it.
import { bars, brief, equals, exactly, fmt, h, numberGrid, picture, placed, put, signed } from "../shared.js";
import { largest } from "./math.js";

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function enlarged(ctx, me) {
  const [title, facts, spot] = [h("p", { class: "cl-heading" }), h("p", { class: "fg-facts cl-digits" }), h("p", { class: "fg-spot cl-digits" })];
  const value = (r, c) => me.tile(me.unit)[r * me.W + c];
  const words = (r, c) => {
    const i = r * me.W + c;
    const w = value(r, c);
    if (!me.overlay || me.compare >= 0) return `Row ${r + 1}, column ${c + 1}: ${me.compare < 0 ? "w" : "change"} ${equals(w)}`;
    const x = me.patch()[i];
    return `Row ${r + 1}, column ${c + 1}: x ${equals(x)}, w ${equals(w)}, w·x ${equals(w * x)}`;
  };
  const grid = numberGrid(ctx, {
    label: "The chosen tile, enlarged", maxWidth: 380, shape: () => [me.H, me.W], value, say: words, version: () => `${me.version} ${me.unit}`,
    colour: (v, theme) => signed(v / me.scaleOf(me.unit), theme), write: brief,
    onmove: (r, c) => {
      me.spot = [r, c];
      tell();
      me.point();
    },
    bands: () => (me.spot ? [{ row: me.spot[0], column: me.spot[1] }] : []),
    help: "Arrows walk the weights; each is said with every digit that was sent.",
  });
  const tell = () => {
    const at = me.spot;
    put(spot, at ? words(...at) : "Point at a weight, or walk with the arrows, to read it.");
    spot.title = at ? exactly(value(...at)) : "";
  };
  const show = () => {
    if (me.spot && (me.spot[0] >= me.H || me.spot[1] >= me.W)) me.spot = null;
    const k = me.unit;
    put(title, `${capital(me.name(k))}, ${me.compare < 0 ? me.when() : `${me.when()} minus ${me.when(me.compare)}`}`);
    const bias = me.biasNow();
    put(facts, `norm ‖w‖ ${equals(me.norms()[k])}${bias ? ` · bias b ${equals(bias[k])}` : ""}`);
    facts.title = exactly(me.norms()[k]);
    tell();
    grid.redraw();
  };
  return { node: h("div", { class: "fg-detail cl-answer" }, title, grid.node, spot, facts), show, grid };
}

// The weights from the chosen unit to the next layer.
export function outgoing(ctx, me) {
  const look = picture(ctx, {
    label: "Outgoing weights of the chosen unit", aspect: 2.6, maxWidth: 380,
    draw: (g, width, height, theme) => {
      if (!me.outgoing) return;
      const out = me.out();
      const top = largest(out) || 1;
      const texts = me.K <= 12 && width / me.K > 30 ? Array.from(out, brief) : [];
      bars(g, theme, { left: 2, top: 2, right: width - 2, bottom: height - 2 }, { values: Array.from(out), labels: me.K <= 20 ? Array.from(out, (_, k) => String(k)) : [], texts, lo: -1.15 * top, hi: 1.15 * top, colour: (v) => (v < 0 ? theme.negative : theme.positive) });
    },
    table: () => ({ caption: `Outgoing weights of ${me.name(me.unit)}`, head: ["to", "weight"], rows: Array.from(me.out(), (v, k) => [String(k), v]) }),
  });
  const node = placed(ctx, "", h("div", { class: "fg-out" }, h("p", { class: "cl-help" }, "Its weights to the ten digits: which it speaks for, and against"), look.node));
  return { node, show: () => {
    node.hidden = !me.outgoing;
    if (me.outgoing) {
      put(node.firstChild, `Its outgoing weights to ${me.K === 10 ? "the ten digits" : `${me.K} units`}: blue speaks for, vermilion against`);
      look.redraw();
    }
  } };
}
