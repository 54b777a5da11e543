// Where the nodes of a computation graph stand: columns from the inputs to the output, few crossings, straight runs.
// The same steps as graph_layout.py, which draws the picture for paper.

// inputs[i] -> the nodes that node i is made from; tall(i) -> its extent across the flow; gap: the least room between two.
// Gives back columns (each a list of seats) and seat of every node; a long edge passes through seats of its own.
// Where `room` is given, nodes move inwards until they fit into it, as far as the gaps allow.
export function layout(inputs, tall, gap, room = Infinity) {
  const n = inputs.length;
  const level = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i--) inputs[i].forEach((j) => (level[j] = Math.max(level[j], level[i] + 1)));
  const last = Math.max(...level);
  const seats = inputs.map((_, i) => ({ node: i, column: last - level[i], before: [], after: [], size: tall(i), at: 0 }));
  const routes = inputs.map((list, i) => list.map((j) => route(seats, seats[j], seats[i], 0.25 * gap)));
  const tries = WAYS.map((way) => {
    const order = Array.from({ length: last + 1 }, () => []);
    visit(seats[n - 1], order, new Set(), way);
    return uncross(order);
  });
  const columns = tries.reduce((best, order) => (crossings(order) < crossings(best) ? order : best));
  number(columns);
  settle(columns, gap);
  squeeze(columns, gap, room);
  return { columns, seats: seats.slice(0, n), routes };
}

// An edge from one seat to another, through a thin seat in every column between them.
function route(seats, from, to, thin) {
  const way = [from];
  for (let column = from.column + 1; column < to.column; column++) {
    const seat = { node: -1, column, before: [], after: [], size: thin, at: 0 };
    seats.push(seat);
    way.push(seat);
  }
  way.push(to);
  for (let k = 0; k + 1 < way.length; k++) way[k].after.push(way[k + 1]), way[k + 1].before.push(way[k]);
  return way;
}

// The inputs of a node in their order, in the reverse order, or the long edges first.
const WAYS = [(seats) => seats, (seats) => [...seats].reverse(), (seats) => [...seats].sort((a, b) => Math.min(a.node, 0) - Math.min(b.node, 0))];

// The first order: as a reader meets the nodes who walks back from the output.
function visit(seat, columns, seen, way) {
  if (seen.has(seat)) return;
  seen.add(seat);
  columns[seat.column].push(seat);
  way(seat.before).forEach((next) => visit(next, columns, seen, way));
}

const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length;

function number(columns) {
  columns.forEach((column) => column.forEach((seat, k) => (seat.rank = k)));
}

export function crossings(columns) {
  number(columns);
  let count = 0;
  for (const column of columns) {
    const edges = column.flatMap((seat) => seat.after.map((to) => [seat.rank, to.rank]));
    edges.forEach(([a, b], i) => edges.slice(i + 1).forEach(([c, d]) => (count += (a - c) * (b - d) < 0)));
  }
  return count;
}

// Sorts the columns by the middle of their neighbours, to and fro, and keeps the order with the fewest crossings.
function uncross(columns) {
  let best = columns.map((column) => [...column]);
  let least = crossings(columns);
  for (let sweep = 0; sweep < 8 && least; sweep++) {
    const side = sweep % 2 ? "before" : "after";
    const order = sweep % 2 ? columns : [...columns].reverse();
    for (const column of order) {
      number(columns);
      const key = new Map(column.map((seat) => [seat, seat[side].length ? mean(seat[side].map((s) => s.rank)) : seat.rank]));
      column.sort((a, b) => key.get(a) - key.get(b) || a.rank - b.rank);
    }
    const now = crossings(columns);
    if (now < least) [least, best] = [now, columns.map((column) => [...column])];
  }
  return best;
}

// Moves every seat towards the middle of its neighbours; none may come nearer to the next than the gap.
function settle(columns, gap) {
  for (const column of columns) {
    let at = 0;
    for (const seat of column) {
      seat.at = at + seat.size / 2;
      at += seat.size + gap;
    }
    column.forEach((seat) => (seat.at -= (at - gap) / 2));
  }
  for (let sweep = 0; sweep < 12; sweep++) {
    for (const column of sweep % 2 ? columns : [...columns].reverse()) {
      const wish = column.map((seat) => {
        const near = [...seat.before, ...seat.after];
        return near.length ? mean(near.map((s) => s.at)) : seat.at;
      });
      apart(column, wish, gap);
    }
  }
}

// The places nearest to the wishes that keep the order and the gaps: neighbours that collide share one shift.
function apart(column, wish, gap) {
  const groups = [];
  column.forEach((seat, k) => {
    const offset = k ? groups.at(-1).offset + (column[k - 1].size + seat.size) / 2 + gap : 0;
    let group = { shift: wish[k] - offset, count: 1, from: k, offset };
    column[k].offset = offset;
    while (groups.length && groups.at(-1).shift > group.shift) {
      const above = groups.pop();
      group = { shift: (above.shift * above.count + group.shift * group.count) / (above.count + group.count), count: above.count + group.count, from: above.from, offset };
    }
    groups.push(group);
  });
  groups.forEach(({ shift, count, from }) => {
    for (let k = from; k < from + count; k++) column[k].at = shift + column[k].offset;
  });
}

function squeeze(columns, gap, room) {
  const ends = (column) => [column[0].at - column[0].size / 2, column.at(-1).at + column.at(-1).size / 2];
  const [low, high] = [Math.min(...columns.map((c) => ends(c)[0])), Math.max(...columns.map((c) => ends(c)[1]))];
  if (high - low <= room) return;
  const span = (column) => ends(column)[1] - ends(column)[0];
  const widest = columns.reduce((a, b) => (span(b) > span(a) ? b : a));
  const middle = (ends(widest)[0] + ends(widest)[1]) / 2;
  for (const column of columns) {
    let least = middle - room / 2;
    for (const seat of column) {
      seat.at = Math.max(seat.at, least + seat.size / 2);
      least = seat.at + seat.size / 2 + gap;
    }
    let most = middle + room / 2;
    for (const seat of [...column].reverse()) {
      seat.at = Math.min(seat.at, most - seat.size / 2);
      most = seat.at - seat.size / 2 - gap;
    }
  }
}
