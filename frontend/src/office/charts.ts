// ECharts is half a megabyte: it is fetched when a chart comes into view, not before.
export function lazyCharts(root: Document): void {
  const boxes = [...root.querySelectorAll<HTMLElement>("[data-chart][data-src]")];
  const first = boxes[0];
  if (!first) return;
  const load = (): void => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = first.dataset["src"]!;
    document.head.append(script);
  };
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    load();
  }, { rootMargin: "200px" });
  boxes.forEach((box) => seen.observe(box));
}
