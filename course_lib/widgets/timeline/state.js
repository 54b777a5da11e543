// The timeline's state, without a page: which events are shown, and which one is chosen.

import { clamp } from "../shared.js";

export function history(ctx, changed) {
  const me = {};
  me.read = () => {
    [me.events, me.eras, me.threads, me.at] = [ctx.get("_events"), ctx.get("_eras"), [...ctx.get("_threads")], ctx.get("_at")];
    me.lanes = [...new Set(me.events.map((event) => event.thread))];
  };
  me.event = () => me.events[clamp(me.at, 0, me.events.length - 1)];
  me.shown = () => [...me.events.keys()].filter((k) => me.threads.includes(me.events[k].thread));
  me.place = () => Math.max(0, me.shown().indexOf(me.at));
  // The years from the first to the last, a little wider, so that the ground stays still when a thread goes.
  me.span = () => {
    const years = [...me.events.map((event) => event.year), ...me.eras.flatMap((era) => [era.from, era.to])];
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return last > first ? [first, last] : [first - 1, last + 1];
  };
  me.choose = (k) => {
    if (k === me.at) return;
    me.at = k;
    ctx.save("_at", k);
    changed();
  };
  me.goto = (i) => {
    const shown = me.shown();
    me.choose(shown[clamp(Math.round(i), 0, shown.length - 1)]);
  };
  me.next = () => me.goto(me.place() + 1);
  me.back = () => me.goto(me.place() - 1);
  // At least one thread stays; an event that goes hands over to the nearest in time that is left.
  me.show = (threads) => {
    if (!threads.length) return;
    const { year } = me.event();
    me.threads = me.lanes.filter((lane) => threads.includes(lane));
    ctx.save("_threads", me.threads);
    const far = (k) => Math.abs(me.events[k].year - year);
    const shown = me.shown();
    if (!shown.includes(me.at)) me.choose(shown.reduce((best, k) => (far(k) < far(best) ? k : best), shown[0]));
    changed();
  };
  me.read();
  return me;
}
