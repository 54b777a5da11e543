// Where the units of the one-axis picture stand: layers in rows, the input at the bottom, or in columns, the input at the left.

import { clamp } from "../shared.js";

// {x(layer, place), y(...), side, gap, step, at(x, y) -> [layer, place], area}; a place is counted in inputs from 0.
export function placing(me, g, width, height, theme) {
  const rows = me.arrange === "rows";
  const size = Math.max(12, 0.85 * theme.size);
  const outside = Math.min(Math.ceil(0.12 * me.input) + 1, Math.max(0, ...me.layers.map(({ p }, l) => (me.rows[l] ? p * me.rows[l].jump : 0))));
  const [low, high] = [-0.5 - outside, me.input - 0.5 + outside];
  const last = me.rows.length - 1;
  const names = rows ? clamp(11.5 * size, 0, 0.3 * width) : 0;
  const area = rows
    ? { left: names + 10, right: width - 12, top: 16, bottom: height - 16 }
    : { left: 20, right: width - 20, top: 2.9 * size, bottom: height - 10 };
  const scale = (rows ? area.right - area.left : area.bottom - area.top) / (high - low);
  const step = last ? (rows ? area.bottom - area.top - 12 : area.right - area.left - 24) / last : 0;
  const layerAt = (l) => (rows ? area.bottom - 6 - l * step : area.left + 12 + l * step);
  const placeAt = (u) => (rows ? area.left : area.top) + (u - low) * scale;
  return {
    rows, area, scale, step, size, names, low, high, layerAt, placeAt,
    point: (l, u) => (rows ? [placeAt(u), layerAt(l)] : [layerAt(l), placeAt(u)]),
    at: (x, y) => {
      const [along, across] = rows ? [x, area.bottom - 6 - y] : [y, x - area.left - 12];
      return [clamp(Math.round(step ? across / step : 0), 0, last), (along - (rows ? area.left : area.top)) / scale + low];
    },
  };
}
