// The day as the server last told it, with what was done here on top: the screen shows what one did, marked as ours alone.
import { digestOf, sha256 } from "./digest";
import type { Day, DayKept, Device, Item, Order } from "./model";
import { isFinal } from "./sequence";
import type { Server } from "./server";
import { type Store, isFull } from "./store";

const DRAWINGS = 60 * 1024 * 1024; // of plans kept for the basement

export class Days {
  constructor(private readonly store: Store, private readonly server: Server, private readonly now: () => number) {}

  kept(): Promise<DayKept | undefined> {
    return this.store.get<DayKept>("day");
  }

  /** Asks for the day; what is kept stays when there is no answer. */
  async fetch(): Promise<"new" | "same" | "none"> {
    const device = await this.store.get<Device>("device");
    if (!device || device.revoked) return "none";
    const before = await this.kept();
    const headers: Record<string, string> = before?.etag ? { "If-None-Match": before.etag } : {};
    const answer = await this.server.ask<Day>("day", { token: device.token, headers });
    if (answer.kind === "revoked") await this.store.revoked(device.token);
    if (answer.kind !== "said" && answer.kind !== "unchanged") return "none";
    return this.keep(answer, device.token, before?.etag ?? "");
  }

  /** Meanwhile an act's answer may have brought a newer order, or somebody else paired this phone: neither is undone. */
  private keep(answer: { kind: "said"; body: Day; etag: string } | { kind: "unchanged" }, token: string, asked: string): Promise<"new" | "same" | "none"> {
    return this.store.transaction("rw", this.store.settings, async () => {
      const now = await this.kept();
      if ((await this.store.get<Device>("device"))?.token !== token) return "none";
      if (answer.kind === "unchanged") {
        if (now?.etag === asked) await this.store.put("day", { ...now, at: this.now() });
        return "same";
      }
      const orders = answer.body.orders.map((one) => now?.day.orders.find((old) => old.id === one.id && old.seq > one.seq) ?? one);
      const newer = orders.some((one, at) => one !== answer.body.orders[at]);
      await this.store.put("day", { etag: newer ? "" : answer.etag, at: this.now(), day: { ...answer.body, orders } });
      return "new";
    });
  }

  /** An order as it came with the answer to an act: newer than the day, which then is asked for anew. */
  async learn(order: Order): Promise<void> {
    await this.store.transaction("rw", this.store.settings, async () => {
      const kept = await this.kept();
      if (!kept) return;
      const orders = kept.day.orders.filter((one) => one.id !== order.id);
      const old = kept.day.orders.find((one) => one.id === order.id);
      const newest = old && old.seq > order.seq ? old : order;
      await this.store.put("day", { etag: "", at: kept.at, day: { ...kept.day, orders: [...orders, newest] } });
    });
  }

  /** Plans for offline use, checked byte by byte; no more than fits. */
  async fetchDrawings(): Promise<void> {
    const device = await this.store.get<Device>("device");
    const day = (await this.kept())?.day;
    if (!device || !day) return;
    let room = DRAWINGS;
    for (const drawing of day.drawings) {
      room -= drawing.size;
      const id = `drawing:${drawing.sha256}`;
      if (room < 0 || (await this.store.files.get(id))) continue;
      const { response } = await this.server.call(drawing.url, { token: device.token, timeout: 120_000 });
      if (!response?.ok) return;
      const blob = await response.blob();
      if ((await digestOf(blob)) !== drawing.sha256) continue;
      try {
        await this.store.files.put({ id, blob: blob.slice(0, blob.size, drawing.mime), small: null });
      } catch (error) {
        if (isFull(error)) return; // room is for evidence first
        throw error;
      }
    }
  }
}

const AFTER: Partial<Record<string, Partial<Order>>> = {
  take: { state: "taken", mine: true },
  arrive: { state: "arrived", mine: true },
  pause: { paused: true },
  resume: { paused: false },
  claim: { state: "claimed" },
};

/** The order with this phone's own open acts on top, in the sequence they were made. */
export function shown(order: Order, items: Item[]): Order {
  const own = items.filter((one) => one.order_id === order.id && one.what === "act" && !isFinal(one) && one.state !== "draft");
  return own.sort((a, b) => a.n! - b.n!).reduce<Order>(
    (now, act) => ({
      ...now,
      ...AFTER[act.kind],
      steps: [...now.steps, { kind: `order.${act.kind}`, at: act.made_at - (act.offset ?? 0), who: "", local: act.state }],
    }),
    order,
  );
}

/** Which limit runs now: to be there, or to have it repaired. */
export function due(order: Order): { clock: "respond" | "repair"; at: number } | null {
  if (["claimed", "accepted", "cancelled"].includes(order.state) || order.paused) return null;
  const there = order.state === "arrived";
  const at = there ? order.due_repair : (order.due_respond ?? order.due_repair);
  return at === null || at === undefined ? null : { clock: there || order.due_respond === null ? "repair" : "respond", at };
}

/** 下一单: what is due first; what has no limit by its age; emergencies before all else that is as late. */
export function inOrder(orders: Order[]): Order[] {
  return [...orders].sort((a, b) => (due(a)?.at ?? Infinity) - (due(b)?.at ?? Infinity)
    || a.severity.localeCompare(b.severity) || a.reported_at - b.reported_at);
}

/** Whether a scanned or typed code is one of the order's place. Only salted hashes are on the phone. */
export async function codeFits(order: Order, code: string): Promise<boolean> {
  return order.code_hashes.includes(await sha256(new TextEncoder().encode(`${order.id}/${code}`) as Uint8Array<ArrayBuffer>));
}
