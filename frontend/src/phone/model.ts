// What travels between the phone and the server (`/api/v1/phone/`) and what the phone keeps. Times are ms UTC.
export type Kind = "take" | "arrive" | "pause" | "resume" | "claim" | "sign" | "parts" | "check" | "note";
export type Role = "before" | "after" | "signature" | "video";

/** 草稿 · 仅存于本机 · 上传中 · 已上传 · 被拒绝. Only an answer of the server leads to the last two. */
export type State = "draft" | "here" | "sending" | "held" | "refused";

export interface Pause { key: string; words: string; approve: boolean }
export interface Evidence { role: Role; least: number; why: string }
export interface Step { kind: string; at: number; who: string; words?: string; local?: State }

export interface Order {
  id: string; number: string; state: string; paused: boolean; seq: number; severity: string;
  item: string; item_words: string; fault: string; fault_words: string; text: string;
  contact?: { name?: string; phone?: string } | null;
  place: { words: string; building?: string; building_id?: string | null; unit?: string; space?: string; equipment_id?: string | null; equipment_words?: string };
  code_hashes: string[]; code_needed: boolean;
  reported_at: number; due_respond: number | null; due_repair: number | null;
  mine: boolean; assignee_name: string; challenge: string;
  evidence: Evidence[]; steps: Step[]; checklist_id?: string | null; pauses?: Pause[];
}

export interface Line { id: string; text: string; kind: "check" | "number" | "text"; unit?: string; low?: number | null; high?: number | null }
export interface Checklist { id: string; item: string; title: string; lines: Line[] }
export interface Drawing { id: string; title: string; place: string; sha256: string; size: number; mime: string; url: string }
export interface Place { id: string; name: string; kind: string; x?: number | null; y?: number | null }
export interface Past { number: string; reported_at: number; fault: string; state: string; note: string }
export interface Me { membership_id: string; name: string; party: string; estate: { id: string; name: string; zone: string } }

export interface Day {
  server_time: number; me: Me; orders: Order[]; history: Record<string, Past[]>;
  drawings: Drawing[]; checklists: Checklist[]; places: Place[];
}

export type Body = Record<string, unknown>;

/** One thing done on this phone: an act, or a file that belongs to an order. `n` is the order in which they were made. */
export interface Item {
  n?: number;
  id: string;
  owner: string; // membership whose act it is
  order_id: string;
  number: string; // the order's, for lists when the order itself is gone from the day
  what: "act" | "file";
  kind: Kind | Role;
  state: State;
  body: Body;
  made_at: number;
  offset: number | null;
  offline: boolean;
  tries: number;
  next_try: number;
  doubt: boolean; // sent, no answer: the server may hold it
  stuck: boolean; // the server answered neither held nor refused: a person has to look
  code: string;
  sentence: string;
  ended_at: number | null; // when the server's word came, by the server's clock
  mime: string;
  size: number;
  sha256: string;
  original: string;
  taken: string;
  location: string; // of a resumable upload under way
  videos_first: boolean; // a claim whose terms want to see a video
}

/** Bytes of a file; the small picture stays for the list when the bytes have been taken in. */
export interface Kept { id: string; blob: Blob | null; small: Blob | null }

export interface Device { id: string; token: string; name: string; me: Me; revoked: boolean }
export interface DayKept { etag: string; at: number; day: Day }
export interface Measured { offset: number; trip: number; at: number }
