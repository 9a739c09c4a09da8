// Sends what was made here, one thing at a time, and believes nothing but the server's own word.
import type { Clock } from "./clock";
import type { Device, Item, Order } from "./model";
import { Lock } from "./lock";
import { backOff, next } from "./sequence";
import type { Answer, Server } from "./server";
import type { Store } from "./store";
import { type Verdict, sendFile, sendVideo } from "./upload";

const AT_ONCE = 500; // ids asked for in one `holds`
const EVERY = 60_000;

interface Holds { held: string[]; refused: { id: string; code: string; sentence: string }[] }
interface Parts {
  store: Store; server: Server; clock: Clock;
  /** An order as the server says it now is. */
  learn: (order: Order) => Promise<void>;
  random: () => number;
}

export class Outbox {
  private readonly lock: Lock;
  private running: Promise<void> | undefined;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: Parts) {
    this.lock = new Lock(parts.store, () => parts.clock.now());
  }

  /** Sends by itself from now on: when network comes back, when the app is looked at, every minute. */
  start(): void {
    window.addEventListener("online", () => void this.sync());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.sync();
    });
    this.later(0);
  }

  /** 立即同步: what waits for a later try goes now. With `all` also what the server did not know what to do with. */
  async sync(all = false): Promise<void> {
    await this.parts.store.items
      .where("state").equals("here")
      .modify((one) => {
        one.next_try = 0;
        if (all) one.stuck = false;
      })
      .catch(() => undefined); // the disk is full: what waits, waits its time
    await this.pump();
  }

  /** Sends until there is nothing left that can be sent now. */
  pump(): Promise<void> {
    if (this.running) this.again = true;
    this.running ??= this.lock
      .alone((still) => this.drain(still))
      .catch(() => this.later(1000)) // the disk is full, or the store was closed: nothing is lost, it is sent again
      .finally(() => {
        this.running = undefined;
        if (this.again) this.later(0);
        this.again = false;
      });
    return this.running;
  }

  private later(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.pump(), Math.min(wait, EVERY));
  }

  private async drain(still: () => Promise<boolean>): Promise<void> {
    const { store, clock } = this.parts;
    await this.recover();
    let wait = EVERY;
    for (;;) {
      const device = await store.get<Device>("device");
      if (!device || device.revoked || !(await still())) break;
      const mine = (await store.items.orderBy("n").toArray()).filter((one) => one.owner === device.me.membership_id);
      const found = next(mine, clock.now());
      if (!found.item) {
        wait = found.wait ?? EVERY;
        break;
      }
      const doubts = mine.filter((one) => one.doubt && one.state === "here");
      const answer = doubts.length ? await this.ask(device, doubts) : await this.send(device, found.item);
      if (answer === "wait") {
        wait = 1000;
        break;
      }
    }
    this.later(wait);
  }

  /** Only the holder of the lock sends: what still says 上传中 was cut off, and nobody knows whether it arrived. */
  private async recover(): Promise<void> {
    await this.parts.store.items.where("state").equals("sending").modify({ state: "here", doubt: true });
  }

  /** After lost replies: what does the server hold? */
  private async ask(device: Device, doubts: Item[]): Promise<"on" | "wait"> {
    const ids = doubts.slice(0, AT_ONCE).map((one) => one.id);
    const answer = await this.parts.server.ask<Holds>("holds", { method: "POST", token: device.token, body: { ids } });
    if (answer.kind !== "said") {
      await this.failed(device, doubts[0]!, answer);
      return "wait";
    }
    const { held, refused } = answer.body;
    await this.parts.store.items.where("id").anyOf(ids).modify({ doubt: false }); // what is unknown there is sent again
    for (const id of held) await this.settle(id, { state: "held" });
    for (const one of refused) await this.settle(one.id, { state: "refused", code: one.code, sentence: one.sentence });
    return "on";
  }

  private async send(device: Device, item: Item): Promise<"on" | "wait"> {
    const { store, server } = this.parts;
    const marked = await store.transaction("rw", store.items, async () => {
      const now = await store.items.get(item.n!);
      if (now?.state !== "here") return false;
      await store.items.update(item.n!, { state: "sending" });
      return true;
    });
    if (!marked) return "on";
    const answer = await this.carry(server, device, item);
    if (answer.kind === "said") {
      await this.settle(item.id, answer.body);
      if (answer.body.order) await this.parts.learn(answer.body.order);
      return "on";
    }
    return this.failed(device, item, answer);
  }

  private async carry(server: Server, device: Device, item: Item): Promise<Answer<Verdict>> {
    const { made_at, offset, offline } = item;
    if (item.what === "act") {
      const body = { order_id: item.order_id, kind: item.kind, made_at, offset, offline, body: item.body };
      return server.ask<Verdict>(`acts/${item.id}`, { method: "PUT", token: device.token, body });
    }
    const blob = (await this.parts.store.files.get(item.id))?.blob;
    if (!blob) return { kind: "declined", status: 0, code: "file.gone", sentence: "" };
    if (item.kind !== "video") return sendFile(server, device.token, item, blob);
    return sendVideo(server, device.token, item, blob, (location) => this.parts.store.items.update(item.n!, { location }));
  }

  /** No verdict: the item stays here, and the phone knows why. */
  private async failed(device: Device, item: Item, answer: Answer<unknown>): Promise<"on" | "wait"> {
    const { store, clock, random } = this.parts;
    const change: Partial<Item> = { state: "here", tries: item.tries + 1 };
    change.next_try = clock.now() + backOff(item.tries, random());
    if (answer.kind === "lost" || answer.kind === "broken") change.doubt = true;
    if (answer.kind === "broken") change.next_try = Math.max(change.next_try, clock.now() + answer.wait);
    if (answer.kind === "declined") {
      const again = answer.code === "file.damaged" && item.tries < 3;
      Object.assign(change, { stuck: !again, code: answer.code, sentence: answer.sentence, location: "" });
    }
    await store.items.update(item.n!, change);
    if (answer.kind === "revoked") await store.revoked(device.token);
    return answer.kind === "declined" ? "on" : "wait";
  }

  private async settle(id: string, verdict: Pick<Verdict, "state"> & Partial<Verdict>): Promise<void> {
    const { store, clock } = this.parts;
    const { state, code = "", sentence = "" } = verdict;
    await store.transaction("rw", store.items, store.files, async () => {
      const change = { state, code, sentence, doubt: false, stuck: false, ended_at: verdict.server_time ?? clock.true() };
      const changed = await store.items.where("id").equals(id).modify(change);
      // the bytes of what was refused stay: they are all there is
      if (changed && state === "held") await store.files.where("id").equals(id).modify({ blob: null });
    });
  }
}
