// Where the chosen number comes from: its windows, the weights, every product and the sum.
import { brief, css, dataTable, equals, exactly, fmt, frame, h, inkOn, picture, put, shorten, signed } from "../shared.js";
import { colourOf } from "./colours.js";
import { origin } from "./net.js";

const [SIGN, LINE] = [18, 22];
const sumOf = (block) => block.x.reduce((sum, x, i) => sum + x * block.w[i], 0);

// How large the cells are, and how many blocks stand side by side.
export function fit(blocks, width, weighted) {
  const { rows, columns } = blocks[0];
  const grids = weighted ? 3 : 1;
  let best = null;
  for (let across = 1; across <= Math.min(blocks.length, 4); across++) {
    const cell = Math.min(44, (width / across - (grids - 1) * SIGN - 16) / (grids * columns));
    if (!best || cell >= 26) best = { across, cell };
  }
  const down = Math.ceil(blocks.length / best.across);
  return { ...best, wide: grids * columns * best.cell + (grids - 1) * SIGN + 16, tall: rows * best.cell + LINE + 14, height: down * (rows * best.cell + LINE + 14) };
}

function plusMinus(numbers) {
  return numbers.map((v, i) => (i ? `${v < 0 ? " − " : " + "}${shorten(Math.abs(v)).text}` : shorten(v).text)).join("");
}

function sentence(me, found) {
  const [kind, v] = [me.kind(), me.value];
  const x = me.values[Math.max(0, me.layer - 1)];
  if (kind === "input") return "The input itself: type another number for this pixel, or draw.";
  if (kind === "relu") return `max(${shorten(x[me.at]).text}, 0) ${equals(v)}: ${x[me.at] < 0 ? "a negative response is cut off" : "what is not negative passes unchanged"}.`;
  if (kind === "tanh" || kind === "sigmoid") return `${kind}(${shorten(x[me.at]).text}) ${equals(v)}.`;
  if (kind === "softmax") return `e to the score, divided by the sum of all: ${equals(v).slice(0, 1)} ${shorten(v).text} for ${me.net.classes[me.map]}. All of them add up to 1.`;
  if (kind === "flatten") return flattened(me);
  const parts = kind === "pool" ? found.blocks[0].x.filter(Number.isFinite) : found.blocks.map(sumOf);
  if (kind === "pool") {
    const list = parts.map((p) => shorten(p).text).join(", ");
    if (me.net.layers[me.layer - 1].how === "max") return `The largest of ${list} is ${shorten(v).text}; the other ${parts.length - 1} are dropped.`;
    return `The mean of ${list}: ${equals(v)}.`;
  }
  const all = found.bias === null ? parts : [...parts, found.bias];
  const exact = [...all, v].every((p) => shorten(p).exact);
  const names = found.bias === null ? "" : parts.length > 1 ? " (one sum for each map, then the bias)" : " (the sum of the products, then the bias)";
  return `${plusMinus(all)} ${exact ? "=" : "≈"} ${shorten(v).text}${names}.`;
}

function flattened(me) {
  const [count, rows, columns] = me.shape(me.layer - 1);
  if (rows === undefined) return `Number ${me.map} stays as it is.`;
  const [map, r, c] = [Math.floor(me.map / (rows * columns)), Math.floor(me.map / columns) % rows, me.map % columns];
  return `The ${count} maps are laid end to end: number ${me.map} is map ${map}, row ${r + 1}, column ${c + 1}, since (${map}·${rows} + ${r})·${columns} + ${c} = ${me.map}.`;
}

