// Random numbers that Python draws too, bit for bit: see prng.py.

const [WEIGHTS, ORDER, SPLIT, JITTER] = [1, 2, 3, 4];

export function stream(seed, use, number = 0) {
  let state = (Math.imul(seed, 0x9e3779b1) + Math.imul(use, 0x85ebca6b) + Math.imul(number, 0xc2b2ae35)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1) >>> 0;
    t = (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61))) >>> 0;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const weightStream = (seed, number = 0) => stream(seed, WEIGHTS, number);

// The numbers 0 to n - 1 in the order of an epoch.
export function shuffled(n, seed, epoch) {
  const draw = stream(seed, ORDER, epoch);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const k = Math.floor(draw() * (i + 1));
    [order[i], order[k]] = [order[k], order[i]];
  }
  return order;
}

// The points that are kept for the test: those with the smallest of n drawn numbers.
export function testMembers(n, share, seed) {
  const draw = stream(seed, SPLIT);
  const ranked = Array.from({ length: n }, (_, i) => [draw(), i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return ranked.slice(0, Math.floor(share * n + 0.5)).map(([, i]) => i).sort((a, b) => a - b);
}

// Shifts of n points, mean 0 and standard deviation 1: sums of three uniform numbers.
export function shifts(n, seed) {
  const draw = stream(seed, JITTER);
  const one = () => (draw() + draw() + draw() - 1.5) * 2;
  return Array.from({ length: n }, () => [one(), one()]);
}
