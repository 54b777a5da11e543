import {
  button, choice, clamp, css, drag, fmt, grey, h, inkOn, keys, line, picture, select, shorten, signed, slider, toggle, widget,
} from "./shared.js";
import {
  GRID, LEVELS, bytesOf, contributions, copied, packBits, preprocess, scores, sigmoid, stroke, unpackBits, winner,
} from "./digit_preprocess.js";

// ---------------------------------------------------------------- drawing on a canvas

// The fine drawing, black on white in every theme, as the data are.
function paintInk(g, ink, width, height) {
  const sheet = (g.canvas.clInk ??= Object.assign(document.createElement("canvas"), { width: GRID, height: GRID }));
  const brush = sheet.getContext("2d");
  const pixels = brush.createImageData(GRID, GRID);
  new Uint32Array(pixels.data.buffer).forEach((_, i, all) => (all[i] = ink[i] ? 0xff000000 : 0xffffffff));
  brush.putImageData(pixels, 0, 0);
  g.drawImage(sheet, 0, 0, width, height);
}

// n x n cells in a box; cell(i) gives a colour, or null for none.
function paintCells(g, n, box, cell, each) {
  const edge = (k, from) => from + Math.round((k * box.side) / n);
  for (let i = 0; i < n * n; i++) {
    const [x, y] = [edge(i % n, box.left), edge(Math.floor(i / n), box.top)];
    const [w, tall] = [edge((i % n) + 1, box.left) - x, edge(Math.floor(i / n) + 1, box.top) - y];
    const colour = cell(i);
    g.fillStyle = css(colour);
    g.fillRect(x, y, w, tall);
    each?.(i, x, y, w, tall, colour);
  }
}

function paintFocus(g, n, box, spot, theme) {
  if (spot === null) return;
  const side = box.side / n;
  const [x, y] = [box.left + (spot % n) * side, box.top + Math.floor(spot / n) * side];
  for (const [width, colour] of [[5, theme.ink], [3, theme.focus]]) {
    g.lineWidth = width;
    g.strokeStyle = css(colour);
    g.strokeRect(x, y, side, side);
  }
}

// A minus through what speaks against, a plus on what speaks for: the sign is not left to the colour.
function paintSigns(g, value, x, y, w, tall, colour) {
  if (Math.abs(value) < 0.12) return;
  const arm = 0.26 * w;
  const [cx, cy] = [x + w / 2, y + tall / 2];
  g.lineWidth = w < 12 ? 1 : 1.5;
  g.strokeStyle = css(inkOn(colour));
  if (value < 0 || w >= 9) line(g, [[cx - arm, cy], [cx + arm, cy]]);
  if (value > 0 && w >= 9) line(g, [[cx, cy - arm], [cx, cy + arm]]);
}

function thumbnail(levels, size) {
  const canvas = h("canvas", { width: size, height: size, "aria-hidden": "true" });
  const brush = canvas.getContext("2d");
  const pixels = brush.createImageData(size, size);
  levels.forEach((v, i) => pixels.data.set([...grey(v / LEVELS[size]), 255], 4 * i));
  brush.putImageData(pixels, 0, 0);
  return canvas;
}

// ---------------------------------------------------------------- the state, and what changes it

const STEP = 4;
const WAIT = 1500;
const NO_KERNEL = "Python has not answered. Asking it needs a running kernel: open the notebook and run this cell.";

class Sheet {
  constructor(ctx) {
    Object.assign(this, { ctx, size: ctx.get("size"), cursor: [GRID / 2, GRID / 2], pen: false, tool: "pen", past: [], spot: null, chosen: null });
    Object.assign(this, { asks: ctx.get("_asks"), asked: ctx.get("_asked"), waiting: false, late: false, views: [] });
    this.read();
    ctx.cleanup(() => clearTimeout(this.timer));
  }

  read() {
    this.image = new Float32Array(copied(this.ctx.get("image")));
    if (!this.image.length) this.image = new Float32Array(this.size ** 2);
    this.ink = unpackBits(bytesOf(this.ctx.get("_ink")));
    const made = preprocess(this.ink, this.size, this.ctx.get("centre"));
    this.drawn = this.image.every((v, i) => v === made[i]);
    if (!this.drawn) this.ink.fill(0);
    this.readWeights();
  }

  readWeights() {
    const data = copied(this.ctx.get("_weights"));
    this.weights = data.byteLength ? new (this.size === 8 ? Float64Array : Float32Array)(data) : null;
    this.think();
  }

