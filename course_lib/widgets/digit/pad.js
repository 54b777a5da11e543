// The sheet to draw on: mouse, finger or keys.
import { clamp, css, drag, grey, keys, line, picture } from "../shared.js";
import { paintCells, paintInk } from "./drawing.js";
import { STEP } from "./sheet.js";
import { GRID } from "./preprocess.js";

export function drawingPad(ctx, sheet) {
  const look = picture(ctx, {
    label: "Drawing pad", aspect: 1, maxWidth: 320, interactive: true,
    help: "Draw with mouse, finger or keys: arrows move, Space sets the pen down or lifts it, Delete erases, U undoes.",
    draw: (g, width, height, theme) => {
      if (sheet.drawn) paintInk(g, sheet.ink, width, height);
      else paintCells(g, sheet.size, { left: 0, top: 0, side: width }, (i) => grey(sheet.image[i]));
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 2;
      g.strokeRect(0, 0, width, height);
      if (sheet.empty && sheet.drawn) {
        g.fillStyle = "#595959";
        g.textAlign = "center";
        g.fillText("Draw a digit here", width / 2, 0.3 * height);
      }
      if (document.activeElement === look.face || look.face.getRootNode().activeElement === look.face) paintCursor(g, width, theme);
    },
  });
  function paintCursor(g, width, theme) {
    const [x, y] = sheet.cursor.map((v) => (v * width) / GRID);
    const r = Math.max(6, (ctx.get("brush") * width) / GRID / 2);
    for (const [wide, colour] of [[5, [26, 26, 26]], [3, theme.focus]]) {
      g.lineWidth = wide;
      g.strokeStyle = css(colour);
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.stroke();
      line(g, [[x - r - 6, y], [x - r, y]]);
      line(g, [[x + r, y], [x + r + 6, y]]);
    }
    g.fillStyle = css(theme.focus);
    g.fillRect(x - 2, y - 2, 4, 4);
  }
  const where = () => `row ${Math.floor(sheet.cursor[1] / STEP) + 1}, column ${Math.floor(sheet.cursor[0] / STEP) + 1} of 32`;
  const value = () => (sheet.tool === "pen" ? 1 : 0);
  const ended = (said) => {
    sheet.update(true);
    ctx.say(`${said} ${sheet.verdict()}`);
  };
  const toGrid = (e) => [e.x, e.y].map((v) => clamp((v * GRID) / look.size()[0], 0, GRID));
  drag(ctx, look.face, {
    start: (e) => {
      sheet.remember();
      sheet.pen = false;
      sheet.cursor = toGrid(e);
      sheet.draw(sheet.cursor, sheet.cursor, value());
      return true;
    },
    move: (e) => {
      const to = toGrid(e);
      sheet.draw(sheet.cursor, to, value());
      sheet.cursor = to;
    },
    end: () => ended(sheet.tool === "pen" ? "Drawn." : "Erased."),
  });
  const go = (dx, dy) => (e) => {
    const far = e.shiftKey ? 4 * STEP : STEP;
    const to = [clamp(sheet.cursor[0] + dx * far, 0, GRID), clamp(sheet.cursor[1] + dy * far, 0, GRID)];
    if (sheet.pen) sheet.draw(sheet.cursor, to, value());
    sheet.cursor = to;
    look.redraw();
    ctx.say(sheet.pen ? `Pen down, ${where()}. ${sheet.asks ? "" : sheet.verdict()}` : `Pen up, ${where()}.`);
  };
  const rub = () => {
    sheet.remember();
    sheet.draw(sheet.cursor, sheet.cursor, 0);
    ended(`Erased at ${where()}.`);
  };
  const lift = () => {
    if (!sheet.pen) return false;
    sheet.pen = false;
    look.redraw();
    ended(`Pen up, ${where()}.`);
  };
  keys(ctx, look.face, {
    ArrowLeft: go(-1, 0), ArrowRight: go(1, 0), ArrowUp: go(0, -1), ArrowDown: go(0, 1),
    Backspace: rub, Delete: rub, Escape: lift,
    "u|U": () => !ctx.locked("undo") && !ctx.hidden("undo") && ctx.say(sheet.undo() ? `Undone. ${sheet.verdict()}` : "There is nothing to undo."),
    Space: (e) => {
      if (e.repeat) return;
      if (sheet.pen) return lift(), undefined;
      sheet.remember();
      sheet.pen = true;
      sheet.draw(sheet.cursor, sheet.cursor, value());
      ctx.say(`Pen down, ${where()}.`);
    },
  });
  ctx.on(look.face, "focus", look.redraw);
  ctx.on(look.face, "blur", () => (sheet.pen ? lift() : look.redraw()));
  sheet.views.push(() => {
    look.label(`Drawing pad, ${sheet.empty ? "empty" : sheet.drawn ? "with a drawing" : "with a loaded digit"}, pen ${sheet.pen ? "down" : "up"}`);
    look.redraw();
  });
  return look.node;
}
