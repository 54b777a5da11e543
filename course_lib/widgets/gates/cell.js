// LSTM, GRU and minimal gated unit: one step, the whole trace, the sum in each gate.

// The gates in the order of the weights' rows; what is traced; the rows of the picture from the top; the gate that keeps.
export const KINDS = {
  LSTM: { gates: ["i", "f", "g", "o"], traced: ["i", "f", "g", "o", "c", "h"], rows: ["h", "o", "c", "f", "i", "g"], keeps: "f" },
  GRU: { gates: ["r", "z", "n"], traced: ["r", "z", "n", "h"], rows: ["h", "z", "n", "r"], keeps: "z" },
  MGU: { gates: ["f", "n"], traced: ["f", "n", "h"], rows: ["h", "f", "n"], keeps: "f" },
};
export const NAMES = { h: "state h", c: "cell c", f: "forget f", i: "input i", o: "output o", g: "candidate g", r: "reset r", z: "update z", n: "candidate n", x: "input x" };
export const isGate = (name) => "ifozr".includes(name);
export const isCandidate = (name) => name === "g" || name === "n";

export const sigmoid = (s) => (s >= 0 ? 1 / (1 + Math.exp(-s)) : Math.exp(s) / (1 + Math.exp(s)));

// Weights as they travel: [I, H] and w, u, b, c, h0, c0 in one row.
export function gatedOf(kind, [I, H], flat) {
  const G = KINDS[kind].gates.length;
  const cell = { kind, I, H, G };
  let from = 0;
  for (const [name, count] of [["w", G * H * I], ["u", G * H * H], ["b", G * H], ["c", G * H], ["h0", H], ["c0", H]]) {
    cell[name] = Float64Array.from(flat.slice(from, from + count));
    from += count;
  }
  return cell;
}

export const flatOf = (cell) => ["w", "u", "b", "c", "h0", "c0"].flatMap((name) => Array.from(cell[name]));

const dot = (matrix, row, width, x) => {
  let s = 0;
  for (let j = 0; j < width; j++) s += matrix[row * width + j] * x[j];
  return s;
};

// What each gate sums for every unit: {gate: {input, state, sum}}; `met` is the vector that the recurrent weights meet.
export function sums(cell, x, h) {
  const { kind, I, H } = cell;
  const out = {};
  const input = (k, u) => dot(cell.w, k * H + u, I, x) + cell.b[k * H + u];
  const state = (k, u, v) => dot(cell.u, k * H + u, H, v) + cell.c[k * H + u];
  const units = (fn) => Float64Array.from({ length: H }, (_, u) => fn(u));
  const plain = (k) => ({ input: units((u) => input(k, u)), state: units((u) => state(k, u, h)), met: h });
  KINDS[kind].gates.forEach((name, k) => {
    const sum = (part) => units((u) => part.input[u] + part.state[u]);
    let part = plain(k);
    if (kind === "GRU" && name === "n") part.sum = units((u) => part.input[u] + out.r.value[u] * part.state[u]);
    else if (kind === "MGU" && name === "n") {
      const met = units((u) => out.f.value[u] * h[u]);
      part = { input: part.input, state: units((u) => state(k, u, met)), met };
      part.sum = sum(part);
    } else part.sum = sum(part);
    part.value = part.sum.map((s) => (isCandidate(name) ? Math.tanh(s) : sigmoid(s)));
    out[name] = part;
  });
  return out;
}

// One step: the gates, the candidate, and the next states.
export function step(cell, x, h, c) {
  const found = sums(cell, x, h);
  const value = Object.fromEntries(Object.entries(found).map(([name, part]) => [name, part.value]));
  const { i, f, g, o, z, n } = value;
  if (cell.kind === "LSTM") {
    value.c = c.map((v, u) => f[u] * v + i[u] * g[u]);
    value.h = value.c.map((v, u) => o[u] * Math.tanh(v));
  } else if (cell.kind === "GRU") value.h = h.map((v, u) => (1 - z[u]) * n[u] + z[u] * v);
  else value.h = h.map((v, u) => (1 - f[u]) * v + f[u] * n[u]);
  return value;
}

// {gate: [T vectors], h: [T + 1], c: [T + 1] for an LSTM}.
export function trace(cell, rows) {
  const names = KINDS[cell.kind].traced;
  const out = Object.fromEntries(names.map((name) => [name, name === "h" ? [cell.h0] : name === "c" ? [cell.c0] : []]));
  rows.forEach((x, t) => {
    const next = step(cell, x, out.h[t], out.c?.[t]);
    names.forEach((name) => out[name].push(next[name]));
  });
  return out;
}

// A trace as Python sent it, or null where its length does not fit.
export function sentTrace(cell, steps, flat) {
  const names = KINDS[cell.kind].traced;
  const lengths = names.map((name) => (name === "h" || name === "c" ? steps + 1 : steps));
  if (flat.length !== lengths.reduce((a, b) => a + b, 0) * cell.H) return null;
  const out = {};
  let from = 0;
  names.forEach((name, k) => {
    out[name] = Array.from({ length: lengths[k] }, (_, t) => flat.slice(from + t * cell.H, from + (t + 1) * cell.H));
    from += lengths[k] * cell.H;
  });
  return out;
}