  think() {
    const answer = this.ctx.get("_answer") ?? {};
    this.scores = this.weights ? scores(this.weights, this.image) : (this.asks && answer.scores) || null;
    this.label = this.weights ? winner(this.scores) : answer.label ?? null;
    this.empty = !this.image.some(Boolean);
    this.views.forEach((view) => view());
  }

  remember() {
    this.past.push({ ink: this.ink.slice(), image: this.image, drawn: this.drawn });
    if (this.past.length > 60) this.past.shift();
  }

  // A line of ink (or of paper) between two points of the grid; a loaded picture gives way to the drawing.
  draw(from, to, value) {
    if (!this.drawn) {
      this.drawn = true;
      this.ink.fill(0);
      this.image = new Float32Array(this.size ** 2);
    }
    stroke(this.ink, from, to, this.ctx.get("brush") * (value ? 1 : 1.6), value);
    this.update();
  }

  update(done = false) {
    if (this.drawn) this.image = preprocess(this.ink, this.size, this.ctx.get("centre"));
    this.think();
    if (!this.asks || done) this.send();
  }

  load(levels) {
    this.remember();
    this.ink.fill(0);
    this.drawn = false;
    this.image = Float32Array.from(levels, (v) => v / LEVELS[this.size]);
    this.update(true);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return false;
    Object.assign(this, last, { pen: false });
    this.update(true);
    return true;
  }

  clear() {
    this.remember();
    Object.assign(this, { drawn: true, pen: false });
    this.ink.fill(0);
    this.update(true);
  }

  send() {
    this.ctx.save("image", () => new DataView(this.image.slice().buffer));
    this.ctx.save("_ink", () => new DataView(this.drawn ? packBits(this.ink).buffer : new ArrayBuffer(0)));
    if (!this.asks) return;
    this.asked += 1;
    this.ctx.save("_asked", this.asked);
    this.waiting = !this.empty;
    this.late = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ctx.guard(() => {
      this.late = this.waiting;
      if (this.late) this.ctx.say(NO_KERNEL);
      this.think();
    }), WAIT);
    this.think();
  }

  heard() {
    const answer = this.ctx.get("_answer") ?? {};
    if ((answer.asked ?? 0) < this.asked) return;
    this.waiting = this.late = false;
    this.think();
    if (!this.empty) this.ctx.say(this.verdict());
  }

  verdict() {
    const answer = this.ctx.get("_answer") ?? {};
    if (this.asks && this.empty) return "Draw a digit, and Python is asked what it is.";
    if (this.late) return NO_KERNEL;
    if (this.waiting) return "Asking Python…";
    if (this.asks && answer.error) return answer.error;
    if (this.asks) return this.label === null ? "Python has not been asked yet." : `Python says ${this.label}.`;
    if (this.weights && this.empty) return "Nothing is drawn: what is left of the scores is the bias.";
    return this.weights ? `The model says ${this.label} (${this.outputName()} ${fmt(this.shown(this.label), 3)}).` : "";
  }

  outputName() {
    return this.ctx.get("output") === "sigmoid" ? "sigmoid of the score" : "score";
  }

  shown(k) {
    return this.ctx.get("output") === "sigmoid" ? sigmoid(this.scores[k]) : this.scores[k];
  }

  pixel(i) {
    const [n, levels] = [this.size, LEVELS[this.size]];
    const level = this.image[i] * levels;
    const count = Math.abs(level - Math.round(level)) < 1e-4 ? `${Math.round(level)} of ${levels}, ` : "";
    return `Row ${Math.floor(i / n) + 1}, column ${(i % n) + 1}: ${count}x = ${fmt(this.image[i])}`;
  }
}

// ---------------------------------------------------------------- the parts of the page

