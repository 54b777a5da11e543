import { button, chips, clamp, css, drag, frame, h, keys, line, marker, markerSwatch, picture, placed, put, slider, ticks, widget } from "./shared.js";
import { history } from "./timeline/state.js";

const MARKS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"];

// Where everything stands: a lane for each thread that is shown, the years from left to right.
export function places(me, width, height, size) {
  const [left, right, top, bottom] = [1.2 * size, width - 1.2 * size, 2.1 * size, height - 2.3 * size];
  const [first, last] = me.span();
  const x = (year) => left + ((year - first) / (last - first)) * (right - left);
  const lanes = me.lanes.filter((name) => me.threads.includes(name));
  const y = (thread) => top + ((lanes.indexOf(thread) + 0.5) / lanes.length) * (bottom - top);
  const before = new Map();
  const dots = me.shown().map((k) => {
    const { year, thread } = me.events[k];
    const near = before.get(thread);
    const close = near !== undefined && x(year) - near.x < 1.15 * size;
    const dot = { k, x: x(year), y: y(thread) + (close && !near.low ? 0.62 : close ? -0.62 : 0) * size, low: close && !near.low };
    before.set(thread, dot);
    return dot;
  });
  return { x, y, lanes, dots, left, right, top, bottom };
}

function draw(g, width, height, theme, me) {
  const s = theme.size;
  const at = places(me, width, height, s);
  const small = Math.max(12, 0.9 * s);
  g.font = `${small}px ${theme.font}`;
  g.textAlign = "center";
  for (const era of me.eras) {
    const [from, to] = [clamp(at.x(era.from), 0, width), clamp(at.x(era.to), 0, width)];
    g.fillStyle = css(theme.ink, 0.07);
    g.fillRect(from, 0, to - from, at.bottom);
    g.fillStyle = css(theme.muted);
    g.textBaseline = "middle";
    if (g.measureText(era.title).width < to - from - 4) g.fillText(era.title, (from + to) / 2, 1.05 * s);
  }
  g.strokeStyle = css(theme.grid);
  g.lineWidth = 1;
  for (const lane of at.lanes) line(g, [[at.left, at.y(lane)], [at.right, at.y(lane)]]);
  g.strokeStyle = css(theme.ink);
  g.lineWidth = 1.5;
  line(g, [[at.left, at.bottom], [at.right, at.bottom]]);
  const now = me.event();
  const [first, last] = me.span();
  g.textBaseline = "top";
  for (const year of ticks(first, last, width < 480 ? 4 : 8)) {
    line(g, [[at.x(year), at.bottom], [at.x(year), at.bottom + 5]]);
    g.fillStyle = css(theme.muted);
    if (Math.abs(at.x(year) - at.x(now.year)) > 3.4 * small) g.fillText(String(year), at.x(year), at.bottom + 0.6 * s);
  }
  const chosen = at.dots.find((dot) => dot.k === me.at);
  if (chosen) {
    g.lineWidth = 2;
    line(g, [[chosen.x, chosen.y], [chosen.x, at.bottom + 5]]);
    g.font = `bold ${small}px ${theme.font}`;
    g.fillStyle = css(theme.ink);
    g.fillText(String(now.year), clamp(chosen.x, 1.6 * small, width - 1.6 * small), at.bottom + 0.6 * s);
    frame(g, theme, chosen.x - 0.72 * s, chosen.y - 0.72 * s, 1.44 * s, 1.44 * s);
  }
  for (const dot of at.dots) {
    const k = me.lanes.indexOf(me.events[dot.k].thread);
    marker(g, MARKS[k % 10], dot.x, dot.y, 0.42 * s, theme.classes[k % 10], theme.paper, 1);
  }
}

// The dot nearest to a touch; a drag along the axis counts only the years.
export function nearest(dots, x, y) {
  const far = (dot) => Math.hypot(dot.x - x, 0.6 * (dot.y - y));
  return dots.reduce((best, dot) => (far(dot) < far(best) ? dot : best), dots[0]).k;
}

