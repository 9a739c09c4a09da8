// What the phone keeps, in IndexedDB. Strict durability: what a screen has called saved survives the phone going flat.
import Dexie, { type Table } from "dexie";
import type { Device, Item, Kept } from "./model";

interface Setting { key: string; value: unknown }

export class Store extends Dexie {
  items!: Table<Item, number>;
  files!: Table<Kept, string>;
  settings!: Table<Setting, string>;

  constructor(name = "weituo-phone") {
    super(name, { chromeTransactionDurability: "strict" });
    // A new version is a new line below with an upgrade; lines that were released are never changed.
    this.version(1).stores({ items: "++n,&id,order_id,state", files: "id", settings: "key" });
  }

  async get<T>(key: string): Promise<T | undefined> {
    return (await this.settings.get(key))?.value as T | undefined;
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.settings.put({ key, value });
  }

  /** The server does not know this token any more. Says nothing about a newer one: it may have been paired anew meanwhile. */
  async revoked(token: string): Promise<void> {
    await this.transaction("rw", this.settings, async () => {
      const device = await this.get<Device>("device");
      if (device?.token === token) await this.put("device", { ...device, revoked: true });
    });
  }
}

/** Whether an error says that the disk is full; Dexie wraps the browser's own. */
export function isFull(error: unknown): boolean {
  for (let one = error as { name?: string; inner?: unknown } | undefined; one; one = one.inner as typeof one) {
    if (one.name === "QuotaExceededError") return true;
  }
  return false;
}
