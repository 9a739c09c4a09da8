// What every screen has: where one is, what has not left the phone yet, and what is wrong with clock, network or pairing.
import type { App, Scene } from "../app";
import { h, icon, t } from "../h";
import type { Item, State } from "../model";

export interface View {
  title: string;
  /** Where the arrow leads; without one the screen is a first one. */
  back?: string;
  content: Node[];
  bar?: Node[];
}

export interface Context {
  app: App;
  scene: Scene;
  /** Tells something once, in words, at the top. */
  say: (words: string, tone?: "error" | "success") => void;
  go: (where: string) => void;
}

export const chip = (state: State): HTMLElement => h("span", { class: "chip kept", "data-kept": state }, t(`kept.${state}`));

export function card(...children: (Node | string | false | null | undefined)[]): HTMLElement {
  return h("section", { class: "card stack" }, ...children);
}

export function button(words: string, sign: string, press: () => void | Promise<void>, main = false): HTMLButtonElement {
  const made: HTMLButtonElement = h("button", {
    type: "button", class: `button${main ? " button-main button-wide" : ""}`,
    onclick: () => {
      if (made.disabled) return; // the second tap of a double tap
      made.disabled = true;
      void Promise.resolve(press()).finally(() => void (made.disabled = false));
    },
  }, icon(sign), ` ${words}`);
  return made;
}

export const link = (words: string, sign: string, where: string): HTMLElement =>
  h("a", { class: "button", href: `#${where}` }, icon(sign), ` ${words}`);

/** The line that is always there: how many things only this phone has. */
export function standing(items: Item[], device: Scene["device"]): HTMLElement {
  const count = (state: State): number => items.filter((one) => one.state === state).length;
  const [here, sending, refused, drafts] = [count("here"), count("sending"), count("refused"), count("draft")];
  const words = [
    here && t("standing.here", { n: here }), sending && t("standing.sending", { n: sending }),
    refused && t("standing.refused", { n: refused }), drafts && t("standing.drafts", { n: drafts }),
  ].filter(Boolean).join(" · ");
  const tone = refused || device?.revoked ? "refused" : here || sending ? "here" : "held";
  return h("a", { class: "standing", href: "#/outbox", "data-kept": tone }, words || t("standing.none"));
}

export function warnings({ app, scene }: Context): HTMLElement[] {
  const out: HTMLElement[] = [];
  const warn = (kind: string, ...what: (Node | string)[]): void => void out.push(h("div", { class: "message message-warning", "data-warning": kind }, ...what));
  if (scene.device?.revoked) {
    warn("revoked", h("b", {}, t("revoked.title")), h("p", {}, t("revoked.words")), h("p", { class: "row" }, link(t("revoked.pair"), "key", "/device")));
  }
  if (!navigator.onLine) warn("offline", t("offline"));
  if (app.clock.wrong()) warn("clock", t("clock.wrong"));
  return out;
}

export function empty(words: string): HTMLElement {
  return h("p", { class: "card quiet" }, words);
}
