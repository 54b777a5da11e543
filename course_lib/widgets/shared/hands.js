// Pointer and keys.

// drag(ctx, node, {start(e) -> anything truthy to take the drag, move(e), end(e)}); e has x, y in CSS pixels of the node.
export function drag(ctx, node, { start, move, end }) {
  let held = null;
  const at = (e) => {
    const box = node.getBoundingClientRect();
    const scale = box.width ? node.offsetWidth / box.width : 1; // slides are scaled
    return { x: (e.clientX - box.left) * scale, y: (e.clientY - box.top) * scale, touch: e.pointerType === "touch", event: e };
  };
  ctx.on(node, "pointerdown", (e) => {
    if (e.button !== 0 || held !== null || !start(at(e))) return;
    held = e.pointerId;
    node.setPointerCapture(held);
    node.focus({ preventScroll: true });
    e.preventDefault();
  });
  ctx.on(node, "pointermove", (e) => e.pointerId === held && move?.(at(e)));
  for (const name of ["pointerup", "pointercancel"]) {
    ctx.on(node, name, (e) => {
      if (e.pointerId !== held) return;
      held = null;
      end?.(at(e));
    });
  }
  return { isHeld: () => held !== null };
}

// keys(ctx, node, {ArrowLeft: (e) => ..., "a|A": ...}); a handler that returns false lets the key pass on.
export function keys(ctx, node, map) {
  const table = new Map(Object.entries(map).flatMap(([names, fn]) => (names === "|" ? [names] : names.split("|")).map((name) => [name === "Space" ? " " : name, fn])));
  ctx.on(node, "keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !table.has(e.key)) return;
    if (table.get(e.key)(e) !== false) e.preventDefault();
  });
}
