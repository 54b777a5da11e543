// start() starts reveal.js and draws every slide as large as its stage of 1280 by 720 holds: figures give way first, then everything.
const [HEIGHT, SMALLEST] = [720, 0.6]; // drawn smaller than this, nobody in the last row reads it: the slide scrolls instead
const GOOD = 0.8; // what would be drawn smaller goes on on a slide beneath
const [FIGURE, LARGEST] = [1.25, 2]; // a figure's own 12 px of type as 15, and no larger than its pixels allow
const printing = /print-pdf/i.test(location.search);
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
const overflow = (body, zoom) => Math.max(body.scrollHeight - HEIGHT / zoom, 0);

// Figures as large as the text leaves room for, but not smaller than `least` of their own size.
function place(body, zoom, least, height = HEIGHT / zoom) {
  body.style.zoom = String(zoom);
  for (const one of body.querySelectorAll(".output_png img")) {
    const [wide, tall] = [one.getAttribute("width") ?? one.naturalWidth, one.getAttribute("height") ?? one.naturalHeight];
    one.style.width = `${Math.min(one.parentElement.clientWidth, wide * Math.max(height / tall, least / zoom), wide * LARGEST)}px`;
  }
}

// Whether the slide fits at this zoom, with no line broken.
function fits(body, zoom, least = FIGURE) {
  const figures = [...body.querySelectorAll(".output_png img")].filter((one) => one.checkVisibility());
  const wide = body.matches(".deck-wide");
  place(body, zoom, least);
  const tallest = Math.max(0, ...figures.map((one) => one.offsetHeight));
  if (tallest && overflow(body, zoom)) place(body, zoom, least, tallest - overflow(body, zoom) / (wide ? 1 : figures.length));
  if (wide && figures.some((one) => one.offsetWidth * zoom < one.getAttribute("width"))) return false;
  const broad = [...body.querySelectorAll("pre, table, .formula")].some((one) => one.scrollWidth > one.clientWidth + 1);
  return !broad && overflow(body, zoom) <= 1;
}

// The largest zoom at which the slide fits, or 0. What is drawn smaller is wider, and what is wider may need fewer lines.
async function largest(body, least) {
  const alive = body.querySelector("[data-alive]");
  const tried = async (zoom) => {
    place(body, zoom, least);
    if (alive) await painted(); // widgets draw themselves anew for the new width
    return fits(body, zoom, least);
  };
  let [low, high] = [SMALLEST, Number(body.dataset.most ?? 1)];
  if (await tried(high)) return high;
  if (!(await tried(low))) return 0;
  while (high - low > 0.01) {
    const zoom = (low + high) / 2;
    if (await tried(zoom)) low = zoom;
    else high = zoom;
  }
  return low;
}

// Code above its figure or beside it, a large figure or its own size: the first way that is good, or else the best.
async function fit(slide) {
  const body = slide?.querySelector(":scope > .slide-body");
  if (!body || body.dataset.zoom || !body.offsetParent) return;
  body.classList.remove("deck-long");
  body.style.height = "";
  let best = { zoom: -1 };
  for (const [least, wide] of body.querySelector(".output_png img") ? [[FIGURE, false], [FIGURE, true], [1, false], [1, true]] : [[FIGURE, false]]) {
    body.classList.toggle("deck-wide", wide);
    const zoom = await largest(body, least);
    if (zoom > best.zoom + 0.04) best = { zoom, least, wide };
    if (best.zoom >= GOOD) break;
  }
  const { zoom, least, wide } = best;
  body.classList.toggle("deck-wide", wide);
  fits(body, zoom || SMALLEST, least);
  body.classList.toggle("deck-long", !zoom);
  if (!zoom) body.style.height = `${HEIGHT / SMALLEST}px`;
  body.dataset.zoom = zoom.toFixed(3);
}

// One slide after another, for each waits for its widgets to draw; the one on show first, then those that follow.
let queue = Promise.resolve();
function soon() {
  const slides = Reveal.getSlides();
  const now = slides.indexOf(Reveal.getCurrentSlide());
  queue = queue.then(async () => {
    for (const slide of printing ? slides : slides.slice(now, now + 3)) await fit(slide);
  });
  return queue;
}

// What has outgrown its slide is drawn smaller, never larger again: a slide comes to rest.
function again(body, outgrown) {
  if (!body?.dataset.zoom) return;
  if (outgrown) body.dataset.most = Math.max(SMALLEST, body.dataset.zoom - 0.01);
  else delete body.dataset.most;
  delete body.dataset.zoom;
  soon();
}

async function start() {
  document.querySelectorAll(".widget-view").forEach((view) => {
    view.setAttribute("data-prevent-swipe", "");
    const cell = view.closest(".code_cell"); // a few lines that only make a widget are not shown beside it
    cell?.classList.toggle("deck-touch", cell.querySelector(".input pre").textContent.trim().split("\n").length <= 4);
  });
  const slides = document.querySelector(".slides");
  for (const pre of slides.querySelectorAll(".output_area pre")) pre.classList.toggle("deck-prose", /.{113}/.test(pre.textContent));
  for (const code of slides.querySelectorAll("td code")) code.innerHTML = code.innerHTML.replace(/[._](?=\w)/g, "$&<wbr>");
  await Promise.all([...slides.querySelectorAll(".output_png img")].map((one) => one.decode().catch(() => {})));
  slides.classList.add("deck-measured");
  slides.querySelectorAll(".slide-body").forEach(part);
  slides.classList.remove("deck-measured");
  const laidOut = printing ? new Promise((done) => Reveal.on("pdf-ready", done)) : null;
  await Reveal.initialize({
    width: 1280, height: HEIGHT, margin: 0.02, minScale: 0.1, maxScale: 4, center: false, hash: true, slideNumber: "c/t", controlsLayout: "edges",
    transition: "none", backgroundTransition: "none", pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, plugins: [RevealNotes],
  });
  Reveal.on("slidechanged", soon);
  // A widget that comes alive may be taller than the picture it replaces, and one that unfolds taller than before.
  const changed = new MutationObserver((changes) => new Set(changes.map(({ target }) => target.closest(".slide-body"))).forEach((body) => again(body, false)));
  changed.observe(slides, { subtree: true, attributes: true, attributeFilter: ["data-alive", "open"] });
  const grown = new ResizeObserver((entries) => entries.map(({ target }) => target).filter((body) => body.dataset.zoom > 0 && overflow(body, body.dataset.zoom) > 2).forEach((body) => again(body, true)));
  slides.querySelectorAll(".slide-body").forEach((body) => grown.observe(body));
  if (printing) {
    await laidOut;
    await Promise.all([...slides.querySelectorAll(".widget-view[data-model]")].map(begin));
  }
  await soon();
  document.documentElement.dataset.deck = "ready";
}
