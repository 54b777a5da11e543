import { MARKERS, arrow, axes, choice, clamp, contour, css, drag, equals, exactly, floats, fmt, h, keys, line, linspace, marker, mix, numberField, packFloats, picture, playback, select, shade, shorten, signed, slider, widget } from "./shared.js";

// ---------------------------------------------------------------- one neuron, as in course_lib/linear.py

export const WEIGHTS = { linear: 3, quadratic: 6 };
const FEATURE_NAMES = ["1", "x₁", "x₂", "x₁²", "x₂²", "x₁x₂"];
const SUB = "₀₁₂₃₄₅";
const KEPT_STEPS = 400;
const MOST_POINTS = 500;

export const expand = (x1, x2, features) => (features === "linear" ? [1, x1, x2] : [1, x1, x2, x1 * x1, x2 * x2, x1 * x2]);

export function scoreOf(w, x1, x2) {
  let s = w[0] + w[1] * x1 + w[2] * x2;
  if (w.length > 3) s += w[3] * x1 * x1 + w[4] * x2 * x2 + w[5] * x1 * x2;
  return s;
}

// For a negative z the same number is computed as e^z / (1 + e^z), so that nothing overflows.
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : e) / (1 + e);
}

export const outputOf = (s, output) => (output === "sign" ? (s > 0 ? 1 : -1) : output === "identity" ? s : sigmoid(s));

// The loss of one point: 0 or 1, squared error, or ln(1 + e^(-ys)).
export function lossOf(s, y, output) {
  if (output === "sign") return (s > 0 ? 1 : -1) === y ? 0 : 1;
  if (output === "identity") return (s - y) * (s - y);
  return Math.max(0, -y * s) + Math.log1p(Math.exp(-Math.abs(s)));
}

// points: rows [x1, x2, y]. The mean over the points; NaN without points.
export function meanLoss(points, w, output) {
  let sum = 0;
  for (const [x1, x2, y] of points) sum += lossOf(scoreOf(w, x1, x2), y, output);
  return sum / points.length;
}

// Slope of the mean loss for each weight; null where there is none.
export function gradientOf(points, w, output, features) {
  if (output === "sign" || points.length === 0) return null;
  const slope = new Array(w.length).fill(0);
  for (const [x1, x2, y] of points) {
    const s = scoreOf(w, x1, x2);
    const pull = output === "identity" ? 2 * (s - y) : -y * sigmoid(-y * s);
    expand(x1, x2, features).forEach((f, i) => (slope[i] += pull * f));
  }
  return slope.map((g) => g / points.length);
}

export const stepped = (w, slope, rate, direction) => w.map((x, i) => (direction === "climb" ? x + rate * slope[i] : x - rate * slope[i]));

export const accuracy = (points, w) => points.filter(([x1, x2, y]) => (scoreOf(w, x1, x2) > 0 ? 1 : -1) === y).length;

// "0.3 − 0.1 · 1.24 = 0.176", with ≈ in place of = where a number on the line was shortened.
export function updateLine(w, slope, rate, direction) {
  const next = direction === "climb" ? w + rate * slope : w - rate * slope;
  const parts = [w, rate, slope, next].map((x) => shorten(x));
  const [a, r, g, b] = parts.map(({ text }) => text);
  const sign = parts.every(({ exact }) => exact) ? "=" : "≈";
  const left = `${a} ${direction === "climb" ? "+" : "−"} ${r} · ${slope < 0 ? `(${g})` : g}`;
  return `${left.replaceAll(" ", "\u00a0")} ${sign}\u00a0${b}`; // a narrow cell may break only before the sign
}

// ---------------------------------------------------------------- what the page shows

const LOSS_NAME = { sign: "share of wrong points", identity: "mean squared error", sigmoid: "logistic loss" };
const ANSWER = { sign: "sign(s)", identity: "s", sigmoid: "σ(s)" };
const MODEL = { sign: "linear classification", identity: "linear regression", sigmoid: "logistic regression" };

