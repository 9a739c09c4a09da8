// Making an act: its id, its time and whether there was network, written down before anything else happens with it.
import { newId } from "../lib/words";
import type { Clock } from "./clock";
import type { Body, Device, Item, Kind, Order, Role } from "./model";
import { type Store, isFull } from "./store";

/** The disk is full: nothing was written, everything kept before is still there. */
export class Full extends Error { override name = "Full"; }
export class NotPaired extends Error { override name = "NotPaired"; }

/** What an act has to know of its order. */
export type Of = Pick<Order, "id" | "number"> & Partial<Pick<Order, "evidence">>;
export interface Picture { blob: Blob; small: Blob | null; sha256: string; original: string; taken: string }

export class Acts {
  constructor(private readonly store: Store, private readonly clock: Clock, private readonly made: () => void) {}

  /** An act on an order; a draft of the same kind becomes it. */
  async make(order: Of, kind: Kind, body: Body): Promise<string> {
    const item = await this.fresh(order, "act", kind, body);
    await this.write(async () => {
      const draft = await this.draftOf(order.id, kind);
      if (draft) {
        item.id = draft.id;
        await this.store.items.delete(draft.n!);
      }
      await this.store.items.add(item);
    });
    this.made();
    return item.id;
  }

  /** What is typed so far. Not an act: it goes nowhere until the person says so. */
  async draft(order: Of, kind: Kind, body: Body): Promise<void> {
    const item = { ...(await this.fresh(order, "act", kind, body)), state: "draft" as const };
    await this.write(async () => {
      const draft = await this.draftOf(order.id, kind);
      if (draft) await this.store.items.update(draft.n!, { body });
      else await this.store.items.add(item);
    });
  }

  async draftOf(orderId: string, kind: Kind): Promise<Item | undefined> {
    return this.store.items.where("order_id").equals(orderId).and((one) => one.state === "draft" && one.kind === kind).first();
  }

  async discard(item: Item): Promise<void> {
    if (item.state === "draft") await this.store.items.delete(item.n!); // nothing else can be thrown away
  }

  /** A photo, a signature or a video of an order. */
  async keep(order: Of, role: Role, picture: Picture): Promise<string> {
    const item = await this.fresh(order, "file", role, {});
    const { blob, small, sha256, original, taken } = picture;
    Object.assign(item, { mime: blob.type || "application/octet-stream", size: blob.size, sha256, original, taken });
    await this.write(async () => {
      await this.store.files.add({ id: item.id, blob, small });
      await this.store.items.add(item);
    });
    this.made();
    return item.id;
  }

  private async fresh(order: Of, what: "act" | "file", kind: Kind | Role, body: Body): Promise<Item> {
    const device = await this.store.get<Device>("device");
    if (!device) throw new NotPaired();
    return {
      id: newId(), owner: device.me.membership_id, order_id: order.id, number: order.number, what, kind, body,
      state: "here", made_at: this.clock.now(), offset: this.clock.offset(), offline: !navigator.onLine,
      tries: 0, next_try: 0, doubt: false, stuck: false, code: "", sentence: "", ended_at: null,
      mime: "", size: 0, sha256: "", original: "", taken: "", location: "",
      videos_first: kind === "claim" && Boolean(order.evidence?.some((one) => one.role === "video")),
    };
  }

  private async write(change: () => Promise<void>): Promise<void> {
    try {
      await this.store.transaction("rw", this.store.items, this.store.files, change);
    } catch (error) {
      throw isFull(error) ? new Full() : error;
    }
  }
}
