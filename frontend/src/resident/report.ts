// The report form, made better: photos on the way while typing, a draft that survives, one sending however often tapped.
import { attachPhotos, type Photos } from "../photos";
import { pageWords } from "../lib/words";
import * as draft from "./draft";

interface Words {
  restored: string; clear: string; offline: string; sending: string; waiting: string;
  sent: string; see: string; another: string;
}

const PATIENCE = 20_000; // how long a report waits for its photos

export function report(form: HTMLFormElement): void {
  const words = pageWords<Words>("draft-words", {} as Words);
  const note = document.getElementById("kept")!;
  const button = document.querySelector<HTMLButtonElement>("[data-send]")!;
  const label = button.querySelector("span")!;
  const calm = label.textContent;
  const box = form.querySelector<HTMLElement>("[data-photos]")!;
  const photos = attachPhotos(box);
  let sending = false;

  if (!form.dataset["typed"]) bringBack(form, box, photos, note, words);
  alarm(form);
  document.getElementById("problem")?.focus();

  const keep = (): void => draft.save(form);
  form.addEventListener("input", keep);
  form.addEventListener("photos:changed", keep);
  form.addEventListener("photos:say", (event) => (note.textContent = (event as CustomEvent<string>).detail));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    keep();
    void go();
  });

  async function go(): Promise<void> {
    busy(true);
    const danger = form.classList.contains("danger") || form.querySelector(".tile-s0 input:checked");
    if (photos.pending() && !danger) {
      note.textContent = words.waiting.replace("{n}", String(photos.pending()));
      await Promise.race([photos.settled(), new Promise((done) => setTimeout(done, PATIENCE))]);
      keep();
    }
    if (!navigator.onLine) {
      busy(false);
      note.textContent = words.offline;
      window.addEventListener("online", () => form.requestSubmit(), { once: true });
      return;
    }
    form.submit();
  }

  function busy(on: boolean): void {
    sending = on;
    button.setAttribute("aria-busy", String(on));
    label.textContent = on ? words.sending : calm;
  }

  window.addEventListener("pageshow", (event) => {
    busy(false); // the back button shows the page as it was left
    const way = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
    if (event.persisted || way?.type === "back_forward") alreadySent(form, note, words);
  });
}

function bringBack(form: HTMLFormElement, box: HTMLElement, photos: Photos, note: HTMLElement, words: Words): void {
  const sent = draft.restore(form);
  if (!sent) return;
  box.dataset["draft"] = (form.elements.namedItem("order") as HTMLInputElement).value;
  sent.forEach((id) => photos.known(id));
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "link";
  clear.textContent = words.clear;
  clear.addEventListener("click", () => {
    draft.forget(form);
    location.reload();
  });
  note.replaceChildren(words.restored, " ", clear);
  form.prepend(note);
  note.className = "message";
}

/** The back button after sending: sending again would change nothing, so say what is possible. */
function alreadySent(form: HTMLFormElement, note: HTMLElement, words: Words): void {
  const sent = draft.sentFrom(form);
  if (!sent) return;
  (form.elements.namedItem("order") as HTMLInputElement).value = sent.order;
  (form.elements.namedItem("fact") as HTMLInputElement).value = sent.fact;
  const see = document.createElement("a");
  see.href = sent.path;
  see.textContent = words.see;
  const another = document.createElement("button");
  another.type = "button";
  another.className = "link";
  another.textContent = words.another;
  another.addEventListener("click", () => {
    form.reset();
    location.reload();
  });
  note.replaceChildren(words.sent, " ", see, " ", another);
  form.prepend(note);
  note.className = "message message-success";
}

/** Words that mean danger turn the quiet line into the loud one while they are being typed. */
function alarm(form: HTMLFormElement): void {
  const words = pageWords<string[]>("alarm-words", []);
  const text = form.querySelector("textarea")!;
  const look = (): void => {
    const typed = text.value.toLowerCase();
    form.classList.toggle("danger", words.some((word) => typed.includes(word)));
  };
  text.addEventListener("input", look);
  look();
}
