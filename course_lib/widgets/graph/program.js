// The arithmetic of a computation graph over single numbers: values forward, gradients backward, edge by edge.
// The same operations as the course's engine (course_lib/ops/elementwise.py); tests hold the numbers equal.

const sigmoid = (x) => 0.5 * Math.tanh(0.5 * x) + 0.5;
export const twoDigits = (x) => Math.floor(x * 100 + 0.5) / 100; // the lecture's table shows two decimals
const share = (a, b) => (a > b ? 1 : 0) + (a === b ? 0.5 : 0);

// op -> [value(inputs, node), local derivatives(inputs, value, node)]
const OPS = {
  add: [([a, b]) => a + b, () => [1, 1]],
  sub: [([a, b]) => a - b, () => [1, -1]],
  mul: [([a, b]) => a * b, ([a, b]) => [b, a]],
  div: [([a, b]) => a / b, ([a, b]) => [1 / b, -a / (b * b)]],
  neg: [([a]) => -a, () => [-1]],
  exp: [([a]) => Math.exp(a), (_, y) => [y]],
  log: [([a]) => Math.log(a), ([a]) => [1 / a]],
  sqrt: [([a]) => Math.sqrt(a), (_, y) => [1 / (2 * y)]],
  sin: [([a]) => Math.sin(a), ([a]) => [Math.cos(a)]],
  cos: [([a]) => Math.cos(a), ([a]) => [-Math.sin(a)]],
  tanh: [([a]) => Math.tanh(a), (_, y) => [1 - y * y]],
  sigmoid: [([a]) => sigmoid(a), (_, y) => [y * (1 - y)]],
  relu: [([a]) => (Number.isNaN(a) ? NaN : Math.max(a, 0)), (_, y) => [y > 0 ? 1 : 0]],
  abs: [([a]) => Math.abs(a), ([a]) => [Math.sign(a)]],
  softplus: [([a]) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), ([a]) => [sigmoid(a)]],
  maximum: [([a, b]) => Math.max(a, b), ([a, b]) => [share(a, b), 1 - share(a, b)]],
  minimum: [([a, b]) => Math.min(a, b), ([a, b]) => [share(b, a), 1 - share(b, a)]],
};
OPS.pow = [([a, b], node) => power(a, b ?? node.number), ([a, b], y, node) => {
  if (b === undefined) return [node.number === 0 ? 0 : node.number * power(a, node.number - 1)];
  return [b === 0 ? 0 : b * power(a, b - 1), y * Math.log(a > 0 ? a : 1)];
}];
const power = (a, b) => (a === 1 ? 1 : a ** b); // 1 to any power is 1, as in C
const TABLE = [([a]) => twoDigits(sigmoid(a)), ([a]) => [twoDigits(sigmoid(a) * (1 - sigmoid(a)))]];

// plan: what read() gives; values: name -> number; data: names without gradient; sigma: "exact" or "table".
// -> nodes {op, name, inputs, needs, number, fixed, value, gradient, slopes, parts}: slopes and parts go with inputs.
export function run(plan, values, data, sigma) {
  const nodes = plan.map((node) => ({ ...node, needs: false, value: 0, gradient: null, slopes: [], parts: [] }));
  for (const node of nodes) {
    if (!node.op) {
      node.value = node.fixed || !node.name ? node.number : values[node.name] ?? 1;
      node.needs = Boolean(node.name) && !data.includes(node.name);
      continue;
    }
    const inputs = node.inputs.map((i) => nodes[i].value);
    const [value, slopes] = node.op === "sigmoid" && sigma === "table" ? TABLE : OPS[node.op];
    node.value = value(inputs, node);
    node.needs = node.inputs.some((i) => nodes[i].needs);
    node.all = slopes(inputs, node.value, node);
  }
  backward(nodes);
  return nodes;
}

function backward(nodes) {
  if (!nodes.at(-1).needs) return;
  nodes.at(-1).gradient = 1;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (!node.op || node.gradient === null) continue;
    node.slopes = node.inputs.map((j, slot) => (nodes[j].needs ? node.all[slot] : null));
    node.parts = node.slopes.map((slope) => (slope === null ? null : node.gradient * slope));
    node.inputs.forEach((j, slot) => {
      const part = node.parts[slot];
      if (part !== null) nodes[j].gradient = nodes[j].gradient === null ? part : nodes[j].gradient + part;
    });
  }
}

// The steps of the film: the leaves stand there, each operation in turn, the seed, then each edge backwards.
export function stepsOf(nodes) {
  const steps = [{ kind: "start" }];
  nodes.forEach((node, i) => node.op && steps.push({ kind: "forward", node: i }));
  if (!nodes.at(-1).needs) return steps;
  steps.push({ kind: "seed", node: nodes.length - 1 });
  for (let i = nodes.length - 1; i >= 0; i--) {
    nodes[i].parts.forEach((part, slot) => part !== null && steps.push({ kind: "edge", node: i, slot, to: nodes[i].inputs[slot] }));
  }
  return steps;
}

// What is known after step `at`: for each node whether its value is, its gradient so far, and how many parts are to come.
export function shownAt(nodes, steps, at) {
  const known = nodes.map((node) => !node.op);
  const gradient = nodes.map(() => null);
  const left = nodes.map(() => 0);
  const edges = new Set();
  steps.forEach((step, k) => {
    if (k > at) {
      if (step.kind === "edge") left[step.to] += 1;
    } else if (step.kind === "forward") known[step.node] = true;
    else if (step.kind === "seed") gradient[step.node] = nodes[step.node].gradient;
    else if (step.kind === "edge") {
      const part = nodes[step.node].parts[step.slot];
      gradient[step.to] = gradient[step.to] === null ? part : plus(gradient[step.to], part);
      edges.add(`${step.node} ${step.slot}`);
    }
  });
  return { known, gradient, left, edges };
}

// Single numbers, or arrays of the same length.
export const plus = (a, b) => (typeof a === "number" ? a + b : a.map((x, i) => x + b[i]));

// The paths from the output back to a node, with the product of the local derivatives on each; `most` at most.
export function pathsTo(nodes, target, most = 8) {
  const reach = nodes.map(() => false);
  reach[target] = true;
  nodes.forEach((node, i) => (reach[i] ||= node.inputs.some((j) => reach[j])));
  const found = [];
  const walk = (at, way, product) => {
    if (found.length >= most) return;
    if (at === target) return void found.push({ way, product });
    nodes[at].inputs.forEach((j, slot) => {
      const slope = nodes[at].slopes[slot];
      if (reach[j] && nodes[j].needs && nodes[at].slopes.length) walk(j, [...way, { node: j, slope }], product * (typeof slope === "number" ? slope : NaN));
    });
  };
  if (reach.at(-1)) walk(nodes.length - 1, [{ node: nodes.length - 1, slope: null }], 1);
  return found;
}

// How many paths there are, without walking each.
export function countPaths(nodes, target) {
  const ways = nodes.map(() => 0);
  ways[nodes.length - 1] = 1;
  for (let i = nodes.length - 1; i > target; i--) nodes[i].inputs.forEach((j, slot) => nodes[i].parts[slot] !== null && nodes[i].parts.length && (ways[j] += ways[i]));
  return ways[target];
}
