// The inside of a cell as a diagram: what flows where at the chosen step, each line as thick as what it carries is large.

import { arrow, cividis, css, inkOn, line, picture, unit } from "../shared.js";
import { decimal } from "../sequences/cells.js";

const SIZE = [100, 60];

// Ports, gates and operations of each cell, and the wires between them: [points, what the wire carries].
// Coordinates from 0 to 100 and 0 to 60; data flow from left to right.
const PLANS = {
  LSTM: {
    ports: [["before:c", 5, 12], ["c", 95, 12], ["before:h", 5, 48], ["h", 95, 48], ["x", 15, 57]],
    gates: [["f", 28, 34], ["i", 43, 34], ["g", 57, 34], ["o", 70, 40]],
    ops: [["×", 28, 12], ["×", 50, 22], ["+", 50, 12], ["tanh", 83, 24], ["×", 83, 40]],
    wires: [
      [[[9, 12], [26, 12]], "before:c"], [[[30, 12], [48, 12]], "kept"], [[[52, 12], [91, 12]], "c"],
      [[[28, 30], [28, 15]], "f"], [[[43, 30], [48, 24]], "i"], [[[57, 30], [52, 24]], "g"], [[[50, 20], [50, 15]], "new"],
      [[[83, 12], [83, 20]], "c"], [[[83, 28], [83, 37]], "tanh"], [[[74, 40], [80.5, 40]], "o"], [[[83, 43], [83, 48], [91, 48]], "h"],
      [[[9, 48], [28, 48], [28, 39]], ""], [[[28, 48], [43, 48], [43, 39]], ""], [[[43, 48], [57, 48], [57, 39]], ""], [[[57, 48], [70, 48], [70, 45]], ""], [[[15, 54], [15, 48.6]], ""],
    ],
  },
  GRU: {
    ports: [["before:h", 5, 12], ["h", 95, 12], ["x", 15, 57]],
    gates: [["r", 26, 36], ["z", 56, 26], ["n", 76, 42]],
    ops: [["×", 36, 12], ["+", 76, 12], ["×", 76, 26], ["×", 44, 42]],
    wires: [
      [[[9, 12], [34, 12]], "before:h"], [[[38, 12], [74, 12]], "kept"], [[[78, 12], [91, 12]], "h"],
      [[[53, 23], [38, 14]], "z"], [[[60, 26], [73.5, 26]], "1−z"], [[[76, 37], [76, 29]], "n"], [[[76, 23], [76, 15]], "new"],
      [[[12, 12], [12, 48], [26, 48], [26, 41]], ""], [[[26, 48], [44, 48], [44, 45]], ""], [[[44, 48], [56, 48], [56, 31]], ""],
      [[[30, 38], [41.5, 41]], "r"], [[[47, 42], [71, 42]], "reset"], [[[15, 54], [15, 48.6]], ""],
    ],
  },
  MGU: {
    ports: [["before:h", 5, 12], ["h", 95, 12], ["x", 15, 57]],
    gates: [["f", 56, 26], ["n", 76, 42]],
    ops: [["×", 36, 12], ["+", 76, 12], ["×", 76, 26], ["×", 56, 42]],
    wires: [
      [[[9, 12], [34, 12]], "before:h"], [[[38, 12], [74, 12]], "kept"], [[[78, 12], [91, 12]], "h"],
      [[[53, 23], [38, 14]], "1−f"], [[[60, 26], [73.5, 26]], "f"], [[[76, 37], [76, 29]], "n"], [[[76, 23], [76, 15]], "new"],
      [[[12, 12], [12, 48], [36, 48], [36, 26], [52, 26]], ""], [[[36, 42], [53.5, 42]], ""], [[[56, 31], [56, 39]], "f"], [[[58.5, 42], [71, 42]], "reset"], [[[15, 54], [15, 48.6]], ""],
    ],
  },
};

