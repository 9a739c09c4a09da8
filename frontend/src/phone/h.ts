// Elements in one line, texts from the island, moments and lengths of time as people say them.
type Child = Node | string | false | null | undefined | Child[];
type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "value") (element as HTMLInputElement).value = String(value ?? "");
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child) parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  }
}

export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.documentElement.dataset["icons"]}#${name}`);
  svg.append(use);
  return svg;
}

// ── words ────────────────────────────────────────────────────────────────
type Language = "zh-hans" | "en";
const island = JSON.parse(document.getElementById("phone-words")?.textContent ?? "{}") as Record<Language, Record<string, string>>;
let language: Language = "zh-hans";

export function speak(chosen: string | undefined): void {
  language = chosen === "en" ? "en" : "zh-hans";
  document.documentElement.lang = language === "en" ? "en" : "zh-Hans";
}

export const spoken = (): Language => language;

export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = island[language]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const known = (key: string): boolean => key in (island[language] ?? {});

// ── time ─────────────────────────────────────────────────────────────────
let zone = "Asia/Shanghai";

export function liveIn(estateZone: string | undefined): void {
  if (estateZone) zone = estateZone;
}

function parts(at: number): { day: string; clock: string; seconds: string } {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const [day = "", time = ""] = format.format(at).split(" "); // 2026-11-24 09:30:00
  return { day, clock: time.slice(0, 5), seconds: time };
}

/** 14:30, or 11-24 14:30 on another day. */
export function moment(at: number, now: number): string {
  const there = parts(at);
  return there.day === parts(now).day ? there.clock : `${there.day.slice(5)} ${there.clock}`;
}

/** For the words drawn into a photo. */
export function exact(at: number): string {
  const there = parts(at);
  return `${there.day} ${there.seconds}`;
}

export function length(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 60) return t("time.minutes", { n: minutes });
  if (minutes < 48 * 60) return t("time.hours", { n: Math.floor(minutes / 60), m: minutes % 60 });
  return t("time.days", { n: Math.floor(minutes / 1440) });
}

export function size(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Gives a blob to the person as a file. */
export function download(blob: Blob, name: string): void {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
