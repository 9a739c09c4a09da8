// Plans and places of the estate, and what happened to a piece of equipment before: all from the phone itself.
import { download, h, moment, size, t } from "../h";
import { button, card, type Context, type View, empty } from "./frame";
import { map } from "./map";

/** `from`: the order one came from; its building is marked. */
export async function plans(context: Context, from: string): Promise<View> {
  const day = context.scene.kept?.day;
  const order = day?.orders.find((one) => one.id === from);
  const drawings = await Promise.all((day?.drawings ?? []).map(async (one) => {
    const kept = (await context.app.store.files.get(`drawing:${one.sha256}`))?.blob;
    return h("li", { class: "card" }, h("b", {}, one.title), h("p", { class: "quiet" }, `${one.place} · ${size(one.size)}`),
      kept ? button(t("plans.open"), "file-text", () => open(kept, one.title)) : h("p", { class: "quiet" }, t("plans.not_here")));
  }));
  const places = day?.places ?? [];
  return {
    title: t("plans.title"), back: order ? `/o/${order.id}` : "/",
    content: [
      map(places, day?.orders ?? [], order?.place.building_id ?? null) ?? "",
      ...(drawings.length ? [h("ul", { class: "stack" }, drawings)] : []),
      places.length ? card(h("h2", {}, t("plans.places")), h("ul", { class: "places" }, places.map((one) => h("li", {}, one.name)))) : "",
      drawings.length || places.length ? "" : empty(t("plans.none")),
    ].filter((one): one is HTMLElement => one !== ""),
  };
}

function open(blob: Blob, title: string): void {
  if (blob.type.startsWith("image/") || blob.type === "application/pdf") window.open(URL.createObjectURL(blob), "_blank");
  else download(blob, title);
}

export function history(context: Context, equipment: string): View {
  const past = context.scene.kept?.day.history[equipment] ?? [];
  const order = context.scene.kept?.day.orders.find((one) => one.place.equipment_id === equipment);
  return {
    title: order?.place.equipment_words ?? t("history.title"), back: order ? `/o/${order.id}` : "/",
    content: past.length ? [h("ul", { class: "stack" }, past.map((one) => h("li", { class: "card" }, h("b", {}, one.fault), h("p", { class: "quiet" }, `${one.number} · ${moment(one.reported_at, Date.now())}`), one.note && h("p", {}, one.note))))] : [empty(t("history.none"))],
  };
}
