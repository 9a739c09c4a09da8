// A filter applies as soon as it is chosen; typed words wait for Enter. Empty fields stay out of the address.
export function liveFilters(form: HTMLFormElement): void {
  const apply = form.querySelector<HTMLElement>("[data-apply]");
  if (apply) apply.hidden = true;
  form.addEventListener("change", (event) => {
    if ((event.target as HTMLElement).matches("select, input[type=checkbox], input[type=month]")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const field of form.elements)
      if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.value === "") field.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const field of form.elements) if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = false;
  });
}