// The state of the playground and its rules, without a page: what a key or a button does.
export function playground(ctx, changed) {
  const me = { points: [], trace: [], at: 0, first: 0, note: "" };
  const read = () => {
    for (const name of ["output", "features", "direction"]) me[name] = ctx.get(name);
    me.rate = ctx.get("learning_rate");
    me.preset = ctx.get("_preset");
    me.limits = ctx.get("_limits");
    me.names = ctx.get("_names");
    const width = WEIGHTS[me.features] + 1;
    const rows = (flat, n) => Array.from({ length: Math.floor(flat.length / n) }, (_, i) => Array.from(flat.slice(i * n, i * n + n)));
    me.points = rows(ctx.array("_points"), 3);
    me.trace = rows(ctx.array("_trace"), width);
    me.at = clamp(ctx.get("_at"), 0, Math.max(0, me.trace.length - 1));
    me.first = ctx.get("_first");
    if (!me.trace.length) begin(start());
  };
  const start = () => {
    const given = Array.from(ctx.array("_start"));
    return Array.from({ length: WEIGHTS[me.features] }, (_, i) => given[i] ?? 0);
  };
  const keepTrace = () => {
    ctx.save("_trace", () => packFloats(me.trace.flat()));
    ctx.save("_at", () => me.at);
    ctx.save("_first", () => me.first);
  };
  const keepPoints = () => {
    ctx.save("_points", () => packFloats(me.points.flat()));
    if (me.preset !== "own") ctx.save("_preset", (me.preset = "own"));
  };
  const begin = (w) => {
    me.trace = [[meanLoss(me.points, w, me.output), ...w]];
    me.at = me.first = 0;
    me.note = "";
    keepTrace();
  };
  Object.defineProperty(me, "w", { get: () => me.trace[me.at].slice(1) });
  me.loss = () => meanLoss(me.points, me.w, me.output);
  me.slope = () => gradientOf(me.points, me.w, me.output, me.features);
  me.step = () => {
    const slope = me.slope();
    if (!slope) {
      me.note = me.points.length ? "stuck" : "";
      changed();
      return false;
    }
    const w = stepped(me.w, slope, me.rate, me.direction);
    const loss = meanLoss(me.points, w, me.output);
    if (!w.every(Number.isFinite) || !Number.isFinite(loss)) {
      me.note = "beyond";
      changed();
      return false;
    }
    me.note = me.direction === "descend" && loss > me.trace[me.at][0] * (1 + 1e-12) ? "rose" : "";
    me.trace.length = me.at + 1;
    me.trace.push([loss, ...w]);
    me.at += 1;
    if (me.trace.length > KEPT_STEPS + 1) {
      me.trace.shift();
      me.at -= 1;
      me.first += 1;
    }
    keepTrace();
    changed();
    return true;
  };
  me.go = (row) => {
    me.at = clamp(row, 0, me.trace.length - 1);
    me.note = "";
    keepTrace();
    changed();
  };
  me.reset = () => (begin(start()), changed());
  me.setWeights = (w) => (begin(w), changed());
  me.choose = (name, value) => {
    const w = me.w;
    me[name] = value;
    ctx.save(name === "rate" ? "learning_rate" : name, value);
    me.note = "";
    if (name === "output") begin(w);
    if (name === "features") begin(Array.from({ length: WEIGHTS[value] }, (_, i) => w[i] ?? 0));
    changed();
  };
  me.load = (chosen) => {
    Object.assign(me, { preset: chosen.name, limits: chosen.limits, names: chosen.names });
    const flat = floats(chosen.data);
    me.points = Array.from({ length: flat.length / 3 }, (_, i) => Array.from(flat.slice(3 * i, 3 * i + 3)));
    for (const name of ["preset", "limits", "names"]) ctx.save(`_${name}`, me[name]);
    ctx.save("_points", () => packFloats(me.points.flat()));
    begin(start());
    changed();
  };
  // Points moved under a run: its past stays as it was, its present is measured again.
  const remeasure = () => {
    me.trace[me.at][0] = me.loss();
    me.trace.length = me.at + 1;
    me.note = "";
    keepPoints();
    keepTrace();
    changed();
  };
  const inside = (x, low, high) => clamp(Math.round(x * 1e4) / 1e4, low, high);
  me.move = (i, x1, x2) => {
    const [a, b, c, d] = me.limits;
    me.points[i] = [inside(x1, a, b), inside(x2, c, d), me.points[i][2]];
    remeasure();
  };
  me.flip = (i) => {
    me.points[i] = [me.points[i][0], me.points[i][1], -me.points[i][2]];
    remeasure();
  };
  me.add = (x1, x2, y) => {
    if (me.points.length >= MOST_POINTS) return -1;
    const [a, b, c, d] = me.limits;
    me.points.push([inside(x1, a, b), inside(x2, c, d), y]);
    remeasure();
    return me.points.length - 1;
  };
  me.remove = (i) => {
    me.points.splice(i, 1);
    remeasure();
  };
  me.read = read;
  read();
  return me;
}

// The sentence that stands under the picture when something needs saying.
export function remark(me) {
  const classes = new Set(me.points.map(([, , y]) => y));
  const slope = me.slope();
  const scores = me.points.map(([x1, x2]) => Math.abs(scoreOf(me.w, x1, x2)));
  if (!me.points.length) return "There are no points, so there is nothing to learn from: choose Add and touch the plane, or pick a set.";
  if (me.note === "beyond") return `The next step would take a weight beyond the finite numbers: the learning rate ${fmt(me.rate)} is far too large here. Press Reset and try a tenth of it.`;
  if (me.note === "stuck") return "There is no step to take: move a weight a little, and almost every point stays on its side, so the share of wrong points does not change. The gradient is 0 and says nothing. Choose sigmoid or identity.";
  if (me.rate === 0 && slope) return "The learning rate is 0: a step leaves every weight as it is.";
  if (me.direction === "climb" && me.at + me.first > 0 && slope) return "You are adding the gradient, as printed on the slide. The gradient points uphill, so the loss grows with each step.";
  if (me.note === "rose") return "The loss grew in this step although you walk downhill: the step was too long. Try a smaller learning rate.";
  if (me.points.length === 1) return "A single point: any line that leaves it on the right side will do.";
  if (classes.size === 1) return "All points are of one class: the neuron only learns to say that class everywhere.";
  if (me.w.slice(1).every((x) => x === 0)) return "Every weight but the bias is 0: the answer is the same everywhere, and there is no line.";
  if (me.output === "sigmoid" && Math.max(...scores) > 36.8) return "Some scores lie beyond ±36.7: there float64 rounds σ(s) to exactly 0 or 1, or the gradient of the point to almost nothing. The loss is computed from s itself, so it stays finite.";
  if (slope && slope.every((g) => Math.abs(g) < 1e-9)) return "The gradient is almost 0: the walk has arrived.";
  return "";
}

