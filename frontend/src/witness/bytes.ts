// Bytes, base64 and SHA-256, as the log writes them.
export type Bytes = Uint8Array<ArrayBuffer>;

const text = new TextEncoder();

export function utf8(words: string): Bytes {
  return text.encode(words) as Bytes;
}

export function joined(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** The bytes of base64 written the one way there is; an error otherwise. */
export function unbase64(words: string): Bytes {
  const bytes = Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
  if (base64(bytes) !== words) throw new Error("base64");
  return bytes;
}

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}
