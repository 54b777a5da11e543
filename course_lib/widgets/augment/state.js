// What is shown: the picture, the settings, the eight samples and what was drawn for each.
import { colourShift, parameters, SAMPLES, transformed, turnWord } from "./math.js";

export const SETTINGS = ["seed", "chosen", "crop", "mirror", "shift", "rotation", "brightness", "alpha_std", "p", "inverted", "passes"];

export class Augmentation {
  constructor(ctx, changed) {
    Object.assign(this, { ctx, changed, version: 0 });
    this.read();
  }

  read() {
    this.pictures = this.ctx.get("_pictures");
    for (const name of SETTINGS) this[name] = this.ctx.get(name);
    this.units = this.ctx.array("_units");
    this.take(this.ctx.get("preset"));
    this.forget();
  }

  take(name) {
    const at = Math.max(0, this.pictures.findIndex((p) => p.name === name));
    const area = (picture) => picture.shape.reduce((a, b) => a * b, 1);
    const start = this.pictures.slice(0, at).reduce((sum, p) => sum + area(p), 0);
    this.picture = this.pictures[at];
    const sent = this.ctx.get("_pixels");
    this.image = Float64Array.from(new Uint8Array(sent.buffer, sent.byteOffset + start, area(this.picture)), (v) => v / 255);
  }

  choose(name) {
    this.take(name);
    this.crop = Math.round((7 * Math.min(...this.picture.shape.slice(0, 2))) / 8);
    this.ctx.save("preset", name);
    this.ctx.save("crop", this.crop);
    this.forget();
  }

  set(name, value) {
    this[name] = value;
    this.ctx.save(name, value);
    this.forget();
  }

  forget() {
    this.samples = null;
    this.version += 1;
    this.changed();
  }

  get colour() {
    return this.picture.shape[2] === 3;
  }

  // The samples: {drawn, added, pixels, broken}.
  all() {
    const { picture, image, crop } = this;
    return (this.samples ??= Array.from({ length: SAMPLES }, (_, k) => {
      const drawn = parameters(this, picture.shape, k);
      const added = this.colour ? colourShift(picture.values, picture.vectors, drawn.alphas) : [0];
      return { drawn, added, pixels: transformed(image, picture.shape, drawn, crop, added, picture.fill), broken: picture.broken[turnWord(drawn.mirror, drawn.angle)] ?? "" };
    }));
  }

  get one() {
    return this.all()[this.chosen];
  }
}
