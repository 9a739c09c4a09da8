// Somebody on the spot signs on the glass: the resident or the property company's supervisor.
import SignaturePad from "signature_pad";
import { Full } from "../acts";
import { digestOf } from "../digest";
import { h, t } from "../h";
import type { Order } from "../model";
import { fits } from "../storage";
import { guarded } from "./forms";
import { button, card, type Context, type View } from "./frame";

export async function sign(context: Context, order: Order): Promise<View> {
  const { acts } = context.app;
  const canvas = h("canvas", { class: "pad", role: "img", "aria-label": t("sign.pad") });
  const pad = new SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#000", minWidth: 1.5, maxWidth: 4 });
  new ResizeObserver(() => fit(canvas, pad)).observe(canvas);
  const who = ["resident", "supervisor"].map((one, at) => h("label", { class: "choice" }, h("input", { type: "radio", name: "who", value: one, checked: at === 0 }), h("span", {}, t(`sign.${one}`))));
  const name = h("input", { maxlength: 40, autocomplete: "off" });
  const form = card(h("div", { class: "choices" }, who), h("label", { class: "field" }, h("span", {}, t("sign.name")), name), h("p", {}, t("sign.words", { number: order.number })), canvas,
    button(t("sign.clear"), "x", () => pad.clear()));
  const act = guarded(context, async () => {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!blob || !(await fits(blob.size))) throw new Full();
    const sha256 = await digestOf(blob);
    const file_id = await acts.keep(order, "signature", { blob, small: blob, sha256, original: sha256, taken: "" });
    await acts.make(order, "sign", { file_id, name: name.value.trim(), who: form.querySelector<HTMLInputElement>("input:checked")!.value });
  }, `/o/${order.id}`);
  const press = (): void | Promise<void> => (pad.isEmpty() ? context.say(t("sign.empty"), "error") : act());
  return { title: t("act.sign"), back: `/o/${order.id}`, content: [form], bar: [button(t("save"), "check", press, true)] };
}

/** As many points as the screen shows, so that the line is where the finger is; turning the phone keeps what is signed. */
function fit(canvas: HTMLCanvasElement, pad: SignaturePad): void {
  const ratio = Math.max(1, window.devicePixelRatio);
  const [wide, high] = [Math.round(canvas.offsetWidth * ratio), Math.round(canvas.offsetHeight * ratio)];
  if (!wide || (canvas.width === wide && canvas.height === high)) return;
  const strokes = pad.toData();
  Object.assign(canvas, { width: wide, height: high });
  canvas.getContext("2d")!.scale(ratio, ratio);
  pad.clear();
  pad.fromData(strokes);
}
