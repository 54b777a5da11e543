// What stands beside the graph: the step in words, and the chosen node with its gradient written out as a sum over paths.

import { exactly, h, put, shorten } from "../shared.js";
import { countPaths, pathsTo } from "./program.js";
import { factor, onLine, passRule, slopeRule, valueLine } from "./words.js";

const MOST_PATHS = 6;

// One sentence for a step, for the page and for speech.
export function stepLine(me) {
  const { nodes, names } = me;
  const step = me.steps[me.at];
  const output = names.at(-1);
  if (step.kind === "start") return "The inputs stand there; every operation waits.";
  if (step.kind === "forward") return `Forward: ${valueLine(nodes, names, step.node)}.`;
  if (step.kind === "seed") return `Backward from the output: ∂${output}/∂${output} = 1.`;
  const to = names[step.to];
  const part = nodes[step.node].parts[step.slot];
  const slope = nodes[step.node].slopes[step.slot];
  if (typeof part !== "number" || typeof slope !== "number") return `Backward to ${to}: ${passRule(nodes, names, step.node, step.slot, output)}.`;
  const { texts: [g, d, p], sign } = onLine(nodes[step.node].gradient, slope, part);
  return `Backward to ${to}: ∂${output}/∂${names[step.node]} · ∂${names[step.node]}/∂${to} ${sign} ${g} · ${factor(d)} ${sign} ${p}.`;
}

export function phaseOf(me) {
  const { kind } = me.steps[me.at];
  return kind === "start" ? "start" : kind === "forward" ? "forward" : "backward";
}

// The uses of node i that pass a gradient to it, in the order in which it arrives.
export const usesOf = (me, i) => me.steps.filter((step) => step.kind === "edge" && step.to === i);

// "∂f/∂b = 3 · 1 + 2 · 1 = 5": the sum over the uses, as far as it has arrived.
export function gradientLine(me, i) {
  const { nodes, names, shown } = me;
  const output = names.at(-1);
  const head = `∂${output}/∂${names[i]}`;
  if (!nodes[i].needs) return `${names[i]} is ${nodes[i].name ? "data" : "constant"}: no gradient is asked of it.`;
  if (shown.gradient[i] === null) return `${head} has not arrived yet.`;
  if (i === nodes.length - 1) return `${head} = 1`;
  const arrived = usesOf(me, i).filter((step) => shown.edges.has(`${step.node} ${step.slot}`));
  const rest = shown.left[i] ? ` so far; ${shown.left[i]} more to come` : "";
  const scalar = arrived.every((s) => typeof nodes[s.node].parts[s.slot] === "number" && typeof nodes[s.node].slopes[s.slot] === "number");
  if (!scalar) return `${head} = ${arrived.map((s) => passRule(nodes, names, s.node, s.slot, output)).join(" + ")}${rest}`;
  const numbers = arrived.flatMap((s) => [nodes[s.node].gradient, nodes[s.node].slopes[s.slot]]);
  const { texts, sign } = onLine(...numbers, shown.gradient[i]);
  const terms = arrived.map((_, k) => `${k ? factor(texts[2 * k]) : texts[2 * k]} · ${factor(texts[2 * k + 1])}`);
  return `${head} ${sign} ${terms.join(" + ")} ${sign} ${texts.at(-1)}${rest}`;
}

// How the local derivatives towards a node come about, as rules with their numbers.
function rules(me, i) {
  const { nodes, names } = me;
  return usesOf(me, i).map((s) => {
    const rule = slopeRule(nodes, names, s.node, s.slot);
    const slope = nodes[s.node].slopes[s.slot];
    if (typeof slope !== "number") return "";
    const { texts: [d], sign } = onLine(slope);
    return `∂${names[s.node]}/∂${names[i]} ${rule && rule !== d ? `= ${rule} ` : ""}${sign} ${d}`;
  }).filter(Boolean);
}

