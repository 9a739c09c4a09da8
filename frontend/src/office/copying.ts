// A button that copies what it stands beside. It shows itself only where the browser allows copying.
export function copying(root: Document): void {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy-text]")) {
    const name = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(button.dataset["copyText"] ?? "").then(() => {
        button.textContent = button.dataset["done"] ?? "✓";
        setTimeout(() => (button.textContent = name), 2000);
      });
    });
  }
}
