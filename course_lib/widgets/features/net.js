// The network in the browser, in float64: what each layer gives, and where one number comes from.

const size = (shape) => shape.reduce((a, b) => a * b, 1);

// Calls each(input index, weight index, row of the kernel, column) for the taps under one output of a map; -1 is padding.
function taps(layer, [height, width], kernel, row, column, channel, weight, each) {
  for (let i = 0; i < kernel[0]; i++) {
    const r = row * layer.stride[0] - layer.pad[0][0] + i * layer.dilation[0];
    for (let j = 0; j < kernel[1]; j++) {
      const c = column * layer.stride[1] - layer.pad[1][0] + j * layer.dilation[1];
      const inside = r >= 0 && r < height && c >= 0 && c < width;
      each(inside ? (channel * height + r) * width + c : -1, weight + i * kernel[1] + j, i, j);
    }
  }
}

function conv(layer, weights, x, before, out) {
  const [O, each, kh, kw] = layer.shape;
  const perGroup = O / layer.groups;
  for (let o = 0, at = 0; o < O; o++) {
    const first = Math.floor(o / perGroup) * each;
    for (let r = 0; r < layer.out[1]; r++) {
      for (let c = 0; c < layer.out[2]; c++, at++) {
        let sum = 0;
        for (let k = 0; k < each; k++) taps(layer, before.slice(1), [kh, kw], r, c, first + k, layer.w + (o * each + k) * kh * kw, (i, w) => i >= 0 && (sum += x[i] * weights[w]));
        out[at] = sum + (layer.b < 0 ? 0 : weights[layer.b + o]);
      }
    }
  }
}

function pool(layer, x, before, out) {
  for (let channel = 0, at = 0; channel < layer.out[0]; channel++) {
    for (let r = 0; r < layer.out[1]; r++) {
      for (let c = 0; c < layer.out[2]; c++, at++) {
        let [most, sum] = [-Infinity, 0];
        taps(layer, before.slice(1), layer.kernel, r, c, channel, 0, (i) => {
          if (i < 0) return;
          most = Math.max(most, x[i]);
          sum += x[i];
        });
        out[at] = layer.how === "max" ? most : sum / size(layer.kernel);
      }
    }
  }
}

function linear(layer, weights, x, out) {
  const [O, n] = layer.shape;
  for (let o = 0; o < O; o++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[i] * weights[layer.w + o * n + i];
    out[o] = sum + (layer.b < 0 ? 0 : weights[layer.b + o]);
  }
}

function softmax(x, out) {
  const top = Math.max(...x);
  x.forEach((z, k) => (out[k] = Math.exp(z - top)));
  const sum = out.reduce((a, b) => a + b, 0);
  out.forEach((e, k) => (out[k] = e / sum));
}

export const POINTWISE = { relu: (x) => Math.max(x, 0), tanh: Math.tanh, sigmoid: (x) => 1 / (1 + Math.exp(-x)) };

// What each layer gives, the input first: shapes [C, H, W] or [K].
export function forward(net, weights, input) {
  const found = [input];
  let before = net.input;
  for (const layer of net.layers) {
    const x = found.at(-1);
    const out = new Float64Array(size(layer.out));
    if (layer.kind === "conv") conv(layer, weights, x, before, out);
    else if (layer.kind === "pool") pool(layer, x, before, out);
    else if (layer.kind === "linear") linear(layer, weights, x, out);
    else if (layer.kind === "softmax") softmax(x, out);
    else if (layer.kind === "flatten") out.set(x);
    else out.set(x.map(POINTWISE[layer.kind]));
    found.push(out);
    before = layer.out;
  }
  return found;
}

export const shapeOf = (net, l) => (l ? net.layers[l - 1].out : net.input);

// Where number `at` of layer l comes from: blocks {name, rows, columns, x, w?, at: input indices} and the bias.
export function origin(net, weights, values, l, at) {
  const layer = net.layers[l - 1];
  const [before, x] = [shapeOf(net, l - 1), values[l - 1]];
  if (layer.kind === "linear") return { blocks: dense(layer, weights, x, at, sourceMaps(net, l)), bias: layer.b < 0 ? null : weights[layer.b + at] };
  if (layer.kind !== "conv" && layer.kind !== "pool") return { blocks: [{ name: "", rows: 1, columns: 1, x: [x[at]], at: [at] }], bias: null };
  const [, height, width] = layer.out;
  const [map, r, c] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
  const kernel = layer.kind === "conv" ? layer.shape.slice(2) : layer.kernel;
  const each = layer.kind === "conv" ? layer.shape[1] : 1;
  const first = layer.kind === "conv" ? Math.floor(map / (layer.shape[0] / layer.groups)) * each : map;
  const blocks = Array.from({ length: each }, (_, k) => {
    const block = { name: `map ${first + k}`, rows: kernel[0], columns: kernel[1], x: [], w: layer.kind === "conv" ? [] : null, at: [] };
    taps(layer, before.slice(1), kernel, r, c, first + k, (layer.w ?? 0) + (map * each + k) * size(kernel), (i, w) => {
      block.x.push(i < 0 ? (layer.how === "max" ? -Infinity : 0) : x[i]);
      block.at.push(i);
      block.w?.push(weights[w]);
    });
    return block;
  });
  return { blocks, bias: layer.kind === "conv" && layer.b >= 0 ? weights[layer.b + map] : null, kernel };
}

// The maps that a row of numbers was flattened from: their shape, or null.
function sourceMaps(net, l) {
  if (net.layers[l - 2]?.kind === "flatten") return shapeOf(net, l - 2);
  return null;
}

function dense(layer, weights, x, at, maps) {
  const n = layer.shape[1];
  const row = weights.subarray(layer.w + at * n, layer.w + (at + 1) * n);
  const [count, rows, columns] = maps?.length === 3 ? maps : [1, ...nearSquare(n)];
  const area = rows * columns;
  return Array.from({ length: count }, (_, k) => {
    const index = Array.from({ length: Math.min(area, n - k * area) }, (_, i) => k * area + i);
    return { name: maps ? `map ${k}` : "all inputs", rows, columns, x: index.map((i) => x[i]), w: index.map((i) => row[i]), at: index };
  });
}

// Rows and columns for n numbers, about twice as wide as high.
export function nearSquare(n) {
  const rows = Math.max(1, Math.floor(Math.sqrt(n / 2)));
  return [rows, Math.ceil(n / rows)];
}
