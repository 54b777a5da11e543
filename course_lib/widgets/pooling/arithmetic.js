// Pooling in float64, in the engine's own order: columns first, then rows. A map is {rows, columns, values}.

export const table = (rows, columns, values = new Float64Array(rows * columns)) => ({ rows, columns, values });
export const outputLength = (n, k, s) => Math.floor((n - k) / s) + 1;
export const outputShape = (map, [kh, kw], [sh, sw]) => [outputLength(map.rows, kh, sh), outputLength(map.columns, kw, sw)];

// Along the columns of every row, then along the rows: join(total, next) brings two numbers together.
function folded(map, [kh, kw], [sh, sw], first, join) {
  const [rows, columns] = outputShape(map, [kh, kw], [sh, sw]);
  const wide = new Float64Array(map.rows * columns);
  for (let r = 0; r < map.rows; r++) {
    for (let j = 0; j < columns; j++) {
      let at = r * map.columns + j * sw;
      let total = first(map.values[at]);
      for (let m = 1; m < kw; m++) total = join(total, first(map.values[++at]));
      wide[r * columns + j] = total;
    }
  }
  const out = table(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let total = wide[i * sh * columns + j];
      for (let k = 1; k < kh; k++) total = join(total, wide[(i * sh + k) * columns + j]);
      out.values[i * columns + j] = total;
    }
  }
  return out;
}

const add = (a, b) => a + b;
const same = (v) => v;

export function pooled(map, size, stride, kind) {
  if (kind === "max") return folded(map, size, stride, same, (a, b) => (b > a ? b : a));
  const out = folded(map, size, stride, kind === "l2" ? (v) => v * v : same, add);
  const count = size[0] * size[1];
  for (let i = 0; i < out.values.length; i++) {
    const mean = out.values[i] / count;
    out.values[i] = kind === "l2" ? Math.sqrt(mean * count) : mean;
  }
  return out;
}

// Which entry of the map each window keeps, as its index: of equal ones the first.
export function winnersOf(map, [kh, kw], [sh, sw]) {
  const [rows, columns] = outputShape(map, [kh, kw], [sh, sw]);
  const found = new Int32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let best = i * sh * map.columns + j * sw;
      for (let k = 0; k < kh; k++) {
        for (let m = 0; m < kw; m++) {
          const at = (i * sh + k) * map.columns + j * sw + m;
          if (map.values[at] > map.values[best]) best = at;
        }
      }
      found[i * columns + j] = best;
    }
  }
  return found;
}

// dL/dx for dL/dy = up, added up in the engine's order: rows first, then columns.
export function gradientOf(map, size, stride, kind, up) {
  return kind === "max" ? winnersTakeAll(map, size, stride, up) : shared(map, size, stride, kind, up);
}

function winnersTakeAll(map, [kh, kw], [sh, sw], up) {
  const [rows, columns] = outputShape(map, [kh, kw], [sh, sw]);
  const winners = winnersOf(map, [kh, kw], [sh, sw]);
  const wide = new Float64Array(map.rows * columns);
  for (let k = kh - 1; k >= 0; k--) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        if (Math.floor(winners[at] / map.columns) === i * sh + k) wide[(i * sh + k) * columns + j] += up[at];
      }
    }
  }
  // Of each row of each window the winner among its columns, as in the first half of the forward pass.
  const back = new Float64Array(map.values.length);
  for (let m = kw - 1; m >= 0; m--) {
    for (let r = 0; r < map.rows; r++) {
      for (let j = 0; j < columns; j++) {
        if (bestColumn(map, r, j * sw, kw) === m) back[r * map.columns + j * sw + m] += wide[r * columns + j];
      }
    }
  }
  return table(map.rows, map.columns, back);
}

function bestColumn(map, r, left, kw) {
  const at = r * map.columns + left;
  let best = 0;
  for (let m = 1; m < kw; m++) if (map.values[at + m] > map.values[at + best]) best = m;
  return best;
}

// Average: equal shares of dL/dy. L2: x over y of it, and nothing where the whole window is zero.
function shared(map, [kh, kw], [sh, sw], kind, up) {
  const out = pooled(map, [kh, kw], [sh, sw], kind);
  const wide = new Float64Array(map.rows * out.columns);
  for (let k = 0; k < kh; k++) {
    for (let i = 0; i < out.rows; i++) {
      for (let j = 0; j < out.columns; j++) {
        const at = i * out.columns + j;
        const part = kind === "l2" ? (out.values[at] > 0 ? up[at] / out.values[at] : 0) : up[at] / (kh * kw);
        wide[(i * sh + k) * out.columns + j] += part;
      }
    }
  }
  const back = table(map.rows, map.columns);
  for (let m = 0; m < kw; m++) {
    for (let r = 0; r < map.rows; r++) {
      for (let j = 0; j < out.columns; j++) back.values[r * map.columns + j * sw + m] += wide[r * out.columns + j];
    }
  }
  if (kind === "l2") for (let i = 0; i < back.values.length; i++) back.values[i] *= map.values[i];
  return back;
}

// 1 where an input lies in no window: left over at the end, or stepped over between windows.
export function unseenOf(map, [kh, kw], [sh, sw]) {
  const [rows, columns] = outputShape(map, [kh, kw], [sh, sw]);
  const along = (n, k, s, o) => Array.from({ length: n }, (_, x) => Math.min(Math.floor(x / s), o - 1) * s + k > x);
  const [down, right] = [along(map.rows, kh, sh, rows), along(map.columns, kw, sw, columns)];
  return Uint8Array.from(map.values, (_, at) => (down[Math.floor(at / map.columns)] && right[at % map.columns] ? 0 : 1));
}

// The map shifted by whole pixels, turned clockwise by quarter turns, scaled about its centre; zeros come in.
export function moved(map, [down, right, turns, scale]) {
  const { rows, columns, values } = map;
  const [a, b] = [(rows - 1) / 2, (columns - 1) / 2];
  const out = table(rows, columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let [y, x] = [(r - a - down) / scale, (c - b - right) / scale];
      for (let t = 0; t < turns; t++) [y, x] = [-x, y];
      const [from, side] = [Math.floor(y + a + 0.5), Math.floor(x + b + 0.5)];
      if (from >= 0 && from < rows && side >= 0 && side < columns) out.values[r * columns + c] = values[from * columns + side];
    }
  }
  return out;
}

// How many entries stayed the same, and the length of the change over the length of what was there.
export function difference(before, after) {
  let [same, change, length] = [0, 0, 0];
  for (let i = 0; i < before.length; i++) {
    const d = after[i] - before[i];
    if (d === 0) same += 1;
    change += d * d;
    length += before[i] * before[i];
  }
  const ratio = length ? Math.sqrt(change) / Math.sqrt(length) : change === 0 ? 0 : Infinity;
  return { same, ratio };
}
