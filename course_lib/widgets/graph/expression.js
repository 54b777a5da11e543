// The small language of computation graphs, as graph_expression.py reads it: a text becomes a list of operations.

export const MOST_CHARACTERS = 1000;
export const MOST_NODES = 60;
const DEEPEST = 40;
export const FUNCTIONS = { sigmoid: "sigmoid", "σ": "sigmoid", tanh: "tanh", relu: "relu", exp: "exp", log: "log", ln: "log", sqrt: "sqrt", square: "square", sin: "sin", cos: "cos", abs: "abs", softplus: "softplus", max: "maximum", min: "minimum" };
const isFunction = (name) => Object.hasOwn(FUNCTIONS, name);
const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(\*\*|\S))/gu;

// read(text) -> [{op, inputs, name, number}, ...] in the order of their making, the output last. Throws a sentence.
export function read(text) {
  const statements = text.split(/[;\n]/).filter((s) => s.trim());
  if (text.length > MOST_CHARACTERS) throw new Error(`the expression has ${text.length} characters; at most ${MOST_CHARACTERS} are read.`);
  if (!statements.length) throw new Error('the expression is empty: write for example "f = (a + b) * (b + 1)".');
  const reader = makeReader();
  let last = 0;
  statements.forEach((statement, k) => (last = reader.statement(statement.trim(), k === statements.length - 1)));
  if (!reader.nodes[last].op) throw new Error('there is nothing to compute: write an operation, such as "f = a * b".');
  return used(reader.nodes, last);
}

export const leaves = (plan) => plan.filter((node) => !node.op && node.name && !node.fixed).map((node) => node.name);

function used(nodes, last) {
  const needed = new Set([last]);
  for (const i of needed) nodes[i].inputs.forEach((j) => needed.add(j));
  const kept = [...needed].sort((a, b) => a - b);
  const number = new Map(kept.map((old, now) => [old, now]));
  return kept.map((i) => ({ ...nodes[i], inputs: nodes[i].inputs.map((j) => number.get(j)) }));
}

const tokensOf = (text) => [...text.matchAll(TOKEN)].map(([, number, name, sign]) => (number !== undefined ? ["number", number] : name !== undefined ? ["name", name] : ["sign", sign]));

// Recursive descent: sums of products of powers.
function makeReader() {
  const nodes = [];
  const named = new Map();
  const assigned = new Set();
  let [tokens, at, depth] = [[], 0, 0];

  const peek = () => tokens[at]?.[1] ?? "";
  const node = (op, inputs, name = "", number = 0) => {
    if (nodes.length >= MOST_NODES) throw new Error(`the graph has more than ${MOST_NODES} nodes: the picture would not be legible.`);
    nodes.push({ op, inputs, name, number, fixed: false });
    return nodes.length - 1;
  };
  const deeper = (rule) => {
    depth += 1;
    if (depth > DEEPEST) throw new Error(`the brackets lie more than ${DEEPEST} deep.`);
    const inner = rule();
    depth -= 1;
    return inner;
  };
  const close = () => {
    if (peek() !== ")") throw new Error("a closing bracket is missing.");
    at += 1;
  };
  const isNumber = (i) => !nodes[i].op && !nodes[i].name;

  const sum = () => {
    let left = product();
    while (["+", "-", "−"].includes(peek())) {
      const sign = tokens[at++][1];
      left = node(sign === "+" ? "add" : "sub", [left, product()]);
    }
    return left;
  };
  const product = () => {
    let left = signed();
    while (["*", "/", "·", "×"].includes(peek())) {
      const sign = tokens[at++][1];
      left = node(sign === "/" ? "div" : "mul", [left, signed()]);
    }
    return left;
  };
  const signed = () => {
    if (!["-", "−"].includes(peek())) return power();
    at += 1;
    const inner = deeper(signed);
    if (!isNumber(inner)) return node("neg", [inner]);
    nodes[inner].number *= -1; // a number of its own: each occurrence is a node
    return inner;
  };
  const power = () => {
    const base = atom();
    if (peek() !== "^" && peek() !== "**") return base;
    at += 1;
    const exponent = deeper(signed); // from right to left: 2^3^2 is 2^9
    if (!isNumber(exponent) || exponent !== nodes.length - 1) return node("pow", [base, exponent]);
    return node("pow", [base], "", nodes.pop().number);
  };
  const atom = () => {
    const [kind, text] = tokens[at] ?? ["end", ""];
    at += 1;
    if (kind === "number") {
      if (!Number.isFinite(Number(text))) throw new Error(`${text} is beyond the finite numbers.`);
      return node("", [], "", Number(text));
    }
    if (kind === "name") return peek() === "(" ? call(text) : leaf(text);
    if (text === "(") {
      const inner = deeper(sum);
      close();
      return inner;
    }
    throw new Error(`a number, a name or a bracket is expected where ${text ? `"${text}"` : "the end"} stands.`);
  };
  const call = (name) => {
    if (!isFunction(name)) throw new Error(`"${name}" is not a function here; there are ${Object.keys(FUNCTIONS).filter((n) => n !== "σ").join(", ")}.`);
    const op = FUNCTIONS[name];
    at += 1;
    const inputs = [deeper(sum)];
    if (op === "maximum" || op === "minimum") {
      if (peek() !== ",") throw new Error(`${name} takes two numbers: ${name}(a, b).`);
      at += 1;
      inputs.push(deeper(sum));
    }
    close();
    return op === "square" ? node("pow", inputs, "", 2) : node(op, inputs);
  };
  const leaf = (name) => {
    if (isFunction(name)) throw new Error(`${name} needs brackets: ${name}(x).`);
    if (!named.has(name)) named.set(name, node("", [], name));
    return named.get(name);
  };
  const assign = (name, result) => {
    if (isFunction(name)) throw new Error(`"${name}" is a function here: choose another name.`);
    if (assigned.has(name)) throw new Error(`"${name}" is computed twice: give the second one a name of its own.`);
    if (named.has(name)) throw new Error(`"${name}" is used before the line that computes it.`);
    assigned.add(name);
    named.set(name, result);
    if (!nodes[result].name) Object.assign(nodes[result], { name, fixed: !nodes[result].op }); // "a = 2": its value stands in the text
    return result;
  };
  const statement = (text, final) => {
    [tokens, at, depth] = [tokensOf(text), 0, 0];
    let name = "";
    if (tokens[0]?.[0] === "name" && tokens[1]?.[1] === "=") [name, at] = [tokens[0][1], 2];
    else if (!final) throw new Error(`"${text}" has no name: write "name = ${text}".`);
    const result = sum();
    if (at < tokens.length) throw new Error(`"${tokens[at][1]}" is not expected in "${text}".`);
    return name ? assign(name, result) : result;
  };
  return { nodes, statement };
}