export function work(ctx, me) {
  let found = null;
  const title = h("p", { class: "cl-heading" });
  const [total, said] = [h("p", { class: "fm-total cl-digits" }), h("div", { class: "fm-scores cl-sheet", tabindex: "0", role: "group", "aria-label": "Scores and probabilities" })];
  const shown = () => ["conv", "pool", "linear"].includes(me.kind());
  const look = picture(ctx, {
    label: "The numbers it was made from", maxWidth: 1100,
    aspect: (width) => (shown() && found ? width / fit(found.blocks, width, Boolean(found.blocks[0].w)).height : 100),
    draw: (g, width, height, theme) => shown() && paint(g, width, theme),
    table: () => ({ caption: me.where(), head: ["from", "row", "column", "value x", ...(found.blocks[0].w ? ["weight w", "w·x"] : [])], rows: found.blocks.flatMap((block) => block.x.map((x, i) => [block.at[i] < 0 ? `${block.name}, padding` : block.name, String(Math.floor(i / block.columns) + 1), String((i % block.columns) + 1), x, ...(block.w ? [block.w[i], x * block.w[i]] : [])])) }),
  });
  const paint = (g, width, theme) => {
    const weighted = Boolean(found.blocks[0].w);
    const lay = fit(found.blocks, width, weighted);
    const top = { x: me.look(me.layer - 1), w: biggest(found.blocks.flatMap((b) => b.w ?? [])), p: biggest(found.blocks.flatMap((b) => (b.w ? b.x.map((x, i) => x * b.w[i]) : []))) };
    found.blocks.forEach((block, k) => {
      const [left, y] = [4 + (k % lay.across) * (width / lay.across), Math.floor(k / lay.across) * lay.tall];
      g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
      g.textAlign = "left";
      g.textBaseline = "top";
      g.fillStyle = css(theme.muted);
      g.fillText(weighted ? `${block.name}: x · w, sum ${fmt(sumOf(block))}` : block.name, left, y + 2, width / lay.across - 8);
      drawGrids(g, theme, block, lay.cell, left, y + LINE, top, weighted);
    });
  };
  const drawGrids = (g, theme, block, cell, left, y, top, weighted) => {
    const wide = block.columns * cell;
    const most = Math.max(...block.x);
    cells(g, theme, block, block.x, cell, left, y, (v) => (Number.isFinite(v) ? colourOf(top.x, v, theme) : theme.paper), (i) => block.at[i] < 0);
    if (!weighted && me.net.layers[me.layer - 1].how === "max") {
      const i = block.x.indexOf(most);
      frame(g, theme, left + (i % block.columns) * cell, y + Math.floor(i / block.columns) * cell, cell, cell);
    }
    if (!weighted) return;
    const [second, third] = [left + wide + SIGN, left + 2 * (wide + SIGN)];
    g.fillStyle = css(theme.ink);
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.font = `${theme.size}px ${theme.font}`;
    g.fillText("×", second - SIGN / 2, y + (block.rows * cell) / 2);
    g.fillText("=", third - SIGN / 2, y + (block.rows * cell) / 2);
    cells(g, theme, block, block.w, cell, second, y, (v) => signed(v / top.w, theme), () => false);
    cells(g, theme, block, block.x.map((x, i) => x * block.w[i]), cell, third, y, (v) => signed(v / top.p, theme), () => false);
  };
  const node = h("div", { class: "fm-work cl-answer" }, title, look.node, total, said);
  return { node, show: () => {
    found = me.layer ? origin(me.net, me.weights, me.values, me.layer, me.at) : null;
    put(title, `Where ${me.where()} comes from`);
    put(total, sentence(me, found));
    total.title = exactly(me.value);
    look.node.hidden = !shown();
    look.label(`${me.where()}: ${fmt(me.value)}`);
    said.hidden = me.kind() !== "softmax";
    if (me.kind() === "softmax") {
      const [z, p] = [me.values[me.layer - 1], me.values[me.layer]];
      const low = Math.max(...z);
      said.replaceChildren(dataTable({ caption: "The largest score is taken off first: the answer stays, and nothing overflows", head: ["class", "score z", "e^(z − largest)", "probability"], rows: Array.from(p, (v, k) => [me.net.classes[k], z[k], Math.exp(z[k] - low), v]) }));
    } else look.redraw();
  } };
}

const biggest = (values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;

function cells(g, theme, { rows, columns }, values, cell, left, top, colour, padding) {
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.font = `${Math.min(Math.max(12, 0.37 * cell), 1.1 * theme.size)}px ${theme.font}`;
  values.forEach((v, i) => {
    const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
    const paper = colour(v);
    g.fillStyle = css(paper);
    g.fillRect(x, y, cell, cell);
    g.strokeStyle = css(theme.grid);
    g.lineWidth = 1;
    if (padding(i)) g.setLineDash([2, 2]);
    g.strokeRect(x, y, cell, cell);
    g.setLineDash([]);
    const text = Number.isFinite(v) ? brief(v) : "";
    if (cell < 24 || g.measureText(text).width > cell - 2) return;
    g.fillStyle = css(inkOn(paper));
    g.fillText(text, x + cell / 2, y + cell / 2);
  });
  g.strokeStyle = css(theme.muted);
  g.strokeRect(left, top, columns * cell, Math.min(rows, Math.ceil(values.length / columns)) * cell);
}
