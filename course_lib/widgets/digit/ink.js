// The drawing itself: one byte a square while it is edited, one bit when it is sent.
import { clamp } from "../shared.js";
import { GRID } from "./preprocess.js";

// Puts ink (or paper) under a round brush that moves from one point to another; returns whether anything changed.
export function stroke(ink, [x0, y0], [x1, y1], brush, value = 1) {
  const r = brush / 2;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const long = dx * dx + dy * dy;
  let changed = false;
  for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - r)); row < Math.min(GRID, Math.max(y0, y1) + r); row++) {
    for (let col = Math.max(0, Math.floor(Math.min(x0, x1) - r)); col < Math.min(GRID, Math.max(x0, x1) + r); col++) {
      const [px, py] = [col + 0.5 - x0, row + 0.5 - y0];
      const t = long ? clamp((px * dx + py * dy) / long, 0, 1) : 0;
      const near = (px - t * dx) ** 2 + (py - t * dy) ** 2 <= r * r;
      if (near && ink[row * GRID + col] !== value) {
        ink[row * GRID + col] = value;
        changed = true;
      }
    }
  }
  return changed;
}

export function packBits(ink) {
  const out = new Uint8Array(ink.length >> 3);
  ink.forEach((on, i) => on && (out[i >> 3] |= 128 >> (i & 7)));
  return out;
}

export const unpackBits = (bytes) => Uint8Array.from({ length: GRID * GRID }, (_, i) => (bytes.length ? (bytes[i >> 3] >> (7 - (i & 7))) & 1 : 0));

export const bytesOf = (v) => (v ? new Uint8Array(v.buffer ?? v, v.byteOffset ?? 0, v.byteLength) : new Uint8Array(0));
export const copied = (v) => bytesOf(v).slice().buffer;
