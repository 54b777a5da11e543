// What a sliding kernel shows now: picture, kernel, settings, the place in the map; and what of it goes to Python.

import { clamp, packFloats } from "../shared.js";
import { axisOf, correlate, gabor, resized } from "./arithmetic.js";
import { examples, onChannels, pixels, repeat, sameSlices } from "./library.js";

const MOST_PRODUCTS = 2_000_000;
const SETTINGS = ["stride", "padding", "dilation", "divisor", "filter", "view", "colours", "fill"];
export const TRAITS = [...SETTINGS, "_image", "_shape", "_picture", "_kernel", "_kernel_shape", "_bias", "_at", "_pixel", "_pins", "_names"];

// The two axes of these settings.
export const axesOf = ({ shape, kernelShape, stride, padding, dilation }) =>
  [0, 1].map((a) => axisOf(shape[1 + a], kernelShape[2 + a], stride[a], padding[a], dilation[a]));

// Why settings cannot be shown, or "".
export function refusal(settings) {
  const axes = axesOf(settings);
  const short = axes.findIndex((axis) => !axis.out);
  if (short >= 0) return `The kernel spans ${axes[short].span}, but the padded picture is only ${axes[short].padded} ${short ? "wide" : "high"}: no window fits. Nothing was changed.`;
  const products = axes[0].out * axes[1].out * settings.kernelShape.slice(1).reduce((a, b) => a * b, 1);
  return products > MOST_PRODUCTS ? `One map would need ${products} products, more than this page can multiply in time. Nothing was changed.` : "";
}

export function explorer(ctx, changed) {
  const me = { library: examples(), presets: examples().presets, refused: "", edits: 0 };
  const found = (list, name) => list.find((one) => one.name === name);
  me.read = () => {
    for (const name of SETTINGS) me[name] = ctx.get(name);
    me.picture = ctx.get("_picture");
    me.image = me.picture ? pixels(found(me.library.pictures, me.picture)) : ctx.array("_image");
    [me.shape, me.kernel, me.kernelShape, me.biases] = [ctx.get("_shape"), ctx.array("_kernel"), ctx.get("_kernel_shape"), ctx.array("_bias")];
    [me.at, me.pixel, me.pins, me.names] = [ctx.get("_at"), ctx.get("_pixel"), ctx.get("_pins"), ctx.get("_names")];
    settle();
  };
  // Everything that follows from the settings.
  const settle = () => {
    [me.rows, me.columns] = axesOf(me);
    me.channels = me.shape[0];
    const size = me.channels * me.rows.k * me.columns.k;
    me.filter = clamp(me.filter, 0, me.kernelShape[0] - 1);
    me.weights = me.kernel.subarray(me.filter * size, (me.filter + 1) * size);
    me.bias = me.biases[me.filter];
    me.map = correlate(me);
    me.at = [clamp(me.at[0], 0, me.rows.out - 1), clamp(me.at[1], 0, me.columns.out - 1)];
    me.pins = me.pins.filter(([r, c]) => r < me.rows.out && c < me.columns.out);
    me.pixel = me.pixel.map((v, a) => clamp(v, 0, me.shape[a] - 1));
    me.edits += 1;
    describe();
  };
  const describe = () => {
    const [lo, hi] = [Math.min(...spread(me.image)), Math.max(...spread(me.image))];
    me.signed = lo < 0;
    me.light = me.picture ? found(me.library.pictures, me.picture).light : me.names.light ?? (hi > 1 && me.image.length > 400);
    me.most = me.light ? Math.max(hi > 1 ? 255 : 1, hi) : Math.max(Math.abs(lo), Math.abs(hi)) || 1;
    const sum = me.weights.reduce((a, b) => a + b, 0) / me.divisor;
    me.lowest = Math.min(...spread(me.map));
    me.highest = Math.max(...spread(me.map));
    me.look = me.colours !== "auto" ? me.colours : me.light ? (sum > 0.5 ? "grey" : "signed") : me.lowest < 0 ? "signed" : "cividis";
    me.mostWeight = Math.max(...me.weights.map(Math.abs)) || 1;
  };
  const save = () => {
    for (const name of SETTINGS) ctx.save(name, me[name]);
    ctx.save("_picture", me.picture);
    ctx.save("_image", () => packFloats(me.picture ? [] : me.image));
    ctx.save("_shape", me.shape);
    ctx.save("_kernel", () => packFloats(me.kernel));
    ctx.save("_kernel_shape", me.kernelShape);
    ctx.save("_bias", () => packFloats(me.biases));
    look();
  };
  const look = () => {
    for (const name of ["at", "pixel", "pins", "names"]) ctx.save(`_${name}`, me[name]);
  };
  // Takes new settings if they fit together; otherwise says why not and changes nothing.
  me.adopt = (next, names = {}) => {
    me.refused = refusal({ ...me, ...next });
    if (me.refused) {
      ctx.say(me.refused);
      changed();
      return false;
    }
    Object.assign(me, next);
    me.names = { ...me.names, preset: "own", ...names };
    settle();
    save();
    changed();
    return true;
  };
  // Only the eye moves: nothing is computed again.
  me.go = (r, c) => {
    me.at = [clamp(r, 0, me.rows.out - 1), clamp(c, 0, me.columns.out - 1)];
    me.refused = "";
    ctx.save("_at", me.at);
    changed("place");
  };
  me.choose = (k, i, j) => {
    me.pixel = [k, i, j];
    ctx.save("_pixel", me.pixel);
    changed("place");
  };
  me.show = (name, value) => {
    me[name] = value;
    me.edits += 1;
    describe();
    ctx.save(name, value);
    changed();
  };
  me.pin = (pins) => {
    me.pins = pins.slice(-2);
    ctx.save("_pins", me.pins);
    changed("place");
  };
  withNames(me, found);
  withEdits(me);
  me.read();
  return me;
}

