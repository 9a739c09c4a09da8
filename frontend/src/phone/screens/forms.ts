// Steps that want something said: a reason, a note, parts. What is typed stays as a draft when one leaves.
import { Full, NotPaired } from "../acts";
import { h, t } from "../h";
import type { Body, Kind, Order } from "../model";
import { button, card, type Context, type View } from "./frame";
import { missing } from "./order";

/** Runs what writes an act; a full phone or a missing pairing is said and nothing is lost. */
export function guarded(context: Context, act: () => Promise<unknown>, then?: string): () => Promise<void> {
  return async () => {
    try {
      await act();
      context.say(t(navigator.onLine ? "made.online" : "made.offline"), "success");
      if (then) context.go(then);
    } catch (error) {
      if (error instanceof Full) context.say(t("full"), "error");
      else if (error instanceof NotPaired) context.say(t("pair.first"), "error");
      else throw error;
    }
  };
}

/** Keeps what is typed as a draft, half a second after the last letter. Gives what ends that. */
function drafting(context: Context, order: Order, kind: Kind, form: HTMLElement, read: () => Body): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (form.isConnected) context.app.acts.draft(order, kind, read()).catch(() => context.say(t("full"), "error"));
    }, 500);
  });
  return () => clearTimeout(timer);
}

export async function pause(context: Context, order: Order): Promise<View> {
  const reasons = order.pauses ?? [];
  const choices = reasons.map((one) => h("label", { class: "choice" }, h("input", { type: "radio", name: "reason", value: one.key }), h("span", {}, one.words, one.approve && h("small", {}, t("pause.approve")))));
  const words = h("textarea", { rows: 3, maxlength: 500, id: "words" });
  const form = card(h("div", { class: "choices" }, choices), h("label", { class: "field" }, h("span", {}, t("pause.words")), words));
  const act = guarded(context, async () => {
    const reason = form.querySelector<HTMLInputElement>("input:checked")?.value;
    await context.app.acts.make(order, "pause", { reason, words: words.value.trim() });
  }, `/o/${order.id}`);
  const press = (): void | Promise<void> => (form.querySelector("input:checked") ? act() : context.say(t("pause.choose"), "error"));
  return { title: t("act.pause"), back: `/o/${order.id}`, content: [reasons.length ? form : h("p", { class: "card" }, t("pause.none"))], bar: reasons.length ? [button(t("act.pause"), "clock", press, true)] : [] };
}

export async function claim(context: Context, order: Order): Promise<View> {
  const { acts } = context.app;
  const draft = (await acts.draftOf(order.id, "claim"))?.body as { note?: string } | undefined;
  const note = h("textarea", { rows: 4, maxlength: 1000, value: draft?.note ?? "" });
  const read = (): Body => ({ note: note.value.trim(), parts: partsOf(context, order.id) });
  const form = card(h("label", { class: "field" }, h("span", {}, t("claim.note")), note), h("p", { class: "quiet" }, t("draft.kept")));
  const stop = drafting(context, order, "claim", form, read);
  const own = context.scene.items.filter((one) => one.order_id === order.id);
  return {
    title: t("act.claim"), back: `/o/${order.id}`, content: [...missing(order, own), form],
    bar: [button(t("act.claim"), "check", guarded(context, () => (stop(), acts.make(order, "claim", read())), `/o/${order.id}`), true)],
  };
}

interface Part { name: string; count: number; unit: string }

/** The parts said last for this order on this phone: they belong to the claim. */
function partsOf(context: Context, orderId: string): Part[] {
  const said = context.scene.items.filter((one) => one.order_id === orderId && one.kind === "parts" && one.state !== "draft" && one.state !== "refused").at(-1);
  return (said?.body["parts"] as Part[] | undefined) ?? [];
}