function card(ctx, me) {
  const [year, title, thread, what, why, said, source] = Array.from({ length: 7 }, () => h("span", {}));
  const note = h("p", { class: "cl-note" }, h("b", {}, "In the lectures: "), said);
  const reason = h("p", {}, h("b", {}, "Why it mattered: "), why);
  const read = h("p", { class: "cl-help" }, "Read: ", source);
  year.className = "tl-year";
  title.className = "cl-heading";
  thread.className = "cl-help";
  const node = h("div", { class: "tl-card cl-answer" }, h("p", { class: "tl-title" }, year, title, thread), h("p", {}, what), reason, note, read);
  return { node, show() {
    const now = me.event();
    for (const [part, text] of [[year, String(now.year)], [title, now.title], [thread, now.thread], [what, now.what], [why, now.why], [said, now.said], [source, now.source]]) put(part, text);
    [reason.hidden, note.hidden, read.hidden, what.parentNode.hidden] = [!now.why, !now.said, !now.source, !now.what];
  } };
}

function build(ctx) {
  let parts = null;
  const changed = () => {
    if (!parts) return;
    parts.look.redraw();
    ctx.draw(parts.show);
  };
  const me = history(ctx, changed);
  const tell = () => {
    const now = me.event();
    ctx.say(`${now.year}: ${now.title}. ${now.what}`);
  };
  const go = (move) => () => (move(), tell());
  const look = picture(ctx, {
    label: "Timeline", aspect: (width) => width / clamp(0.28 * width, 150, 300), maxWidth: 2200, interactive: true,
    help: "Arrow keys walk from event to event, Home and End go to the first and the last. Or drag along the years.",
    table: () => ({ caption: "The events that are shown", head: ["Year", "Event", "Thread", "Where to read it"], rows: me.shown().map((k) => [String(me.events[k].year), me.events[k].title, me.events[k].thread, me.events[k].source]) }),
    draw: (g, width, height, theme) => draw(g, width, height, theme, me),
  });
  const step = { "ArrowRight|ArrowDown": go(me.next), "ArrowLeft|ArrowUp": go(me.back), Home: go(() => me.goto(0)), End: go(() => me.goto(me.shown().length - 1)) };
  const size = () => parseFloat(getComputedStyle(ctx.body).fontSize) || 14;
  const touch = ({ x, y }) => {
    const [width, height] = look.size();
    me.choose(nearest(places(me, width, height, size()).dots, x, y));
    tell();
    return true;
  };
  if (!ctx.locked("scrub")) {
    keys(ctx, look.face, step);
    drag(ctx, look.face, { start: touch, move: touch });
  } else placed(ctx, "scrub", look.face);
  const name = (i) => {
    const now = me.events[me.shown()[clamp(Math.round(i), 0, me.shown().length - 1)]];
    return now ? `${now.year}` : "";
  };
  const scrub = slider(ctx, { name: "scrub", label: "Scrub through the years", min: 0, max: Math.max(1, me.shown().length - 1), step: 1, value: me.place(), format: name, oninput: (i) => (me.goto(i), tell()) });
  const back = button(ctx, { name: "scrub", label: "Back", icon: "back", iconOnly: true, title: "The event before", onclick: go(me.back) });
  const next = button(ctx, { name: "scrub", label: "Next", icon: "step", title: "The next event", onclick: go(me.next) });
  const lanes = chips(ctx, { name: "threads", label: "Threads", values: me.threads, options: me.lanes.map((lane, k) => [lane, lane, markerSwatch(ctx, MARKS[k % 10], k % 10)]), onchange: (wanted) => {
    me.show(wanted);
    ctx.say(`${me.shown().length} events: ${me.threads.join(", ")}.`);
    return me.threads;
  } });
  const text = card(ctx, me);
  const show = () => {
    scrub.box.max = Math.max(1, me.shown().length - 1);
    scrub.set(me.place());
    lanes.set(me.threads);
    text.show();
    const [at, last] = [me.place(), me.shown().length - 1];
    if (!ctx.locked("scrub")) [[back, at > 0], [next, at < last]].forEach(([node, can]) => node.setAttribute("aria-disabled", String(!can)));
  };
  parts = { look, show };
  ctx.watch(["_events", "_eras", "_threads", "_at"], () => {
    me.read();
    changed();
  });
  ctx.body.append(look.node, h("div", { class: "cl-row tl-row" }, h("div", { class: "cl-playback" }, back, next), scrub.node, lanes.node), text.node);
  show();
  changed();
}

export default { render: widget("Timeline", build) };
