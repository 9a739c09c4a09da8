// The tracking page: fresh every 20 seconds without disturbing whoever is typing.
import { pageWords } from "../lib/words";
import * as draft from "./draft";

interface Words { copied: string }

export function track(page: HTMLElement): void {
  draft.arrived(page.dataset["order"] ?? "");
  const news = document.getElementById("news")!;
  news.querySelector("a")!.href = location.pathname;

  document.body.addEventListener("htmx:afterSwap", () => {
    const seq = page.querySelector<HTMLElement>("#live [data-seq]")?.dataset["seq"];
    if (!seq || seq === page.dataset["seq"]) return;
    if (typing(page)) news.hidden = false;
    else location.replace(location.pathname);
  });

  const address = page.querySelector<HTMLInputElement>("[data-copy]");
  address?.addEventListener("focus", () => address.select());
  address?.addEventListener("click", () => copy(address));

  for (const link of page.querySelectorAll<HTMLAnchorElement>("[data-share]")) {
    link.addEventListener("click", (event) => {
      if (!navigator.share) return; // then the link simply opens
      event.preventDefault();
      void navigator.share({ title: link.dataset["title"] ?? "", url: link.href }).catch(() => undefined);
    });
  }
}

/** Something is typed or chosen and not sent, a field has the focus, or an answer is opened. */
function typing(page: HTMLElement): boolean {
  const voice = page.querySelector("#voice");
  if (!voice) return false;
  if (voice.contains(document.activeElement)) return true;
  if (voice.querySelector("details[open]")) return true;
  return [...voice.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input[type=radio]")].some((field) =>
    field instanceof HTMLInputElement ? field.checked : field.value !== "",
  );
}

function copy(address: HTMLInputElement): void {
  void navigator.clipboard?.writeText(address.value).then(() => {
    const said = document.createElement("span");
    said.className = "quiet";
    said.setAttribute("role", "status");
    said.textContent = pageWords<Words>("share-words", { copied: "✓" }).copied;
    address.parentElement!.querySelector("[role=status]")?.remove();
    address.after(said);
  });
}
