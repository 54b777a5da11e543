// Where the parts of the unrolled picture stand: outputs above, states in the middle, inputs below, gradients at the foot.

import { clamp } from "../shared.js";

export const MOST_UNITS = 8;

export function layoutOf(me, width, size) {
  const { H, I, K } = me.cell;
  const wide = width >= 560;
  const gutter = wide ? 6.2 * size : 1.9 * size;
  const cell = Math.max(20, 1.75 * size);
  const total = me.view === "folded" ? 1 : me.steps + 1;
  const fits = Math.max(3, Math.floor((width - gutter) / 17));
  const columns = Math.min(total, fits);
  const first = me.view === "folded" ? me.step : clamp(me.step - Math.floor(columns / 2), 0, total - columns);
  const pitch = Math.min((width - gutter) / columns, 7.5 * size);
  const gap = clamp(0.3 * pitch, 3, 2.6 * size);
  const units = Math.min(H, MOST_UNITS);
  const unit0 = clamp(Math.min(me.row, H - 1) - Math.floor(units / 2), 0, H - units);
  const outs = !me.readout ? 0 : me.letters ? 1 : Math.min(K, 4);
  const ins = me.alphabet.length ? 1 : Math.min(I, 4);
  const left = gutter + Math.max(0, (width - gutter - pitch * columns) / 2);
  const arrow = 1.7 * size;
  const head = 1.7 * size;
  const yTop = head;
  const hTop = yTop + outs * cell + arrow;
  const xTop = hTop + units * cell + arrow + 6;
  const gTop = xTop + ins * cell + 1.1 * size;
  const gBottom = me.view === "folded" ? xTop + ins * cell : gTop + 5.2 * size;
  return { wide, gutter, cell, columns, first, pitch, gap, units, unit0, outs, ins, left, yTop, hTop, xTop, gTop, gBottom,
    total, height: gBottom + 0.4 * size, box: pitch - gap, x: (t) => left + (t - first) * pitch + gap / 2, middle: (t) => left + (t - first + 0.5) * pitch };
}

// What stands at a point of the picture: {step, row}, row from H on for outputs; null outside.
export function whatIsAt(me, at, { x, y }) {
  const step = clamp(at.first + Math.floor((x - at.left) / at.pitch), at.first, at.first + at.columns - 1);
  if (x < at.left - at.gutter) return null;
  if (y < at.hTop - 8 && at.outs && step > 0 && me.plan.gives[step - 1]) {
    const k = clamp(Math.floor((y - at.yTop) / at.cell), 0, at.outs - 1);
    return { step, row: me.cell.H + (me.letters ? null : k) };
  }
  return { step, row: at.unit0 + clamp(Math.floor((y - at.hTop) / at.cell), 0, at.units - 1) };
}
