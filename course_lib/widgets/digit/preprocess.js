// From a drawing to the picture that a model was trained on.
import { clamp } from "../shared.js";

// The same whole numbers in the same order as digit_preprocess.py, so that both agree in every bit.

export const GRID = 128;
export const LEVELS = { 8: 16, 28: 255 };

export function boundingBox(ink, width) {
  const height = ink.length / width;
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      if (!ink[r * width + c]) continue;
      top = Math.min(top, r);
      bottom = r;
      left = Math.min(left, c);
      right = Math.max(right, c);
    }
  }
  const box = { height: bottom - top + 1, width: right - left + 1, ink: [] };
  for (let r = top; r <= bottom; r++) box.ink.push(...ink.subarray(r * width + left, r * width + right + 1));
  return box;
}

// One axis: sums of `old` numbers under `count` new ones, where an old one is `count` units long.
function squeeze(old, count, add) {
  for (let i = 0; i < count; i++) {
    for (let j = Math.floor((i * old) / count); j < old && j * count < (i + 1) * old; j++) {
      const shared = Math.min((i + 1) * old, (j + 1) * count) - Math.max(i * old, j * count);
      if (shared > 0) add(i, j, shared);
    }
  }
}

export function resample(box, rows, cols) {
  const { height, width, ink } = box;
  const tall = new Float64Array(rows * width);
  squeeze(height, rows, (i, j, shared) => {
    for (let c = 0; c < width; c++) tall[i * width + c] += shared * ink[j * width + c];
  });
  const out = new Float64Array(rows * cols);
  squeeze(width, cols, (i, j, shared) => {
    for (let r = 0; r < rows; r++) out[r * cols + i] += tall[r * width + j] * shared;
  });
  return out;
}

function upright(ink) {
  let [n, sx, sy, sxy, syy] = [0, 0, 0, 0, 0];
  ink.forEach((on, i) => {
    if (!on) return;
    const [x, y] = [i % GRID, Math.floor(i / GRID)];
    n += 1;
    sx += x;
    sy += y;
    sxy += x * y;
    syy += y * y;
  });
  const [shared, spread] = [n * sxy - sx * sy, n * syy - sy * sy];
  const slope = spread ? clamp(Math.floor((512 * shared + spread) / (2 * spread)), -256, 256) : 0;
  const sheared = new Uint8Array(GRID * 3 * GRID);
  for (let row = 0; row < GRID; row++) {
    const start = GRID - Math.floor((slope * (2 * row - GRID) + 256) / 512);
    sheared.set(ink.subarray(row * GRID, (row + 1) * GRID), row * 3 * GRID + start);
  }
  return sheared;
}

function blocks(ink, centre) {
  const box = centre ? boundingBox(upright(ink), 3 * GRID) : { height: GRID, width: GRID, ink };
  let rows = 32;
  let cols = 32;
  if (centre) {
    cols = clamp(Math.floor((64 * box.width) / box.height), 1, 20);
    rows = clamp(Math.floor((2 * box.height * cols) / box.width), 1, 32);
  }
  const [top, left] = [(32 - rows) >> 1, (32 - cols) >> 1];
  const out = new Float64Array(64);
  resample(box, rows, cols).forEach((sum, i) => {
    const [r, c] = [top + Math.floor(i / cols), left + (i % cols)];
    if (2 * sum >= box.height * box.width) out[8 * (r >> 2) + (c >> 2)] += 1;
  });
  return out;
}

const toGrey = (box, rows, cols) => {
  const area = box.height * box.width;
  return resample(box, rows, cols).map((sum) => Math.floor((510 * sum + area) / (2 * area)));
};

function offset(mass) {
  const total = mass.reduce((a, b) => a + b, 0);
  if (!total) return (28 - mass.length) >> 1;
  const moment = 2 * mass.reduce((a, b, i) => a + i * b, 0);
  return clamp(Math.floor((29 * total - moment) / (2 * total)), 0, 28 - mass.length);
}

function massCentred(ink) {
  const box = boundingBox(ink, GRID);
  const longer = Math.max(box.height, box.width);
  const [rows, cols] = [box.height, box.width].map((n) => Math.max(1, Math.floor((40 * n + longer) / (2 * longer))));
  const small = toGrey(box, rows, cols);
  const [down, across] = [Array(rows).fill(0), Array(cols).fill(0)];
  small.forEach((v, i) => {
    down[Math.floor(i / cols)] += v;
    across[i % cols] += v;
  });
  const [top, left] = [offset(down), offset(across)];
  const out = new Float64Array(784);
  small.forEach((v, i) => (out[28 * (top + Math.floor(i / cols)) + left + (i % cols)] = v));
  return out;
}

// Whole numbers 0 to LEVELS[size], row after row.
export function digitLevels(ink, size, centre = true) {
  if (!ink.some(Boolean)) return new Float64Array(size * size);
  if (size === 8) return blocks(ink, centre);
  return centre ? massCentred(ink) : toGrey({ height: GRID, width: GRID, ink }, 28, 28);
}

export const preprocess = (ink, size, centre = true) => Float32Array.from(digitLevels(ink, size, centre), (v) => v / LEVELS[size]);
