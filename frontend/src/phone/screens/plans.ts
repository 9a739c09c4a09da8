// Plans and places of the estate, and what happened to a piece of equipment before: all from the phone itself.
import { download, h, moment, size, t } from "../h";
import type { Place } from "../model";
import { button, card, type Context, type View, empty } from "./frame";

export async function plans(context: Context): Promise<View> {
  const day = context.scene.kept?.day;
  const drawings = await Promise.all((day?.drawings ?? []).map(async (one) => {
    const kept = (await context.app.store.files.get(`drawing:${one.sha256}`))?.blob;
    return h("li", { class: "card" }, h("b", {}, one.title), h("p", { class: "quiet" }, `${one.place} · ${size(one.size)}`),
      kept ? button(t("plans.open"), "file-text", () => open(kept, one.title)) : h("p", { class: "quiet" }, t("plans.not_here")));
  }));
  const places = day?.places ?? [];
  return {
    title: t("plans.title"), back: "/",
    content: [
      ...(drawings.length ? [h("ul", { class: "stack" }, drawings)] : []),
      map(places) ?? "",
      places.length ? card(h("h2", {}, t("plans.places")), h("ul", { class: "places" }, places.map((one) => h("li", {}, one.name)))) : "",
      drawings.length || places.length ? "" : empty(t("plans.none")),
    ].filter((one): one is HTMLElement => one !== ""),
  };
}

function open(blob: Blob, title: string): void {
  if (blob.type.startsWith("image/") || blob.type === "application/pdf") window.open(URL.createObjectURL(blob), "_blank");
  else download(blob, title);
}

/** Places that have coordinates, as dots with their names; north is up. */
function map(places: Place[]): HTMLElement | null {
  const there = places.filter((one) => one.x != null && one.y != null);
  if (there.length < 2) return null;
  const [xs, ys] = [there.map((one) => one.x!), there.map((one) => one.y!)];
  const [left, top] = [Math.min(...xs), Math.max(...ys)];
  const span = Math.max(Math.max(...xs) - left, top - Math.min(...ys), 1e-9);
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "-60 -30 520 480");
  svg.setAttribute("class", "map");
  for (const one of there) {
    const [x, y] = [String((400 * (one.x! - left)) / span), String((400 * (top - one.y!)) / span)];
    const dot = document.createElementNS(space, "circle");
    for (const [key, value] of [["cx", x], ["cy", y], ["r", "7"]] as const) dot.setAttribute(key, value);
    const name = document.createElementNS(space, "text");
    for (const [key, value] of [["x", x], ["y", String(Number(y) - 12)], ["text-anchor", "middle"]] as const) name.setAttribute(key, value);
    name.textContent = one.name;
    svg.append(dot, name);
  }
  return card(h("h2", {}, t("plans.map")), h("div", { role: "img", "aria-label": t("plans.map") }, svg as unknown as HTMLElement));
}

export function history(context: Context, equipment: string): View {
  const past = context.scene.kept?.day.history[equipment] ?? [];
  const order = context.scene.kept?.day.orders.find((one) => one.place.equipment_id === equipment);
  return {
    title: order?.place.equipment_words ?? t("history.title"), back: order ? `/o/${order.id}` : "/",
    content: past.length ? [h("ul", { class: "stack" }, past.map((one) => h("li", { class: "card" }, h("b", {}, one.fault), h("p", { class: "quiet" }, `${one.number} · ${moment(one.reported_at, Date.now())}`), one.note && h("p", {}, one.note))))] : [empty(t("history.none"))],
  };
}
