// Elements of a page.

const FOCUSABLE = new Set(["button", "input", "select", "textarea", "summary", "a"]);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style" && typeof value === "object") Object.entries(value).forEach(([k, v]) => node.style.setProperty(k, v));
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  // JupyterLab and Notebook take single keys for themselves unless the focused element says otherwise.
  if (FOCUSABLE.has(node.localName) || node.hasAttribute("tabindex")) node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
  return node;
}

// h("button", {class: "x", onclick: f}, "text", node, ...): text always becomes a text node, never markup.
// No "section": reveal.js takes every one for a slide; a div with role "group" does, and is no landmark, which a
// page with two of a widget would have twice under one name.
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const ICONS = {
  play: "M5 3l9 5.5L5 14z", pause: "M4 3h3v11H4zM10 3h3v11h-3z", step: "M3 3l7 5.5L3 14zM11 3h3v11h-3z",
  back: "M14 3L7 8.5l7 5.5zM6 3H3v11h3z", reset: "M8.5 3a5.5 5.5 0 1 1-5.2 3.7l1.6.6A3.8 3.8 0 1 0 8.5 4.7V7L4.6 3.8 8.5.7z",
  plus: "M7.5 3h2v4.5h4.5v2H9.5V14h-2V9.5H3v-2h4.5z", minus: "M3 7.5h11v2H3z",
};
export const icon = (name) => svg("svg", { viewBox: "0 0 17 17", class: "cl-icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

// Text is touched only where it changed: an unchanged line costs the browser no layout.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let serial = 0;
export const uid = (stem) => `cl-${stem}-${(serial += 1)}-${Math.random().toString(36).slice(2, 7)}`;
