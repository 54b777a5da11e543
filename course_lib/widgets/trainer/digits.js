// The digits that travel with the widget (course_lib/widgets/trainer/digits.py).

export const TRAIN = 400;
export const TEST = 100;
export const PIXELS = 64;
export const CLASSES = 10;
export const labelOf = (i) => i % CLASSES;

// One bit a pixel for ink, then four bits for each pixel with ink: Float64Array of 500 x 64 numbers from 0 to 1.
export function unpacked(data) {
  const bytes = data instanceof DataView ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data ?? []);
  const count = (TRAIN + TEST) * PIXELS;
  if (bytes.length < count / 8) throw new Error(`the digits are missing: ${bytes.length} bytes came`);
  const values = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    if (!((bytes[i >> 3] >> (7 - (i & 7))) & 1)) continue;
    const pair = bytes[count / 8 + (at >> 1)];
    values[i] = (1 + (at % 2 ? pair >> 4 : pair & 15)) / 16;
    at += 1;
  }
  return values;
}
