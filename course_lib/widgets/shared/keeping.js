// What a student set is kept in the browser: it survives a new run of the cell and a new kernel.

import { h } from "./elements.js";

const asText = (value) => {
  if (!(value instanceof DataView)) return { value };
  let text = "";
  for (let i = 0; i < value.byteLength; i++) text += String.fromCharCode(value.getUint8(i));
  return { bytes: btoa(text) };
};
const fromText = ({ value, bytes }) => (bytes === undefined ? value : new DataView(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)).buffer));

// A browser may keep nothing (private windows, no room left): the widget then goes on without.
function recall(place) {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null");
  } catch {
    return null;
  }
}
function remember(place, record) {
  try {
    localStorage.setItem(place, JSON.stringify(record));
  } catch {
    return;
  }
}

// Keeps what ctx.save sends. The signature is the state that Python made: a cell that asks for another start gets it.
// Under a name of its own the widget comes back as it was left; else it starts as its cell says, and offers to bring it back.
export function withKeeping(ctx) {
  const { name, signature, offer } = ctx.get("_kept") ?? {};
  if (!name) return;
  const place = `course_lib ${location.pathname} ${name}`;
  const record = recall(place);
  const same = record?.signature === signature;
  const last = same ? [record.traits, record.before].find((traits) => traits && Object.keys(traits).length) : undefined;
  const restore = () => {
    for (const [trait, text] of Object.entries(last)) ctx.model.set(trait, fromText(text));
    ctx.model.save_changes();
  };
  const kept = last && !offer ? { ...last } : {};
  ctx.kept = (changes) => {
    for (const [trait, value] of changes) kept[trait] = asText(value);
    remember(place, { signature, traits: kept, before: last });
  };
  if (!last) return;
  if (!offer) return restore();
  const line = h("p", { class: "cl-offer" }, "You have been here before. ", h("button", { type: "button", class: "cl-link", onclick: ctx.guard(() => {
    restore();
    Object.assign(kept, last);
    ctx.kept([]);
    line.remove();
    ctx.say("It is as you left it.");
  }) }, "Bring back what you did"));
  ctx.root.insertBefore(line, ctx.body);
}
