// 下一单是什么，还剩多少时间？
import { due, inOrder, shown } from "../day";
import { h, icon, known, length, moment, t } from "../h";
import type { Item, Order } from "../model";
import { type Context, type View, chip, empty, link } from "./frame";

const SOON = 30 * 60_000;

export function today({ app, scene }: Context): View {
  const { kept, items, device } = scene;
  if (!device) return { title: t("app.name"), content: [h("section", { class: "card stack" }, h("p", {}, t("pair.first")), link(t("pair.this"), "device-mobile", "/device"))] };
  const now = app.clock.true();
  const orders = inOrder((kept?.day.orders ?? []).map((one) => shown(one, items)));
  const closed = (one: Order): boolean => one.state === "accepted" || one.state === "cancelled";
  const doing = orders.filter((one) => one.mine && !closed(one) && one.state !== "claimed");
  const free = orders.filter((one) => !one.mine && !closed(one) && !one.assignee_name);
  const waiting = orders.filter((one) => one.mine && one.state === "claimed");
  const done = orders.filter((one) => one.mine && closed(one));
  const list = (title: string, some: Order[]): HTMLElement[] =>
    some.length ? [h("h2", { class: "section" }, `${title} `, h("span", { class: "quiet" }, String(some.length))), jobs(some, items, now)] : [];
  return {
    title: t("today.title"),
    content: [
      h("h2", { class: "section" }, t("today.next")),
      doing.length ? h("div", { class: "jobs first" }, job(doing[0]!, items, now)) : empty(kept ? t("today.nothing") : t("today.never")),
      ...list(t("today.more"), doing.slice(1)), ...list(t("today.free"), free),
      ...list(t("today.waiting"), waiting), ...list(t("today.closed"), done),
      h("p", { class: "quiet" }, kept ? t("today.as_of", { time: moment(kept.at, Date.now()) }) : ""),
    ],
  };
}

function jobs(orders: Order[], items: Item[], now: number): HTMLElement {
  return h("div", { class: "jobs" }, orders.map((one) => job(one, items, now)));
}

function job(order: Order, items: Item[], now: number): HTMLElement {
  const limit = due(order);
  const left = limit ? limit.at - now : Infinity;
  const tone = left < 0 ? " job-late" : left < SOON ? " job-soon" : "";
  const open = items.filter((one) => one.order_id === order.id && (one.state === "here" || one.state === "sending"));
  const refused = items.some((one) => one.order_id === order.id && one.state === "refused");
  return h("a", { class: `job${tone}`, href: `#/o/${order.id}` },
    h("span", { class: "job-line" }, ...badges(order), open.length > 0 && chip(open.some((one) => one.state === "sending") ? "sending" : "here"), refused && chip("refused")),
    limit && deadline(limit, now),
    h("b", { class: "job-what" }, `${order.item_words} · ${order.fault_words}`),
    h("span", { class: "job-line" }, icon("map-pin"), order.place.words),
    h("span", { class: "job-line" }, order.number));
}

export function badges(order: Order): HTMLElement[] {
  const state = order.paused ? "paused" : order.state;
  return [
    h("span", { class: `sev sev-${order.severity.toLowerCase()}` }, t(`severity.${order.severity}`)),
    h("span", { class: `state state-${state}` }, known(`state.${state}`) ? t(`state.${state}`) : state),
  ];
}

export function deadline(limit: { clock: "respond" | "repair"; at: number }, now: number): HTMLElement {
  const left = limit.at - now;
  const words = t(left < 0 ? "due.late" : "due.left", { length: length(left) });
  const tone = left < 0 ? "late" : left < SOON ? "soon" : "calm";
  return h("span", { class: `job-due due due-${tone}` }, `${t(`due.${limit.clock}`)} `, h("b", {}, words), ` · ${t("due.by", { time: moment(limit.at, now) })}`);
}
