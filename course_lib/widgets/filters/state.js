// What the gallery shows: its sets, the chosen snapshot and tile, the image, and what follows from them.
import { clamp, packFloats } from "../shared.js";
import { decode, fired, largest, norms, ranked, responses, scores, similarities, source, under } from "./math.js";

const PLAIN = ["at", "unit", "scale", "order", "compare", "overlay"];

export class Gallery {
  constructor(ctx, changed) {
    Object.assign(this, { ctx, changed, version: 0, spot: null });
    this.read();
  }

  read() {
    const { ctx } = this;
    this.sets = ctx.get("_sets");
    this.samples = ctx.get("_samples");
    this.take(ctx.get("preset"));
    for (const name of PLAIN) this[name] = ctx.get(name);
    this.shift = [...ctx.get("shift")];
    this.image = ctx.array("_image");
    this.size = [...ctx.get("_image_size")];
    this.forget();
  }

  // One set: its numbers are decoded when it is first shown.
  take(name) {
    const place = Math.max(0, this.sets.findIndex((made) => made.name === name));
    const made = this.sets[place];
    const sent = this.ctx.get("_data");
    const bytes = new Uint8Array(sent.buffer, sent.byteOffset, sent.byteLength);
    const start = this.sets.slice(0, place).reduce((sum, one) => sum + one.bytes, 0);
    const block = (key) => (made[key] ? decode(made[key], bytes, start) : null);
    const [T, N, H, W] = made.weights.shape;
    Object.assign(this, { made, preset: made.name, T, N, H, W, area: H * W, weights: block("weights"), bias: block("bias"), outgoing: block("outgoing"), last: block("out_bias") });
    this.K = this.outgoing ? this.outgoing.length / (T * N) : 0;
    this.top = largest(this.weights) || 1;
    this.group = this.samples[made.samples] ?? null;
  }

  choose(name) {
    this.take(name);
    Object.assign(this, { at: this.T - 1, unit: 0, compare: -1, shift: [0, 0], spot: null });
    if (this.size[0] < this.H || this.size[1] < this.W || this.group?.size.join() !== this.size.join()) this.load(this.group ? Math.min(this.made.samples === "digits" ? 3 : 0, this.group.items.length - 1) : -1);
    for (const trait of ["preset", ...PLAIN]) this.ctx.save(trait, this[trait]);
    this.ctx.save("shift", this.shift);
    this.forget();
  }

  set(trait, value) {
    this[trait] = trait === "at" ? clamp(value, 0, this.T - 1) : trait === "unit" ? clamp(value, 0, this.N - 1) : value;
    this.ctx.save(trait, this[trait]);
    this.forget();
  }

  // The image

  load(k) {
    const item = this.group?.items[k];
    this.size = item ? [...this.group.size] : [this.H, this.W];
    this.image = item ? Float64Array.from(item[1].match(/../g), (pair) => parseInt(pair, 16) / this.group.levels) : new Float64Array(this.area);
    this.sendImage();
  }

  paint(r, c, value) {
    const at = source(this.size, this.size, this.shift, r, c);
    if (at < 0 || this.image[at] === value) return;
    this.image[at] = value;
    this.sendImage();
  }

  clear() {
    this.image.fill(0);
    this.sendImage();
  }

  sendImage() {
    this.ctx.save("_image_size", this.size);
    this.ctx.save("_image", () => packFloats(this.image));
    this.forget();
  }

  pixel(r, c) {
    const at = source(this.size, this.size, this.shift, r, c);
    return at < 0 ? 0 : this.image[at];
  }

  // What follows

  forget() {
    this.known = {};
    this.version += 1;
    this.changed();
  }

  once(key, make) {
    return (this.known[key] ??= make());
  }

  stack(t = this.at) {
    return this.weights.subarray(t * this.N * this.area, (t + 1) * this.N * this.area);
  }

  biasNow() {
    return this.bias?.subarray(this.at * this.N, (this.at + 1) * this.N);
  }

  // The tiles as they are drawn: the weights, or what has changed since the snapshot compared with.
  shown() {
    if (this.compare < 0) return this.stack();
    return this.once("shown", () => {
      const before = this.stack(this.compare);
      return this.stack().map((w, i) => w - before[i]);
    });
  }

  tile(k) {
    return this.shown().subarray(k * this.area, (k + 1) * this.area);
  }

  // The number that stands for full colour in tile k.
  scaleOf(k) {
    if (this.scale === "all") return this.top;
    if (this.scale === "step") return this.once("step", () => largest(this.shown()) || 1);
    return largest(this.tile(k)) || 1;
  }

  norms() {
    return this.once("norms", () => norms(this.stack(), this.area));
  }

  patch() {
    return this.once("patch", () => under(this.image, this.size, [this.H, this.W], this.shift));
  }

  responses() {
    return this.once("responses", () => responses(this.stack(), this.area, this.biasNow(), this.patch()));
  }

  fired() {
    return this.once("fired", () => fired(this.responses(), this.made.activation));
  }

  scores() {
    if (!this.outgoing) return null;
    const each = this.K * this.N;
    return this.once("scores", () => scores(this.outgoing.subarray(this.at * each, (this.at + 1) * each), this.fired(), this.last?.subarray(this.at * this.K, (this.at + 1) * this.K)));
  }

  similarities() {
    return this.once("similar", () => similarities(this.stack(), this.area, this.unit));
  }

  ranking() {
    const keys = { norm: () => this.norms(), similarity: () => this.similarities(), response: () => this.responses() };
    return this.once("ranking", () => ranked(keys[this.order]?.(), this.N));
  }

  out() {
    const each = this.K * this.N;
    return Float64Array.from({ length: this.K }, (_, k) => this.outgoing[this.at * each + k * this.N + this.unit]);
  }

  name(k) {
    return this.made.names.length ? this.made.names[k] : `${this.made.noun} ${k}`;
  }

  when(t = this.at) {
    return this.T > 1 ? `step ${this.made.steps[t]}` : "as given";
  }
}
