// The pictures and kernels that come by name.

/* global EXAMPLES */
// Pictures, kernels and examples: Python writes them before the script.
export const examples = () => EXAMPLES;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// A picture of the library as numbers: a letter stands for four times its place.
export const pixels = ({ values, letters }) => (letters ? Float64Array.from(letters, (l) => 4 * LETTERS.indexOf(l)) : Float64Array.from(values));

// A named kernel laid on every channel, and its divisor; null where it has another number of slices.
export function onChannels({ shape, values, divisor }, channels) {
  if (shape[0] === channels) return { weights: Float64Array.from(values), divisor };
  if (!sameSlices(values, shape[0])) return null;
  return { weights: repeat(values.slice(0, values.length / shape[0]), channels), divisor: divisor === 1 && channels < shape[0] ? 1 : (divisor * channels) / shape[0] };
}

export const repeat = (slice, times) => Float64Array.from({ length: slice.length * times }, (_, i) => slice[i % slice.length]);

export function sameSlices(values, slices) {
  const n = values.length / slices;
  return Array.from(values).every((v, i) => v === values[i % n]);
}
