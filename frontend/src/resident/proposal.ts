// What the words are understood as, under the words: one tap chooses the tile. A tile chosen by hand ends it.
export function proposals(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>("#proposal");
  if (!box) return;
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-choose]");
    const tile = button && [...form.querySelectorAll<HTMLInputElement>("input[name=fault]")].find((one) => one.value === button.dataset["choose"]);
    if (!tile) return;
    tile.closest("details")?.setAttribute("open", "");
    tile.checked = true;
    tile.dispatchEvent(new Event("input", { bubbles: true }));
    tile.dispatchEvent(new Event("change", { bubbles: true }));
    tile.focus();
  });
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === "fault") box.replaceChildren();
  });
}
