// Bring the saved widgets to life: each script is imported from a blob and given a model that remembers, but asks no kernel.
const { models, code } = JSON.parse(document.getElementById("widget-models").textContent);

const bytes = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);

function restored({ state, buffers }) {
  const whole = structuredClone(state);
  for (const { path, data } of buffers) {
    const parent = path.slice(0, -1).reduce((node, key) => node[key], whole);
    parent[path.at(-1)] = bytes(data);
  }
  return whole;
}

class Model {
  constructor(saved) {
    this.state = restored(saved);
    this.listeners = new Map();
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.emit(`change:${name}`, value);
    this.emit("change");
  }
  on(event, fn) { this.listeners.set(event, [...(this.listeners.get(event) ?? []), fn]); }
  off(event, fn) {
    if (!event) this.listeners.clear();
    else this.listeners.set(event, fn ? (this.listeners.get(event) ?? []).filter((f) => f !== fn) : []);
  }
  emit(event, value) { for (const fn of this.listeners.get(event) ?? []) fn(this, value); }
  save_changes() {}
  send() {}
}

const once = (fn, kept = new Map()) => (key) => kept.get(key) ?? kept.set(key, fn(key)).get(key);
const modelOf = once((id) => new Model(models[id]));
const moduleOf = once((name) => import(URL.createObjectURL(new Blob([code[name]], { type: "text/javascript" }))));
const styleOf = once((name) => document.head.appendChild(Object.assign(document.createElement("style"), { textContent: code[name] })));

async function show(id, element) {
  const saved = models[id];
  if (!saved) return;
  if (saved.box) {
    const box = Object.assign(document.createElement("div"), { style: `display:flex;flex-wrap:wrap;gap:12px;flex-direction:${saved.box}` });
    element.replaceChildren(box);
    for (const child of saved.children) await show(child, box.appendChild(Object.assign(document.createElement("div"), { style: "flex:1 1 300px;min-width:0" })));
    element.dataset.alive = "true";
    return;
  }
  try {
    styleOf(saved.state._css);
    const { default: made } = await moduleOf(saved.state._esm);
    const widget = typeof made === "function" ? await made() : made;
    const model = modelOf(id);
    if (!model.begun) await widget.initialize?.({ model });
    model.begun = true;
    const home = document.createElement("div");
    element.replaceChildren(home);
    await widget.render({ model, el: home });
    element.dataset.alive = "true";
  } catch (error) {
    const sentence = document.createElement("p");
    sentence.className = "widget-problem";
    sentence.textContent = `This widget could not start here: ${error.message}`;
    element.append(sentence);
  }
}

// A widget starts once, when the reader comes near it, so that a page with many opens at once.
const begin = once((element) => show(element.dataset.model, element));
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    begin(target);
  }
}, { rootMargin: "800px" });
document.querySelectorAll(".widget-view[data-model]").forEach((element) => near.observe(element));
document.querySelectorAll("main pre, .text_cell_render table").forEach((element) => {
  if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
});
