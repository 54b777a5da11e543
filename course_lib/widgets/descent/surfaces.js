// Surfaces to walk down and their slopes, as in course_lib/widgets/descent/math.py: the same arithmetic in the same order.

export const EXAMPLES = 48;
const TERRACES = [0.5, 2.5, 6];

function terraces(a, b) {
  const r = a * a + b * b;
  let total = 0;
  for (const c of TERRACES) {
    const u = 6 * (r - c);
    total += 1 + u / Math.sqrt(1 + u * u);
  }
  return total / 6;
}

function terracesSlope(a, b) {
  const r = a * a + b * b;
  let total = 0;
  for (const c of TERRACES) {
    const u = 6 * (r - c);
    total += 1 / ((1 + u * u) * Math.sqrt(1 + u * u));
  }
  return [2 * a * total, 2 * b * total];
}

// title, limits [x0, x1, y0, y1], a start, the loss of (a, b) and its slope; k is the condition number.
export const SURFACES = {
  bowl: { title: "Round bowl", limits: [-6, 6, -6, 6], start: [3, 5], loss: (a, b) => 0.5 * (a * a + b * b), slope: (a, b) => [a, b] },
  valley: { title: "Narrow valley", limits: [-3, 3, -1.5, 1.5], start: [-2.5, 0.8], loss: (a, b, k) => 0.5 * (a * a + k * b * b), slope: (a, b, k) => [a, k * b] },
  saddle: { title: "Saddle between two basins", limits: [-2.5, 2.5, -2.5, 2.5], start: [2, 0], loss: (a, b) => 0.5 * a * a - 0.5 * b * b + 0.125 * b * b * b * b, slope: (a, b) => [a, 0.5 * b * b * b - b] },
  rosenbrock: { title: "Rosenbrock’s curved valley", limits: [-2, 2, -1, 3], start: [-1.5, 2], loss: (a, b) => (1 - a) * (1 - a) + 100 * (b - a * a) * (b - a * a), slope: (a, b) => [-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)] },
  two_minima: { title: "Two minima, one deeper", limits: [-2, 2, -1.5, 1.5], start: [1.6, 1], loss: (a, b) => 0.25 * (a * a - 1) * (a * a - 1) + 0.1 * a + 0.5 * b * b, slope: (a, b) => [a * (a * a - 1) + 0.1, b] },
  terraces: { title: "Terraces: steps and plateaus", limits: [-3, 3, -3, 3], start: [1.7, 1.5], loss: terraces, slope: terracesSlope },
  curve: { title: "A curve: one weight", limits: [-6, 6, -1, 1], start: [5, 0], flat: true, loss: (a) => 0.5 * a * a, slope: (a) => [a, 0] },
  logistic: { title: "Logistic loss on 48 points", limits: [-1.5, 3.5, -1.5, 3.5], start: [-1, 3], data: true },
};

// For a negative z the same number is computed as e^z / (1 + e^z), so that nothing overflows.
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

// points: rows [x1, x2, y]. The mean logistic loss of the weights a and b.
export function logisticLoss(points, a, b) {
  let sum = 0;
  for (const [x1, x2, y] of points) {
    const m = -y * (x1 * a + x2 * b);
    sum += Math.max(0, m) + Math.log1p(Math.exp(-Math.abs(m)));
  }
  return sum / points.length;
}

// Its slope over the chosen rows, or over all.
export function logisticSlope(points, a, b, chosen) {
  const n = chosen ? chosen.length : points.length;
  let [g1, g2] = [0, 0];
  for (let k = 0; k < n; k++) {
    const [x1, x2, y] = points[chosen ? chosen[k] : k];
    const pull = -y * sigmoid(-y * (x1 * a + x2 * b));
    g1 += pull * x1;
    g2 += pull * x2;
  }
  return [g1 / n, g2 / n];
}
