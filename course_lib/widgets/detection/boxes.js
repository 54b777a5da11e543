// Arithmetic of boxes [x1, y1, x2, y2]: the same sums as boxes.py in the same order, bit for bit.

export const area = (b) => Math.max(0, b[2] - b[0]) * Math.max(0, b[3] - b[1]);

export function overlap(a, b) {
  const wide = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const high = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const both = wide * high;
  return [both, area(a) + area(b) - both];
}

export function iou(a, b) {
  const [both, either] = overlap(a, b);
  return either > 0 ? both / either : 0;
}

// The boxes with a score of at least `least`, best first; of equals the earlier comes first.
export const ranked = (scores, least) => [...scores.keys()].filter((i) => scores[i] >= least).sort((i, j) => scores[j] - scores[i] || i - j);

// Non-maximum suppression: {take: i}, then {remove: j, by: i, iou} for each box that goes because of it.
export function suppression(boxes, scores, labels, least, most, perClass) {
  let left = ranked(scores, least);
  const steps = [];
  while (left.length) {
    const [best, ...rest] = left;
    steps.push({ take: best });
    left = rest.filter((j) => {
      const value = iou(boxes[best], boxes[j]);
      const gone = (!perClass || labels[j] === labels[best]) && value > most;
      if (gone) steps.push({ remove: j, by: best, iou: value });
      return !gone;
    });
  }
  return steps;
}

export const kept = (steps) => steps.filter((s) => s.take !== undefined).map((s) => s.take);

export function matched(boxes, labels, order, truth, classes, least) {
  const taken = new Set();
  return order.map((i) => {
    let [best, most] = [-1, -1];
    truth.forEach((box, t) => {
      if (classes[t] !== labels[i]) return;
      const value = iou(boxes[i], box);
      if (value > most) [best, most] = [t, value];
    });
    const why = best < 0 ? "no object" : most < least ? "too little overlap" : taken.has(best) ? "taken" : "right";
    if (why === "right") taken.add(best);
    return { box: i, truth: best, iou: Math.max(most, 0), right: why === "right", why };
  });
}

export function curve(right, objects) {
  let hits = 0;
  const [precision, recall] = [[], []];
  right.forEach((good, k) => {
    hits += good ? 1 : 0;
    precision.push(hits / (k + 1));
    recall.push(objects ? hits / objects : 0);
  });
  return [precision, recall];
}

// Each precision raised to the best that comes after it.
export function envelope(precision) {
  let best = 0;
  const above = Array(precision.length);
  for (let k = precision.length - 1; k >= 0; k--) above[k] = best = Math.max(best, precision[k]);
  return above;
}

export function averagePrecision(precision, recall) {
  const above = envelope(precision);
  let [total, before] = [0, 0];
  recall.forEach((r, k) => {
    total += (r - before) * above[k];
    before = r;
  });
  return total;
}

export function elevenPoints(precision, recall) {
  let total = 0;
  for (let i = 0; i < 11; i++) total += Math.max(0, ...precision.filter((_, k) => recall[k] >= i / 10));
  return total / 11;
}

export const grid = (width, height, step) => [Math.max(1, Math.floor(height / step)), Math.max(1, Math.floor(width / step))];

export function anchors(width, height, step, scales, ratios) {
  const [rows, columns] = grid(width, height, step);
  const boxes = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [(column + 0.5) * step, (row + 0.5) * step];
      for (const scale of scales) {
        for (const ratio of ratios) {
          const root = Math.sqrt(ratio);
          const [w, h] = [scale / root / 2, (scale * root) / 2];
          boxes.push([x - w, y - h, x + w, y + h]);
        }
      }
    }
  }
  return boxes;
}

// For each anchor {owner, iou, state}: "object", "background" or "unused"; each object's best anchor is always an "object".
export function assigned(boxes, truth, high, low) {
  const best = truth.map(() => [-1, 0]);
  const rows = boxes.map((box, k) => {
    let [owner, most] = [-1, 0];
    truth.forEach((real, t) => {
      const value = iou(box, real);
      if (value > most) [owner, most] = [t, value];
      if (value > best[t][1]) best[t] = [k, value];
    });
    return { owner, iou: most, state: owner >= 0 && most >= high ? "object" : most < low ? "background" : "unused" };
  });
  best.forEach(([k, value], t) => {
    if (k >= 0) rows[k] = { owner: t, iou: value, state: "object", best: true };
  });
  return rows;
}
