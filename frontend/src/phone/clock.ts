// How far the phone's clock is from the server's. The server's time counts; ours is said along with every act.
import type { Measured } from "./model";
import type { Store } from "./store";

export const OFF = 2 * 60_000; // from here on the person is told
const SLOW = 10_000; // an answer that took longer measures nothing

export class Clock {
  private last: Measured | undefined;

  constructor(private readonly store: Store, readonly now: () => number = () => Date.now()) {}

  async load(): Promise<void> {
    this.last = await this.store.get<Measured>("clock");
  }

  /** The server wrote `server` somewhere between the two moments of this phone. */
  async measure(server: number, sent: number, received: number): Promise<void> {
    const trip = received - sent;
    if (trip < 0 || trip > SLOW) return;
    this.last = { offset: Math.round((sent + received) / 2 - server), trip, at: received };
    await this.store.put("clock", this.last).catch(() => undefined); // a full disk makes no answer worse
  }

  /** Phone − server in ms, or null: never measured, or the clock was set back since. */
  offset(): number | null {
    return this.last && this.now() >= this.last.at - 1000 ? this.last.offset : null;
  }

  /** The time by the server's clock as well as we know it. */
  true(): number {
    return this.now() - (this.offset() ?? 0);
  }

  wrong(): boolean {
    return Boolean(this.last) && Math.abs(this.offset() ?? OFF + 1) > OFF;
  }
}