function pathItems(me, i) {
  const found = pathsTo(me.nodes, i, MOST_PATHS);
  return found.map(({ way, product }) => {
    const names = way.map(({ node }) => me.names[node]).join(" ← ");
    const slopes = way.slice(1).map(({ slope }) => slope);
    if (!slopes.every((s) => typeof s === "number")) return h("li", {}, names);
    const { texts, sign } = onLine(...slopes, product);
    const product1 = texts.slice(0, -1).map((t, k) => (k ? factor(t) : t)).join(" · ");
    return h("li", { title: exactly(product) }, h("span", {}, names), h("b", {}, slopes.length > 1 ? `${product1} ${sign} ${texts.at(-1)}` : texts[0]));
  });
}

export function panel(me) {
  const phase = h("span", { class: "gs-phase" });
  const count = h("span", { class: "gs-count" });
  const sentence = h("p", { class: "gs-sentence" });
  const title = h("p", { class: "gs-title cl-heading" });
  const value = h("p", {});
  const gradient = h("p", { class: "gs-gradient" });
  const local = h("p", { class: "gs-local" });
  const heading = h("p", { class: "gs-paths-head" });
  const list = h("ol", { class: "gs-paths" });
  const sum = h("p", { class: "gs-gradient" });
  const node = h("div", { class: "gs-panel cl-digits cl-answer" }, h("p", { class: "gs-where" }, phase, count), sentence,
    h("div", { class: "gs-node" }, title, value, gradient, local, heading, list, sum));
  let listed = "";
  const showPaths = (i) => {
    const { nodes, names, shown } = me;
    const ready = i >= 0 && nodes[i].needs && shown.gradient[i] !== null && !shown.left[i] && i < nodes.length - 1;
    const many = ready ? countPaths(nodes, i) : 0;
    const key = ready ? `${i} ${me.version} ${me.sigma} ${JSON.stringify(me.values)}` : "";
    for (const part of [heading, list, sum]) part.hidden = !ready;
    if (!ready || key === listed) return void (listed = ready ? key : "");
    listed = key;
    put(heading, many === 1 ? `The one path from ${names.at(-1)} to ${names[i]}: its gradient is one product.` : `${many} paths from ${names.at(-1)} to ${names[i]}: the gradient is the sum of their products${many > MOST_PATHS ? `; ${MOST_PATHS} of them` : ""}.`);
    list.replaceChildren(...pathItems(me, i));
    sum.hidden = many === 1 || many > MOST_PATHS || typeof nodes[i].gradient !== "number";
    if (sum.hidden) return;
    const { texts, sign } = onLine(...pathsTo(nodes, i, MOST_PATHS).map(({ product }) => product), nodes[i].gradient);
    put(sum, `Sum: ${texts.slice(0, -1).map((t, k) => (k ? factor(t) : t)).join(" + ")} ${sign} ${texts.at(-1)}`);
  };
  const show = () => {
    const i = me.focus();
    put(phase, { start: "Start", forward: "Forward →", backward: "← Backward" }[phaseOf(me)]);
    phase.dataset.phase = phaseOf(me);
    put(count, `step ${me.at} of ${me.last}`);
    put(sentence, stepLine(me));
    node.lastChild.hidden = i < 0;
    if (i < 0) return;
    const known = me.shown.known[i];
    put(title, me.nodes[i].op ? `Node ${me.names[i]}` : me.nodes[i].name ? `Input ${me.names[i]}` : `Constant ${me.names[i]}`);
    put(value, known ? valueLine(me.nodes, me.names, i) : `${me.names[i]} waits for its inputs.`);
    value.title = known && typeof me.nodes[i].value === "number" ? exactly(me.nodes[i].value) : "";
    put(gradient, gradientLine(me, i));
    gradient.title = typeof me.shown.gradient[i] === "number" ? exactly(me.shown.gradient[i]) : "";
    put(local, me.shown.gradient[i] !== null && i < me.nodes.length - 1 ? rules(me, i).join("; ") : "");
    local.hidden = !local.textContent;
    showPaths(i);
  };
  return { node, show };
}

export const shortOf = (x) => shorten(x, 3);
