// A graph that the engine traced in Python: its nodes from their description and their numbers.

import { floats } from "../shared.js";

export const MOST_ENTRIES = 24;
export const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1);

// Arrays become Float64Array, a single number a number, a large array {low, mean, high}.
export function unpackNodes(described, bytes) {
  const numbers = floats(bytes);
  let at = 0;
  const take = (shape) => {
    const size = sizeOf(shape);
    const part = numbers.slice(at, (at += size > MOST_ENTRIES ? 3 : size));
    if (size > MOST_ENTRIES) return { low: part[0], mean: part[1], high: part[2] };
    return size === 1 ? part[0] : part;
  };
  return described.map((node) => {
    const made = { ...node, fixed: false, value: take(node.shape), gradient: null };
    if (node.needs) made.gradient = take(node.shape);
    const read = (slot) => {
      const shape = described[node.inputs[slot]].shape;
      return node.parts[slot] ? [take(shape), node.slopes[slot] ? take(shape) : null] : [null, null];
    };
    const pairs = node.parts.map((_, slot) => read(slot));
    [made.parts, made.slopes] = [pairs.map(([part]) => part), pairs.map(([, slope]) => slope)];
    return made;
  });
}