function drawingPad(ctx, sheet) {
  const look = picture(ctx, {
    label: "Drawing pad", aspect: 1, maxWidth: 320, interactive: true,
    help: "Draw with mouse, finger or keys: arrows move, Space sets the pen down or lifts it, Delete erases, U undoes.",
    draw: (g, width, height, theme) => {
      if (sheet.drawn) paintInk(g, sheet.ink, width, height);
      else paintCells(g, sheet.size, { left: 0, top: 0, side: width }, (i) => grey(sheet.image[i]));
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 2;
      g.strokeRect(0, 0, width, height);
      if (sheet.empty && sheet.drawn) {
        g.fillStyle = "#595959";
        g.textAlign = "center";
        g.fillText("Draw a digit here", width / 2, 0.3 * height);
      }
      if (document.activeElement === look.face || look.face.getRootNode().activeElement === look.face) paintCursor(g, width, theme);
    },
  });
  function paintCursor(g, width, theme) {
    const [x, y] = sheet.cursor.map((v) => (v * width) / GRID);
    const r = Math.max(6, (ctx.get("brush") * width) / GRID / 2);
    for (const [wide, colour] of [[5, [26, 26, 26]], [3, theme.focus]]) {
      g.lineWidth = wide;
      g.strokeStyle = css(colour);
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.stroke();
      line(g, [[x - r - 6, y], [x - r, y]]);
      line(g, [[x + r, y], [x + r + 6, y]]);
    }
    g.fillStyle = css(theme.focus);
    g.fillRect(x - 2, y - 2, 4, 4);
  }
  const where = () => `row ${Math.floor(sheet.cursor[1] / STEP) + 1}, column ${Math.floor(sheet.cursor[0] / STEP) + 1} of 32`;
  const value = () => (sheet.tool === "pen" ? 1 : 0);
  const ended = (said) => {
    sheet.update(true);
    ctx.say(`${said} ${sheet.verdict()}`);
  };
  const toGrid = (e) => [e.x, e.y].map((v) => clamp((v * GRID) / look.size()[0], 0, GRID));
  drag(ctx, look.face, {
    start: (e) => {
      sheet.remember();
      sheet.pen = false;
      sheet.cursor = toGrid(e);
      sheet.draw(sheet.cursor, sheet.cursor, value());
      return true;
    },
    move: (e) => {
      const to = toGrid(e);
      sheet.draw(sheet.cursor, to, value());
      sheet.cursor = to;
    },
    end: () => ended(sheet.tool === "pen" ? "Drawn." : "Erased."),
  });
  const go = (dx, dy) => (e) => {
    const far = e.shiftKey ? 4 * STEP : STEP;
    const to = [clamp(sheet.cursor[0] + dx * far, 0, GRID), clamp(sheet.cursor[1] + dy * far, 0, GRID)];
    if (sheet.pen) sheet.draw(sheet.cursor, to, value());
    sheet.cursor = to;
    look.redraw();
    ctx.say(sheet.pen ? `Pen down, ${where()}. ${sheet.asks ? "" : sheet.verdict()}` : `Pen up, ${where()}.`);
  };
  const rub = () => {
    sheet.remember();
    sheet.draw(sheet.cursor, sheet.cursor, 0);
    ended(`Erased at ${where()}.`);
  };
  const lift = () => {
    if (!sheet.pen) return false;
    sheet.pen = false;
    look.redraw();
    ended(`Pen up, ${where()}.`);
  };
  keys(ctx, look.face, {
    ArrowLeft: go(-1, 0), ArrowRight: go(1, 0), ArrowUp: go(0, -1), ArrowDown: go(0, 1),
    Backspace: rub, Delete: rub, Escape: lift,
    "u|U": () => !ctx.locked("undo") && !ctx.hidden("undo") && ctx.say(sheet.undo() ? `Undone. ${sheet.verdict()}` : "There is nothing to undo."),
    Space: (e) => {
      if (e.repeat) return;
      if (sheet.pen) return lift(), undefined;
      sheet.remember();
      sheet.pen = true;
      sheet.draw(sheet.cursor, sheet.cursor, value());
      ctx.say(`Pen down, ${where()}.`);
    },
  });
  ctx.on(look.face, "focus", look.redraw);
  ctx.on(look.face, "blur", () => (sheet.pen ? lift() : look.redraw()));
  sheet.views.push(() => {
    look.label(`Drawing pad, ${sheet.empty ? "empty" : sheet.drawn ? "with a drawing" : "with a loaded digit"}, pen ${sheet.pen ? "down" : "up"}`);
    look.redraw();
  });
  return look.node;
}

