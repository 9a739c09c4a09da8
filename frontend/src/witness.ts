// The owners' telephone as a witness. It signs a checkpoint only after it has found, by itself, that the log carries its
// own signature and goes on from what was confirmed here before, and after it has remembered the new one.
import { csrf } from "./witness/csrf";
import { type Bytes, hex, unbase64 } from "./witness/bytes";
import { type Memory, recall, remember } from "./witness/memory";
import { goesOn } from "./witness/merkle";
import { cosigned, opened, vkey } from "./witness/note";

interface Island {
  origin: string; keys: string[]; witnesses: string[]; step: string; cosign: string; command: string;
  words: Record<"unable" | "none" | "unknown" | "ready" | "fresh" | "working" | "done" | "first" | "same" | "forked" | "smaller" | "unsigned" | "refused" | "offline", string>;
}

const island = JSON.parse(document.getElementById("witness")!.textContent!) as Island;
const box = document.querySelector<HTMLElement>("[data-witness]")!;
const part = <Kind extends HTMLElement>(name: string): Kind => box.querySelector<Kind>(`[data-${name}]`)!;
const make = part<HTMLButtonElement>("make");
const confirm = part<HTMLButtonElement>("confirm");

function say(words: string, level = "", fill: Record<string, string> = {}): void {
  const said = part("said");
  said.textContent = words.replace(/\{(\w+)\}/g, (_all, name: string) => fill[name] ?? "");
  said.className = `mb-0 ${level}`;
}

async function able(): Promise<boolean> {
  try {
    if (!window.isSecureContext || !window.indexedDB) return false;
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return "privateKey" in pair;
  } catch {
    return false;
  }
}

async function show(memory: Memory | undefined): Promise<void> {
  make.hidden = memory !== undefined;
  confirm.hidden = true;
  if (!memory) return say(island.words.none);
  const line = await vkey(memory.name, memory.open);
  const known = island.witnesses.includes(line);
  part("line").hidden = known;
  confirm.hidden = !known;
  part("vkey").textContent = line;
  part("command").textContent = island.command.replace("{vkey}", line);
  if (!known) return say(island.words.unknown);
  const at = new Date(memory.at).toLocaleString(document.documentElement.lang);
  say(memory.size ? island.words.ready : island.words.fresh, "", { n: String(memory.size), at });
}

async function made(): Promise<Memory> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const open = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const name = `owners-phone-${hex(crypto.getRandomValues(new Uint8Array(4)))}`;
  const memory: Memory = { origin: island.origin, name, open, secret: pair.privateKey, keys: island.keys, size: 0, root: new Uint8Array(0), at: 0 };
  if (await remember(memory)) return memory;
  return (await recall(island.origin))!; // another window was faster
}

async function fetched(old: number): Promise<{ note: string; proof: string[] } | "smaller" | undefined> {
  const answer = await fetch(`${island.step}?old=${old}`, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (answer.status === 409) return "smaller";
  return answer.ok ? ((await answer.json()) as { note: string; proof: string[] }) : undefined;
}

/** One checkpoint further. Whatever does not fit is said, and nothing is signed. */
async function further(): Promise<void> {
  const memory = (await recall(island.origin))!;
  const step = await fetched(memory.size);
  if (step === "smaller") return say(island.words.smaller, "due-late");
  if (!step) return say(island.words.offline, "due-late");
  let found: Awaited<ReturnType<typeof opened>>;
  let proof: Bytes[];
  try {
    found = await opened(step.note, island.origin, [...new Set([...memory.keys, ...island.keys])]);
    if (!found.signers.some((key) => memory.keys.includes(key))) throw new Error("key"); // a new key comes with the old one
    proof = step.proof.map(unbase64);
  } catch {
    return say(island.words.unsigned, "due-late");
  }
  const { size, root, text } = found.checkpoint;
  if (size < memory.size) return say(island.words.smaller, "due-late");
  if (memory.size && !(await goesOn(memory.size, size, proof, memory.root, root))) return say(island.words.forked, "due-late");
  const at = Math.max(Date.now(), memory.at);
  const next: Memory = { ...memory, size, root, at, keys: [...new Set([...memory.keys, ...found.signers])] };
  if (!(await remember(next, memory.size))) return show(await recall(island.origin));
  await send(next, text, memory.size);
}

async function send(memory: Memory, text: string, before: number): Promise<void> {
  const line = await cosigned(memory.name, memory.open, memory.secret, text, Math.floor(memory.at / 1000));
  const body = new URLSearchParams({ size: String(memory.size), line });
  const answer = await fetch(island.cosign, { method: "POST", body, headers: { "X-CSRFToken": csrf() } });
  const told = (await answer.json().catch(() => ({}))) as { error?: string };
  if (!answer.ok) return say(island.words.refused, "due-late", { why: told.error ?? String(answer.status) });
  const words = !before ? island.words.first : before === memory.size ? island.words.same : island.words.done;
  say(words, "due-met", { n: String(memory.size) });
}

function busy(button: HTMLButtonElement, work: () => Promise<void>): void {
  button.addEventListener("click", () => {
    button.disabled = true;
    say(island.words.working);
    work()
      .catch(() => say(island.words.offline, "due-late"))
      .finally(() => (button.disabled = false));
  });
}

async function begin(): Promise<void> {
  if (!(await able())) return say(island.words.unable);
  busy(make, async () => show(await made()));
  busy(confirm, further);
  const copy = part<HTMLButtonElement>("copy-line");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", () => void navigator.clipboard.writeText(part("vkey").textContent ?? ""));
  await show(await recall(island.origin));
}

void begin();
