// The server's answers, told apart by what the phone has to do next. Nothing here decides about an item's state.
import type { Clock } from "./clock";

export type Answer<T> =
  | { kind: "said"; body: T; etag: string }
  | { kind: "unchanged" }
  | { kind: "lost" } // no answer, or none of ours: it may have been taken in all the same
  | { kind: "revoked" } // 401: this phone is not known any more
  | { kind: "broken"; wait: number } // 5xx or "later": try again
  | { kind: "declined"; status: number; code: string; sentence: string };

export interface Ask {
  method?: string;
  token?: string;
  csrf?: string;
  body?: unknown;
  bytes?: Blob;
  headers?: Record<string, string>;
  timeout?: number;
}

const TIMEOUT = 20_000;

export class Server {
  constructor(readonly base: string, private readonly clock: Clock, readonly language: () => string) {}

  async ask<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
    const { response, sent } = await this.call(path, ask);
    if (!response) return { kind: "lost" };
    try {
      return await this.read<T>(response, sent);
    } catch {
      return { kind: "lost" }; // a page of somebody else's network, or cut off halfway
    }
  }

  /** The bare response; `undefined` when there was none. */
  async call(path: string, ask: Ask): Promise<{ response: Response | undefined; sent: number }> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": this.language(), ...ask.headers };
    if (ask.token) headers["Authorization"] = `Bearer ${ask.token}`;
    if (ask.csrf) headers["X-CSRFToken"] = ask.csrf;
    const init: RequestInit = {
      method: ask.method ?? "GET",
      headers,
      credentials: ask.token ? "omit" : "same-origin",
      redirect: "error", // a hotel's sign-in page is no answer
      cache: "no-store",
    };
    if (ask.bytes) init.body = ask.bytes;
    if (ask.body !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(ask.body);
    }
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), ask.timeout ?? TIMEOUT);
    const sent = this.clock.now();
    try {
      const response = await fetch(path.startsWith("/") ? path : this.base + path, { ...init, signal: giveUp.signal });
      const blob = response.status === 204 || response.status === 304 ? null : await response.blob();
      return { response: new Response(blob, { status: response.status, headers: response.headers }), sent };
    } catch {
      return { response: undefined, sent };
    } finally {
      clearTimeout(timer); // it also runs while the body comes in
    }
  }

  private async read<T>(response: Response, sent: number): Promise<Answer<T>> {
    const received = this.clock.now();
    if (response.status === 304) return { kind: "unchanged" };
    if (response.status === 401) return { kind: "revoked" };
    if (response.status >= 500 || response.status === 429 || response.status === 408) {
      return { kind: "broken", wait: 1000 * (Number(response.headers.get("Retry-After")) || 0) };
    }
    const body = (await response.json()) as T & { server_time?: number; code?: string; detail?: string };
    if (!response.ok) {
      return { kind: "declined", status: response.status, code: body.code ?? String(response.status), sentence: body.detail ?? "" };
    }
    if (typeof body.server_time === "number") await this.clock.measure(body.server_time, sent, received);
    return { kind: "said", body, etag: response.headers.get("ETag") ?? "" };
  }
}
