// Every layer of a small network: the parts of the page put together.
import { h, placed, put, select, widget } from "./shared.js";
import { enlarged } from "./features/map.js";
import { pad } from "./features/pad.js";
import { Net } from "./features/state.js";
import { placeText, strip } from "./features/strip.js";
import { work } from "./features/work.js";

function build(ctx) {
  let parts = null;
  const repaint = () => parts?.forEach((part) => part.show());
  const me = new Net(ctx, () => parts && ctx.draw(repaint));
  const say = () => ctx.say(placeText(me));
  const all = strip(ctx, me, say);
  const [map, how, draw] = [enlarged(ctx, me), work(ctx, me), pad(ctx, me)];
  const verdict = h("p", { class: "fm-verdict cl-answer", role: "status" });
  const sets = select(ctx, { name: "preset", label: "Network", value: me.net.name, options: me.nets.map((net) => [net.name, net.title]), onchange: (name) => {
    me.choose(name);
    draw.reread();
    ctx.say(`${me.net.title}: ${me.layers - 1} layers. ${me.verdict()}`);
  } });
  const overview = placed(ctx, "strip", h("div", { class: "cl-answer" }, all.node), []);
  if (ctx.locked("strip")) all.face.classList.add("cl-locked");
  parts = [draw, map, how, { show: () => {
    sets.set(me.net.name);
    put(verdict, me.verdict());
    all.label(`All ${me.layers} layers; chosen is ${me.where()}`);
    all.redraw();
  } }];
  ctx.watch(["preset", "layer", "map", "cell", "_nets", "_weights", "_input", "_ink"], () => {
    me.read();
    draw.reread();
  });
  ctx.body.append(
    h("div", { class: "cl-row fm-top" }, sets.node, draw.load, verdict),
    h("div", { class: "fm-all" }, overview,
      h("div", { class: "fm-main" }, draw.node, map.node, how.node)));
  repaint();
}

export default { render: widget("Feature maps", build) };
