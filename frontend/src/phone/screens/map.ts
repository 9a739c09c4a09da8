// The estate from above, on the phone alone: its buildings where they stand, with today's orders in them. North is up.
import { h, t } from "../h";
import type { Order, Place } from "../model";
import { card } from "./frame";

const SPACE = "http://www.w3.org/2000/svg";
const [WIDE, HIGH, EDGE] = [44, 30, 40]; // metres a building is drawn in, and around everything

/** Null when fewer than two buildings have a place. `here`: the building of the order one came from. */
export function map(places: Place[], orders: Order[], here: string | null): HTMLElement | null {
  const there = places.filter((one) => one.kind === "building" && one.x != null && one.y != null);
  if (there.length < 2) return null;
  const [xs, ys] = [there.map((one) => one.x!), there.map((one) => -one.y!)];
  const [left, top] = [Math.min(...xs) - EDGE, Math.min(...ys) - EDGE];
  const svg = drawn("svg", { viewBox: `${left} ${top} ${Math.max(...xs) - left + EDGE} ${Math.max(...ys) - top + EDGE}`, class: "map", role: "group", "aria-label": t("plans.map") });
  const list = h("ul", { class: "stack" });
  for (const one of there) {
    const inside = orders.filter((order) => order.place.building_id === one.id && order.mine && order.state !== "claimed");
    const words = inside.length ? `${one.name}, ${t("plans.orders", { n: inside.length })}` : one.name;
    const mark = drawn("g", { class: `mark${inside.length ? " mark-open" : ""}${one.id === here ? " mark-here" : ""}`, transform: `translate(${one.x!} ${-one.y!})` });
    mark.append(drawn("rect", { x: -WIDE / 2, y: -HIGH / 2, width: WIDE, height: HIGH, rx: 3 }), text(one.name, inside.length ? -2 : 4));
    if (inside.length) mark.append(text(String(inside.length), 12));
    const to = inside.length === 1 ? drawn("a", { href: `#/o/${inside[0]!.id}` }) : drawn("g", { role: "img", "aria-label": words });
    to.append(mark);
    svg.append(to);
    if (inside.length) list.append(h("li", {}, h("b", {}, one.name), ...inside.map((order) => h("a", { class: "button", href: `#/o/${order.id}` }, `${order.item_words} · ${order.fault_words}`))));
  }
  return card(h("h2", {}, t("plans.map")), svg as unknown as HTMLElement, list.childElementCount ? list : h("p", { class: "quiet" }, t("plans.no_orders")));
}

function text(words: string, y: number): SVGElement {
  const made = drawn("text", { y, "text-anchor": "middle" });
  made.textContent = words;
  return made;
}

function drawn(tag: string, values: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SPACE, tag);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  return made;
}
