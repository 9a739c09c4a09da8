// Everything made on this phone: how far it got, why it got no further, and what one can do.
import { download, h, icon, known, moment, size, t } from "../h";
import type { Item } from "../model";
import { isFinal, waiting } from "../sequence";
import { takeOut } from "../storage";
import { guarded } from "./forms";
import { button, card, chip, type Context, type View, empty } from "./frame";
import { name } from "./order";

const RANK = { refused: 0, sending: 1, here: 2, draft: 3, held: 4 };

export function outbox(context: Context): View {
  const { app, scene } = context;
  const items = [...scene.items].sort((a, b) => RANK[a.state] - RANK[b.state] || b.n! - a.n!);
  const now = Date.now();
  return {
    title: t("outbox.title"), back: "/",
    content: [
      items.length ? h("ul", { class: "outbox" }, items.map((one) => h("li", { "data-id": one.id, "data-kept": one.state }, h("a", { class: "card kept-line", href: `#/outbox/${one.id}` },
        h("span", { class: "job-line" }, h("b", {}, name(one)), chip(one.state)),
        h("span", { class: "job-line" }, `${one.number} · ${moment(one.made_at, now)}${one.size ? ` · ${size(one.size)}` : ""}`),
        h("span", { class: "why" }, why(context, one, now)))))) : empty(t("outbox.empty")),
    ],
    bar: [button(t("sync"), "refresh", () => app.sync(), true),
      button(t("export"), "download", async () => download(await takeOut(app.store), t("export.name")))],
  };
}

/** One sentence: what holds it up, or what the server said. */
function why({ app, scene }: Context, item: Item, now: number): string {
  if (item.state === "held") return t("why.held", { time: moment(item.ended_at ?? now, app.clock.true()) });
  if (item.state === "refused") return item.sentence || t("why.refused");
  if (item.state === "draft") return t("why.draft");
  if (item.state === "sending") return t("why.sending");
  if (scene.device && item.owner !== scene.device.me.membership_id) return t("why.other");
  if (!scene.device || scene.device.revoked) return t("why.revoked");
  if (item.stuck) return `${t(known(`stuck.${item.code}`) ? `stuck.${item.code}` : "why.stuck")} ${item.sentence}`;
  if (!navigator.onLine) return t("why.offline");
  const left = waiting(item, now);
  if (left > 0) return t(item.doubt ? "why.doubt" : "why.later", { n: Math.ceil(left / 1000) });
  return t("why.queue");
}

export function piece(context: Context, id: string): View {
  const { app, scene } = context;
  const item = scene.items.find((one) => one.id === id);
  if (!item) return { title: t("outbox.title"), back: "/outbox", content: [empty(t("outbox.gone"))] };
  const now = Date.now();
  const bar: Node[] = [];
  if (!isFinal(item) && item.state !== "draft") bar.push(button(t("sync"), "refresh", () => app.sync(), true));
  if (item.state === "draft") bar.push(button(t("discard"), "trash", async () => { await app.acts.discard(item); context.go("/outbox"); }));
  if (item.state !== "held") {
    bar.push(button(t("export.one"), "download", async () => download(await takeOut(app.store, (one) => one.id === id), t("export.name"))));
  }
  return {
    title: name(item), back: "/outbox",
    content: [
      card(h("p", { class: "job-line" }, chip(item.state), h("a", { href: `#/o/${item.order_id}` }, item.number)),
        h("p", { class: item.state === "refused" ? "message message-error" : "" }, why(context, item, now)),
        h("p", { class: "quiet" }, t(item.offline ? "piece.made.offline" : "piece.made", { time: moment(item.made_at, now) })),
        item.sha256 && h("p", { class: "quiet fine" }, `SHA-256 ${item.sha256}`),
        h("p", { class: "quiet fine" }, item.id)),
      ...(item.state === "refused" ? [card(h("p", {}, t("refused.what")), toManager(context, item))] : []),
    ],
    bar,
  };
}

/** A refused act stays; its story can go to the manager as a note. */
function toManager(context: Context, item: Item): HTMLElement {
  const sent = context.scene.items.find((one) => one.kind === "note" && one.body["about"] === item.id && one.state !== "draft");
  if (sent) return h("p", {}, icon("message"), ` ${t("note.made")} `, chip(sent.state));
  const words = h("textarea", { rows: 3, maxlength: 500, "aria-label": t("note.words") });
  const send = guarded(context, async () => {
    if (!words.value.trim()) return context.say(t("note.empty"), "error");
    await context.app.acts.make({ id: item.order_id, number: item.number }, "note", { words: words.value.trim(), about: item.id });
  });
  return h("div", { class: "stack" }, h("label", { class: "field" }, h("span", {}, t("note.words")), words), button(t("note.send"), "send", send));
}

