// One update of all weights, as course_lib.optim makes it. What an optimiser remembers: [steps, v ...] or [steps, m ..., v ...].

const [MOMENTUM, B1, B2, EPS] = [0.9, 0.9, 0.999, 1e-8];
const ROWS = { sgd: 0, momentum: 1, adam: 2 };

export const fitting = (kind, memory, count) => (memory.length === (ROWS[kind] ? 1 + ROWS[kind] * count : 0) ? memory : new Float64Array(ROWS[kind] ? 1 + ROWS[kind] * count : 0));

// Returns the new weights, and leaves the old ones; memory is changed in place.
export function updated(kind, weights, slope, memory, rate, decay) {
  const [n, next] = [weights.length, new Float64Array(weights.length)];
  const t = ROWS[kind] ? (memory[0] += 1) : 0;
  for (let i = 0; i < n; i++) {
    const g = decay ? slope[i] + decay * weights[i] : slope[i];
    let move = g;
    if (kind === "momentum") move = memory[1 + i] = t === 1 ? g : MOMENTUM * memory[1 + i] + g;
    if (kind === "adam") {
      const m = (memory[1 + i] = B1 * memory[1 + i] + (1 - B1) * g);
      const v = (memory[1 + n + i] = B2 * memory[1 + n + i] + (1 - B2) * g * g);
      next[i] = weights[i] - ((rate / (1 - B1 ** t)) * m) / (Math.sqrt(v) / Math.sqrt(1 - B2 ** t) + EPS);
    } else next[i] = weights[i] - rate * move;
  }
  return next;
}