function preview(ctx, sheet) {
  const n = sheet.size;
  const note = h("p", { class: "cl-dp-note cl-digits" });
  let near = false;
  const look = picture(ctx, {
    label: `What the model sees, ${n} by ${n} pixels`, aspect: 1, maxWidth: 260, interactive: true,
    table: () => ({
      caption: `Pixels x, 0 paper to 1 ink`, head: ["row", ...Array.from({ length: n }, (_, c) => String(c + 1))],
      rows: Array.from({ length: n }, (_, r) => [String(r + 1), ...sheet.image.slice(r * n, (r + 1) * n)]),
    }),
    draw: (g, width, height, theme) => {
      const box = { left: 0, top: 0, side: width };
      const roomy = (near || sheet.spot !== null) && width / n >= 21;
      if (roomy) g.font = `12px ${theme.font}`;
      g.textAlign = "center";
      g.textBaseline = "middle";
      paintCells(g, n, box, (i) => grey(sheet.image[i]), (i, x, y, w, tall, colour) => {
        if (!roomy) return;
        g.fillStyle = css(inkOn(colour));
        g.fillText(String(Math.round(sheet.image[i] * LEVELS[n])), x + w / 2, y + tall / 2 + 1);
      });
      g.strokeStyle = css(theme.muted);
      g.lineWidth = 2;
      g.strokeRect(0, 0, width, height);
      paintFocus(g, n, box, sheet.spot, theme);
    },
  });
  const show = (i, aloud) => {
    sheet.spot = i;
    note.textContent = i === null ? "Point at a pixel, or walk with the arrows, to read it." : sheet.pixel(i);
    if (aloud && i !== null) ctx.say(note.textContent);
    sheet.views.forEach((view) => view());
  };
  const under = (e) => {
    const [w] = look.size();
    const [x, y] = [e.offsetX, e.offsetY].map((v) => clamp(Math.floor((v * n) / w), 0, n - 1));
    return y * n + x;
  };
  const focused = () => look.face.getRootNode().activeElement === look.face;
  ctx.on(look.face, "pointermove", (e) => ((near = true), sheet.spot !== under(e) && show(under(e), false)));
  ctx.on(look.face, "pointerdown", (e) => show(under(e), true));
  ctx.on(look.face, "pointerleave", () => ((near = false), show(focused() ? sheet.spot : null, false)));
  ctx.on(look.face, "focus", () => show(sheet.spot ?? (n / 2) * n + n / 2, true));
  ctx.on(look.face, "blur", () => show(null, false));
  const go = (dr, dc) => () => {
    const [r, c] = [Math.floor((sheet.spot ?? 0) / n), (sheet.spot ?? 0) % n];
    show(clamp(r + dr, 0, n - 1) * n + clamp(c + dc, 0, n - 1), true);
  };
  keys(ctx, look.face, { ArrowLeft: go(0, -1), ArrowRight: go(0, 1), ArrowUp: go(-1, 0), ArrowDown: go(1, 0) });
  sheet.views.push(() => {
    note.textContent = sheet.spot === null ? note.textContent : sheet.pixel(sheet.spot);
    look.redraw();
  });
  note.textContent = "Point at a pixel, or walk with the arrows, to read it.";
  return h("div", { class: "cl-dp-preview" }, h("p", { class: "cl-heading" }, `What the model sees: ${n}×${n}`), look.node, note);
}

function bars(ctx, sheet) {
  const verdict = h("p", { class: "cl-dp-verdict" });
  const rows = Array.from({ length: 10 }, (_, k) => ({ zero: h("span", { class: "cl-dp-zero" }), fill: h("span", { class: "cl-dp-fill" }), number: h("td", { class: "cl-dp-number" }), mark: h("td", { class: "cl-dp-mark" }), row: null, k }));
  rows.forEach((r) => (r.row = h("tr", {}, h("th", { scope: "row" }, r.k), h("td", { class: "cl-dp-track" }, h("span", { class: "cl-dp-rail", "aria-hidden": "true" }, r.fill, r.zero)), r.number, r.mark)));
  const kind = h("th", { scope: "col" });
  const table = h("table", { class: "cl-dp-bars" }, h("caption", {}, h("span", { class: "cl-live" }, "What the model says of each digit")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "digit"), h("th", { scope: "col" }, h("span", { class: "cl-live" }, "bar")), kind, h("th", { scope: "col" }, h("span", { class: "cl-live" }, "winner")))),
    h("tbody", {}, rows.map((r) => r.row)));
  const paint = () => {
    verdict.textContent = sheet.verdict();
    verdict.hidden = !sheet.weights && !sheet.asks;
    verdict.classList.toggle("cl-dp-bad", sheet.late || Boolean(sheet.asks && !sheet.waiting && !sheet.empty && ctx.get("_answer")?.error));
    table.hidden = !sheet.scores || sheet.waiting || (sheet.asks && sheet.empty);
    if (table.hidden) return;
    const smooth = ctx.get("output") === "sigmoid";
    kind.textContent = smooth ? "sigmoid" : "score";
    const values = rows.map((r) => sheet.shown(r.k));
    const low = smooth ? 0 : Math.min(0, ...values);
    const span = (smooth ? 1 : Math.max(0, ...values)) - low || 1;
    rows.forEach(({ row, fill, zero, number, mark, k }) => {
      const won = k === sheet.label;
      row.className = won ? "cl-dp-won" : "";
      fill.className = `cl-dp-fill${values[k] < 0 ? " cl-dp-minus" : ""}`;
      fill.style.left = `${(100 * (Math.min(values[k], 0) - low)) / span}%`;
      zero.style.left = `${(-100 * low) / span}%`;
      fill.style.width = `${(100 * Math.abs(values[k])) / span}%`;
      number.textContent = fmt(values[k], 3);
      number.title = String(values[k]);
      mark.textContent = won ? "◀ highest" : "";
    });
  };
  sheet.views.push(() => ctx.draw(paint));
  ctx.draw(paint);
  return { verdict, table };
}

