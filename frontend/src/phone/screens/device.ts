// 这台手机: whose it is, its room, its clock, installing, and the ways out.
import { download, h, length, moment, size, speak, spoken, t } from "../h";
import { isFinal } from "../sequence";
import { persist, room, takeOut } from "../storage";
import { button, card, type Context, type View } from "./frame";

interface Install extends Event { prompt(): Promise<void> }
let install: Install | undefined;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install = event as Install;
});

export async function device(context: Context): Promise<View> {
  const { app, scene } = context;
  const paired = scene.device;
  const space = await room();
  const offset = app.clock.offset();
  const unsent = scene.items.filter((one) => !isFinal(one)).length;
  const row = (what: string, value: string | Node): Node[] => [h("dt", {}, what), h("dd", {}, value)];
  const lasting = space.lasting ? t("device.lasting") : t("device.not_lasting");
  return {
    title: t("device.title"), back: "/",
    content: [
      paired && !paired.revoked ? card(h("dl", { class: "answer" }, row(t("device.person"), `${paired.me.name} · ${paired.me.estate.name}`), row(t("device.name"), paired.name))) : pairing(context),
      card(h("dl", { class: "answer" },
        row(t("device.room"), space.whole ? t("device.room.of", { used: size(space.used), whole: size(space.whole) }) : t("unknown")), row(t("device.kept"), lasting),
        row(t("device.clock"), offset === null ? t("unknown") : Math.abs(offset) < 1000 ? t("device.clock.right") : t(offset > 0 ? "device.clock.fast" : "device.clock.slow", { length: Math.abs(offset) < 60_000 ? t("time.seconds", { n: Math.round(Math.abs(offset) / 1000) }) : length(offset) })),
        row(t("device.day"), scene.kept ? moment(scene.kept.at, Date.now()) : t("today.never")),
        row(t("device.shell"), navigator.serviceWorker?.controller ? t("device.shell.yes") : "serviceWorker" in navigator ? t("device.shell.not_yet") : t("device.shell.no"))),
        !space.lasting && button(t("device.ask_lasting"), "shield-check", async () => { context.say(t((await persist()) ? "device.lasting" : "device.not_lasting")); }),
        install && button(t("device.install"), "download", () => install!.prompt())),
      card(button(t("export"), "download", async () => download(await takeOut(app.store), t("export.name"))), h("p", { class: "quiet" }, t("export.words", { n: unsent })),
        button(spoken() === "en" ? "中文" : "English", "language", async () => {
          const chosen = spoken() === "en" ? "zh-hans" : "en";
          await app.store.put("language", chosen);
          speak(chosen);
          window.dispatchEvent(new HashChangeEvent("hashchange"));
        }),
        paired && !paired.revoked && button(t("device.leave"), "logout", async () => {
          if (window.confirm(t("device.leave.sure", { n: unsent }))) await app.unpair();
        })),
    ],
  };
}

function pairing(context: Context): HTMLElement {
  const { app, scene } = context;
  const name = h("input", { maxlength: 60, value: scene.device?.name ?? guess() });
  const act = async (): Promise<void> => {
    const outcome = await app.pair(name.value.trim() || guess());
    if (outcome === "paired") context.say(t("pair.done"), "success");
    else if (outcome === "none") context.say(t("pair.none"), "error");
    else if (outcome === "sign-in") window.location.assign(document.documentElement.dataset["signIn"]!);
    else context.say(outcome.sentence || t("pair.none"), "error");
  };
  return card(h("h2", {}, t("pair.this")), h("p", {}, t("pair.words")), h("label", { class: "field" }, h("span", {}, t("device.name")), name), button(t("pair.button"), "device-mobile", act, true));
}

/** "Android · Pixel 6", or what else the browser says. */
function guess(): string {
  const inside = /\(([^)]*)\)/.exec(navigator.userAgent)?.[1]?.split(";").map((one) => one.trim()) ?? [];
  return inside.find((one) => /android|iphone|ipad|windows|mac|linux|cros/i.test(one))?.slice(0, 40) ?? "";
}
