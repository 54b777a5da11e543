// Numbers for reading, and numbers on their way to and from Python.

export const clamp = (x, lo, hi) => Math.min(hi, Math.max(lo, x));

export const linspace = (lo, hi, n) =>
  Array.from({ length: n }, (_, i) => (n === 1 ? lo : lo + ((hi - lo) * i) / (n - 1)));

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

// A number for reading: at most `digits` significant digits, and whether any digit was left out.
export function shorten(x, digits = 4) {
  if (Number.isNaN(x)) return { text: "not a number", exact: true };
  if (!Number.isFinite(x)) return { text: x > 0 ? "∞" : "−∞", exact: true };
  if (x === 0) return { text: "0", exact: true };
  const kept = Number(x.toPrecision(digits));
  const size = Math.abs(kept);
  let text;
  if (size >= 10 ** Math.max(digits, 4) || size < 1e-4) {
    const [mantissa, power] = kept.toExponential().split("e");
    text = `${mantissa}×10${[...String(Number(power))].map((c) => SUPERSCRIPT[c]).join("")}`;
  } else {
    text = String(kept);
  }
  return { text: text.replace("-", "−"), exact: kept === x };
}

// A number for a small cell: two decimals, no zero before the point.
export function brief(v) {
  if (Number.isInteger(v)) return String(v).replace("-", "−");
  if (Math.abs(v) >= 99.5) return String(Math.round(v)).replace("-", "−");
  const text = v.toFixed(Math.abs(v) >= 9.95 ? 0 : Math.abs(v) >= 0.995 ? 1 : 2).replace("-", "−").replace("0.", ".");
  return text.includes("1") || /[2-9]/.test(text) ? text : "0";
}

// The same as text, with an "approximately equal" sign where digits were left out.
export function fmt(x, digits = 4) {
  const { text, exact } = shorten(x, digits);
  return exact ? text : `≈${text}`;
}

// The same after a name: "= 0.5", or "≈ 0.3333" where digits were left out.
export function equals(x, digits = 4) {
  const { text, exact } = shorten(x, digits);
  return `${exact ? "=" : "≈"} ${text}`;
}

// Every digit that float64 needs, for the title of a cell.
export const exactly = (x) => String(x).replace("-", "−").replace("e−", "e-");

// What a person typed, or null: a comma, a real minus sign and spaces are forgiven.
export function readNumber(text) {
  const plain = String(text).trim().replace("−", "-").replace("≈", "").replace(",", ".");
  if (plain === "") return null;
  const x = Number(plain);
  return Number.isFinite(x) ? x : null;
}

// About n round numbers that cover lo..hi.
export function ticks(lo, hi, n = 5) {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return [lo];
  const rough = (hi - lo) / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// float64 from and to the bytes of a trait.
export function floats(bytes) {
  if (!bytes) return new Float64Array(0);
  const view = bytes instanceof DataView ? bytes : new DataView(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  const out = new Float64Array(view.byteLength >> 3);
  for (let i = 0; i < out.length; i++) out[i] = view.getFloat64(8 * i, true);
  return out;
}

export function packFloats(values) {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((x, i) => view.setFloat64(8 * i, x, true));
  return view;
}