// What each wire carries at the chosen step, for the chosen unit.
export function carried(me) {
  const u = me.row === "x" ? 0 : me.unit;
  const t = me.step;
  const now = (name) => me.at(name, t, u);
  const before = (name) => me.trace[name][t - 1][u];
  const out = { "before:h": before("h"), h: now("h") };
  if (me.cell.kind === "LSTM") Object.assign(out, { "before:c": before("c"), c: now("c"), f: now("f"), i: now("i"), g: now("g"), o: now("o"), kept: now("f") * before("c"), new: now("i") * now("g"), tanh: Math.tanh(now("c")) });
  else if (me.cell.kind === "GRU") Object.assign(out, { z: now("z"), r: now("r"), n: now("n"), "1−z": 1 - now("z"), kept: now("z") * before("h"), new: (1 - now("z")) * now("n"), reset: now("r") });
  else Object.assign(out, { f: now("f"), n: now("n"), "1−f": 1 - now("f"), kept: (1 - now("f")) * before("h"), new: now("f") * now("n"), reset: now("f") * before("h") });
  return out;
}

const PORT = { "before:c": "c, before", c: "c", "before:h": "h, before", h: "h" };

export function diagram(ctx, me) {
  return picture(ctx, {
    label: "Inside the cell at the chosen step", aspect: SIZE[0] / SIZE[1], maxWidth: 560,
    draw: (g, width, height, theme) => draw(g, width / SIZE[0], theme, me),
    table: () => ({ caption: `What flows inside ${me.unitName(me.row === "x" ? 0 : me.unit)} at step ${me.step}`, head: ["line", "value"], rows: Object.entries(carried(me)).map(([name, v]) => [PORT[name] ?? name, v]) }),
  });
}

function draw(g, k, theme, me) {
  const plan = PLANS[me.cell.kind];
  const value = carried(me);
  const size = Math.max(12, Math.min(0.92 * theme.size, 3.4 * k));
  g.strokeStyle = css(theme.muted);
  g.lineWidth = 1;
  g.fillStyle = css(theme.surface);
  g.beginPath();
  g.roundRect(13 * k, 4 * k, 76 * k, 48 * k, 10);
  g.fill();
  for (const [points, name] of plan.wires) {
    const v = Math.min(1, Math.abs(value[name] ?? 0.15));
    const quiet = name === "" || v < 0.02;
    g.strokeStyle = g.fillStyle = css(quiet ? theme.muted : (value[name] ?? 0) < 0 ? theme.negativeInk : theme.positiveInk, quiet ? 0.8 : 1);
    g.lineWidth = quiet ? 1 : 1.5 + 0.9 * k * v;
    g.setLineDash(quiet && name ? [3, 3] : []);
    const way = points.map(([x, y]) => [x * k, y * k]);
    if (way.length > 2) line(g, way.slice(0, -1));
    const [[x0, y0], [x1, y1]] = way.slice(-2);
    arrow(g, x0, y0, x1, y1, Math.max(6, 1.2 * k + g.lineWidth));
  }
  g.setLineDash([]);
  const label = (text, x, y, align = "left") => {
    g.font = `${size}px ${theme.font}`;
    g.textAlign = align;
    g.textBaseline = "middle";
    g.fillStyle = css(theme.ink);
    g.fillText(text, x * k, y * k);
  };
  for (const [text, x, y] of plan.ops) unit(g, theme, { x: x * k, y: y * k, r: text === "tanh" ? undefined : Math.max(8, 2.3 * k), ...(text === "tanh" ? { w: Math.max(34, 8.5 * k), h: Math.max(17, 4.6 * k) } : {}), lines: [text], size });
  for (const [name, x, y] of plan.gates) {
    const v = value[name];
    const paper = "gn".includes(name) ? theme.paper : cividis(v);
    unit(g, theme, { x: x * k, y: y * k, w: Math.max(32, 9 * k), h: Math.max(32, 9 * k), lines: [name, decimal(v)], fill: paper, ink: inkOn(paper), focus: me.row === name, size });
  }
  const number = (v) => decimal(v);
  for (const [name, x, y] of plan.ports) {
    if (name === "x") label("x enters", x + 2.5, y);
    else {
      label(PORT[name], x > 50 ? 99.5 : 0.5, y - 5, x > 50 ? "right" : "left");
      label(number(value[name]), x > 50 ? 99.5 : 0.5, y + 5, x > 50 ? "right" : "left");
    }
  }
  const beside = me.cell.kind === "LSTM" ? [["kept", 39, 8.5], ["new", 53, 17.5]] : [["kept", 57, 8.5], ["new", 79, 19]];
  for (const [name, x, y] of beside) label(number(value[name]), x, y, name === "kept" ? "center" : "left");
}
