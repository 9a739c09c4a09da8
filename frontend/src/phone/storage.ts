// Room on the phone: asked for, looked at before a capture, and a way out for everything that was not sent.
import type { Item } from "./model";
import { isFinal } from "./sequence";
import type { Store } from "./store";
import { zip } from "./zip";

const RESERVE = 8 * 1024 * 1024; // the acts themselves must always find room
const KEEP = 7 * 24 * 3600_000; // what was taken in stays in the list for a week

export interface Room { used: number; whole: number; lasting: boolean }

export async function room(): Promise<Room> {
  const found = await navigator.storage?.estimate?.().catch(() => undefined);
  return { used: found?.usage ?? 0, whole: found?.quota ?? 0, lasting: (await navigator.storage?.persisted?.()) ?? false };
}

/** Asks the browser not to clear us away when the phone runs full. */
export async function persist(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

/** Whether `bytes` more fit. A browser that does not say is tried. */
export async function fits(bytes: number): Promise<boolean> {
  const { used, whole } = await room();
  return whole === 0 || whole - used > bytes + RESERVE;
}

/** Forgets what the server has held for a week. Nothing else is ever removed. */
export async function tidy(store: Store, now: number): Promise<void> {
  const old = await store.items.where("state").equals("held").and((one) => (one.ended_at ?? now) < now - KEEP).toArray();
  await store.transaction("rw", store.items, store.files, async () => {
    await store.files.bulkDelete(old.map((one) => one.id));
    await store.items.bulkDelete(old.map((one) => one.n!));
  });
}

/** Everything the server does not hold, as one zip file: acts as JSON, photos and videos as they are. */
export async function takeOut(store: Store, only?: (item: Item) => boolean): Promise<Blob> {
  const items = (await store.items.orderBy("n").toArray()).filter((one) => (only ? only(one) : !isFinal(one) || one.state === "refused"));
  const acts = JSON.stringify({ format: "weituo-phone-export/1", items }, null, 1);
  const parts: [string, Blob][] = [["acts.json", new Blob([acts])]];
  for (const item of items) {
    const blob = (await store.files.get(item.id))?.blob;
    if (blob) parts.push([`files/${item.number}-${item.kind}-${item.id}.${ending(item.mime)}`, blob]);
  }
  return zip(parts);
}

function ending(mime: string): string {
  return { "image/jpeg": "jpg", "image/png": "png", "video/mp4": "mp4", "video/webm": "webm" }[mime] ?? (mime.split("/")[1] || "bin");
}