function explanation(ctx, sheet) {
  const n = sheet.size;
  const digit = () => (sheet.chosen === null ? sheet.label : sheet.chosen);
  const sum = h("p", { class: "cl-dp-sum cl-digits" });
  const spot = h("p", { class: "cl-dp-note cl-digits" });
  const parts = () => contributions(sheet.weights, sheet.image, digit());
  const look = picture(ctx, {
    label: "Pixels, weights, and what each pixel adds to the score", aspect: 2.85, maxWidth: 760,
    table: () => {
      const { each } = parts();
      const row = (i) => [`${Math.floor(i / n) + 1}, ${(i % n) + 1}`, sheet.image[i], sheet.weights[digit() * (n * n + 1) + 1 + i], each[i]];
      const inked = Array.from(sheet.image, (v, i) => i).filter((i) => sheet.image[i]);
      return { caption: `What each inked pixel adds to the score of ${digit()}`, head: ["row, column", "pixel x", "weight w", "w·x"], rows: inked.map(row) };
    },
    draw: (g, width, height, theme) => {
      const k = digit();
      const { each } = parts();
      const w = Array.from(sheet.image, (_, i) => sheet.weights[k * (n * n + 1) + 1 + i]);
      const room = 1.7 * theme.size;
      const gap = 1.6 * theme.size;
      const side = Math.min((width - 2 * gap - 4) / 3, height - room - 3);
      g.textBaseline = "middle";
      const panels = [["pixels x", null, sheet.image], [`weights w of ${k}`, "×", w], ["w·x", "=", each]];
      panels.forEach(([title, sign, values], p) => {
        const box = { left: Math.round(2 + p * (side + gap)), top: Math.round(room), side: Math.floor(side) };
        g.fillStyle = css(theme.ink);
        g.textAlign = "left";
        g.fillText(g.measureText(title).width > side + 4 ? title.split(" ").at(p === 1 ? 1 : -1) : title, box.left, 0.75 * theme.size);
        g.textAlign = "center";
        if (sign) g.fillText(sign, box.left - gap / 2, box.top + side / 2);
        const scale = p ? Math.max(...values.map(Math.abs)) || 1 : 1;
        paintCells(g, n, box, (i) => (p ? signed(values[i] / scale, theme) : grey(values[i])), (i, x, y, cw, tall, colour) => p && paintSigns(g, values[i] / scale, x, y, cw, tall, colour));
        g.strokeStyle = css(theme.muted);
        g.lineWidth = 1;
        g.strokeRect(box.left, box.top, box.side, box.side);
        paintFocus(g, n, box, sheet.spot, theme);
      });
    },
  });
  const pick = select(ctx, {
    label: "Explain the score of", value: "winner", options: [["winner", "the winner"], ...Array.from({ length: 10 }, (_, k) => [String(k), `digit ${k}`])],
    onchange: (v) => {
      sheet.chosen = v === "winner" ? null : Number(v);
      refresh();
      ctx.say(sum.textContent);
    },
  });
  const node = h("section", { class: "cl-dp-explain", "aria-label": "Which pixels speak for a digit" }, pick.node, look.node, sum, spot,
    h("p", { class: "cl-help" }, "Blue with + speaks for the digit, vermilion with − against it. Full colour is the largest in each picture."));
  const refresh = () => {
    node.hidden = !ctx.get("explain") || !sheet.weights;
    if (node.hidden) return;
    const k = digit();
    const { each, bias, plus, minus } = parts();
    const all = [bias, plus, -minus, sheet.scores[k]].map((v) => shorten(v));
    const equals = all.every((v) => v.exact) ? "=" : "≈";
    sum.textContent = `Score of ${k}: bias ${all[0].text} + for ${all[1].text} − against ${all[2].text} ${equals} ${all[3].text}`;
    const at = sheet.spot;
    spot.textContent = at === null ? "" : `${sheet.pixel(at)}, w = ${fmt(sheet.weights[k * (n * n + 1) + 1 + at])}, w·x = ${fmt(each[at])}`;
    look.redraw();
  };
  sheet.views.push(refresh);
  refresh();
  return { node, refresh };
}

