// Photos before and after, and a video where it helps. Each is on the phone before the next can be taken.
import { exact, h, icon, size, t } from "../h";
import type { Item, Order, Role } from "../model";
import { Unreadable } from "../photo";
import { guarded } from "./forms";
import { card, chip, type Context, type View } from "./frame";

const VIDEO = 200 * 1024 * 1024;

export async function photos(context: Context, order: Order): Promise<View> {
  const urls: string[] = [];
  const shots = async (role: Role): Promise<HTMLElement> => {
    const items = await context.app.store.items.where("order_id").equals(order.id).and((one) => one.kind === role).toArray();
    return h("ul", { class: "shots", "aria-live": "polite" }, await Promise.all(items.map(async (one, at) => h("li", { class: "shot" }, await picture(context, one, at, urls), chip(one.state)))));
  };
  const box = async (role: "before" | "after"): Promise<HTMLElement> => {
    let list = await shots(role);
    const again = async (): Promise<void> => {
      const fresh = await shots(role);
      list.replaceWith(fresh);
      list = fresh;
    };
    return card(h("h2", {}, t(`role.${role}`)), list, taker(t("photo.take"), "camera", "image/*", true, async (file) => {
      await take(context, order, role, file);
      await again();
    }));
  };
  const video = card(h("h2", {}, t("role.video")), await shots("video"), taker(t("video.take"), "video", "video/*", false, (file) => film(context, order, file)), h("p", { class: "quiet" }, t("video.words", { size: size(VIDEO) })));
  return { title: t("act.photos"), back: `/o/${order.id}`, content: [await box(order.state === "arrived" ? "after" : "before"), await box(order.state === "arrived" ? "before" : "after"), video] };
}

async function picture(context: Context, item: Item, at: number, urls: string[]): Promise<HTMLElement> {
  const kept = await context.app.store.files.get(item.id);
  const small = kept?.small ?? (item.mime.startsWith("image/") ? kept?.blob : null);
  if (!small) return h("span", { class: "picture" }, icon(item.kind === "video" ? "video" : "photo"));
  urls.push(URL.createObjectURL(small));
  const img = h("img", { src: urls.at(-1)!, alt: t("photo.alt", { n: at + 1 }) });
  img.addEventListener("load", () => URL.revokeObjectURL(img.src), { once: true });
  return img;
}

function taker(words: string, sign: string, accept: string, many: boolean, take: (file: File) => Promise<void>): HTMLElement {
  const input = h("input", { type: "file", accept, multiple: many, ...(many ? {} : { capture: "environment" }) });
  input.addEventListener("change", async () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    input.disabled = true;
    for (const file of files) await take(file);
    input.disabled = false;
  });
  return h("label", { class: "button camera-button" }, icon(sign), h("span", {}, words), input);
}

/** Four lines in the picture: order and the day's sign, time, place, who. */
function stamp(context: Context, order: Order): string[] {
  const { clock } = context.app;
  const note = clock.offset() === null ? ` ${t("photo.own_clock")}` : "";
  return [`${order.number} · ${order.challenge}`, `${exact(clock.true())}${note}`, order.place.words, context.scene.device?.me.name ?? ""].filter(Boolean);
}

async function take(context: Context, order: Order, role: "before" | "after", file: Blob): Promise<void> {
  const unreadable = (error: unknown): void => {
    if (!(error instanceof Unreadable)) throw error;
    context.say(t("photo.unreadable"), "error");
  };
  await guarded(context, () => context.app.photograph(order, role, file, stamp(context, order)))().catch(unreadable);
}

async function film(context: Context, order: Order, file: File): Promise<void> {
  if (file.size > VIDEO) return context.say(t("video.large", { size: size(VIDEO) }), "error");
  await guarded(context, () => context.app.film(order, file), `/o/${order.id}`)();
}
