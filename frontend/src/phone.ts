// The engineer's app: opens from the phone alone, shows the screen that the address names, and keeps it true.
import "./phone/app.css";
import { App, type Scene } from "./phone/app";
import { h, icon, t } from "./phone/h";
import { arrive } from "./phone/screens/arrive";
import { device } from "./phone/screens/device";
import { check, claim, parts, pause } from "./phone/screens/forms";
import { type Context, standing, type View, warnings } from "./phone/screens/frame";
import { find, order } from "./phone/screens/order";
import { outbox, piece } from "./phone/screens/outbox";
import { photos } from "./phone/screens/photos";
import { history, plans } from "./phone/screens/plans";
import { sign } from "./phone/screens/sign";
import { today } from "./phone/screens/today";

const root = document.documentElement;
const app = new App({ api: root.dataset["api"]!, session: root.dataset["session"]! });
const [main, top, bar, say] = ["content", "top", "bar", "said"].map((id) => document.getElementById(id)!) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
const STEPS = { arrive, pause, claim, parts, check, photos, sign };
const TICK = 20_000; // the time that is left, on screen

let scene: Scene | undefined;
let showing = ""; // the address of the screen that is up
let turn = 0;

const context = (): Context => ({
  app, scene: scene!,
  say: (words, tone) => said(h("p", { class: `message${tone ? ` message-${tone}` : ""}`, role: tone === "error" ? "alert" : "status" }, words)),
  go: (where) => void (window.location.hash = where),
});

let hush: ReturnType<typeof setTimeout> | undefined;

/** What is done is said for a while, because soon it is no longer true; what went wrong until one goes on. */
function said(message: HTMLElement): void {
  clearTimeout(hush);
  say.replaceChildren(message);
  if (message.getAttribute("role") === "status") hush = setTimeout(() => say.replaceChildren(), 6000);
}

/** A screen and whether one types in it: such a screen is not drawn again while it is up. */
async function view(now: Context, [first = "", id = "", step = ""]: string[]): Promise<[View, boolean]> {
  if (first === "o" && step in STEPS) {
    const found = find(now, id);
    if (found) return [await STEPS[step as keyof typeof STEPS](now, found), true];
  }
  if (first === "o") return [order(now, id), false];
  if (first === "outbox") return id ? [piece(now, id), scene!.items.some((one) => one.id === id && one.state === "refused")] : [outbox(now), false];
  if (first === "device") return [await device(now), false];
  if (first === "plans") return [await plans(now, id), false];
  if (first === "equipment") return [history(now, id), false];
  return [today(now), false];
}

let typing = false;

async function draw(): Promise<void> {
  if (!scene) return;
  const now = context();
  const where = window.location.hash.slice(1) || "/";
  const moved = where !== showing;
  top.replaceChildren(...header(now, moved ? "" : (top.querySelector("h1")?.textContent ?? ""), back));
  if (!moved && (typing || main.contains(document.activeElement?.closest("input, textarea, select") ?? null))) return;
  const mine = ++turn;
  const [found, types] = await view(now, where.split("/").slice(1));
  if (mine !== turn) return; // somebody went on meanwhile
  if (moved && showing) say.replaceChildren(...(found.back && say.querySelector(".message-success") ? [...say.children] : []));
  typing = types;
  const focus = moved ? null : focused();
  showing = where;
  top.replaceChildren(...header(now, found.title, found.back));
  main.replaceChildren(h("div", { class: "stack" }, ...found.content));
  bar.replaceChildren(...(found.bar ?? tabs(where)));
  document.title = found.title;
  main.dataset["ready"] = where;
  if (moved) window.scrollTo(0, 0);
  if (focus) [...document.querySelectorAll<HTMLElement>("a, button")].find((one) => key(one) === focus)?.focus();
}

const key = (one: Element): string => `${one.tagName}${one.getAttribute("href") ?? ""}${one.textContent}`;
const focused = (): string | null => (document.activeElement && document.activeElement !== document.body ? key(document.activeElement) : null);

let back: string | undefined;

function header(now: Context, title: string, leads: string | undefined): HTMLElement[] {
  back = leads;
  const arrow = back && h("a", { class: "button back", href: `#${back}`, "aria-label": t("back") }, icon("arrow-left"));
  return [h("div", { class: "top-line" }, arrow || "", h("h1", {}, title)), standing(now.scene.items, now.scene.device), ...warnings(now)];
}

function tabs(where: string): HTMLElement[] {
  const tab = (to: string, sign: string, words: string): HTMLElement => h("a", { class: "tab", href: `#${to}`, "aria-current": where === to ? "page" : false }, icon(sign), h("span", {}, words));
  return [h("div", { class: "tabs" }, tab("/", "list-check", t("tab.today")), tab("/outbox", "upload", t("tab.outbox")), tab("/plans", "building", t("tab.plans")), tab("/device", "device-mobile", t("tab.device")))];
}

async function worker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(root.dataset["worker"]!, { scope: root.dataset["scope"]! }).catch(() => undefined);
}

async function begin(): Promise<void> {
  await app.open();
  app.watch((seen) => {
    scene = seen;
    void draw();
  });
  for (const event of ["hashchange", "online", "offline"]) window.addEventListener(event, () => void draw());
  setInterval(() => void (document.visibilityState === "visible" && draw()), TICK);
  app.start();
  await worker();
}

// For whoever helps on the telephone: what is unsent can be looked at and taken out by hand.
Object.assign(window, { weituoPhone: app });
void begin();
