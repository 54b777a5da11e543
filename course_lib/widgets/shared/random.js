// Random numbers that Python draws bit for bit alike (course_lib/widgets/draws.py): a counter, mixed (mulberry32).

export function startOf(seed, stream) {
  let mixed = (Math.imul(seed, 0x9e3779b1) + Math.imul(stream ^ 0x3d3d1b29, 0x85ebca6b)) >>> 0;
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

// uniform numbers, each at least 0 and below 1: stream(seed, stream) -> a function that draws the next.
export function uniforms(seed, stream = 0) {
  let a = startOf(seed, stream);
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Nearly normal numbers: twelve uniform ones added, less 6.
export function normals(seed, stream = 0) {
  const next = uniforms(seed, stream);
  return () => {
    let total = next();
    for (let k = 1; k < 12; k++) total += next();
    return total - 6;
  };
}

// The numbers 0 to n - 1 in a random order.
export function shuffled(n, seed, stream = 0) {
  const [order, next] = [Array.from({ length: n }, (_, i) => i), uniforms(seed, stream)];
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
