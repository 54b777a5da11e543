// A small marker in the colour of its curve: the key of the chart, beside the name.

import { marker } from "./pictures.js";

// swatch(ctx, paint(g, theme)): a square picture of 16 CSS pixels.
export function swatch(ctx, paint) {
  const canvas = document.createElement("canvas");
  canvas.className = "cl-swatch";
  canvas.style.cssText = "width: 16px; height: 16px; flex: none";
  canvas.setAttribute("aria-hidden", "true");
  const draw = (theme) => {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    canvas.width = canvas.height = Math.round(16 * ratio);
    const g = canvas.getContext("2d");
    g.scale(ratio, ratio);
    paint(g, theme);
  };
  ctx.onTheme(draw);
  ctx.draw(draw);
  return canvas;
}

// A colour of the classes by its number; the eighth is ink, which is light on dark paper.
export const classColour = (theme, k) => (k === 7 ? theme.ink : theme.classes[k]);

export const markerSwatch = (ctx, shape, colour) => swatch(ctx, (g, theme) => {
  marker(g, shape, 8, 8, 5, classColour(theme, colour), theme.ink, 1);
});
