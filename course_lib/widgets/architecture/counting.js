// What each layer of a list costs: the same sums as counting.py, integer for integer.

export const KEYS = ["conv", "conv_bias", "dense", "dense_bias", "norm", "other"];
export const HD = 1920 * 1080 * 30; // pixels a second of Full HD video at 30 pictures a second
export const times = (shape) => shape.join(" × ");
const product = (shape) => shape.reduce((a, b) => a * b, 1);
export const pair = (v) => (Array.isArray(v) ? v : [v, v]);

class Misfit extends Error {}

// Layers arrive as [kind, name, out, kernel, stride, padding, rest], zeros at the end left out.
const NAMED = ["kind", "name", "out", "kernel", "stride", "padding"];
export const long = (rows) => rows.map((row) => {
  const last = row.at(-1);
  const rest = last && typeof last === "object" && !Array.isArray(last) ? last : {};
  const layer = { ...rest };
  NAMED.forEach((key, i) => {
    const value = row[i];
    if (value !== undefined && value !== rest && value !== 0 && value !== "") layer[key] = value;
  });
  if (rest.body) layer.body = long(rest.body);
  if (rest.branches) layer.branches = rest.branches.map(long);
  return layer;
});

export const expanded = (layers) => layers.flatMap(({ repeat = 1, first = 1, ...layer }) => Array.from({ length: repeat }, (_, k) => (layer.name === undefined ? layer : { ...layer, name: layer.name.replace("#", String(first + k)) })));

export function total(parts) {
  const sum = (f) => parts.reduce((a, p) => a + f(p), 0);
  const params = Object.fromEntries(KEYS.map((key) => [key, sum((p) => p.params[key])]));
  const trained = KEYS.reduce((a, key) => a + params[key], 0);
  return { params, trained, fixed: sum((p) => p.fixed), macsConv: sum((p) => p.macsConv), macsDense: sum((p) => p.macsDense), values: sum((p) => p.values), units: sum((p) => p.units), depth: sum((p) => p.depth ?? 0) };
}

// One record a layer; after a misfit no shape is known.
export function count(layers, shape, removed = [], removal = "refit", edits = {}) {
  let [state, failed] = [{ shape: [...shape], field: [1, 1], jump: [1, 1], whole: false, depth: 0 }, ""];
  return expanded(layers).map((layer, index) => {
    const gone = removed.includes(index);
    const changed = { ...layer, ...(edits[index] ?? {}) };
    const record = { name: layer.name ?? layer.kind, kind: changed.kind, layer: changed, index, gone };
    if (failed || (gone && removal === "refit")) return { ...record, ...empty(failed ? null : state) };
    try {
      const [after, parts] = run(changed, state);
      const sums = { ...total(gone ? [] : parts), depth: gone ? 0 : after.depth - state.depth };
      const before = state;
      state = after;
      return { ...record, ...sums, in: before.shape, shape: after.shape, field: after.field, jump: after.jump, before, whole: after.whole, parts, error: "" };
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      failed = error.message;
      return { ...record, ...empty(null), error: failed, in: state.shape };
    }
  });
}

const empty = (state) => ({ ...total([]), in: null, shape: state?.shape ?? null, field: state?.field ?? null, before: null, whole: Boolean(state?.whole), parts: [], error: "" });

function run(layer, state) {
  const { kind } = layer;
  if (kind === "block") return runAll(layer.body, state);
  if (kind === "sum" || kind === "concat") return runPaths(layer, state);
  if (kind === "conv" || kind === "local") return runWindow(layer, state);
  if (kind === "maxpool" || kind === "avgpool" || kind === "subsample") return runPool(layer, state);
  if (kind === "linear" || kind === "rbf") return runDense(layer, state);
  if (kind === "globalpool") {
    image(state);
    return done(layer, { ...state, shape: [state.shape[0], 1, 1], whole: true }, state);
  }
  if (kind === "flatten") return done(layer, { ...state, shape: [product(state.shape)] }, state, {}, { values: 0 });
  if (kind === "se") {
    image(state);
    const c = state.shape[0];
    const r = Math.max(1, Math.floor(c / (layer.reduction ?? 16)));
    return done(layer, { ...state, whole: true }, state, { dense: 2 * c * r, dense_bias: c + r }, { dense: 2 * c * r });
  }
  if (kind === "norm") return done(layer, state, state, { norm: 2 * state.shape[0] });
  return done(layer, state, state, {}, { values: 0 });
}

function done(layer, after, before, params = {}, { conv = 0, dense = 0, fixed = 0, values, learned = false } = {}) {
  const size = product(after.shape);
  const full = Object.fromEntries(KEYS.map((key) => [key, params[key] ?? 0]));
  const part = { name: layer.name ?? layer.kind, kind: layer.kind, layer, in: before.shape, shape: after.shape, params: full, fixed, macsConv: conv, macsDense: dense, values: values ?? size, units: learned ? size : 0 };
  return [{ ...after, depth: before.depth + (learned ? 1 : 0) }, [part]];
}

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

