// What is on the pad, what the model says of it, and everything that changes either.
import { fmt } from "../shared.js";
import { GRID, LEVELS, preprocess } from "./preprocess.js";
import { bytesOf, copied, packBits, stroke, unpackBits } from "./ink.js";
import { scores, sigmoid, softmax, winner } from "./linear.js";
import { forward } from "../features/net.js";

export const STEP = 4;
const WAIT = 1500;
const NO_KERNEL = "Python has not answered. Asking it needs a running kernel: open the notebook and run this cell.";

export class Sheet {
  constructor(ctx) {
    Object.assign(this, { ctx, size: ctx.get("size"), cursor: [GRID / 2, GRID / 2], pen: false, tool: "pen", past: [], spot: null, chosen: null });
    Object.assign(this, { asks: ctx.get("_asks"), asked: ctx.get("_asked"), waiting: false, late: false, views: [] });
    this.read();
    ctx.cleanup(() => clearTimeout(this.timer));
  }

  read() {
    this.image = new Float32Array(copied(this.ctx.get("image")));
    if (!this.image.length) this.image = new Float32Array(this.size ** 2);
    this.ink = unpackBits(bytesOf(this.ctx.get("_ink")));
    const made = preprocess(this.ink, this.size, this.ctx.get("centre"));
    this.drawn = this.image.every((v, i) => v === made[i]);
    if (!this.drawn) this.ink.fill(0);
    this.readWeights();
  }

  readWeights() {
    const data = copied(this.ctx.get("_weights"));
    this.weights = data.byteLength ? new (this.size === 8 ? Float64Array : Float32Array)(data) : null;
    const layers = this.ctx.get("_layers") ?? [];
    this.net = layers.length ? { input: [1, this.size, this.size], layers } : null;
    this.params = this.net && new Float32Array(copied(this.ctx.get("_params")));
    this.think();
  }

  think() {
    const answer = this.ctx.get("_answer") ?? {};
    this.model = Boolean(this.weights || this.net);
    if (this.net) this.scores = Array.from(forward(this.net, this.params, Float64Array.from(this.image)).at(-2));
    else this.scores = this.weights ? scores(this.weights, this.image) : (this.asks && answer.scores) || null;
    this.label = this.model ? winner(this.scores) : answer.label ?? null;
    this.empty = !this.image.some(Boolean);
    this.views.forEach((view) => view());
  }

  remember() {
    this.past.push({ ink: this.ink.slice(), image: this.image, drawn: this.drawn });
    if (this.past.length > 60) this.past.shift();
  }

  // A line of ink (or of paper) between two points of the grid; a loaded picture gives way to the drawing.
  draw(from, to, value) {
    if (!this.drawn) {
      this.drawn = true;
      this.ink.fill(0);
      this.image = new Float32Array(this.size ** 2);
    }
    stroke(this.ink, from, to, this.ctx.get("brush") * (value ? 1 : 1.6), value);
    this.update();
  }

  update(done = false) {
    if (this.drawn) this.image = preprocess(this.ink, this.size, this.ctx.get("centre"));
    this.think();
    if (!this.asks || done) this.send();
  }

  load(levels) {
    this.remember();
    this.ink.fill(0);
    this.drawn = false;
    this.image = Float32Array.from(levels, (v) => v / LEVELS[this.size]);
    this.update(true);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return false;
    Object.assign(this, last, { pen: false });
    this.update(true);
    return true;
  }

  clear() {
    this.remember();
    Object.assign(this, { drawn: true, pen: false });
    this.ink.fill(0);
    this.update(true);
  }

  send() {
    this.ctx.save("image", () => new DataView(this.image.slice().buffer));
    this.ctx.save("_ink", () => new DataView(this.drawn ? packBits(this.ink).buffer : new ArrayBuffer(0)));
    if (!this.asks) return;
    this.asked += 1;
    this.ctx.save("_asked", this.asked);
    this.waiting = !this.empty;
    this.late = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ctx.guard(() => {
      this.late = this.waiting;
      if (this.late) this.ctx.say(NO_KERNEL);
      this.think();
    }), WAIT);
    this.think();
  }

  heard() {
    const answer = this.ctx.get("_answer") ?? {};
    if ((answer.asked ?? 0) < this.asked) return;
    this.waiting = this.late = false;
    this.think();
    if (!this.empty) this.ctx.say(this.verdict());
  }

  verdict() {
    const answer = this.ctx.get("_answer") ?? {};
    if (this.asks && this.empty) return "Draw a digit, and Python is asked what it is.";
    if (this.late) return NO_KERNEL;
    if (this.waiting) return "Asking Python…";
    if (this.asks && answer.error) return answer.error;
    if (this.asks) return this.label === null ? "Python has not been asked yet." : `Python says ${this.label}.`;
    if (this.weights && this.empty) return "Nothing is drawn: what is left of the scores is the bias.";
    if (this.net && this.empty) return "Nothing is drawn: the network answers to blank paper.";
    return this.model ? `The model says ${this.label} (${this.outputName()} ${fmt(this.shown(this.label), 3)}).` : "";
  }

  outputName() {
    return { sigmoid: "sigmoid of the score", softmax: "probability" }[this.ctx.get("output")] ?? "score";
  }

  shown(k) {
    const output = this.ctx.get("output");
    if (output === "softmax") return softmax(this.scores)[k];
    return output === "sigmoid" ? sigmoid(this.scores[k]) : this.scores[k];
  }

  pixel(i) {
    const [n, levels] = [this.size, LEVELS[this.size]];
    const level = this.image[i] * levels;
    const count = Math.abs(level - Math.round(level)) < 1e-4 ? `${Math.round(level)} of ${levels}, ` : "";
    return `Row ${Math.floor(i / n) + 1}, column ${(i % n) + 1}: ${count}x = ${fmt(this.image[i])}`;
  }
}
