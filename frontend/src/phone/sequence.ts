// What goes next. Acts of one order in the sequence they were made; a photo after the acts before it; a claim and a
// signing also after every photo before them, because they rest on those; videos last, unless the
// terms want to see one before the claim.
import type { Item } from "./model";

const LONGEST = 5 * 60_000;
const FIRST = 2_000;

export const isFinal = (item: Item): boolean => item.state === "held" || item.state === "refused";
const rank = (item: Item): number => (item.what === "act" ? 0 : item.kind === "video" ? 2 : 1);

/** ms until the next try: doubling, never more than five minutes, spread so that phones do not come together. */
export function backOff(tries: number, random: number): number {
  return Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 12)) * (0.5 + random / 2);
}

/** ms still to wait. A time too far off was written before the clock was set back: it does not bind. */
export function waiting(item: Item, now: number): number {
  const left = item.next_try - now;
  return left > LONGEST ? 0 : Math.max(0, left);
}

/** The item to send now, or how long until there may be one. `items`: all of one owner, by `n`. */
export function next(items: Item[], now: number): { item?: Item; wait?: number } {
  const open = items.filter((item) => !isFinal(item) && item.state !== "draft" && !item.stuck);
  const free = open.filter((item) => !open.some((other) => holdsUp(other, item)));
  const ready = free.filter((item) => waiting(item, now) === 0).sort((a, b) => rank(a) - rank(b) || a.n! - b.n!);
  if (ready[0]) return { item: ready[0] };
  const times = free.map((item) => waiting(item, now));
  return times.length ? { wait: Math.min(...times) } : {};
}

function holdsUp(earlier: Item, later: Item): boolean {
  if (earlier.order_id !== later.order_id || earlier.n! >= later.n!) return false;
  if (earlier.what === "act") return true;
  if (earlier.kind === "video") return later.videos_first;
  return later.kind === "claim" || later.kind === "sign";
}
