// Lengths, fields, jumps, starts and paths of a stack along one axis; a layer is {kind, k, s, p, d}.

export function lengthsOf(n, layers) {
  const found = [n];
  for (const { k, s, p, d } of layers) {
    const room = found.at(-1) + 2 * p - d * (k - 1) - 1;
    if (room < 0) break;
    found.push(Math.floor(room / s) + 1);
  }
  return found;
}

// For the input and every layer that fits: length, field r, jump j, centre of the first unit (places from 0).
export function rowsOf(n, layers) {
  let [field, jump, start] = [1, 1, 0];
  const lengths = lengthsOf(n, layers);
  return lengths.map((length, i) => {
    if (i) {
      const { k, s, p, d } = layers[i - 1];
      field += d * (k - 1) * jump;
      start += ((d * (k - 1)) / 2 - p) * jump;
      jump *= s;
    }
    return { length, field, jump, start };
  });
}

// Paths from each unit of layers 0 to `layer` to one unit of `layer`: a list of arrays.
export function backPaths(lengths, layers, layer, unit) {
  const found = [new Float64Array(lengths[layer])];
  found[0][unit] = 1;
  for (let l = layer - 1; l >= 0; l--) {
    const { k, s, p, d } = layers[l];
    const [above, here] = [found[0], new Float64Array(lengths[l])];
    for (let i = 0; i < above.length; i++) {
      if (!above[i]) continue;
      for (let m = 0; m < k; m++) {
        const at = i * s - p + m * d;
        if (at >= 0 && at < here.length) here[at] += above[i];
      }
    }
    found.unshift(here);
  }
  return found;
}

// Paths from one unit of `layer` to each unit of `layer` and of the layers after it.
export function forthPaths(lengths, layers, layer, unit) {
  const found = [new Float64Array(lengths[layer])];
  found[0][unit] = 1;
  for (let l = layer; l + 1 < lengths.length; l++) {
    const { k, s, p, d } = layers[l];
    const [below, here] = [found.at(-1), new Float64Array(lengths[l + 1])];
    for (let i = 0; i < here.length; i++) {
      for (let m = 0; m < k; m++) {
        const at = i * s - p + m * d;
        if (at >= 0 && at < below.length) here[i] += below[at];
      }
    }
    found.push(here);
  }
  return found;
}

// The first and the last place that is not zero, or null.
export function extent(paths) {
  const first = paths.findIndex(Boolean);
  return first < 0 ? null : [first, paths.findLastIndex(Boolean)];
}

export const count = (paths) => paths.reduce((n, v) => n + (v > 0), 0);
export const total = (paths) => paths.reduce((a, b) => a + b, 0);
