// Where the layers stand: columns from left to right, or rows one under another where the page is narrow.

const TALLEST = 376; // CSS pixels of a column
const WIDE = 560;

// Places of `count` tiles (h x w cells each) in a box of this width: the largest that fit under one another, or side by side.
function tilesIn(count, h, w, width, most, cap) {
  let best = null;
  for (let across = 1; across <= count; across++) {
    const down = Math.ceil(count / across);
    const wide = Math.min(width / across - 4, ((most / down - 4) * w) / h, cap);
    if (!best || wide > best.wide + 0.5) best = { across, down, wide, tall: (wide * h) / w };
  }
  return best;
}

function placeTiles({ across, wide, tall }, count, left, top) {
  return Array.from({ length: count }, (_, i) => ({ x: left + (i % across) * (wide + 4), y: top + Math.floor(i / across) * (tall + 4), w: wide, h: tall }));
}

function columns(me, width, size) {
  const header = 3.9 * size;
  const share = (l) => (me.isMaps(l) ? 1 : me.kind(l) === "softmax" ? 1.25 : 0.78);
  const all = Array.from({ length: me.layers }, (_, l) => share(l)).reduce((a, b) => a + b, 0);
  const gap = 8;
  let left = 2;
  const made = Array.from({ length: me.layers }, (_, l) => {
    const wide = ((width - 4) * share(l)) / all;
    const [count, h = 1, w = 1] = me.shape(l);
    const column = { l, left, width: wide - gap, softmax: me.kind(l) === "softmax" };
    left += wide;
    if (me.isMaps(l)) column.grid = tilesIn(count, h, w, wide - gap, TALLEST, 110);
    column.height = column.grid ? column.grid.down * (column.grid.tall + 4) : Math.min(TALLEST, count * (column.softmax ? 1.9 * size : 18));
    return column;
  });
  const body = Math.max(...made.map((c) => c.height));
  for (const c of made) {
    const top = header + (body - c.height) / 2;
    const [count] = me.shape(c.l);
    if (c.grid) c.items = placeTiles(c.grid, count, c.left + (c.width - c.grid.across * (c.grid.wide + 4) + 4) / 2, top);
    else {
      const each = c.height / count;
      const label = c.softmax ? Math.min(0.45 * c.width, 2.2 * size) : 0;
      const wide = c.softmax ? c.width - label : Math.min(18, c.width);
      c.items = Array.from({ length: count }, (_, i) => ({ x: c.left + (c.softmax ? label : (c.width - wide) / 2), y: top + i * each, w: wide, h: each }));
    }
    c.head = { x: c.left + c.width / 2, y: 0, align: "center" };
  }
  return { across: true, layers: made, height: header + body + 4 };
}

function rows(me, width, size) {
  let top = 0;
  const layers = Array.from({ length: me.layers }, (_, l) => {
    const [count, h = 1, w = 1] = me.shape(l);
    const softmax = me.kind(l) === "softmax";
    const row = { l, left: 2, width: width - 4, softmax, head: { x: 2, y: top, align: "left" } };
    top += 1.6 * size;
    if (me.isMaps(l)) {
      const across = Math.min(count, Math.max(1, Math.floor(width / 44)));
      const wide = Math.min((width - 4) / across - 4, 64);
      row.items = placeTiles({ across, wide, tall: (wide * h) / w }, count, 2, top);
      top += Math.ceil(count / across) * ((wide * h) / w + 4) + 8;
    } else {
      const tall = softmax ? 64 : 24;
      row.items = Array.from({ length: count }, (_, i) => ({ x: 2 + ((width - 4) * i) / count, y: top, w: (width - 4) / count, h: tall }));
      top += tall + (softmax ? 1.5 * size : 0) + 10;
    }
    return row;
  });
  return { across: false, layers, height: top };
}

export const layout = (me, width, size) => (width >= WIDE ? columns(me, width, size) : rows(me, width, size));
