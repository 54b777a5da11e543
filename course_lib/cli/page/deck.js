// Start reveal.js, and make every slide fit its stage of 1280 by 720: code beside its figure, then everything smaller.
const [HEIGHT, SMALLEST] = [720, 0.6]; // drawn smaller than this, nobody in the last row reads it: the slide scrolls instead

// What is drawn smaller is wider, and what is wider may need fewer lines: as large as it then fits.
function grow(body, fits) {
  let [low, high] = [fits, 1];
  for (let round = 0; round < 5; round++) {
    const zoom = (low + high) / 2;
    body.style.zoom = String(zoom);
    if (body.scrollHeight * zoom > 0.99 * HEIGHT) high = zoom;
    else low = zoom;
  }
  body.style.zoom = String(low);
  return low;
}

// Returns how large the slide is drawn, or would have to be where it stays too tall.
function shrink(body) {
  let zoom = 1;
  body.style.zoom = body.style.height = "";
  for (let round = 0; round < 5 && body.scrollHeight * zoom > HEIGHT && zoom > SMALLEST; round++) {
    zoom = Math.max(SMALLEST, Math.min(0.97, (0.99 * HEIGHT) / (body.scrollHeight * zoom)) * zoom);
    body.style.zoom = String(zoom);
  }
  if (zoom < 1 && body.scrollHeight * zoom < 0.95 * HEIGHT) zoom = grow(body, zoom);
  return zoom * Math.min(1, HEIGHT / (body.scrollHeight * zoom));
}

function fit(slide) {
  const body = slide?.querySelector(":scope > .slide-body");
  if (!body) return;
  body.classList.remove("deck-long", "deck-wide");
  const stacked = shrink(body);
  if (stacked < 1) {
    body.classList.add("deck-wide");
    if (shrink(body) <= stacked + 0.04) {
      body.classList.remove("deck-wide");
      shrink(body);
    }
  }
  const zoom = Number(body.style.zoom || 1);
  const long = body.scrollHeight * zoom > HEIGHT + 2;
  body.classList.toggle("deck-long", long);
  if (long) body.style.height = `${HEIGHT / zoom}px`;
}

document.querySelectorAll(".widget-view").forEach((view) => {
  view.setAttribute("data-prevent-swipe", "");
  view.closest(".code_cell")?.classList.add("deck-touch");
});
Reveal.initialize({
  width: 1280, height: HEIGHT, margin: 0.02, minScale: 0.1, maxScale: 4, center: false, hash: true, slideNumber: "c/t",
  transition: "none", backgroundTransition: "none", pdfSeparateFragments: false, plugins: [RevealNotes],
}).then(() => {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => fit(Reveal.getCurrentSlide()));
  };
  Reveal.on("slidechanged", soon);
  // A widget that comes alive may be taller than the picture it replaces, and one that unfolds taller than before.
  const slides = document.querySelector(".slides");
  new MutationObserver(() => setTimeout(soon, 80)).observe(slides, { subtree: true, attributes: true, attributeFilter: ["data-alive", "open"] });
  if (location.search.includes("print-pdf")) slides.querySelectorAll("section").forEach(fit);
  fit(Reveal.getCurrentSlide());
  document.documentElement.dataset.deck = "ready";
});
