// What the words of a report say, while they are typed: one key takes it over.
export function proposals(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-choose]");
    if (!button) return;
    const wanted = button.dataset.choose ?? "";
    for (const choice of root.querySelectorAll<HTMLInputElement>("input[type=radio][name=what]")) {
      if (choice.value !== wanted) continue;
      choice.checked = true;
      choice.closest("details")?.setAttribute("open", "");
      choice.focus();
      choice.scrollIntoView({ block: "center" });
    }
  });
}
