// What is wrong with a slide, counted from 0: a list of sentences, each with the cell where it is seen.
// Sizes are pixels of the stage of 1280 by 720, as deck.js lays it out.
({ number, zoom, prose, marks, figure }) => {
  const body = Reveal.getSlides()[number].querySelector(".slide-body");
  const [stage, found] = [body.closest("section").getBoundingClientRect(), new Map()];
  const scale = stage.width / 1280; // how large reveal.js draws the stage in this window
  const note = (element, text) => {
    const cell = element.closest(".cell")?.id.replace("cell-id=", "") ?? "?";
    const where = element.closest(".cl-widget")?.ariaLabel ?? element.closest(".cell")?.innerText.trim().split("\n")[0].slice(0, 50) ?? "";
    if (!found.has(cell + text)) found.set(cell + text, `cell ${cell} (${where}): ${text}`);
  };
  const name = (element) => `<${element.localName}> "${(element.textContent || element.getAttribute("alt") || "").trim().slice(0, 30)}"`;
  const quiet = (element) => !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest(".notes, .cl-live, .cl-probes, [hidden], .visually-hidden");
  const drawn = Number(body.style.zoom || 1);
  if (drawn < zoom) note(body.querySelector(".cell"), `is drawn at ${drawn.toFixed(2)} of its size, smaller than ${zoom}`);
  if (body.classList.contains("deck-long")) note(body.querySelector(".cell"), "has to be scrolled");

  for (const problem of body.querySelectorAll(".cl-problem:not([hidden]), .widget-problem")) note(problem, problem.textContent);

  for (const element of body.querySelectorAll("*")) {
    if (quiet(element) || element.closest("svg, math") !== (element.matches("svg, math") ? element : null)) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (box.right > stage.right + 1 || box.left < stage.left - 1 || box.bottom > stage.bottom + 2 || box.top < stage.top - 1) note(element, `${name(element)} leaves the slide`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const cuts = (way, full, seen) => way !== "visible" && full > seen + 2;
    if (element.matches("select, input")) continue;
    if (cuts(overflowX, element.scrollWidth, element.clientWidth)) note(element, `${name(element)} is cut off at the side`);
    if (cuts(overflowY, element.scrollHeight, element.clientHeight)) note(element, `${name(element)} is cut off below`);
  }

  const least = new Map(); // of each cell only the smallest type
  const small = (element, text, size, limit) => {
    const cell = element.closest(".cell");
    if (size < Math.min(limit - 0.05, least.get(cell)?.size ?? Infinity)) least.set(cell, { element, text, size, limit });
  };
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || quiet(element) || element.closest("math, sub, sup")) continue;
    let times = element.currentCSSZoom;
    if (element.ownerSVGElement) times = Math.hypot(element.getScreenCTM().a, element.getScreenCTM().b) / scale;
    small(element, walk.currentNode.data, parseFloat(getComputedStyle(element).fontSize) * times, element.closest(".cl-widget") ? marks : prose);
  }
  for (const canvas of body.querySelectorAll("canvas")) {
    const type = canvas.smallestType;
    if (type && !quiet(canvas)) small(canvas, type.text, (type.size * canvas.getBoundingClientRect().width) / canvas.width / scale, marks);
  }
  for (const picture of body.querySelectorAll(".output_png img[width]")) {
    small(picture, `the figure ${picture.alt}`, (figure * picture.getBoundingClientRect().width) / picture.getAttribute("width") / scale, marks);
  }
  for (const { element, text, size, limit } of least.values()) note(element, `"${text.trim().slice(0, 30)}" is in type of ${size.toFixed(1)} px, under ${limit}`);
  return [...found.values()];
}
