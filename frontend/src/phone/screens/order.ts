// One order: where, what, until when; the one next step; what was done here and how far it got.
import type { Context, View } from "./frame";
import { button, card, chip, empty, link } from "./frame";
import { due, shown } from "../day";
import { h, icon, known, moment, t } from "../h";
import type { Evidence, Item, Order } from "../model";
import { badges, deadline } from "./today";
import { guarded } from "./forms";

export function find(context: Context, id: string): Order | undefined {
  const order = context.scene.kept?.day.orders.find((one) => one.id === id);
  return order && shown(order, context.scene.items);
}

export function order(context: Context, id: string): View {
  const { app, scene } = context;
  const found = find(context, id);
  const own = scene.items.filter((one) => one.order_id === id);
  if (!found) return { title: own[0]?.number ?? t("order.gone"), back: "/", content: [card(h("p", {}, t("order.gone.words"))), mine(own)] };
  const now = app.clock.true();
  const limit = due(found);
  const { place } = found;
  return {
    title: `${found.item_words} · ${found.fault_words}`, back: "/",
    content: [
      card(
        h("p", { class: "job-line" }, ...badges(found), h("span", {}, found.number)),
        limit && h("p", {}, deadline(limit, now)),
        h("p", {}, icon("map-pin"), " ", h("b", {}, place.words), place.equipment_words ? ` · ${place.equipment_words}` : ""),
        place.building_id && scene.kept?.day.places.some((one) => one.id === place.building_id && one.x != null) && h("p", {}, link(t("plans.map"), "map-2", `/plans/${found.id}`)),
        found.text && h("p", { class: "quote" }, found.text),
        found.contact?.phone && h("p", {}, h("a", { class: "button", href: `tel:${found.contact.phone}` }, icon("phone"), ` ${found.contact.name ?? ""} ${found.contact.phone}`)),
        place.equipment_id && h("p", {}, link(t("history.title"), "clock", `/equipment/${place.equipment_id}`)),
      ),
      !found.mine && found.assignee_name ? h("p", { class: "message" }, t("order.other", { name: found.assignee_name })) : "",
      ...missing(found, own),
      mine(own),
      steps(found, now),
    ].filter((one): one is HTMLElement => one !== ""),
    bar: actions(context, found),
  };
}

/** What comes next as one big button; the rest smaller. */
function actions(context: Context, found: Order): Node[] {
  const { app } = context;
  const to = (step: string): string => `/o/${found.id}/${step}`;
  const big = (words: string, sign: string, where: string): HTMLElement => h("a", { class: "button button-main button-wide", href: `#${where}` }, icon(sign), ` ${words}`);
  if (found.state === "accepted" || found.state === "cancelled") return [];
  if (!found.mine && found.assignee_name) return [];
  if (found.paused) return [button(t("act.resume"), "clock", guarded(context, () => app.acts.make(found, "resume", {})), true)];
  const rest = [link(t("act.photos"), "camera", to("photos"))];
  if (found.state === "arrived") {
    rest.push(link(t("act.parts"), "tool", to("parts")), link(t("act.sign"), "signature", to("sign")));
    if (found.checklist_id) rest.push(link(t("act.check"), "list-check", to("check")));
  }
  if (found.mine && ["taken", "arrived"].includes(found.state)) rest.push(link(t("act.pause"), "clock", to("pause")));
  const more = h("div", { class: "row more-acts" }, rest);
  if (found.state === "reported" || found.state === "assigned") {
    return [button(t("act.take"), "check", guarded(context, () => app.acts.make(found, "take", {})), true), more];
  }
  if (found.state === "taken") return [big(t("act.arrive"), "map-pin", to("arrive")), more];
  if (found.state === "arrived") return [big(t("act.claim"), "check", to("claim")), more];
  return [more];
}

/** What the agreement wants to see before the work counts as done, and how much of it there is. */
export function missing(found: Order, own: Item[]): HTMLElement[] {
  if (found.state !== "arrived" || !found.evidence.length) return [];
  const line = (one: Evidence): HTMLElement => {
    const there = own.filter((item) => item.kind === one.role && item.state !== "refused").length;
    return h("li", { class: there >= one.least ? "due-met" : "due-soon" }, icon(there >= one.least ? "circle-check" : "camera"), ` ${t(`role.${one.role}`)} ${there}/${one.least} `, h("span", { class: "quiet" }, one.why));
  };
  return [card(h("h2", {}, t("evidence.wanted")), h("ul", {}, found.evidence.map(line)))];
}

export function name(item: Item): string {
  return t(item.what === "file" ? `role.${item.kind}` : `act.${item.kind}`);
}

function mine(own: Item[]): HTMLElement {
  if (!own.length) return empty(t("order.nothing"));
  return card(h("h2", {}, t("order.mine")), h("ul", { class: "mine" }, own.map((one) =>
    h("li", {}, h("a", { class: "mine-line", href: `#/outbox/${one.id}` }, h("span", {}, name(one)), chip(one.state))))));
}

function steps(found: Order, now: number): HTMLElement {
  return h("details", { class: "card more" }, h("summary", {}, t("order.steps")), h("ol", { class: "steps" }, found.steps.map((one) =>
    h("li", {}, h("b", {}, one.words || (known(`step.${one.kind}`) ? t(`step.${one.kind}`) : one.kind)),
      h("span", { class: "quiet" }, `${moment(one.at, now)} ${one.who}`), one.local && chip(one.local)))));
}
