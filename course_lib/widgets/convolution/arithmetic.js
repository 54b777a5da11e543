// The arithmetic of a sliding kernel, bit for bit what NumPy computes: cross-correlation, the kernel is not turned around.

// One axis: n inputs, k taps, stride s, padding p on both sides, dilation d.
export function axisOf(n, k, s = 1, p = 0, d = 1) {
  const span = d * (k - 1) + 1;
  const out = Math.max(0, Math.floor((n + 2 * p - span) / s) + 1);
  const padded = n + 2 * p;
  return { n, k, s, p, d, span, out, padded, leftOver: out ? padded - ((out - 1) * s + span) : padded, divides: out > 0 && (padded - span) % s === 0 };
}

// Positions of the padded input that a tap meets: true or false for each.
export function readPositions({ k, s, d, out, padded }) {
  const read = new Array(padded).fill(false);
  for (let i = 0; i < out; i++) for (let u = 0; u < k; u++) read[i * s + u * d] = true;
  return read;
}

// The sum of n numbers from `from` on, in the order of NumPy's `sum`: eight partial sums, and halves of long rows.
export function pairwise(a, from = 0, n = a.length) {
  if (n < 8) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += a[from + i];
    return sum;
  }
  if (n <= 128) {
    const r = [0, 1, 2, 3, 4, 5, 6, 7].map((j) => a[from + j]);
    let i = 8;
    for (; i < n - (n % 8); i += 8) for (let j = 0; j < 8; j++) r[j] += a[from + i + j];
    let sum = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
    for (; i < n; i++) sum += a[from + i];
    return sum;
  }
  let half = Math.floor(n / 2);
  half -= half % 8;
  return pairwise(a, from, half) + pairwise(a, from + half, n - half);
}

// The value of a padded place (r, c) of channel k: zero on the border.
export const valueAt = ({ image, rows, columns }, k, r, c) => {
  const [i, j] = [r - rows.p, c - columns.p];
  return i < 0 || j < 0 || i >= rows.n || j >= columns.n ? 0 : image[(k * rows.n + i) * columns.n + j];
};

// The products under the window of output (r, c), channel by channel and row by row, into `into`.
export function productsAt(me, r, c, into = new Float64Array(me.channels * me.rows.k * me.columns.k)) {
  const { rows, columns, weights } = me;
  let at = 0;
  for (let k = 0; k < me.channels; k++) {
    for (let u = 0; u < rows.k; u++) {
      for (let v = 0; v < columns.k; v++, at++) into[at] = valueAt(me, k, r * rows.s + u * rows.d, c * columns.s + v * columns.d) * weights[at];
    }
  }
  return into;
}

export const outputAt = (me, r, c, into) => (0 + pairwise(productsAt(me, r, c, into))) / me.divisor + me.bias;

// The whole map, row after row.
export function correlate(me) {
  const { rows, columns } = me;
  const map = new Float64Array(rows.out * columns.out);
  const into = new Float64Array(me.channels * rows.k * columns.k);
  for (let r = 0, at = 0; r < rows.out; r++) for (let c = 0; c < columns.out; c++, at++) map[at] = outputAt(me, r, c, into);
  return map;
}

// The outputs that input pixel (i, j) enters and the kernel cell through which: [{r, c, u, v}], row after row.
export function touchedBy({ rows, columns }, i, j) {
  const along = (axis, place) => {
    const found = [];
    for (let u = axis.k - 1; u >= 0; u--) {
      const at = place + axis.p - u * axis.d;
      if (at >= 0 && at % axis.s === 0 && at / axis.s < axis.out) found.push([at / axis.s, u]);
    }
    return found;
  };
  return along(rows, i).flatMap(([r, u]) => along(columns, j).map(([c, v]) => ({ r, c, u, v })));
}

// The slope of output (r, c) for the padded place (i, j) of channel k: the weight that lies there, or 0.
export function slopeAt({ rows, columns, weights, divisor }, r, c, k, i, j) {
  const [u, v] = [(i - r * rows.s) / rows.d, (j - c * columns.s) / columns.d];
  if (!Number.isInteger(u) || !Number.isInteger(v) || u < 0 || v < 0 || u >= rows.k || v >= columns.k) return 0;
  return weights[(k * rows.k + u) * columns.k + v] / divisor;
}

// An oriented wave under a Gaussian hill, in hundredths; what rounding leaves over goes into the middle: the sum is zero.
export function gabor(height, width, angle, wavelength) {
  const turn = (angle * Math.PI) / 180;
  const [hill, wave] = [[], []];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [x, y] = [j - (width - 1) / 2, i - (height - 1) / 2];
      hill.push(Math.exp(-(x * x + y * y) / (2 * (0.45 * wavelength) ** 2)));
      wave.push(hill.at(-1) * Math.cos((2 * Math.PI * (x * Math.sin(turn) + y * Math.cos(turn))) / wavelength));
    }
  }
  const share = pairwise(wave) / pairwise(hill);
  const hundredths = wave.map((v, i) => Math.floor(100 * (v - hill[i] * share) + 0.5));
  hundredths[Math.floor(height / 2) * width + Math.floor(width / 2)] -= hundredths.reduce((a, b) => a + b, 0);
  return Float64Array.from(hundredths, (v) => v / 100);
}

// A kernel in another size: its middle stays in the middle, new cells are zero. slices of (kh, kw) -> slices of (height, width).
export function resized(weights, slices, kh, kw, height, width) {
  const [top, left] = [Math.floor((height - kh) / 2), Math.floor((width - kw) / 2)];
  const out = new Float64Array(slices * height * width);
  for (let s = 0, at = 0; s < slices; s++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++, at++) {
        const [u, v] = [i - top, j - left];
        if (u >= 0 && v >= 0 && u < kh && v < kw) out[at] = weights[(s * kh + u) * kw + v];
      }
    }
  }
  return out;
}