const side = (y) => (y > 0 ? 0 : 1);
const HELP = "Arrow keys choose a point. Enter picks it up, arrows then move it (Shift: further), Enter puts it down. F flips its class, A adds a point beside it, Delete removes it.";

// ---------------------------------------------------------------- the plane

function plane(ctx, me, tell) {
  const view = { chosen: -1, held: false, tool: "move", frame: null, tip: null, foot: null };
  const N = 61;
  const values = new Float64Array(N * N);

  function shading(g, theme, { area }) {
    const [x0, x1, y0, y1] = me.limits;
    const [xs, ys] = [linspace(x0, x1, N), linspace(y1, y0, N)];
    for (let r = 0, i = 0; r < N; r++) for (let c = 0; c < N; c++, i++) values[i] = scoreOf(me.w, xs[c], ys[r]);
    const strength = theme.dark ? 0.62 : 0.5;
    const tint = (s) => {
      const t = me.output === "sigmoid" ? 2 * sigmoid(s) - 1 : me.output === "sign" ? (s > 0 ? 0.75 : -0.75) : clamp(s / 1.5, -1, 1);
      return signed(t * strength, theme);
    };
    if (me.output !== "sign") return shade(g, N, N, (i) => tint(values[i]), area);
    // Two flat regions need a sharp edge: more cells, and no smoothing.
    const M = 241;
    const [us, vs] = [linspace(x0, x1, M), linspace(y1, y0, M)];
    const [yes, no] = [tint(1), tint(-1)];
    return shade(g, M, M, (i) => (scoreOf(me.w, us[i % M], vs[Math.floor(i / M)]) > 0 ? yes : no), area);
  }

  function levels(g, theme, area) {
    const toPixel = ([c, r]) => [area.left + (c / (N - 1)) * (area.right - area.left), area.top + (r / (N - 1)) * (area.bottom - area.top)];
    const trace = (level, width, dash, text) => {
      const segments = contour(values, N, N, level);
      if (!segments.length) return;
      g.setLineDash(dash);
      g.lineWidth = width;
      g.strokeStyle = css(theme.ink, dash.length ? 0.75 : 1);
      g.beginPath();
      for (const [a, b] of segments) g.moveTo(...toPixel(a)), g.lineTo(...toPixel(b));
      g.stroke();
      g.setLineDash([]);
      if (!text) return;
      // The label goes where the line is highest but not on the rim.
      const places = segments.map(([a]) => toPixel(a)).filter(([x, y]) => y > area.top + theme.size && y < area.bottom - theme.size && x > area.left + 2 * theme.size && x < area.right - 2 * theme.size);
      if (!places.length) return;
      const [x, y] = places.reduce((best, p) => (p[1] < best[1] ? p : best));
      g.font = `${Math.max(12, 0.86 * theme.size)}px ${theme.font}`;
      const half = g.measureText(text).width / 2 + 3;
      g.fillStyle = css(theme.paper, 0.85);
      g.fillRect(x - half, y - 0.65 * theme.size, 2 * half, 1.3 * theme.size);
      g.fillStyle = css(theme.ink);
      g.textAlign = "center";
      g.textBaseline = "middle";
      g.fillText(text, x, y);
    };
    if (me.output === "identity") trace(1, 1.3, [5, 4], "+1"), trace(-1, 1.3, [5, 4], "−1");
    if (me.output === "sigmoid") trace(Math.log(9), 1.3, [5, 4], "0.9"), trace(-Math.log(9), 1.3, [5, 4], "0.1");
    trace(0, 3, []);
  }

  // The weights as an arrow: it stands on the line, points to the positive side, and its tip can be dragged.
  function normal(g, theme, { x, y, area }) {
    view.tip = view.foot = null;
    const [w0, w1, w2] = me.w;
    const size2 = w1 * w1 + w2 * w2;
    if (me.features !== "linear" || !(size2 > 0) || !Number.isFinite(size2)) return;
    const [a, b, c, d] = me.limits;
    const middle = [(a + b) / 2, (c + d) / 2];
    const off = (w0 + w1 * middle[0] + w2 * middle[1]) / size2;
    const foot = [middle[0] - off * w1, middle[1] - off * w2];
    if (foot[0] < a || foot[0] > b || foot[1] < c || foot[1] > d) return;
    const length = Math.sqrt(size2);
    const shown = clamp(length, (b - a) * 0.09, (b - a) * 0.3) / length;
    view.foot = foot;
    view.shown = shown;
    view.tip = [foot[0] + shown * w1, foot[1] + shown * w2];
    const [fx, fy, tx, ty] = [x(foot[0]), y(foot[1]), x(view.tip[0]), y(view.tip[1])];
    if (tx < area.left || tx > area.right || ty < area.top || ty > area.bottom) return void (view.tip = null);
    g.lineWidth = 6.5;
    g.strokeStyle = g.fillStyle = css(theme.paper);
    arrow(g, fx, fy, tx, ty, 17);
    g.lineWidth = 3;
    g.strokeStyle = g.fillStyle = css(theme.ink);
    arrow(g, fx, fy, tx, ty, 13);
    g.font = `italic 700 ${theme.size}px ${theme.font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    const away = Math.atan2(ty - fy, tx - fx);
    g.lineWidth = 4;
    g.strokeStyle = css(theme.paper);
    g.strokeText("w", tx + 13 * Math.cos(away), ty + 13 * Math.sin(away));
    g.fillText("w", tx + 13 * Math.cos(away), ty + 13 * Math.sin(away));
  }

  function dots(g, theme, { x, y }) {
    const r = clamp(theme.size * 0.46, 5.5, 9);
    me.points.forEach(([x1, x2, label], i) => {
      const k = side(label);
      const [px, py] = [x(x1), y(x2)];
      if (i === view.chosen) {
        for (const [width, colour] of [[7, theme.ink], [4.5, theme.focus]]) {
          g.beginPath();
          g.arc(px, py, r + 5, 0, 7);
          g.lineWidth = width;
          g.strokeStyle = css(colour);
          g.stroke();
        }
      }
      marker(g, MARKERS[k], px, py, r, theme.classes[k], theme.dark ? [10, 10, 10] : [255, 255, 255], 1.4);
      g.strokeStyle = "#fff";
      g.lineWidth = 1.7;
      const arm = r * 0.5;
      line(g, [[px - arm, py], [px + arm, py]]);
      if (label > 0) line(g, [[px, py - arm], [px, py + arm]]);
      if (me.output !== "identity" && (scoreOf(me.w, x1, x2) > 0 ? 1 : -1) !== label) {
        const [ox, oy, z] = [px + 0.95 * r, py - 0.95 * r, 0.42 * r];
        g.lineWidth = 4.4;
        g.strokeStyle = css(theme.paper);
        const cross = () => (line(g, [[ox - z, oy - z], [ox + z, oy + z]]), line(g, [[ox - z, oy + z], [ox + z, oy - z]]));
        cross();
        g.lineWidth = 2.1;
        g.strokeStyle = css(theme.ink);
        cross();
      }
    });
  }

  const look = picture(ctx, {
    label: "The plane of points", aspect: 1.03, maxWidth: 560, interactive: true, help: HELP,
    table: () => ({
      caption: `${me.points.length} points, their scores and what the neuron answers`,
      head: ["point", me.names[0], me.names[1], "class", "score s", "output", "loss"],
      rows: me.points.map(([x1, x2, y], i) => {
        const s = scoreOf(me.w, x1, x2);
        return [String(i + 1), x1, x2, y > 0 ? me.names[3] : me.names[2], s, outputOf(s, me.output), lossOf(s, y, me.output)];
      }),
    }),
    draw(g, width, height, theme) {
      const [a, b, c, d] = me.limits;
      const frame = axes(g, width, height, { xlim: [a, b], ylim: [c, d], xlabel: me.names[0], ylabel: me.names[1], theme, grid: false, square: true });
      view.frame = frame;
      const { area } = frame;
      shading(g, theme, frame);
      g.save();
      g.beginPath();
      g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      g.clip();
      levels(g, theme, area);
      normal(g, theme, frame);
      dots(g, theme, frame);
      g.restore();
      g.lineWidth = 1;
      g.strokeStyle = css(theme.muted, 0.6);
      g.strokeRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    },
  });
  look.face.classList.add("dp-plane");

  const pixel = ([x1, x2]) => [view.frame.x(x1), view.frame.y(x2)];
  const nearest = (e, reach) => {
    let [best, far] = [-1, reach];
    me.points.forEach((p, i) => {
      const [px, py] = pixel(p);
      const away = Math.hypot(px - e.x, py - e.y);
      if (away < far) [best, far] = [i, away];
    });
    return best;
  };
  const data = (e) => [view.frame.ix(e.x), view.frame.iy(e.y)];
  const choose = (i) => {
    view.chosen = i;
    look.redraw();
    tell(i);
  };

  function grip(e) {
    const reach = e.touch ? 26 : 16;
    if (view.tip && Math.hypot(pixel(view.tip)[0] - e.x, pixel(view.tip)[1] - e.y) < (e.touch ? 20 : 12)) return "tip";
    if (nearest(e, reach) >= 0) return "point";
    if (me.features === "linear") {
      const [w0, w1, w2] = me.w;
      const [px, py] = data(e);
      const perPixel = (me.limits[1] - me.limits[0]) / (view.frame.area.right - view.frame.area.left);
      if (Math.abs(w0 + w1 * px + w2 * py) / Math.hypot(w1, w2) / perPixel < (e.touch ? 16 : 9)) return "line";
    }
    return null;
  }

  let holding = null;
  const bend = ctx.locked("weights") ? () => {} : (e) => {
    const [w0, w1, w2] = me.w;
    const [px, py] = data(e);
    if (holding.grip === "line") return me.setWeights([-(w1 * px + w2 * py), w1, w2]);
    const [dx, dy] = [(px - holding.foot[0]) / holding.shown, (py - holding.foot[1]) / holding.shown];
    if (Math.hypot(dx, dy) < 1e-3) return undefined;
    const tidy = (v) => Number(v.toPrecision(4));
    const [u1, u2] = [tidy(dx), tidy(dy)];
    return me.setWeights([tidy(-(u1 * holding.foot[0] + u2 * holding.foot[1])), u1, u2]);
  };
  if (!ctx.locked("plane")) {
    const pointer = drag(ctx, look.face, {
      start(e) {
        if (!view.frame) return false;
        const hit = nearest(e, e.touch ? 26 : 16);
        if (view.tool === "remove") {
          if (hit >= 0) me.remove(hit), choose(-1), ctx.say(`Removed. ${me.points.length} points are left.`);
          return false;
        }
        if (view.tool !== "move") {
          const [x1, x2] = data(e);
          choose(me.add(x1, x2, view.tool === "plus" ? 1 : -1));
          holding = { grip: "point" };
          return true;
        }
        holding = { grip: grip(e), foot: view.foot, shown: view.shown };
        if (holding.grip === "point") choose(hit);
        return holding.grip !== null;
      },
      move(e) {
        if (holding.grip === "point" && view.chosen >= 0) {
          me.move(view.chosen, ...data(e));
          tell(view.chosen);
        } else if (holding.grip !== "point") bend(e);
      },
      end: () => holding.grip === "point" && tell(view.chosen, true),
    });
    ctx.on(look.face, "pointermove", (e) => {
      if (pointer.isHeld() || e.pointerType === "touch" || !view.frame) return;
      const at = { x: e.offsetX, y: e.offsetY };
      const what = grip(at);
      look.face.style.cursor = view.tool !== "move" ? "copy" : { tip: "grab", line: "move", point: "grab" }[what] ?? "crosshair";
      const hit = nearest(at, 16);
      if (hit >= 0 && hit !== view.chosen && !view.held) choose(hit);
    });
  }

  const go = (dx, dy) => (e) => {
    if (!me.points.length) return;
    if (view.held) {
      const size = ((me.limits[1] - me.limits[0]) / 70) * (e.shiftKey ? 5 : 1);
      const [x1, x2] = me.points[view.chosen];
      me.move(view.chosen, x1 + dx * size, x2 + dy * size);
      tell(view.chosen, true);
      return;
    }
    if (view.chosen < 0) return void (choose(0), tell(0, true));
    const [ox, oy] = me.points[view.chosen];
    let [best, least] = [-1, Infinity];
    me.points.forEach(([x1, x2], i) => {
      const along = (x1 - ox) * dx + (x2 - oy) * dy;
      const across = Math.abs((x1 - ox) * dy - (x2 - oy) * dx);
      if (i !== view.chosen && (along > 1e-9 || (along > -1e-9 && across < 1e-9 && i > view.chosen)) && along + 2 * across < least) [best, least] = [i, along + 2 * across];
    });
    if (best >= 0) choose(best), tell(best, true);
  };
  const pick = () => {
    if (view.chosen < 0) return;
    view.held = !view.held;
    ctx.say(view.held ? `Point ${view.chosen + 1} picked up: arrows move it.` : `Point ${view.chosen + 1} put down.`);
    look.face.classList.toggle("dp-held", view.held);
  };
  const own = (fn) => (ctx.locked("plane") ? () => {} : fn);
  keys(ctx, look.face, {
    ArrowLeft: go(-1, 0), ArrowRight: go(1, 0), ArrowUp: go(0, 1), ArrowDown: go(0, -1), "Enter|Space": own(pick),
    Escape: () => (view.held ? pick() : false),
    "f|F": own(() => view.chosen >= 0 && (me.flip(view.chosen), tell(view.chosen, true))),
    "a|A": own(() => {
      const [x1, x2, y] = me.points[view.chosen] ?? [0, 0, 1];
      const size = (me.limits[1] - me.limits[0]) / 20;
      const i = me.add(x1 + size, x2 + size, y);
      if (i >= 0) choose(i), tell(i, true);
      else ctx.say(`${MOST_POINTS} points are the most that fit.`);
    }),
    "Delete|Backspace": own(() => {
      if (view.chosen < 0) return;
      me.remove(view.chosen);
      view.held = false;
      choose(Math.min(view.chosen, me.points.length - 1));
      ctx.say(`Removed. ${me.points.length} points are left.`);
    }),
  });
  ctx.on(look.face, "blur", () => {
    if (view.held) pick();
  });
  return { ...look, view };
}

// ---------------------------------------------------------------- the loss over the steps, and over the weights

function curve(ctx, me) {
  const look = picture(ctx, {
    label: "Loss over the steps", aspect: 1.75, maxWidth: 620,
    table: () => ({ caption: "The loss after each step", head: ["step", "loss", ...me.w.map((_, i) => `w${SUB[i]}`)], rows: me.trace.map((row, i) => [String(me.first + i), ...row]) }),
    draw(g, width, height, theme) {
      const losses = me.trace.map(([value]) => value);
      const high = Math.max(...losses, me.output === "sign" ? 0.5 : 0.75) * 1.08;
      const end = Math.max(me.first + me.trace.length - 1, me.first + 20);
      const { x, y, area } = axes(g, width, height, { xlim: [me.first, end], ylim: [0, Number.isFinite(high) ? high : 1], xlabel: "step", ylabel: "loss E", theme, count: 4 });
      if (!me.points.length) return;
      if (me.output === "sigmoid" && Math.LN2 < high) {
        g.setLineDash([4, 4]);
        g.strokeStyle = css(theme.muted);
        line(g, [[area.left, y(Math.LN2)], [area.right, y(Math.LN2)]]);
        g.setLineDash([]);
        g.fillStyle = css(theme.muted);
        g.font = `${Math.max(12, 0.86 * theme.size)}px ${theme.font}`;
        g.textAlign = "right";
        g.textBaseline = "bottom";
        g.fillText("ln 2: a coin toss", area.right - 2, y(Math.LN2) - 2);
      }
      g.strokeStyle = css(theme.ink);
      g.lineWidth = 3;
      line(g, losses.map((value, i) => [x(me.first + i), y(value)]));
      marker(g, "o", x(me.first + me.at), y(losses[me.at]), 6, theme.focus, theme.ink, 2);
    },
  });
  return look;
}

function surface(ctx, me) {
  const view = { frame: null };
  const N = 41;
  const reach = () => {
    const far = Math.max(...me.trace.flatMap((row) => [Math.abs(row[2]), Math.abs(row[3])]));
    return Math.max(3, Math.ceil(1.25 * far));
  };
  const look = picture(ctx, {
    label: "The loss over the weights w₁ and w₂", aspect: 1.08, maxWidth: 460, interactive: true,
    help: "Dark is a high loss. Drag the start, or move it with the arrow keys.",
    table: () => {
      const at = linspace(-reach(), reach(), 5);
      return { caption: `Loss for w₁ (across) and w₂ (down), the other weights as they are`, head: ["w₂ \\ w₁", ...at.map((v) => fmt(v))], rows: [...at].reverse().map((w2) => [fmt(w2), ...at.map((w1) => meanLoss(me.points, [me.w[0], w1, w2, ...me.w.slice(3)], me.output))]) };
    },
    draw(g, width, height, theme) {
      const r = reach();
      const frame = (view.frame = axes(g, width, height, { xlim: [-r, r], ylim: [-r, r], xlabel: "w₁", ylabel: "w₂", theme, grid: false, square: true }));
      if (!me.points.length) return;
      const [w0, , , ...rest] = me.w;
      const [across, down] = [linspace(-r, r, N), linspace(r, -r, N)];
      const values = new Float64Array(N * N);
      for (let i = 0; i < N * N; i++) values[i] = meanLoss(me.points, [w0, across[i % N], down[Math.floor(i / N)], ...rest], me.output);
      const sorted = Float64Array.from(values).sort();
      const [low, high] = [sorted[0], sorted[sorted.length - 1]];
      const depth = (v) => Math.sqrt(Math.max(0, (v - low) / (high - low || 1)));
      const { area } = frame;
      shade(g, N, N, (i) => mix(theme.paper, theme.ink, 0.62 * depth(values[i])), area);
      g.save();
      g.beginPath();
      g.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      g.clip();
      g.strokeStyle = css(theme.ink, 0.45);
      g.lineWidth = 1;
      const cell = (area.right - area.left) / (N - 1);
      g.beginPath();
      for (const share of me.output === "sign" ? [] : [0.03, 0.08, 0.16, 0.27, 0.4, 0.56, 0.75, 0.92]) {
        for (const [a, b] of contour(values, N, N, low + share * share * (high - low))) {
          g.moveTo(area.left + a[0] * cell, area.top + a[1] * cell);
          g.lineTo(area.left + b[0] * cell, area.top + b[1] * cell);
        }
      }
      g.stroke();
      const path = me.trace.map((row) => [frame.x(row[2]), frame.y(row[3])]);
      for (const [wide, colour] of [[5, theme.paper], [2.4, theme.gradient]]) {
        g.lineWidth = wide;
        g.strokeStyle = css(colour);
        line(g, path);
      }
      if (path.length < 60) path.forEach(([x, y]) => marker(g, "o", x, y, 3, theme.gradient, theme.paper, 1));
      const [px, py] = path[me.at];
      const slope = me.slope();
      if (slope) {
        const size = Math.hypot(slope[1], slope[2]);
        const turn = me.direction === "climb" ? 1 : -1;
        const far = Math.min(60, 14 + 60 * me.rate * size);
        g.strokeStyle = g.fillStyle = css(theme.gradientInk);
        g.lineWidth = 3;
        if (size > 1e-9) arrow(g, px, py, px + (turn * far * slope[1]) / size, py - (turn * far * slope[2]) / size, 11);
      }
      marker(g, "o", px, py, 7, theme.focus, theme.ink, 2.2);
      g.restore();
      g.strokeStyle = css(theme.muted, 0.6);
      g.lineWidth = 1;
      g.strokeRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    },
  });
  const put = (w1, w2) => {
    const r = reach();
    const tidy = (v) => Number(clamp(v, -r, r).toPrecision(4));
    me.setWeights([me.w[0], tidy(w1), tidy(w2), ...me.w.slice(3)]);
  };
  if (!ctx.locked("weights") && !ctx.locked("surface")) {
    const at = (e) => put(view.frame.ix(e.x), view.frame.iy(e.y));
    drag(ctx, look.face, { start: (e) => view.frame && (at(e), true), move: at });
    const nudge = (dx, dy) => (e) => {
      const size = (reach() / 30) * (e.shiftKey ? 5 : 1);
      put(me.w[1] + dx * size, me.w[2] + dy * size);
      ctx.say(`w1 ${fmt(me.w[1])}, w2 ${fmt(me.w[2])}, loss ${fmt(me.loss())}.`);
    };
    keys(ctx, look.face, { ArrowLeft: nudge(-1, 0), ArrowRight: nudge(1, 0), ArrowUp: nudge(0, 1), ArrowDown: nudge(0, -1) });
  }
  return look;
}

// ---------------------------------------------------------------- the numbers

function numbers(ctx, me) {
  const body = h("tbody", {});
  const head = h("tr", {}, ["weight", "value", "slope", "next step"].map((text) => h("th", { scope: "col" }, text)));
  const node = h("table", { class: "dp-weights" }, h("caption", {}, "Each weight, the slope of the loss for it, and what a step makes of it"), h("thead", {}, head), body);
  if (ctx.hidden("weights")) node.hidden = true;
  let rows = [];
  const build = () => {
    rows = me.w.map((x, i) => {
      const field = numberField(ctx, { label: `Weight w${i}, for ${FEATURE_NAMES[i]}`, hideLabel: true, value: x, min: -1e6, max: 1e6, onchange: (v) => {
        me.setWeights(me.w.map((old, k) => (k === i ? v : old)));
        ctx.say(`w${i} is ${fmt(v)}; the loss is ${fmt(me.loss())}.`);
      } });
      if (ctx.locked("weights")) field.box.disabled = true;
      const [slope, next] = [h("td", { class: "dp-slope" }), h("td", { class: "dp-next" })];
      const row = h("tr", {}, h("th", { scope: "row" }, h("i", {}, "w"), h("sub", {}, String(i)), h("small", {}, i ? FEATURE_NAMES[i] : "bias")), h("td", {}, field.node), slope, next);
      return { row, field, slope, next };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
  };
  const show = () => {
    if (rows.length !== me.w.length) build();
    const slope = me.slope();
    me.w.forEach((x, i) => {
      rows[i].field.set(x);
      rows[i].slope.textContent = slope ? fmt(slope[i]) : "none";
      rows[i].slope.title = slope ? exactly(slope[i]) : "The share of wrong points has no slope to follow.";
      rows[i].next.textContent = slope ? updateLine(x, slope[i], me.rate, me.direction) : "no step";
    });
  };
  return { node, show };
}

// ---------------------------------------------------------------- all together

function build(ctx) {
  let parts = null;
  const repaint = () => {
    parts?.table.show();
    parts?.show();
  };
  const changed = () => {
    if (!parts) return;
    parts.plane.redraw();
    if (parts.tab === "surface") parts.surface.redraw();
    else parts.curve.redraw();
    ctx.draw(repaint);
  };
  const me = playground(ctx, changed);
  const readout = h("p", { class: "dp-readout cl-digits" });
  const describe = (i) => {
    const [x1, x2, y] = me.points[i];
    const s = scoreOf(me.w, x1, x2);
    const answer = me.output === "identity" ? "" : `, output ${ANSWER[me.output]} ${equals(outputOf(s, me.output))}`;
    return `Point ${i + 1}: x₁ ${equals(x1)}, x₂ ${equals(x2)}, class ${y > 0 ? me.names[3] : me.names[2]}; score s ${equals(s)}${answer}, loss ${equals(lossOf(s, y, me.output))}.`;
  };
  const tell = (i, aloud) => {
    ctx.draw(read);
    if (aloud && me.points[i]) ctx.say(describe(i).replaceAll("₁", "1").replaceAll("₂", "2"));
  };
  const read = () => {
    const i = parts.plane.view.chosen;
    readout.textContent = me.points[i] ? describe(i) : "Touch a point to read its score, its output and its loss.";
  };

  const flat = plane(ctx, me, tell);
  const table = numbers(ctx, me);
  const [overSteps, overWeights] = [curve(ctx, me), surface(ctx, me)];
  const lossLine = h("p", { class: "dp-loss" });
  const formula = h("p", { class: "dp-formula" });
  const note = h("p", { class: "cl-note", role: "status", hidden: true });
  const presets = ctx.get("_presets");
  const sets = select(ctx, { name: "points", label: "Points", options: [...presets.map((p) => [p.name, p.title]), ["own", "Your own"]], value: me.preset, onchange: (name) => {
    const chosen = presets.find((p) => p.name === name);
    flat.view.chosen = -1;
    flat.view.held = false;
    if (chosen) me.load(chosen), ctx.say(`${chosen.title}: ${me.points.length} points.`);
    sets.set(me.preset);
  } });
  const outputs = choice(ctx, { name: "output", label: "Output of the neuron", value: me.output, options: [["sign", "sign", "linear classification"], ["identity", "identity", "linear regression"], ["sigmoid", "sigmoid", "logistic regression"]], onchange: (v) => {
    me.choose("output", v);
    ctx.say(`${v}: ${MODEL[v]}. The ${LOSS_NAME[v]} is ${fmt(me.loss())}.`);
  } });
  const bases = choice(ctx, { name: "features", label: "Features", value: me.features, options: [["linear", "x₁, x₂", "The boundary is a straight line"], ["quadratic", "+ x₁², x₂², x₁x₂", "The neuron may bend its boundary"]], onchange: (v) => {
    me.choose("features", v);
    ctx.say(v === "linear" ? "Two features: the boundary is a straight line." : "Five features: the boundary may bend.");
  } });
  const rate = slider(ctx, { name: "learning_rate", label: "Learning rate η", min: 0.001, max: 10, log: true, value: me.rate, oninput: (v) => me.choose("rate", v) });
  const turn = choice(ctx, { name: "direction", label: "Each step", value: me.direction, options: [["descend", "− descends", "w ← w − η · gradient"], ["climb", "+ climbs", "w ← w + η · gradient, as one slide prints it"]], onchange: (v) => {
    me.choose("direction", v);
    ctx.say(v === "climb" ? "A step adds the gradient: uphill." : "A step subtracts the gradient: downhill.");
  } });
  const bar = playback(ctx, { step: () => {
    const took = me.step();
    if (!bar.isPlaying()) ctx.say(took ? `Step ${me.first + me.at}: loss ${fmt(me.loss())}.` : remark(me));
    return took;
  }, back: () => (me.go(me.at - 1), ctx.say(`Step ${me.first + me.at}: loss ${fmt(me.loss())}.`)), reset: () => (me.reset(), ctx.say(`Back at the start: loss ${fmt(me.loss())}.`)), stepTitle: "One step of gradient descent over all points" });
  const tools = choice(ctx, { name: "plane", label: "Mouse or finger", value: "move", options: [["move", "Move"], ["plus", "Add +"], ["minus", "Add −"], ["remove", "Remove"]], onchange: (v) => (flat.view.tool = v) });
  const tabs = choice(ctx, { name: "surface", label: "Loss over", value: "curve", options: [["curve", "the steps"], ["surface", "the weights"]], onchange: (v) => {
    parts.tab = v;
    overSteps.node.hidden = v !== "curve";
    overWeights.node.hidden = v !== "surface";
    overSteps.redraw();
    overWeights.redraw();
  } });
  overWeights.node.hidden = true;

  const show = () => {
    const loss = me.loss();
    const right = accuracy(me.points, me.w);
    lossLine.replaceChildren(h("strong", { title: exactly(loss) }, me.points.length ? fmt(loss) : "none"), ` ${LOSS_NAME[me.output]}`,
      h("span", {}, `${right} of ${me.points.length} right · step ${me.first + me.at}`));
    formula.replaceChildren(h("i", {}, "s"), ` = w₀ + w₁x₁ + w₂x₂${me.features === "quadratic" ? " + w₃x₁² + w₄x₂² + w₅x₁x₂" : ""}`, h("b", {}, `output ${ANSWER[me.output]}`), h("span", {}, MODEL[me.output]));
    const sentence = remark(me);
    note.hidden = !sentence;
    if (note.textContent !== sentence) note.textContent = sentence;
    bar.able(me.points.length > 0, me.at > 0);
    sets.set(me.preset);
    flat.label(`The plane: ${me.points.length} points of two classes, ${right} on the right side`);
    overSteps.label(`Loss over the steps: ${fmt(loss)} at step ${me.first + me.at}`);
    read();
  };
  const legend = h("ul", { class: "dp-legend" }, [[1, 3, "●"], [-1, 2, "■"]].map(([y, place, shape]) => h("li", {}, h("span", { class: y > 0 ? "dp-plus" : "dp-minus", "aria-hidden": "true" }, shape), h("span", { class: `dp-name-${place}` }, me.names[place]))), h("li", {}, h("span", { "aria-hidden": "true" }, "×"), "on the wrong side"));
  const relabel = () => [2, 3].forEach((place) => (legend.querySelector(`.dp-name-${place}`).textContent = `class ${me.names[place]}`));
  parts = { plane: flat, curve: overSteps, surface: overWeights, table, tab: "curve", show: () => (show(), relabel()) };
  ctx.watch(["output", "features", "direction", "learning_rate", "_points", "_trace", "_at", "_first", "_preset", "_limits", "_names"], () => {
    bar.pause();
    me.read();
    flat.view.chosen = Math.min(flat.view.chosen, me.points.length - 1);
    outputs.set(me.output);
    bases.set(me.features);
    turn.set(me.direction);
    rate.set(me.rate);
    changed();
  });
  ctx.body.append(
    h("div", { class: "cl-row dp-top" }, sets.node, outputs.node, bases.node),
    h("div", { class: "dp-main" },
      h("div", { class: "dp-left" }, flat.node, legend, tools.node, readout),
      h("div", { class: "dp-right" }, formula, lossLine, table.node, tabs.node, overSteps.node, overWeights.node)),
    note,
    h("div", { class: "cl-row dp-bottom" }, bar.node, rate.node, turn.node));
  changed();
}

export default { render: widget("Decision playground", build) };
