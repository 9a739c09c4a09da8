// The list by keyboard: j and k move, Enter or o opens, x ticks, / searches. And how many are ticked.
export function orderList(table: HTMLTableElement): void {
  const rows = [...table.tBodies[0]!.rows].filter((row) => row.querySelector("a"));
  let at = -1;

  function go(to: number): void {
    if (!rows.length) return;
    rows[at]?.removeAttribute("aria-current");
    at = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[at]!;
    row.setAttribute("aria-current", "true");
    row.querySelector<HTMLElement>("a")!.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not([type=checkbox]), textarea, select")) return;
    const here = rows.findIndex((row) => row.contains(target));
    if (here >= 0) at = here;
    const keys: Record<string, () => void> = {
      j: () => go(at + 1),
      k: () => go(at - 1),
      o: () => rows[at]?.querySelector<HTMLAnchorElement>("a")?.click(),
      x: () => rows[at]?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click(),
      "/": () => document.querySelector<HTMLInputElement>("input[name=q]")?.focus(),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const ticks = [...table.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
  const all = table.querySelector<HTMLInputElement>("thead input[type=checkbox]");
  const count = document.querySelector<HTMLElement>("[data-count]");
  const tell = (): void => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    if (count) count.textContent = (count.dataset["count"] ?? "{n}").replace("{n}", String(ticked));
    if (all) {
      all.checked = ticked > 0 && ticked === ticks.length;
      all.indeterminate = ticked > 0 && ticked < ticks.length;
    }
  };
  all?.addEventListener("change", () => {
    ticks.forEach((tick) => (tick.checked = all.checked));
    tell();
  });
  table.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);
}