function image({ shape }) {
  if (shape.length !== 3) throw new Misfit(`it needs an image of channels × height × width, but ${grouped(shape[0])} features come in`);
}

// Height and width after a sliding window, and the grown receptive field.
function windowed(layer, state) {
  image(state);
  const [k, s, p, d] = [pair(layer.kernel ?? 1), pair(layer.stride ?? 1), pair(layer.padding ?? 0), pair(layer.dilation ?? 1)];
  const reach = [0, 1].map((a) => d[a] * (k[a] - 1) + 1);
  const side = [0, 1].map((a) => {
    const come = state.shape[1 + a];
    if (layer.same) return Math.ceil(come / s[a]);
    const room = come + 2 * p[a] - reach[a];
    if (room < 0) throw new Misfit(`its window of ${times(reach)} does not fit into ${times(state.shape.slice(1))}${p[a] ? ` with padding ${p[a]}` : ""}`);
    const n = (layer.ceil ? Math.ceil(room / s[a]) : Math.floor(room / s[a])) + 1;
    return layer.ceil && (n - 1) * s[a] >= come + p[a] ? n - 1 : n; // a window must not start in the border
  });
  const field = [0, 1].map((a) => state.field[a] + (reach[a] - 1) * state.jump[a]);
  const jump = [0, 1].map((a) => state.jump[a] * s[a]);
  return [side, { ...state, field, jump }];
}

export const wiringOf = (layer) => layer.wiring ?? (layer.kind === "local" ? "local" : "shared");

function runWindow(layer, state) {
  const [[high, wide], grown] = windowed(layer, state);
  const { out, groups = 1 } = layer;
  const channels = state.shape[0];
  if (channels % groups || out % groups) throw new Misfit(`${channels} channels in and ${out} out do not divide into ${groups} groups`);
  const [kh, kw] = pair(layer.kernel);
  const filters = layer.pairs || out * (channels / groups);
  const bias = layer.bias ?? !layer.norm;
  const places = high * wide;
  const wiring = wiringOf(layer);
  const norm = layer.norm ? 2 * out : 0;
  const shape = [out, high, wide];
  if (wiring === "global") {
    const units = out * places;
    const weights = units * product(state.shape);
    return done(layer, { ...grown, shape, whole: true }, state, { dense: weights, dense_bias: bias ? units : 0, norm }, { dense: weights, learned: true });
  }
  const copies = wiring === "local" ? places : 1;
  return done(layer, { ...grown, shape }, state, { conv: filters * kh * kw * copies, conv_bias: bias ? out * copies : 0, norm }, { conv: filters * kh * kw * places, learned: true });
}

function runPool(layer, state) {
  const [[high, wide], grown] = windowed({ stride: layer.kernel, ...layer }, state);
  const c = state.shape[0];
  const after = { ...grown, shape: [c, high, wide] };
  return layer.kind === "subsample" ? done(layer, after, state, { other: 2 * c }, { conv: c * high * wide }) : done(layer, after, state);
}

function runDense(layer, state) {
  const [inputs, { out }] = [product(state.shape), layer];
  const after = { ...state, shape: [out], whole: true };
  if (layer.kind === "rbf") return done(layer, after, state, {}, { dense: inputs * out, fixed: inputs * out, learned: true });
  const norm = layer.norm ? 2 * out : 0;
  return done(layer, after, state, { dense: inputs * out, dense_bias: layer.bias ?? !norm ? out : 0, norm }, { dense: inputs * out, learned: true });
}

function runAll(layers, state) {
  const parts = [];
  for (const layer of expanded(layers)) {
    const [after, more] = run(layer, state);
    state = after;
    parts.push(...more);
  }
  return [state, parts];
}

function runPaths(layer, state) {
  const ran = layer.branches.map((path) => runAll(path, state));
  const ends = ran.map(([end]) => end);
  const first = ends[0].shape;
  const written = ends.map((end) => times(end.shape)).join(" and ");
  const same = (shape, from) => shape.length === first.length && shape.slice(from).every((n, a) => n === first[a + from]);
  if (layer.kind === "sum" && !ends.every((end) => same(end.shape, 0))) throw new Misfit(`its paths give ${written}, which cannot be added`);
  if (layer.kind === "concat" && !ends.every((end) => same(end.shape, 1))) throw new Misfit(`its paths give ${written}, which cannot be stacked`);
  const shape = layer.kind === "sum" ? first : [ends.reduce((a, end) => a + end.shape[0], 0), ...first.slice(1)];
  const field = [0, 1].map((a) => Math.max(...ends.map((end) => end.field[a])));
  return [{ shape, field, jump: ends[0].jump, whole: ends.some((end) => end.whole), depth: Math.max(...ends.map((end) => end.depth)) }, ran.flatMap(([, parts]) => parts)];
}
