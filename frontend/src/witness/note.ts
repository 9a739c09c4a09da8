// Signed notes, checkpoints and cosignatures (C2SP): read strictly, signed once everything was checked.
import { type Bytes, base64, hex, joined, same, sha256, unbase64, utf8 } from "./bytes";

const LOG = 0x01;
const WITNESS = 0x04;
const DASH = "\u2014 ";

export interface Checkpoint { text: string; origin: string; size: number; root: Bytes }

/** The checkpoint of a note that one of these keys of the log signed, and the keys that did; an error otherwise. */
export async function opened(note: string, origin: string, keys: string[]): Promise<{ checkpoint: Checkpoint; signers: string[] }> {
  const gap = note.lastIndexOf("\n\n");
  if (gap < 0 || !note.endsWith("\n")) throw new Error("note");
  const text = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2, -1).split("\n");
  const signers: string[] = [];
  for (const key of keys) if (await signed(text, lines, key)) signers.push(key);
  const [name, size, root, ...rest] = text.split("\n");
  if (!signers.length || name !== origin || rest.length !== 1 || rest[0] !== "" || !/^(0|[1-9][0-9]{0,15})$/.test(size ?? "")) throw new Error("note");
  return { checkpoint: { text, origin, size: Number(size), root: unbase64(root ?? "") }, signers };
}

async function signed(text: string, lines: string[], key: string): Promise<boolean> {
  const [name, told, ...rest] = key.split("+");
  const data = unbase64(rest.join("+"));
  const id = (await sha256(utf8(`${name}\n`), data)).slice(0, 4);
  if (data[0] !== LOG || hex(id) !== told) return false;
  const line = lines.find((one) => one.startsWith(`${DASH}${name} `) && same(unbase64(one.slice(one.lastIndexOf(" ") + 1)).slice(0, 4), id));
  if (!line) return false;
  const signature = unbase64(line.slice(line.lastIndexOf(" ") + 1)).slice(4);
  const open = await crypto.subtle.importKey("raw", data.slice(1), "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", open, signature, utf8(text));
}

/** The line by which others know the key. */
export async function vkey(name: string, key: Bytes): Promise<string> {
  const data = joined(new Uint8Array([WITNESS]), key);
  return `${name}+${hex(await id(name, data))}+${base64(data)}`;
}

/** A cosignature/v1 of the checkpoint at this second. */
export async function cosigned(name: string, open: Bytes, secret: CryptoKey, text: string, seconds: number): Promise<string> {
  const data = joined(new Uint8Array([WITNESS]), open);
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(seconds));
  const signature = await crypto.subtle.sign("Ed25519", secret, utf8(`cosignature/v1\ntime ${seconds}\n${text}`));
  return `${DASH}${name} ${base64(joined(await id(name, data), stamp, new Uint8Array(signature)))}`;
}

async function id(name: string, data: Bytes): Promise<Bytes> {
  return (await sha256(utf8(`${name}\n`), data)).slice(0, 4);
}
