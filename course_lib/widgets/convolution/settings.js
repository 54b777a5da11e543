// Kernel size, stride, padding, dilation, bias and divisor, with the output size that they make.

import { button, fmt, h, numberField, placed, put, slider, toggle } from "../shared.js";
import { pairStepper } from "./stepper.js";
import { sizeFormula } from "./words.js";

const LIMITS = [["size", "Kernel size", 1, 11], ["stride", "Stride", 1, 16], ["padding", "Padding", 0, 16], ["dilation", "Dilation", 1, 8]];

function steppers(ctx, me, said) {
  let apart = false;
  const value = (name) => (name === "size" ? me.kernelShape.slice(2) : me[name]);
  const all = LIMITS.map(([name, label, min, max]) => [name, pairStepper(ctx, { name, label, min, max, value: value(name), apart: () => apart, onchange: (next) => {
    const fits = name === "size" ? me.setSize(...next) : me.adopt({ [name]: next });
    if (fits) ctx.say(`${label} ${next[0] === next[1] ? next[0] : next.join(" by ")}: the output is ${me.rows.out} by ${me.columns.out}. ${said()}`);
    return fits;
  } })]);
  const two = toggle(ctx, { label: "height and width apart", value: false, onchange: (v) => {
    apart = v;
    all.forEach(([, one]) => one.show());
  } });
  const fixed = LIMITS.every(([name]) => ctx.hidden(name)); // then there is nothing to set, and nothing to explain
  two.node.hidden = fixed;
  return { node: all.map(([, one]) => one.node), two, fixed, show: () => {
    if (!apart && all.some(([name]) => value(name)[0] !== value(name)[1])) apart = true;
    two.set(apart);
    all.forEach(([name, one]) => one.set(value(name)));
  } };
}

export function settings(ctx, me, said) {
  const sizes = steppers(ctx, me, said);
  const bias = numberField(ctx, { name: "bias", label: "Bias", value: me.bias, min: -1e100, max: 1e100, onchange: (v) => me.setBias(v) && ctx.say(said()) });
  const divisor = numberField(ctx, { name: "divisor", label: "Divisor", value: me.divisor, min: -1e9, max: 1e9, onchange: (v) => {
    if (v !== 0) return me.adopt({ divisor: v }) && ctx.say(said());
    ctx.say("The sum cannot be divided by 0; 1 leaves it as it is.");
    divisor.set(NaN);
    return divisor.set(me.divisor);
  } });
  const turn = button(ctx, { name: "kernel", label: "Turn the kernel round", title: "Turned by 180°, the same sum is the convolution of mathematics; laid on as it is, it is cross-correlation", onclick: () => me.turn() && ctx.say(`The kernel is turned by 180 degrees. ${said()}`) });
  const angle = slider(ctx, { label: "Angle of the stripes", min: 0, max: 180, step: 5, value: 90, format: (v) => `${v}°`, oninput: (v) => me.loadGabor(v, me.names.wavelength) && ctx.say(`Stripes at ${v} degrees.`) });
  const wavelength = slider(ctx, { label: "Wavelength, pixels", min: 2, max: 12, step: 0.5, value: 5, oninput: (v) => me.loadGabor(me.names.angle, v) && ctx.say(`Stripes ${fmt(v)} pixels apart.`) });
  const waves = placed(ctx, "kernel", h("div", { class: "cl-row cx-gabor" }, angle.node, wavelength.node), [angle.box, wavelength.box]);
  const pickFilter = numberField(ctx, { label: "Filter", value: 1, min: 1, max: 64, onchange: (v) => me.adopt({ filter: Math.round(v) - 1 }, { preset: me.names.preset }) && ctx.say(said()) });
  const [formula, weights] = [h("p", { class: "cx-formula cl-digits" }), h("p", { class: "cl-help", hidden: sizes.fixed })];
  return { node: h("div", { class: "cx-panel" }, waves, h("div", { class: "cx-settings" }, sizes.node, bias.node, divisor.node, pickFilter.node), formula, weights, h("div", { class: "cl-row" }, sizes.two.node, turn)), show: () => {
    sizes.show();
    bias.set(me.bias);
    divisor.set(me.divisor);
    pickFilter.node.hidden = me.kernelShape[0] === 1;
    pickFilter.set(me.filter + 1);
    if (!ctx.hidden("kernel")) waves.hidden = me.names.kernel !== "gabor";
    angle.set(me.names.angle ?? 90);
    wavelength.set(me.names.wavelength ?? 5);
    const [high, wide] = [sizeFormula(me.rows), sizeFormula(me.columns)];
    put(formula, high === wide ? `output height and width: ${high}` : `output height: ${high}; width: ${wide}`);
    const [o, c, kh, kw] = me.kernelShape;
    put(weights, `⌊ ⌋ rounds down: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1. ${o > 1 ? `${o} filters of ` : ""}${c > 1 ? `${c}·` : ""}${kh}·${kw} = ${c * kh * kw} weights and a bias${o > 1 ? ` each: ${o * (c * kh * kw + 1)}` : ""}. The kernel is laid on as it is (cross-correlation).`);
  } };
}
