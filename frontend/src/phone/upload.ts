// Bytes to the server: a photo in one piece, a video by the resumable protocol (tus 1.0: creation, core).
import type { Item, Order } from "./model";
import type { Answer, Ask, Server } from "./server";

export interface Verdict {
  id: string; state: "held" | "refused"; repeated?: boolean; order?: Order | null; server_time?: number;
  code?: string; sentence?: string;
}

const PIECE = 1024 * 1024; // what a minute without network costs at most
const PATIENCE = 90_000;
const TUS = { "Tus-Resumable": "1.0.0" };

function about(item: Item): Record<string, string> {
  const values: Record<string, string> = {
    order: item.order_id, role: item.kind, sha256: item.sha256, made_at: String(item.made_at),
    original: item.original, taken: item.taken,
  };
  if (item.offset !== null) values["offset"] = String(item.offset);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}

export function sendFile(server: Server, token: string, item: Item, bytes: Blob): Promise<Answer<Verdict>> {
  const path = `files/${item.id}?${new URLSearchParams(about(item)).toString()}`;
  return server.ask<Verdict>(path, { method: "PUT", token, bytes, timeout: PATIENCE });
}

/** Goes on where the last try ended. The verdict comes from `holds` when the last byte is in. */
export async function sendVideo(
  server: Server, token: string, item: Item, bytes: Blob, remember: (location: string) => PromiseLike<unknown>,
): Promise<Answer<Verdict>> {
  let location = item.location;
  let at = 0;
  if (location) {
    const found = await tus(server, location, { method: "HEAD", token });
    if (!(found instanceof Response)) return found;
    if (found.ok && offsetOf(found) === undefined) return { kind: "lost" };
    if (found.ok) at = offsetOf(found)!;
    else location = ""; // expired or finished: begin again, the server knows the id
  }
  if (!location) {
    const metadata = Object.entries({ id: item.id, ...about(item) }).map(([key, value]) => `${key} ${btoa(value)}`).join(",");
    const headers = { "Upload-Length": String(bytes.size), "Upload-Metadata": metadata };
    const made = await tus(server, "uploads", { method: "POST", token, headers });
    if (!(made instanceof Response)) return made;
    if (!made.ok) return declined(made);
    location = new URL(made.headers.get("Location") ?? "", window.location.href).pathname;
    if (made.status !== 201 || !location.startsWith(`${server.base}uploads/`)) return { kind: "lost" };
    at = offsetOf(made) ?? 0;
    await remember(location);
  }
  while (at < bytes.size) {
    const headers = { "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" };
    const piece = bytes.slice(at, at + PIECE, "application/offset+octet-stream");
    const taken = await tus(server, location, { method: "PATCH", token, headers, bytes: piece, timeout: PATIENCE });
    if (!(taken instanceof Response)) return taken;
    if (!taken.ok) return taken.status === 409 ? { kind: "lost" } : declined(taken); // 409: ask again where it stands
    const reached = offsetOf(taken);
    if (reached === undefined || reached <= at) return { kind: "lost" }; // somebody else's page, not our server
    at = reached;
  }
  return verdict(server, token, item.id);
}

/** Only our server says how far an upload is; a hotel's sign-in page says 200 to anything. */
function offsetOf(response: Response): number | undefined {
  const text = response.headers.get("Upload-Offset") ?? "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

async function verdict(server: Server, token: string, id: string): Promise<Answer<Verdict>> {
  const answer = await server.ask<{ held: string[]; refused: Verdict[] }>("holds", { method: "POST", token, body: { ids: [id] } });
  if (answer.kind !== "said") return answer;
  const refused = answer.body.refused[0];
  if (refused) return { ...answer, body: { ...refused, state: "refused" } };
  if (answer.body.held.includes(id)) return { ...answer, body: { id, state: "held" } };
  return { kind: "declined", status: 422, code: "file.damaged", sentence: "" };
}

async function tus(server: Server, path: string, ask: Ask): Promise<Response | Exclude<Answer<never>, { kind: "said" }>> {
  const { response } = await server.call(path, { ...ask, headers: { ...TUS, ...ask.headers } });
  if (!response) return { kind: "lost" };
  if (response.status === 401) return { kind: "revoked" };
  if (response.status >= 500 || response.status === 429) return { kind: "broken", wait: 0 };
  return response;
}

async function declined(response: Response): Promise<Answer<never>> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return { kind: "declined", status: response.status, code: body.code ?? String(response.status), sentence: body.detail ?? "" };
}