function samples(ctx, sheet) {
  const [data, names, area] = [bytesOf(ctx.get("_samples")), ctx.get("_names") ?? [], sheet.size ** 2];
  if (!names.length || ctx.hidden("samples")) return null;
  const one = (name, k) => {
    const levels = data.slice(k * area, (k + 1) * area);
    const what = name.startsWith("#") ? `sample ${name.slice(1)}` : `a real ${name}`;
    const load = ctx.guard(() => {
      sheet.load(levels);
      ctx.say(`Loaded ${what}. ${sheet.verdict()}`);
    });
    return h("button", { type: "button", class: "cl-button cl-dp-sample", disabled: ctx.locked("samples"), "aria-label": `Load ${what}`, onclick: load }, thumbnail(levels, sheet.size), h("span", {}, name));
  };
  return h("div", { class: "cl-dp-samples", role: "group", "aria-label": "Real digits to load" }, h("span", { class: "cl-help" }, "Or load a real one:"), names.map(one));
}

function controls(ctx, sheet) {
  const tool = choice(ctx, { name: "tool", label: "Tool", options: [["pen", "Pen"], ["eraser", "Eraser"]], value: "pen", onchange: (v) => (sheet.tool = v) });
  const brush = slider(ctx, { name: "brush", label: "Width", min: 4, max: 40, step: 1, value: ctx.get("brush"), format: (x) => `${x} of ${GRID}`, oninput: (x) => {
    ctx.model.set("brush", x);
    ctx.save("brush", x);
    sheet.think();
  } });
  const undo = button(ctx, { name: "undo", label: "Undo", title: "Take back the last stroke (U)", onclick: () => ctx.say(sheet.undo() ? `Undone. ${sheet.verdict()}` : "There is nothing to undo.") });
  const clear = button(ctx, { name: "clear", label: "Clear", title: "An empty pad", onclick: () => (sheet.clear(), ctx.say("Cleared.")) });
  const centre = toggle(ctx, { name: "centre", label: "Scale and centre as the data were", value: ctx.get("centre"), onchange: (on) => {
    ctx.model.set("centre", on);
    ctx.save("centre", on);
    sheet.update(true);
    ctx.say(`${on ? "Scaled and centred." : "As drawn."} ${sheet.verdict()}`);
  } });
  const explain = toggle(ctx, { name: "explain", label: "Which pixels speak for it?", value: ctx.get("explain"), onchange: (on) => {
    ctx.model.set("explain", on);
    ctx.save("explain", on);
    sheet.think();
  } });
  const able = () => {
    undo.setAttribute("aria-disabled", String(!sheet.past.length));
    explain.node.hidden = !sheet.weights || ctx.hidden("explain");
  };
  sheet.views.push(able);
  able();
  ctx.watch("brush", () => (brush.set(ctx.get("brush")), sheet.think()));
  ctx.watch("explain", () => (explain.set(ctx.get("explain")), sheet.think()));
  ctx.watch("centre", () => (centre.set(ctx.get("centre")), sheet.update(true)));
  return h("div", { class: "cl-row cl-dp-controls" }, tool.node, undo, clear, brush.node, centre.node, explain.node);
}

export default {
  render: widget("Digit pad", (ctx) => {
    const sheet = new Sheet(ctx);
    const answer = bars(ctx, sheet);
    const why = explanation(ctx, sheet);
    ctx.body.append(
      h("div", { class: "cl-dp" },
        h("div", { class: "cl-dp-pad" }, drawingPad(ctx, sheet), answer.verdict, controls(ctx, sheet), samples(ctx, sheet)),
        preview(ctx, sheet), answer.table),
      why.node,
    );
    ctx.watch(["image", "_ink"], () => (sheet.past = [], sheet.read()));
    ctx.watch("_weights", () => sheet.readWeights());
    ctx.watch("output", () => sheet.think());
    ctx.watch("_answer", () => sheet.heard());
  }),
};
