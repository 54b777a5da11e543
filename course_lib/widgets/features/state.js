// What is shown: the network, its input, every layer's numbers, and the number that is looked at.
import { clamp, fmt, packFloats } from "../shared.js";
import { forward, shapeOf } from "./net.js";

const KIND = { conv: "convolution", relu: "ReLU", tanh: "tanh", sigmoid: "sigmoid", pool: "pooling", flatten: "flatten", linear: "dense", softmax: "softmax" };

export class Net {
  constructor(ctx, changed) {
    Object.assign(this, { ctx, changed, version: 0 });
    this.read();
  }

  read() {
    this.nets = this.ctx.get("_nets");
    this.take(this.ctx.get("preset"));
    this.input = this.ctx.array("_input");
    const [row, column] = this.ctx.get("cell");
    this.compute();
    this.place(this.ctx.get("layer"), this.ctx.get("map"), row, column, false);
  }

  take(name) {
    const at = Math.max(0, this.nets.findIndex((net) => net.name === name));
    const start = this.nets.slice(0, at).reduce((sum, net) => sum + net.count, 0);
    this.net = this.nets[at];
    const sent = this.ctx.get("_weights");
    const view = new DataView(sent.buffer, sent.byteOffset, sent.byteLength);
    this.weights = Float64Array.from({ length: this.net.count }, (_, i) => view.getFloat32(4 * (start + i), true));
  }

  choose(name) {
    this.take(name);
    if (this.input.length !== this.net.input.reduce((a, b) => a * b, 1)) {
      this.input = Float64Array.from(this.net.start.flat(2));
      this.ctx.save("_input", () => packFloats(this.input));
      this.ctx.save("_ink", new DataView(new ArrayBuffer(0)));
    }
    this.ctx.save("preset", name);
    this.compute();
    const [, h = 1, w = 1] = this.shape(1);
    this.place(1, 0, (h - 1) >> 1, (w - 1) >> 1);
  }

  setInput(values) {
    this.input = Float64Array.from(values);
    this.ctx.save("_input", () => packFloats(this.input));
    this.compute();
    this.changed();
  }

  compute() {
    this.values = forward(this.net, this.weights, this.input);
    this.version += 1;
  }

  // Places

  get layers() {
    return this.net.layers.length + 1;
  }

  shape(l = this.layer) {
    return shapeOf(this.net, l);
  }

  isMaps(l = this.layer) {
    return this.shape(l).length === 3;
  }

  place(layer, map, row = this.row, column = this.column, save = true) {
    this.layer = clamp(layer, 0, this.layers - 1);
    const [count, h = 1, w = 1] = this.shape();
    Object.assign(this, { map: clamp(map, 0, count - 1), row: clamp(row, 0, h - 1), column: clamp(column, 0, w - 1) });
    if (save) {
      for (const trait of ["layer", "map"]) this.ctx.save(trait, this[trait]);
      this.ctx.save("cell", [this.row, this.column]);
    }
    this.changed();
  }

  // The index of the chosen number in its layer.
  get at() {
    const [, h, w] = this.shape();
    return this.isMaps() ? (this.map * h + this.row) * w + this.column : this.map;
  }

  get value() {
    return this.values[this.layer][this.at];
  }

  kind(l = this.layer) {
    return l ? this.net.layers[l - 1].kind : "input";
  }

  name(l = this.layer) {
    const layer = this.net.layers[l - 1];
    if (!layer) return "input";
    if (layer.kind === "conv") return `${layer.shape[2]}×${layer.shape[3]} conv`;
    if (layer.kind === "pool") return `${layer.kernel.join("×")} ${layer.how} pool`;
    return KIND[layer.kind];
  }

  where() {
    const name = this.name();
    return this.isMaps() ? `${name}, map ${this.map}, row ${this.row + 1}, column ${this.column + 1}` : `${name}, ${this.kind() === "softmax" ? `class ${this.net.classes[this.map]}` : `number ${this.map}`}`;
  }

  // How a layer is coloured: greys for pixels, signed where a number is negative, cividis else; top is full colour.
  look(l = this.layer) {
    const values = this.values[l];
    let [low, top] = [0, 0];
    for (const v of values) [low, top] = [Math.min(low, v), Math.max(top, v, -v)];
    if (l === 0 && low >= 0 && top <= 1) return { how: "grey", top: 1 };
    const negative = low < 0 || ["conv", "linear", "tanh"].includes(this.kind(l));
    return { how: negative ? "signed" : "cividis", top: top || 1 };
  }

  verdict() {
    if (this.kind(this.layers - 1) !== "softmax") return "";
    const p = this.values.at(-1);
    const best = p.indexOf(Math.max(...p));
    return `The network says ${this.net.classes[best]} (probability ${fmt(p[best], 3)}).`;
  }
}
