// Counts and layers in words: grouped digits, short sizes, and the arithmetic behind a number.

import { pair, times, wiringOf } from "./counting.js";

export const whole = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

// "61.0 M", for pictures and where the whole number stands beside it; "≈" where digits were left out.
export function brief(n) {
  const [unit, name] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([size]) => n >= size) ?? [1, ""];
  const kept = Number((n / unit).toPrecision(4));
  return `${kept * unit === n ? "" : "≈"}${kept}${name && ` ${name}`}`;
}

export function memory(values) {
  const bytes = 4 * values;
  const [unit, name] = [[1e9, "GB"], [1e6, "MB"], [1e3, "KB"]].find(([size]) => bytes >= size) ?? [1, "bytes"];
  const kept = Number((bytes / unit).toPrecision(4));
  return `${Math.abs(kept * unit - bytes) < 0.5 ? "" : "≈"}${kept} ${name}`;
}

const KIND = { conv: "convolution", local: "locally connected", linear: "dense", rbf: "radial units", maxpool: "max pooling", avgpool: "average pooling", subsample: "subsampling", globalpool: "global average pooling", se: "squeeze and excitation", norm: "batch normalisation", flatten: "flatten", act: "activation", lrn: "local response normalisation", dropout: "dropout", softmax: "softmax", block: "block", sum: "residual block", concat: "paths side by side" };
export function kindOf(layer) {
  if (layer.kind !== "conv") return layer.wiring === "global" || layer.wiring === "shared" ? { global: "dense, every input", shared: "convolution" }[layer.wiring] : KIND[layer.kind] ?? layer.kind;
  return { shared: "convolution", local: "locally connected", global: "dense, every input" }[wiringOf(layer)];
}

const windows = (layer) => {
  const k = pair(layer.kernel);
  return k[0] === 1 && k[1] > 1 ? String(k[1]) : `${k[0]}·${k[1]}`;
};

// How the side of the output comes about; "" where nothing slides.
export function shapeLine({ layer, in: come, shape }) {
  if (!shape || !come) return "";
  if (["linear", "rbf"].includes(layer.kind)) return come.length > 1 ? `${come.join("·")} = ${whole(come.reduce((a, b) => a * b, 1))} values in` : `${whole(come[0])} values in`;
  if (layer.kernel === undefined || shape.length !== 3) return "";
  if (layer.same) return "padded so that the side stays";
  const lines = [1, 2].map((a) => {
    const [k, s, p, d] = ["kernel", "stride", "padding", "dilation"].map((key, i) => pair(layer[key] ?? (key === "stride" && layer.kind !== "conv" && layer.kind !== "local" ? layer.kernel : [1, 1, 0, 1][i]))[a - 1]);
    const reach = d * (k - 1) + 1;
    const exact = (come[a] + 2 * p - reach) / s;
    const top = `${come[a]}${p ? ` + 2·${p}` : ""} − ${reach}`;
    const fall = Number.isInteger(exact) ? "" : layer.ceil ? ", rounded up" : ", rounded down";
    return `(${top})/${s} + 1 = ${Number.isInteger(exact) ? exact + 1 : `${Number((exact + 1).toPrecision(5))}${fall}: ${shape[a]}`}`;
  });
  return lines[0] === lines[1] ? lines[0] : come[1] === 1 ? lines[1] : lines.join("; ");
}

// (5·5·3 + 1)·6 = 456
export function paramLine(part) {
  const { layer, in: come, params, fixed, shape } = part;
  const trained = Object.values(params).reduce((a, b) => a + b, 0);
  const norm = params.norm && layer.kind !== "norm" ? ` + 2·${whole(part.shape[0])}` : "";
  if (layer.kind === "rbf") return `${whole(come.reduce((a, b) => a * b, 1))}·${layer.out} = ${whole(fixed)} fixed, none trained`;
  if (!trained) return "none";
  if (layer.kind === "norm") return `2·${whole(come[0])} = ${whole(trained)}`;
  if (layer.kind === "subsample") return `(1 + 1)·${come[0]} = ${whole(trained)}`;
  if (layer.kind === "se") {
    const r = Math.max(1, Math.floor(come[0] / (layer.reduction ?? 16)));
    return `(${come[0]} + 1)·${r} + (${r} + 1)·${come[0]} = ${whole(trained)}`;
  }
  if (layer.kind === "linear" || wiringOf(layer) === "global") {
    const [inputs, units] = [come.reduce((a, b) => a * b, 1), shape.reduce((a, b) => a * b, 1)];
    const bias = params.dense_bias > 0;
    return `${bias ? `(${whole(inputs)} + 1)` : whole(inputs)}·${whole(units)}${norm} = ${whole(trained)}`;
  }
  const bias = params.conv_bias > 0;
  const copies = wiringOf(layer) === "local" ? `·${shape[1]}·${shape[2]}` : "";
  if (layer.pairs) return `${windows(layer)}·${layer.pairs} + ${layer.out} = ${whole(trained)}`;
  const inner = `${windows(layer)}·${come[0] / (layer.groups ?? 1)}`;
  return `${bias ? `(${inner} + 1)` : inner}·${layer.out}${copies}${norm} = ${whole(trained)}`;
}

export function macLine(part) {
  const { layer, in: come, shape, macsConv, macsDense } = part;
  if (!macsConv && !macsDense) return "none";
  if (layer.kind === "subsample") return `${shape.join("·")} = ${whole(macsConv)}`;
  if (layer.kind === "se") {
    const r = Math.max(1, Math.floor(come[0] / (layer.reduction ?? 16)));
    return `2·${come[0]}·${r} = ${whole(macsDense)}`;
  }
  if (macsDense) return `${whole(come.reduce((a, b) => a * b, 1))}·${whole(shape.reduce((a, b) => a * b, 1))} = ${whole(macsDense)}`;
  const filters = layer.pairs ? `${layer.pairs}` : `${come[0] / (layer.groups ?? 1)}·${layer.out}`;
  return `${windows(layer)}·${filters}·${shape[1]}·${shape[2]} = ${whole(macsConv)}`;
}

export function fieldText({ field, whole: all, shape }, input) {
  if (!shape) return "unknown";
  if (all) return "the whole input";
  const wide = input.length === 3 && (field[0] > input[1] || field[1] > input[2]);
  return `${times(field)} pixels${wide ? `, wider than the picture of ${times(input.slice(1))}` : ""}`;
}

// A sentence for a screen reader.
export function sayRecord(record, input) {
  if (record.gone) return `${record.name}, taken out.`;
  if (record.error) return `${record.name} does not fit: ${record.error}.`;
  if (!record.shape) return `${record.name}: nothing reaches it.`;
  return `${record.name}, ${kindOf(record.layer)}: output ${times(record.shape)}, ${whole(record.trained)} parameters, ${whole(record.macsConv + record.macsDense)} multiply-adds, sees ${fieldText(record, input)}.`;
}
