// AlexNet's colour shift with its numbers: the axes along which the picture's colours vary, and how far a sample moves.
import { css, dataTable, equals, fmt, h, picture, placed, put, shorten, slider } from "../shared.js";

export function colour(ctx, me) {
  const amount = slider(ctx, { name: "colour", label: "Standard deviation of each α", min: 0, max: 3, step: 0.05, value: me.alpha_std, oninput: (v) => {
    me.set("alpha_std", v);
    ctx.say(v ? `Alphas with a standard deviation of ${fmt(v)}.` : "The colours stay.");
  } });
  const [sum, note] = [h("p", { class: "cl-digits aug-sum" }), h("p", { class: "cl-help" })];
  const sheet = h("div", { class: "aug-table" });
  const look = picture(ctx, {
    label: "Colours before and after the shift", aspect: 6.5, maxWidth: 300,
    draw: (g, width, height, theme) => {
      const mean = [0, 1, 2].map((k) => me.image.reduce((total, v, i) => (i % 3 === k ? total + v : total), 0) / (me.image.length / 3));
      const after = mean.map((m, k) => Math.min(1, Math.max(0, m + me.one.added[k])));
      g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
      g.textBaseline = "bottom";
      [[mean, 0, "mean colour"], [after, width / 2, "shifted"]].forEach(([rgb, x, text]) => {
        g.fillStyle = css(rgb.map((v) => 255 * v));
        g.fillRect(x + 1, 1, width / 2 - 8, 0.5 * height);
        g.strokeStyle = css(theme.muted);
        g.strokeRect(x + 1, 1, width / 2 - 8, 0.5 * height);
        g.fillStyle = css(theme.muted);
        g.textAlign = "left";
        g.fillText(text, x + 1, height);
      });
    },
  });
  const node = placed(ctx, "colour", h("div", { role: "group", class: "aug-section cl-answer", "aria-label": "PCA colour shift" }, h("p", { class: "cl-heading" }, "Shift along the principal colours, as AlexNet did"), h("div", { class: "aug-pair" }, h("div", { class: "aug-part" }, amount.node, sheet), h("div", { class: "aug-part" }, look.node, sum, note))), []);
  return { node, show: () => {
    node.hidden = !me.colour || ctx.hidden("colour");
    if (node.hidden) return;
    amount.set(me.alpha_std);
    const { drawn, added } = me.one;
    const { values, vectors } = me.picture;
    sheet.replaceChildren(dataTable({ caption: `Eigenvectors p and eigenvalues λ of the colours' covariance (pixels from 0 to 1), and α of sample ${me.chosen}`, head: ["axis", "p₁", "p₂", "p₃"], rows: [...["red", "green", "blue"].map((name, k) => [name, ...vectors.map((p) => p[k])]), ["λ", ...values], ["α", ...drawn.alphas], ["α·λ", ...values.map((v, i) => drawn.alphas[i] * v)]] }));
    put(sum, `Added to every pixel: Σ αᵢ λᵢ pᵢ ≈ red ${shorten(added[0], 3).text}, green ${shorten(added[1], 3).text}, blue ${shorten(added[2], 3).text}`);
    put(note, `One α for each axis and picture. AlexNet drew α with a standard deviation of 0.1, over the colours of all its pictures; here it ${equals(me.alpha_std)}, over this one's.`);
    look.redraw();
  } };
}
