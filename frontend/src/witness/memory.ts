// What this telephone remembers of a log: its own key, which cannot be read out, the log's keys as it first met them, and
// the newest checkpoint it confirmed. Losing it means beginning again with a new key, never going on with the old one.
import type { Bytes } from "./bytes";

export interface Memory {
  origin: string;
  name: string;
  open: Bytes;
  secret: CryptoKey;
  keys: string[];
  size: number;
  root: Bytes;
  at: number;
}

function store(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open("weituo-witness", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("logs", { keyPath: "origin" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

export async function recall(origin: string): Promise<Memory | undefined> {
  const db = await store();
  return new Promise((done, fail) => {
    const request = db.transaction("logs").objectStore("logs").get(origin);
    request.onsuccess = () => done(request.result as Memory | undefined);
    request.onerror = () => fail(request.error);
  });
}

/** On disk when it returns. `before` is the size that must still stand there: two windows cannot both go on from it. */
export async function remember(memory: Memory, before?: number): Promise<boolean> {
  const db = await store();
  return new Promise((done, fail) => {
    const turn = db.transaction("logs", "readwrite", { durability: "strict" });
    const logs = turn.objectStore("logs");
    let kept = true;
    const found = logs.get(memory.origin);
    found.onsuccess = () => {
      const there = found.result as Memory | undefined;
      kept = before === undefined ? !there : there?.size === before;
      if (kept) logs.put(memory);
    };
    turn.oncomplete = () => done(kept);
    turn.onerror = turn.onabort = () => fail(turn.error);
  });
}
