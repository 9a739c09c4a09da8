// The parts put together. The screens use this and nothing below it; so may a person who looks for unsent work by hand.
import { liveQuery } from "dexie";
import { Acts, Full } from "./acts";
import { Clock } from "./clock";
import { Days } from "./day";
import { digestOf } from "./digest";
import { liveIn, speak, spoken } from "./h";
import type { DayKept, Device, Item, Order } from "./model";
import { Outbox } from "./outbox";
import { develop, MOST as LARGEST_PHOTO } from "./photo";
import { pair, type Paired, unpair } from "./pairing";
import { Server } from "./server";
import { fits, persist, tidy } from "./storage";
import { Store } from "./store";

/** All that a screen shows, read in one go. */
export interface Scene { device: Device | undefined; kept: DayKept | undefined; items: Item[] }

const LOOK_AGAIN = 5 * 60_000;

export class App {
  readonly store = new Store();
  readonly clock = new Clock(this.store);
  readonly server: Server;
  readonly days: Days;
  readonly outbox: Outbox;
  readonly acts: Acts;

  constructor(private readonly page: { api: string; session: string }) {
    this.server = new Server(page.api, this.clock, () => (spoken() === "en" ? "en" : "zh-CN"));
    this.days = new Days(this.store, this.server, () => Date.now());
    const learn = (order: Order): Promise<void> => this.days.learn(order);
    this.outbox = new Outbox({ store: this.store, server: this.server, clock: this.clock, learn, random: Math.random });
    this.acts = new Acts(this.store, this.clock, () => void this.outbox.pump());
  }

  /** Everything the first picture needs, from the phone alone. */
  async open(): Promise<void> {
    await this.clock.load();
    speak(await this.store.get<string>("language"));
    liveIn((await this.store.get<DayKept>("day"))?.day.me.estate.zone);
  }

  /** What may wait until the first picture is there. */
  start(): void {
    this.outbox.start();
    const refresh = (): void => void this.refresh();
    refresh();
    window.addEventListener("online", refresh);
    document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && refresh()));
    setInterval(() => void (document.visibilityState === "visible" && refresh()), LOOK_AGAIN);
    void persist();
    void tidy(this.store, Date.now());
  }

  /** 立即同步 */
  async sync(): Promise<void> {
    await this.outbox.sync(true);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const found = await this.days.fetch().catch(() => "none"); // a full disk: yesterday's list is better than none
    if (found === "none") return;
    liveIn((await this.days.kept())?.day.me.estate.zone);
    if (found === "new" && !saving()) await this.days.fetchDrawings();
  }

  async pair(name: string): Promise<Paired> {
    const outcome = await pair(this.store, this.server, this.page.session, name);
    if (outcome === "paired") {
      void this.outbox.sync();
      await this.refresh();
    }
    return outcome;
  }

  /** A photo of an order, with `lines` drawn into it. Throws Full, Unreadable. */
  async photograph(order: Order, role: "before" | "after", file: Blob, lines: string[]): Promise<string> {
    if (!(await fits(Math.min(file.size, LARGEST_PHOTO)))) throw new Full();
    return this.acts.keep(order, role, await develop(file, lines));
  }

  /** A video of an order, as it is. Throws Full. */
  async film(order: Order, file: Blob): Promise<string> {
    if (!(await fits(file.size))) throw new Full();
    const sha256 = await digestOf(file);
    return this.acts.keep(order, "video", { blob: file, small: null, sha256, original: sha256, taken: "" });
  }

  unpair(): Promise<void> {
    return unpair(this.store, this.server);
  }

  /** Calls back now and after every change, of this tab or another. */
  watch(see: (scene: Scene) => void): () => void {
    const found = liveQuery(() => this.scene()).subscribe({ next: see, error: (error) => console.error(error) });
    return () => found.unsubscribe();
  }

  async scene(): Promise<Scene> {
    const [device, kept, items] = await Promise.all([
      this.store.get<Device>("device"), this.store.get<DayKept>("day"), this.store.items.orderBy("n").toArray(),
    ]);
    return { device, kept, items };
  }
}

function saving(): boolean {
  return Boolean((navigator as unknown as { connection?: { saveData?: boolean } }).connection?.saveData);
}
