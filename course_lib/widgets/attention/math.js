// Attention in numbers: scores, mask, softmax, and the weighted sum of the values.

const rowOf = (flat, width, r) => flat.subarray(r * width, (r + 1) * width);

// One head's part of an array that holds layers, heads and rows one after another.
export const partOf = (flat, heads, layer, head, size) => flat.subarray((layer * heads + head) * size, (layer * heads + head + 1) * size);

export const dot = (a, b) => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
};

// May query i look at key j? A causal mask leaves at least one key to each query that the mask leaves one.
export function allowedOf(length, count, causal, mask) {
  return Array.from({ length }, (_, i) => {
    const open = Array.from({ length: count }, (_, j) => !mask.length || mask[i * count + j] > 0);
    const back = open.map((yes, j) => yes && j <= i);
    return causal && back.some(Boolean) ? back : open;
  });
}

export const scaleOf = (d, scaled, temperature) => (scaled ? 1 / Math.sqrt(d) : 1) / temperature;

// Softmax of the scores that are allowed; the others get 0.
export function softmax(scores, allowed) {
  const top = Math.max(...scores.filter((_, j) => allowed[j]));
  const powers = scores.map((s, j) => (allowed[j] ? Math.exp(s - top) : 0));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { top, powers, sum, weights: powers.map((p) => p / sum) };
}

// One head: q (L, d), k (S, d), v (S, e) -> for each query its raw products, scores, softmax and output.
export function attend({ q, k, v, L, S, d, e, scale, allowed }) {
  return Array.from({ length: L }, (_, i) => {
    const query = rowOf(q, d, i);
    const scaled = query.map((x) => x * scale);
    const raw = Array.from({ length: S }, (_, j) => dot(query, rowOf(k, d, j)));
    const scores = Array.from({ length: S }, (_, j) => dot(scaled, rowOf(k, d, j)));
    const soft = softmax(scores, allowed[i]);
    const output = Float64Array.from({ length: e }, (_, c) => soft.weights.reduce((s, w, j) => s + w * v[j * e + c], 0));
    return { raw, scores, allowed: allowed[i], ...soft, output };
  });
}
