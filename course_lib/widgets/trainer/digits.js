// The digits that travel with the widget (course_lib/widgets/trainer/digits.py).

export const TRAIN = 400;
export const TEST = 100;
export const PIXELS = 64;
export const CLASSES = 10;
export const labelOf = (i) => i % CLASSES;

// Four bits a pixel, 15 and 16 told apart by one bit more: Float64Array of 500 x 64 numbers from 0 to 1.
export function unpacked(data) {
  const bytes = data instanceof DataView ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data ?? []);
  const count = (TRAIN + TEST) * PIXELS;
  if (bytes.length < count / 2) throw new Error(`the digits are missing: ${bytes.length} bytes came`);
  const values = new Float64Array(count);
  for (let i = 0, full = 0; i < count; i++) {
    let value = i % 2 ? bytes[i >> 1] >> 4 : bytes[i >> 1] & 15;
    if (value === 15) {
      value += (bytes[count / 2 + (full >> 3)] >> (7 - (full & 7))) & 1;
      full += 1;
    }
    values[i] = value / 16;
  }
  return values;
}
