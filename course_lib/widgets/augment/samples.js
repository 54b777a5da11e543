// The original with the chosen crop, and the eight samples beside it.
import { clamp, css, drag, fmt, frame, grey, h, inkOn, keptLayer, keys, line, picture, put, shade } from "../shared.js";

const paper = (pixels, C, i) => (C === 3 ? [255 * pixels[3 * i], 255 * pixels[3 * i + 1], 255 * pixels[3 * i + 2]] : grey(pixels[i]));

export function original(ctx, me) {
  const kept = keptLayer();
  const look = picture(ctx, {
    label: "The original picture", maxWidth: 300, aspect: () => me.picture.shape[1] / me.picture.shape[0],
    draw: (g, width, height, theme) => {
      const [h_, w, C] = me.picture.shape;
      kept(g, `${me.picture.name} ${me.pictures.length} ${me.image[0]}`, (layer) => shade(layer, w, h_, (i) => paper(me.image, C, i), { left: 0, top: 0, right: width, bottom: height }, false));
      const { row, column, angle, down, right } = me.one.drawn;
      const cell = width / w;
      g.save();
      g.translate(width / 2, height / 2);
      g.rotate((angle * Math.PI) / 180); // the crop as it lies on the picture before it is turned
      g.translate(-right * cell - width / 2, -down * cell - height / 2);
      frame(g, theme, column * cell + 3, row * cell + 3, me.crop * cell - 6, me.crop * cell - 6);
      g.restore();
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 1;
      g.strokeRect(0.5, 0.5, width - 1, height - 1);
    },
  });
  const words = h("p", { class: "cl-help cl-digits" });
  return { node: h("div", { class: "aug-part" }, h("p", { class: "cl-heading" }, "One picture"), look.node, words), show: () => {
    const [rows, columns] = me.picture.shape;
    put(words, `${rows}×${columns} pixels; the frame is the ${me.crop}×${me.crop} crop of sample ${me.chosen}`);
    look.label(`The original: ${me.picture.label || "a picture"}, ${rows} by ${columns} pixels`);
    look.redraw();
  } };
}

export const sentence = (me, k = me.chosen) => {
  const { drawn, broken } = me.all()[k];
  const parts = [`crop from row ${drawn.row}, column ${drawn.column}`, drawn.mirror ? "mirrored" : "not mirrored"];
  if (drawn.down || drawn.right) parts.push(`shifted ${drawn.down} down, ${drawn.right} right`);
  if (drawn.angle) parts.push(`turned ${fmt(Math.abs(drawn.angle), 3)}° ${drawn.angle > 0 ? "anticlockwise" : "clockwise"}`);
  return `Sample ${k}: ${parts.join(", ")}. ${broken || (me.picture.label ? "The label holds." : "")}`;
};

export function gallery(ctx, me) {
  const kept = keptLayer();
  let lay = null;
  const place = (k) => [2 + (k % lay.columns) * (lay.side + lay.gap), 2 + Math.floor(k / lay.columns) * (lay.side + lay.text + lay.gap)];
  const paint = (g, theme) => me.all().forEach(({ pixels, drawn, broken }, k) => {
    const [x, y] = place(k);
    shade(g, me.crop, me.crop, (i) => paper(pixels, me.picture.shape[2], i), { left: x, top: y, right: x + lay.side, bottom: y + lay.side }, false);
    g.strokeStyle = css(theme.muted);
    g.lineWidth = 1;
    g.strokeRect(x, y, lay.side, lay.side);
    g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
    g.textBaseline = "top";
    g.textAlign = "left";
    g.fillStyle = css(theme.ink);
    g.fillText(`${k}${drawn.mirror ? " mirrored" : ""}`, x, y + lay.side + 4, lay.side);
    if (broken) cross(g, theme, x + lay.side - 12, y + 12);
  });
  const look = picture(ctx, {
    label: "Eight random samples", maxWidth: 720, interactive: true, help: "Arrows choose a sample; its numbers are shown below. Enter draws new samples.",
    aspect: (width) => {
      const columns = width > 360 ? 4 : 2;
      const [gap, text] = [10, 1.5 * (ctx.theme?.size ?? 14)];
      lay = { columns, gap, text, side: (width - 4 - (columns - 1) * gap) / columns };
      return width / ((8 / columns) * (lay.side + text + gap) + 2);
    },
    draw: (g, width, height, theme) => {
      kept(g, `${me.version - 0} ${theme.dark} ${theme.forced} ${theme.size}`, (layer) => paint(layer, theme));
      const [x, y] = place(me.chosen);
      frame(g, theme, x, y, lay.side, lay.side);
    },
    table: () => ({ caption: "What was drawn for each sample", head: ["sample", "row", "column", "mirrored", "down", "right", "angle in degrees", "brightness", "α₁", "α₂", "α₃", "label"], rows: me.all().map(({ drawn, broken }, k) => [String(k), drawn.row, drawn.column, drawn.mirror ? "yes" : "no", drawn.down, drawn.right, drawn.angle, drawn.brightness, ...drawn.alphas, broken || "holds"]) }),
  });
  const words = h("p", { class: "aug-said cl-digits" });
  const go = (k) => {
    me.chosen = clamp(k, 0, 7);
    ctx.save("chosen", me.chosen);
    me.changed();
    ctx.say(sentence(me));
  };
  if (!ctx.locked("samples")) {
    keys(ctx, look.face, { ArrowLeft: () => go(me.chosen - 1), ArrowRight: () => go(me.chosen + 1), ArrowUp: () => go(me.chosen - lay.columns < 0 ? me.chosen : me.chosen - lay.columns), ArrowDown: () => go(me.chosen + lay.columns > 7 ? me.chosen : me.chosen + lay.columns), Home: () => go(0), End: () => go(7), "Enter|Space": () => me.fresh() });
    drag(ctx, look.face, { start: ({ x, y }) => (go(clamp(Math.floor(y / (lay.side + lay.text + lay.gap)), 0, 8 / lay.columns - 1) * lay.columns + clamp(Math.floor(x / (lay.side + lay.gap)), 0, lay.columns - 1)), true) });
  } else look.face.classList.add("cl-locked");
  return { node: h("div", { class: "aug-part cl-answer" }, h("p", { class: "cl-heading" }, "Eight samples of it"), look.node, words), show: () => {
    put(words, sentence(me));
    words.classList.toggle("aug-broken", Boolean(me.one.broken));
    look.label(`Eight samples, ${me.all().filter((s) => s.broken).length} of them with a broken label; sample ${me.chosen} is chosen`);
    look.redraw();
  } };
}

// A vermilion disc with a cross: this sample's label is wrong.
function cross(g, theme, x, y) {
  g.beginPath();
  g.arc(x, y, 9, 0, 2 * Math.PI);
  g.fillStyle = css(theme.wrong);
  g.fill();
  g.strokeStyle = css(inkOn(theme.wrong));
  g.lineWidth = 2.2;
  line(g, [[x - 4, y - 4], [x + 4, y + 4]]);
  line(g, [[x - 4, y + 4], [x + 4, y - 4]]);
}