export async function parts(context: Context, order: Order): Promise<View> {
  const { acts } = context.app;
  const draft = (await acts.draftOf(order.id, "parts"))?.body as { parts?: Part[] } | undefined;
  const list = h("div", { class: "stack" });
  const add = (part: Part = { name: "", count: 1, unit: "" }): void => void list.append(h("fieldset", { class: "part" },
    h("label", { class: "field" }, h("span", {}, t("parts.name")), h("input", { name: "name", maxlength: 80, value: part.name })),
    h("label", { class: "field" }, h("span", {}, t("parts.count")), h("input", { name: "count", inputmode: "decimal", maxlength: 8, value: part.count })),
    h("label", { class: "field" }, h("span", {}, t("parts.unit")), h("input", { name: "unit", maxlength: 8, value: part.unit }))));
  for (const part of draft?.parts ?? partsOf(context, order.id)) add(part);
  if (!list.children.length) add();
  const read = (): { parts: Part[] } => ({
    parts: [...list.children].map((row) => {
      const [name, count, unit] = [...row.querySelectorAll("input")].map((one) => one.value.trim());
      return { name: name!, count: Number(count) || 0, unit: unit! };
    }).filter((one) => one.name && one.count > 0),
  });
  const form = card(list, button(t("parts.more"), "plus", () => add()));
  const stop = drafting(context, order, "parts", form, () => ({ ...read() }));
  const act = guarded(context, () => (stop(), acts.make(order, "parts", { ...read() })), `/o/${order.id}`);
  const press = (): void | Promise<void> => (read().parts.length ? act() : context.say(t("parts.choose"), "error"));
  return { title: t("act.parts"), back: `/o/${order.id}`, content: [form], bar: [button(t("save"), "check", press, true)] };
}

export async function check(context: Context, order: Order): Promise<View> {
  const { acts } = context.app;
  const list = context.scene.kept?.day.checklists.find((one) => one.id === order.checklist_id);
  if (!list) return { title: t("act.check"), back: `/o/${order.id}`, content: [h("p", { class: "card" }, t("check.none"))] };
  const draft = (await acts.draftOf(order.id, "check"))?.body as { lines?: { id: string; value: unknown }[] } | undefined;
  const before = new Map(draft?.lines?.map((one) => [one.id, one.value]));
  const inputs = list.lines.map((line) => {
    if (line.kind === "check") {
      const input = h("input", { type: "checkbox", name: line.id, checked: before.get(line.id) === true });
      return { line, input, row: h("label", { class: "choice" }, input, h("span", {}, line.text)), value: () => input.checked };
    }
    const input = h("input", { name: line.id, inputmode: line.kind === "number" ? "decimal" : "text", maxlength: 200, value: String(before.get(line.id) ?? "") });
    const range = line.low != null || line.high != null ? t("check.range", { low: line.low ?? "–", high: line.high ?? "–", unit: line.unit ?? "" }) : (line.unit ?? "");
    const note = h("small", { class: "quiet" }, range);
    input.addEventListener("input", () => {
      const value = Number(input.value);
      const out = input.value !== "" && line.kind === "number" && (Number.isNaN(value) || value < (line.low ?? -Infinity) || value > (line.high ?? Infinity));
      note.className = out ? "due-late" : "quiet";
      note.textContent = out ? t("check.outside", { range }) : range;
    });
    return { line, input, row: h("label", { class: "field" }, h("span", {}, line.text), input, note), value: () => (line.kind === "number" && input.value.trim() !== "" && !Number.isNaN(Number(input.value)) ? Number(input.value) : input.value.trim()) };
  });
  const read = (): Body => ({ checklist_id: list.id, lines: inputs.map(({ line, value }) => ({ id: line.id, value: value() })) });
  const form = card(h("h2", {}, list.title), ...inputs.map((one) => one.row), h("p", { class: "quiet" }, t("draft.kept")));
  const stop = drafting(context, order, "check", form, read);
  return { title: t("act.check"), back: `/o/${order.id}`, content: [form], bar: [button(t("save"), "check", guarded(context, () => (stop(), acts.make(order, "check", read())), `/o/${order.id}`), true)] };
}
