// Whether one log is the beginning of another (RFC 9162 2.1.4.2). The same rules as covenant.merkle.
import { type Bytes, same, sha256 } from "./bytes";

const WIDTH = 32;
const NODE = new Uint8Array([1]);

export async function goesOn(oldSize: number, newSize: number, proof: Bytes[], oldRoot: Bytes, newRoot: Bytes): Promise<boolean> {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize <= 0 || oldSize > newSize) return false;
  if ([oldRoot, newRoot, ...proof].some((one) => one.length !== WIDTH)) return false;
  if (oldSize === newSize) return proof.length === 0 && same(oldRoot, newRoot);
  if (!proof.length) return false;
  let node = BigInt(oldSize) - 1n;
  let last = BigInt(newSize) - 1n;
  const path = (node & (node + 1n)) === 0n ? [oldRoot, ...proof] : [...proof];
  while (node & 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  let before = path[0]!;
  let after = path[0]!;
  for (const sibling of path.slice(1)) {
    if (last === 0n) return false;
    if (node & 1n || node === last) {
      before = await sha256(NODE, sibling, before);
      after = await sha256(NODE, sibling, after);
      while (node && !(node & 1n)) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      after = await sha256(NODE, after, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(before, oldRoot) && same(after, newRoot);
}
