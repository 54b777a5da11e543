// The tiles of a layer on one sheet: arrows, touch and mouse choose one.
import { brief, clamp, css, drag, fmt, frame, keptLayer, keys, picture, shade, shorten, signed } from "../shared.js";

const LEAST = 26; // CSS pixels a tile at least

// Where the tiles lie: as many columns as make them large and still fill the last row.
export function arrange(n, width, H, W, textRow) {
  const gap = 8;
  let best = null;
  for (let columns = 1; columns <= n; columns++) {
    const wide = Math.min((width - gap) / columns - gap, 132);
    if (wide < LEAST && columns > 1) break;
    const tall = (wide * H) / W;
    const rows = Math.ceil(n / columns);
    const height = rows * (tall + textRow + gap) + 4;
    const score = Math.abs(Math.log(height / (0.86 * width))) + 1.6 * (rows * columns - n) / n;
    if (!best || score < best.score) best = { columns, rows, wide, tall, height, score, gap };
  }
  return best;
}

export function tileSheet(ctx, me, say) {
  const kept = keptLayer();
  let [lay, seen, coat] = [null, null, 0];
  const textRow = (theme) => Math.max(14, 1.15 * theme.size);
  const corner = (place) => [lay.left + (place % lay.columns) * (lay.wide + lay.gap), lay.gap / 2 + Math.floor(place / lay.columns) * (lay.tall + lay.text + lay.gap)];
  const caption = (k) => {
    const name = me.made.names.length ? me.made.names[k] : String(k);
    if (me.overlay) return [name, brief(me.fired()[k])];
    if (me.order === "norm") return [name, shorten(me.norms()[k], 3).text];
    return me.order === "similarity" ? [name, brief(me.similarities()[k])] : [name, ""];
  };
  const tiles = (g, theme) => {
    g.textBaseline = "top";
    g.font = `${Math.max(12, 0.85 * theme.size)}px ${theme.font}`;
    me.ranking().forEach((k, place) => {
      const [x, y] = corner(place);
      const [values, top] = [me.tile(k), me.scaleOf(k)];
      shade(g, me.W, me.H, (i) => signed(values[i] / top, theme), { left: x, top: y, right: x + lay.wide, bottom: y + lay.tall }, false);
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 1;
      g.strokeRect(x + 0.5, y + 0.5, lay.wide - 1, lay.tall - 1);
      label(g, theme, caption(k), x, y + lay.tall + 3);
    });
  };
  const label = (g, theme, [name, value], x, y) => {
    const room = g.measureText(value).width;
    g.fillStyle = css(theme.muted);
    g.textAlign = "left";
    const fits = g.measureText(name).width + room + 6 <= lay.wide;
    if (fits || !value) g.fillText(name, x, y, lay.wide);
    g.fillStyle = css(theme.ink);
    g.textAlign = "right";
    if (fits || value) g.fillText(value, x + lay.wide, y, lay.wide);
  };
  const look = picture(ctx, {
    label: "Tiles", maxWidth: 620, interactive: true,
    help: "Arrows choose a tile, Home and End the first and the last; Enter says its numbers.",
    aspect: (width) => {
      const text = Math.max(14, 1.15 * (ctx.theme?.size ?? 14));
      lay = { ...arrange(me.N, width, me.H, me.W, text), text };
      lay.left = (width - lay.columns * (lay.wide + lay.gap) + lay.gap) / 2;
      return width / lay.height;
    },
    draw: (g, width, height, theme) => {
      if (theme !== seen) [coat, seen] = [coat + 1, theme];
      lay.text = textRow(theme);
      const about = [coat, me.preset, me.at, me.compare, me.scale, me.ranking().join(), me.overlay && me.version, me.sets.length, me.top];
      kept(g, about.join("|"), (layer) => tiles(layer, theme));
      const [x, y] = corner(me.ranking().indexOf(me.unit));
      frame(g, theme, x, y, lay.wide, lay.tall);
    },
    table: () => ({
      caption: `${me.N} tiles at ${me.when()}`, head: ["tile", "norm", "largest", ...(me.overlay ? ["score", "answer"] : [])],
      rows: me.ranking().map((k) => [me.name(k), me.norms()[k], Math.max(...me.tile(k).map(Math.abs)), ...(me.overlay ? [me.responses()[k], me.fired()[k]] : [])]),
    }),
  });
  const go = (place) => {
    const order = me.ranking();
    me.set("unit", order[clamp(place, 0, me.N - 1)]);
    say();
  };
  const here = () => me.ranking().indexOf(me.unit);
  if (!ctx.locked("tiles")) {
    keys(ctx, look.face, {
      ArrowLeft: () => go(here() - 1), ArrowRight: () => go(here() + 1), Home: () => go(0), End: () => go(me.N - 1), "Enter|Space": say,
      ArrowUp: () => go(here() >= lay.columns ? here() - lay.columns : here()), ArrowDown: () => go(here() + lay.columns < me.N ? here() + lay.columns : here()),
      PageUp: () => go(here() % lay.columns), PageDown: () => go(me.N - 1),
    });
    const hit = ({ x, y }) => {
      const column = clamp(Math.floor((x - lay.left + lay.gap / 2) / (lay.wide + lay.gap)), 0, lay.columns - 1);
      const place = clamp(Math.floor(y / (lay.tall + lay.text + lay.gap)), 0, lay.rows - 1) * lay.columns + column;
      if (place < me.N) go(place);
      return true;
    };
    drag(ctx, look.face, { start: hit, move: (e) => me.ranking()[0] !== undefined && me.order !== "similarity" && hit(e) });
  }
  return { ...look, describe: () => `${me.name(me.unit)}, ${me.when()}: norm ${fmt(me.norms()[me.unit])}${me.overlay ? `, answer ${fmt(me.fired()[me.unit])}` : ""}.` };
}
