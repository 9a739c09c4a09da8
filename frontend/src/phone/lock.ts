// One sender among all tabs: the browser's lock; where it has none (plain HTTP), a lease in the shared store.
import type { Store } from "./store";

const LEASE = 30_000;
const LOOK = 2_000;

interface Lease { owner: string; until: number }

export class Lock {
  private readonly me = Math.random().toString(36).slice(2);

  constructor(private readonly store: Store, private readonly now: () => number) {}

  /** Runs `work` when no other tab does. `still()` says whether the right to send is still ours. */
  async alone(work: (still: () => Promise<boolean>) => Promise<void>): Promise<void> {
    if (navigator.locks) return navigator.locks.request("weituo-phone-sender", () => work(async () => true));
    while (!(await this.lease())) await new Promise((done) => setTimeout(done, LOOK));
    const renewing = setInterval(() => void this.lease(), LEASE / 3); // an upload takes longer than a lease
    try {
      await work(() => this.lease());
    } finally {
      clearInterval(renewing);
      await this.store.transaction("rw", this.store.settings, async () => {
        if ((await this.store.get<Lease>("lease"))?.owner === this.me) await this.store.settings.delete("lease");
      });
    }
  }

  private lease(): Promise<boolean> {
    return this.store.transaction("rw", this.store.settings, async () => {
      const held = await this.store.get<Lease>("lease");
      const left = (held?.until ?? 0) - this.now();
      if (held && held.owner !== this.me && left > 0 && left <= LEASE) return false;
      await this.store.put("lease", { owner: this.me, until: this.now() + LEASE });
      return true;
    });
  }
}
