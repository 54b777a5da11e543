// Where the tiles of each layer stand: groups from left to right, on several lines where the page is narrow.

const columnsFor = (n) => (n <= 3 ? 1 : n <= 12 ? 2 : n <= 20 ? 4 : 6);

// The groups of a network: which values they show (an index of net.values, or "weights"), how many tiles, how wide in tiles.
export function groupsOf(network, units) {
  const tiles = (title, source, n, look) => ({ title, source, n, look, columns: columnsFor(n), rows: Math.ceil(n / columnsFor(n)), wide: columnsFor(n) });
  const input = { title: "digit", source: 0, n: 1, look: "grey", columns: 1, rows: 1, wide: 2, tile: 2 };
  const output = { title: "answer", source: "answer", n: 10, look: "bars", columns: 1, rows: 10, wide: 3 };
  const middle = {
    linear: [tiles("weights of each digit", "weights", 10, "signed")],
    hidden: [tiles("weights of each unit", "weights", units, "signed"), tiles("after ReLU", 2, units, "cividis")],
    conv: [tiles("filters", "weights", units, "signed"), tiles("maps after ReLU", 2, units, "cividis"), tiles("after pooling", 3, units, "cividis")],
    deep: [tiles("filters", "weights", units, "signed"), tiles("maps after ReLU", 2, units, "cividis"), tiles("second maps", 5, 2 * units, "cividis")],
  }[network];
  return [input, ...middle, output];
}

// Boxes for a picture of this width: {groups: [{...group, box, items: [box]}], height, across}.
export function layout(network, units, width, size) {
  const groups = groupsOf(network, units);
  const [gap, head, inner] = [1.7 * size, 2.4 * size, 0.35 * size];
  const whole = groups.reduce((a, g) => a + g.wide, 0);
  const side = (width - gap * (groups.length - 1) - 2) / whole;
  const lines = side >= 34 ? [groups] : broken(groups, width, gap);
  const unit = Math.min(64, ...lines.map((line) => (width - gap * (line.length - 1) - 2) / line.reduce((a, g) => a + g.wide, 0)));
  const placed = [];
  let top = 0;
  for (const line of lines) {
    const tall = Math.max(...line.map((g) => (g.look === "bars" ? 10 * 1.45 * size : g.rows * (g.tile ?? 1) * unit)));
    const spare = (width - gap * (line.length - 1) - unit * line.reduce((a, g) => a + g.wide, 0)) / line.length;
    let left = 1;
    for (const g of line) {
      const bars = g.look === "bars";
      const wide = g.wide * unit + (bars ? Math.max(0, Math.min(spare * line.length - 1, 6 * size)) : 0);
      const tile = (g.tile ?? 1) * unit;
      const height = bars ? tall : g.rows * tile;
      const from = top + head + (tall - height) / 2;
      const items = bars
        ? Array.from({ length: 10 }, (_, i) => ({ x: left, y: from + (i * height) / 10, w: wide, h: height / 10 }))
        : Array.from({ length: g.n }, (_, i) => ({ x: left + (i % g.columns) * tile, y: from + Math.floor(i / g.columns) * tile, w: tile - inner, h: tile - inner }));
      placed.push({ ...g, box: { x: left, y: from, w: wide, h: height }, top: top + head - 0.5 * size, items, line });
      left += wide + gap;
    }
    top += head + tall + 0.8 * size;
  }
  return { groups: placed, height: Math.ceil(top), gap };
}

function broken(groups, width, gap) {
  const lines = [[]];
  for (const g of groups) {
    const line = lines.at(-1);
    const wide = [...line, g].reduce((a, one) => a + 40 * one.wide, gap * line.length);
    if (line.length && wide > width) lines.push([g]);
    else line.push(g);
  }
  return lines;
}
