// What the model sees, pixel by pixel.
import { clamp, css, grey, h, inkOn, keys, picture } from "../shared.js";
import { paintCells, paintFocus } from "./drawing.js";
import { LEVELS } from "./preprocess.js";

export function preview(ctx, sheet) {
  const n = sheet.size;
  const note = h("p", { class: "cl-dp-note cl-digits" });
  let near = false;
  const look = picture(ctx, {
    label: `What the model sees, ${n} by ${n} pixels`, aspect: 1, maxWidth: 260, interactive: true,
    table: () => ({
      caption: `Pixels x, 0 paper to 1 ink`, head: ["row", ...Array.from({ length: n }, (_, c) => String(c + 1))],
      rows: Array.from({ length: n }, (_, r) => [String(r + 1), ...sheet.image.slice(r * n, (r + 1) * n)]),
    }),
    draw: (g, width, height, theme) => {
      const box = { left: 0, top: 0, side: width };
      const roomy = (near || sheet.spot !== null) && width / n >= 21;
      if (roomy) g.font = `12px ${theme.font}`;
      g.textAlign = "center";
      g.textBaseline = "middle";
      paintCells(g, n, box, (i) => grey(sheet.image[i]), (i, x, y, w, tall, colour) => {
        if (!roomy) return;
        g.fillStyle = css(inkOn(colour));
        g.fillText(String(Math.round(sheet.image[i] * LEVELS[n])), x + w / 2, y + tall / 2 + 1);
      });
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 2;
      g.strokeRect(0, 0, width, height);
      paintFocus(g, n, box, sheet.spot, theme);
    },
  });
  const show = (i, aloud) => {
    sheet.spot = i;
    note.textContent = i === null ? "Point at a pixel, or walk with the arrows, to read it." : sheet.pixel(i);
    if (aloud && i !== null) ctx.say(note.textContent);
    sheet.views.forEach((view) => view());
  };
  const under = (e) => {
    const [w] = look.size();
    const [x, y] = [e.offsetX, e.offsetY].map((v) => clamp(Math.floor((v * n) / w), 0, n - 1));
    return y * n + x;
  };
  const focused = () => look.face.getRootNode().activeElement === look.face;
  ctx.on(look.face, "pointermove", (e) => ((near = true), sheet.spot !== under(e) && show(under(e), false)));
  ctx.on(look.face, "pointerdown", (e) => show(under(e), true));
  ctx.on(look.face, "pointerleave", () => ((near = false), show(focused() ? sheet.spot : null, false)));
  ctx.on(look.face, "focus", () => show(sheet.spot ?? (n / 2) * n + n / 2, true));
  ctx.on(look.face, "blur", () => show(null, false));
  const go = (dr, dc) => () => {
    const [r, c] = [Math.floor((sheet.spot ?? 0) / n), (sheet.spot ?? 0) % n];
    show(clamp(r + dr, 0, n - 1) * n + clamp(c + dc, 0, n - 1), true);
  };
  keys(ctx, look.face, { ArrowLeft: go(0, -1), ArrowRight: go(0, 1), ArrowUp: go(-1, 0), ArrowDown: go(1, 0) });
  sheet.views.push(() => {
    note.textContent = sheet.spot === null ? note.textContent : sheet.pixel(sheet.spot);
    look.redraw();
  });
  note.textContent = "Point at a pixel, or walk with the arrows, to read it.";
  return h("div", { class: "cl-dp-preview" }, h("p", { class: "cl-heading" }, `What the model sees: ${n}×${n}`), look.node, note);
}
