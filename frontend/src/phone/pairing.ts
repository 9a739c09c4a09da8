// 这台手机: pairs it with the person who is signed in. The token goes into IndexedDB and outlives every session.
import { newId } from "../lib/words";
import type { Device, Me } from "./model";
import type { Server } from "./server";
import type { Store } from "./store";

interface Signed { csrf: string; signed_in: boolean; name: string }
export type Paired = "paired" | "sign-in" | "none" | { sentence: string };

/** `id` stays the same until the answer is known, so that a lost reply leaves no second device behind. */
export async function pair(store: Store, server: Server, sessionUrl: string, name: string): Promise<Paired> {
  const session = await server.ask<Signed>(sessionUrl);
  if (session.kind === "lost" || session.kind === "broken") return "none";
  if (session.kind !== "said" || !session.body.signed_in) return "sign-in";
  const before = await store.get<Device>("device");
  const id = (await store.get<string>("pairing")) ?? newId();
  await store.put("pairing", id);
  const answer = await server.ask<{ id: string; token: string; me: Me }>("devices", {
    method: "POST", csrf: session.body.csrf, body: { id, name },
  });
  if (answer.kind === "said") {
    const { token, me } = answer.body;
    await store.transaction("rw", store.settings, async () => {
      await store.put("device", { id, token, name, me, revoked: false } satisfies Device);
      await store.settings.delete("pairing");
      // somebody else's orders are not for this person's eyes
      if (before && before.me.membership_id !== me.membership_id) await store.settings.delete("day");
    });
    return "paired";
  }
  if (answer.kind === "revoked") return "sign-in";
  if (answer.kind !== "declined") return "none";
  await store.settings.delete("pairing"); // this id is somebody else's: the next try makes a new one
  return { sentence: answer.sentence };
}

/** The phone forgets the token and the day; what was not sent stays for whoever pairs as the same person. */
export async function unpair(store: Store, server: Server): Promise<void> {
  const device = await store.get<Device>("device");
  if (device && !device.revoked) await server.ask(`devices/${device.id}`, { method: "DELETE", token: device.token });
  await store.settings.bulkDelete(["device", "day"]);
}
