// What is computed of tiles, in the order of sets.py and arrays.py: both agree in every bit but tanh's.

// The numbers of a block of a set: float64, float32, or codes of one byte with one step for each snapshot.
export function decode(block, bytes, start = 0) {
  const size = block.shape.reduce((a, b) => a * b, 1);
  const data = bytes.slice(start + block.at, start + block.at + block.length);
  if (block.coding === "float64") return new Float64Array(data.buffer);
  if (block.coding === "float32") return Float64Array.from(new Float32Array(data.buffer));
  const each = size / block.scales.length;
  return Float64Array.from(data, (code, i) => (code - 128) * block.scales[Math.floor(i / each)]);
}

export function norms(stack, area) {
  const out = new Float64Array(stack.length / area);
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    for (let i = k * area; i < (k + 1) * area; i++) sum += stack[i] * stack[i];
    out[k] = Math.sqrt(sum);
  }
  return out;
}

// The cosine between each tile and the chosen one; 0 where a tile holds only zeros.
export function similarities(stack, area, unit) {
  const length = norms(stack, area);
  return length.map((norm, k) => {
    let dot = 0;
    for (let i = 0; i < area; i++) dot += stack[k * area + i] * stack[unit * area + i];
    const scale = norm * length[unit];
    return scale > 0 ? dot / scale : 0;
  });
}

// Where the pixel under row r, column c of a tile lies in the image, or -1: the tile in the middle, the image shifted.
export function source([h, w], [H, W], [down, right], r, c) {
  const [row, column] = [Math.floor((h - H) / 2) - down + r, Math.floor((w - W) / 2) - right + c];
  return row >= 0 && row < h && column >= 0 && column < w ? row * w + column : -1;
}

export function under(image, size, shape, shift) {
  return Float64Array.from({ length: shape[0] * shape[1] }, (_, i) => {
    const at = source(size, shape, shift, Math.floor(i / shape[1]), i % shape[1]);
    return at < 0 ? 0 : image[at];
  });
}

// What each tile answers: the sum of the products from left to right, then the bias.
export function responses(stack, area, bias, patch) {
  const out = new Float64Array(stack.length / area);
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    for (let i = 0; i < area; i++) sum += stack[k * area + i] * patch[i];
    out[k] = sum + (bias ? bias[k] : 0);
  }
  return out;
}

const ACTIVATION = { identity: (s) => s, relu: (s) => Math.max(s, 0), tanh: Math.tanh, sigmoid: (s) => 1 / (1 + Math.exp(-s)) };
export const fired = (s, activation) => s.map(ACTIVATION[activation]);

// The next layer's scores, K of them.
export function scores(outgoing, hidden, last) {
  const n = hidden.length;
  return Float64Array.from({ length: outgoing.length / n }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += outgoing[k * n + i] * hidden[i];
    return sum + (last ? last[k] : 0);
  });
}

// The tiles from the largest key to the smallest; equal ones keep their order.
export const ranked = (keys, n) => (keys ? Array.from(keys, (_, k) => k).sort((a, b) => keys[b] - keys[a] || a - b) : Array.from({ length: n }, (_, k) => k));

export const largest = (values) => values.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