// Examples, pictures and kernels by name.
function withNames(me, found) {
  const laid = (name, channels) => {
    const { weights, divisor } = onChannels(found(me.library.kernels, name), channels);
    const [, kh, kw] = found(me.library.kernels, name).shape;
    return { kernel: weights, kernelShape: [1, channels, kh, kw], divisor, filter: 0 };
  };
  const drawn = (name) => {
    const { shape } = found(me.library.pictures, name);
    return { picture: name, image: pixels(found(me.library.pictures, name)), shape, pixel: [0, Math.floor((shape[1] - 1) / 2), Math.floor((shape[2] - 1) / 2)] };
  };
  me.loadPreset = (name) => {
    const p = found(me.presets, name);
    const image = drawn(p.picture);
    return me.adopt({ ...image, ...laid(p.kernel, image.shape[0]), biases: [p.bias ?? 0], stride: p.stride ?? [1, 1], padding: p.padding ?? [0, 0], dilation: [1, 1], at: p.at ?? [0, 0], pins: p.pins ?? [] }, { preset: name, kernel: p.kernel, angle: 90, wavelength: 5 });
  };
  me.loadPicture = (name) => {
    const image = drawn(name);
    const [filters, slices, kh, kw] = me.kernelShape;
    let next = {};
    if (slices !== image.shape[0]) {
      const one = me.kernel.subarray(0, slices * kh * kw);
      next = { kernel: repeat(one.subarray(0, kh * kw), image.shape[0]), kernelShape: [1, image.shape[0], kh, kw], biases: [me.bias], filter: 0 };
      if (filters === 1 && sameSlices(one, slices) && me.divisor !== 1) next.divisor = (me.divisor * image.shape[0]) / slices;
    }
    return me.adopt({ ...image, ...next, pins: [] });
  };
  me.loadKernel = (name) => me.adopt({ ...laid(name, me.channels), biases: [me.bias] }, { kernel: name });
  me.loadGabor = (angle, wavelength) => {
    const [, , kh, kw] = me.kernelShape;
    return me.adopt({ kernel: repeat(gabor(kh, kw, angle, wavelength), me.channels), kernelShape: [1, me.channels, kh, kw], biases: [me.bias], filter: 0, divisor: me.channels }, { kernel: "gabor", angle, wavelength });
  };
}

// One cell, one setting.
function withEdits(me) {
  me.setPixel = (v) => {
    const [k, i, j] = me.pixel;
    const image = Float64Array.from(me.image);
    image[(k * me.rows.n + i) * me.columns.n + j] = v;
    return me.adopt({ image, picture: "" }, { light: me.light });
  };
  me.setWeight = (i, v) => {
    const kernel = Float64Array.from(me.kernel);
    kernel[me.filter * me.weights.length + i] = v;
    return me.adopt({ kernel }, { kernel: "own" });
  };
  me.setSize = (kh, kw) => {
    if (me.names.kernel === "gabor") return me.adopt({ kernel: repeat(gabor(kh, kw, me.names.angle, me.names.wavelength), me.channels), kernelShape: [1, me.channels, kh, kw] });
    const [filters, slices, h, w] = me.kernelShape;
    return me.adopt({ kernel: resized(me.kernel, filters * slices, h, w, kh, kw), kernelShape: [filters, slices, kh, kw] }, { kernel: "own" });
  };
  me.turn = () => {
    const kernel = Float64Array.from(me.kernel);
    const n = me.rows.k * me.columns.k;
    for (let s = 0; s < kernel.length; s += n) kernel.subarray(s, s + n).reverse();
    return me.adopt({ kernel }, { kernel: "own" });
  };
  me.setBias = (v) => me.adopt({ biases: me.biases.map((b, k) => (k === me.filter ? v : b)) });
  me.index = () => me.at[0] * me.columns.out + me.at[1];
  me.move = (by) => {
    const next = me.index() + by;
    if (next < 0 || next >= me.map.length) return false;
    me.go(Math.floor(next / me.columns.out), next % me.columns.out);
    return true;
  };
}

// Math.min(...a) would overflow the stack for long arrays: the two ends are enough.
function spread(a) {
  let [lo, hi] = [Infinity, -Infinity];
  for (const v of a) {
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  return [lo, hi];
}
