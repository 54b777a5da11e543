// What a student set is kept in the browser under the widget's `keep` name: it survives a new run of the cell and a new kernel.

const asText = (value) => {
  if (!(value instanceof DataView)) return { value };
  let text = "";
  for (let i = 0; i < value.byteLength; i++) text += String.fromCharCode(value.getUint8(i));
  return { bytes: btoa(text) };
};
const fromText = ({ value, bytes }) => (bytes === undefined ? value : new DataView(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)).buffer));

// Reads what was kept for this widget before it is built, and keeps what ctx.save sends from then on.
// The signature is the state that Python made: a cell that asks for another start gets it.
export function withKeeping(ctx) {
  const { name, signature } = ctx.get("_kept") ?? {};
  if (!name) return;
  const place = `course_lib ${location.pathname} ${name}`;
  let kept = {};
  try {
    const saved = JSON.parse(localStorage.getItem(place) ?? "null");
    if (saved?.signature === signature) kept = saved.traits;
  } catch {
    kept = {}; // a browser that keeps nothing, or a record that was cut short: the widget starts as its cell says
  }
  for (const [trait, text] of Object.entries(kept)) ctx.model.set(trait, fromText(text));
  if (Object.keys(kept).length) ctx.model.save_changes();
  ctx.kept = (changes) => {
    for (const [trait, value] of changes) kept[trait] = asText(value);
    try {
      localStorage.setItem(place, JSON.stringify({ signature, traits: kept }));
    } catch {
      kept = {}; // no room: the widget goes on without
    }
  };
}
