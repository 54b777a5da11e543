// What is drawn for a sample and what becomes of the picture, as augment_math.py does it.
import { clamp } from "../shared.js";
import { normals, uniforms } from "../shared/random.js";

export const SAMPLES = 8;

export function parameters(now, [h, w], k) {
  const [u, z] = [uniforms(now.seed, 2 * k), normals(now.seed, 2 * k + 1)];
  const [row, column, mirror, bright, down, right, turn] = Array.from({ length: 7 }, u);
  return {
    row: Math.floor(row * (h - now.crop + 1)), column: Math.floor(column * (w - now.crop + 1)), mirror: now.mirror && mirror < 0.5,
    brightness: (2 * bright - 1) * now.brightness, down: Math.floor(down * (2 * now.shift + 1)) - now.shift, right: Math.floor(right * (2 * now.shift + 1)) - now.shift,
    angle: (2 * turn - 1) * now.rotation, alphas: Array.from({ length: 3 }, () => now.alpha_std * z()),
  };
}

// Where a pixel of the turned and shifted picture comes from: [row, column], between pixels.
function source(angle, down, right, h, w) {
  const [cosine, sine] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [middle, centre] = [(h - 1) / 2, (w - 1) / 2];
  return (r, c) => {
    const [y, x] = [r - (middle + down), c - (centre + right)];
    return [cosine * y + sine * x + middle, cosine * x - sine * y + centre];
  };
}

export function turned(image, [h, w, C], { angle, down, right }, fill) {
  if (!angle && !down && !right) return image;
  const from = source(angle, down, right, h, w);
  const out = new Float64Array(image.length);
  const part = (r, c, k) => (r >= 0 && r < h && c >= 0 && c < w ? image[(r * w + c) * C + k] : 0);
  for (let r = 0, at = 0; r < h; r++) {
    for (let c = 0; c < w; c++) {
      let [y, x] = from(r, c);
      if (fill === "edge") [y, x] = [clamp(y, 0, h - 1), clamp(x, 0, w - 1)];
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [a, b] = [y - top, x - left];
      for (let k = 0; k < C; k++, at++) {
        const upper = part(top, left, k) * (1 - b) + part(top, left + 1, k) * b;
        const lower = part(top + 1, left, k) * (1 - b) + part(top + 1, left + 1, k) * b;
        out[at] = upper * (1 - a) + lower * a;
      }
    }
  }
  return out;
}

export function transformed(image, shape, drawn, crop, shift, fill) {
  const [, w, C] = shape;
  const whole = turned(image, shape, drawn, fill);
  const out = new Float64Array(crop * crop * C);
  for (let r = 0, at = 0; r < crop; r++) {
    for (let c = 0; c < crop; c++) {
      const column = drawn.column + (drawn.mirror ? crop - 1 - c : c);
      for (let k = 0; k < C; k++, at++) out[at] = clamp(whole[((drawn.row + r) * w + column) * C + k] + drawn.brightness + shift[k], 0, 1);
    }
  }
  return out;
}

// p1 (alpha1 lambda1) + p2 (alpha2 lambda2) + p3 (alpha3 lambda3), for each colour.
export function colourShift(values, vectors, alphas) {
  const steps = values.map((v, i) => alphas[i] * v);
  return [0, 1, 2].map((k) => steps[0] * vectors[0][k] + steps[1] * vectors[1][k] + steps[2] * vectors[2][k]);
}

export const crops = (h, w, crop, mirror) => (h - crop + 1) * (w - crop + 1) * (mirror ? 2 : 1);

export function turnWord(mirror, angle) {
  const a = Math.abs(angle);
  return `${mirror ? "mirror" : "plain"} ${a <= 45 ? "up" : a >= 135 ? "half" : "side"}`;
}

// Which units pass k keeps, and what they hand on.
export function dropout(units, p, seed, k, inverted) {
  const u = uniforms(seed, 1000 + k);
  const kept = Array.from(units, () => u() >= p);
  return { kept, out: Array.from(units, (h, i) => (kept[i] ? (inverted ? h / (1 - p) : h) : 0)) };
}

export function meanOf(units, p, seed, passes, inverted) {
  const sum = new Float64Array(units.length);
  for (let k = 0; k < passes; k++) dropout(units, p, seed, k, inverted).out.forEach((v, i) => (sum[i] += v));
  return sum.map((v) => v / passes);
}
