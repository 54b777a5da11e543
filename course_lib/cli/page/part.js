// A slide that holds too much is parted before the deck starts: its last cells, or a cell's output, go on beneath it.

// Where a slide may be parted: before a cell, before what a cell shows, and before a heading within a text.
function pieces(body) {
  return [...body.querySelectorAll(":scope > .cell, :scope > :not(.cell) > .cell")].flatMap((cell) => {
    if (!cell.matches(".code_cell")) return [cell, ...cell.querySelectorAll(".text_cell_render > :is(h2, h3):not(:first-child)")];
    return [...cell.querySelectorAll(".input, .output_area")];
  });
}

const room = (body) => [false, true].some((wide) => {
  body.classList.toggle("deck-wide", wide);
  return fits(body, GOOD);
});

function part(body) {
  const found = pieces(body);
  const at = cut(body, found);
  body.classList.remove("deck-wide");
  if (at) part(beneath(body, found[at]));
}

// Which piece begins the slide beneath, or 0. A widget stays with the question above it, but not with code that made it.
function cut(body, found) {
  const live = (piece) => piece.querySelector(".widget-view");
  const made = found.findIndex((piece, index) => index && piece.matches(".output_area") && live(piece) && !piece.closest(".deck-touch"));
  const firm = 1 + found.findLastIndex(live);
  if (made > 0) return made;
  if (found.length <= firm || room(body)) return 0;
  let kept = found.length - 1;
  for (; kept > Math.max(firm, 1); kept--) {
    found.forEach((piece, index) => (piece.hidden = index >= kept));
    if (room(body)) break;
  }
  found.forEach((piece) => (piece.hidden = false));
  // Code stands above what it shows, not below the figure of the code before it.
  const head = found.findIndex((piece) => piece.closest(".cell") === found[kept].closest(".cell"));
  return head >= Math.max(firm, 1) && found.slice(0, head).some((piece) => piece.querySelector("img")) ? head : kept;
}

// A new slide with all from `piece` on. The first of it needs no key to appear: the key that leads to the slide was it.
function beneath(body, piece) {
  const range = document.createRange();
  const cell = piece.closest(".cell");
  const whole = cell.parentElement === body ? cell : cell.parentElement; // of a fragment the whole
  const first = piece.matches(".cell, .input") ? whole : piece;
  range.setStartBefore(first);
  range.setEndAfter(body.lastChild);
  const rest = Object.assign(document.createElement("div"), { className: "slide-body" });
  rest.append(range.extractContents());
  rest.firstElementChild.classList.remove("fragment");
  const twin = rest.querySelector(".cell");
  if (document.getElementById(twin.id)) twin.id += "-goes-on";
  const section = document.createElement("section");
  section.append(rest);
  body.parentElement.after(section);
  return rest;
}
