// 到场: the code on the spot, compared on the phone with salted hashes, so that a wrong label shows in the basement already.
import { codeFits } from "../day";
import { h, icon, t } from "../h";
import type { Order } from "../model";
import { codeIn, scan } from "../scan";
import { newId } from "../../lib/words";
import { guarded } from "./forms";
import { button, card, type Context, type View } from "./frame";

export async function arrive(context: Context, order: Order): Promise<View> {
  const input = h("input", { name: "code", class: "code-input", autocomplete: "off", autocapitalize: "characters", maxlength: 60, "aria-label": t("arrive.code") });
  const note = h("p", { class: "quiet", role: "status" }, order.code_needed ? t("arrive.type") : t("arrive.without"));
  const video = h("video", { playsinline: true, muted: true, hidden: true });
  const taking = context.scene.items.find((one) => one.order_id === order.id && one.kind === "take")?.id ?? newId();
  const anyway = button(t("arrive.anyway"), "alert-triangle", () => record());
  anyway.hidden = true;
  const record = guarded(context, () => context.app.acts.make(order, "arrive", { code: codeIn(input.value) || null, take_id: taking }), `/o/${order.id}`);

  async function press(): Promise<void> {
    const code = codeIn(input.value);
    if (!code && order.code_needed) {
      input.focus();
      return context.say(t("arrive.need"), "error");
    }
    if (code && !(await codeFits(order, code))) {
      anyway.hidden = false; // a label may have been replaced since: the server knows
      note.className = "message message-error";
      note.textContent = t("arrive.wrong", { place: order.place.words });
      return;
    }
    await record();
  }

  async function look(): Promise<void> {
    const found = await scan(video);
    if (found === "denied") note.textContent = t("arrive.denied");
    else if (found) {
      input.value = codeIn(found);
      navigator.vibrate?.(60);
      await press();
    }
  }

  const able = Boolean(navigator.mediaDevices?.getUserMedia);
  return {
    title: t("act.arrive"), back: `/o/${order.id}`,
    content: [
      card(
        h("p", {}, icon("map-pin"), " ", h("b", {}, order.place.words)),
        h("div", { class: "scan" }, video, able && button(t("arrive.scan"), "qrcode", look, true)),
        h("label", { class: "field" }, h("span", {}, t("arrive.code")), input), note, anyway),
      card(h("p", { class: "quiet" }, t("arrive.challenge")), h("p", { class: "challenge", "aria-label": order.challenge.split("").join(" ") }, order.challenge)),
    ],
    bar: [button(t("arrive.here"), "map-pin", press, true)],
  };
}
