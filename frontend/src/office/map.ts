// Buildings moved on their sheet, by hand or by arrow keys. What counts are the fields in metres below it: they are
// what is sent, and what is typed there moves the building.
export function movable(map: HTMLElement): void {
  const form = map.closest("form");
  const svg = map.querySelector("svg");
  const said = map.querySelector<HTMLElement>("[data-said]");
  if (!form || !svg) return;
  map.hidden = false;
  const marks = [...svg.querySelectorAll<SVGGElement>("[data-building]")];
  const start = new Map(marks.map((mark) => [mark, { at: place(mark), loose: mark.classList.contains("mark-loose") }]));

  for (const mark of marks) {
    mark.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      mark.focus();
      mark.setPointerCapture(event.pointerId);
      const [from, first] = [metres(svg, event), place(mark)];
      const go = (moved: PointerEvent): void => {
        const to = metres(svg, moved);
        put(mark, Math.round(first.x + to.x - from.x), Math.round(first.y + to.y - from.y));
      };
      const end = (): void => {
        mark.removeEventListener("pointermove", go);
        mark.removeEventListener("pointerup", end);
        mark.removeEventListener("pointercancel", end);
      };
      mark.addEventListener("pointermove", go);
      mark.addEventListener("pointerup", end);
      mark.addEventListener("pointercancel", end);
    });
    mark.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const [step, at] = [event.shiftKey ? 1 : 10, place(mark)];
      put(mark, at.x + step * way[0]!, at.y + step * way[1]!);
    });
  }
  form.addEventListener("input", (event) => {
    const name = (event.target as HTMLInputElement).name ?? "";
    const mark = marks.find((one) => name.endsWith(one.dataset.building!));
    if (!mark) return;
    const [east, north] = [field(mark, "east").value.trim(), field(mark, "north").value.trim()];
    const known = /^-?\d{1,5}$/.test(east) && /^-?\d{1,5}$/.test(north);
    mark.classList.toggle("mark-loose", !known);
    if (known) mark.setAttribute("transform", `translate(${Number(east)} ${-Number(north)})`);
  });
  form.addEventListener("reset", () => {
    for (const [mark, { at, loose }] of start) {
      mark.setAttribute("transform", `translate(${at.x} ${at.y})`);
      mark.classList.toggle("mark-loose", loose);
    }
  });

  function put(mark: SVGGElement, x: number, y: number): void {
    mark.setAttribute("transform", `translate(${x} ${y})`);
    mark.classList.remove("mark-loose");
    field(mark, "east").value = String(x);
    field(mark, "north").value = String(-y || 0);
    if (said) said.textContent = `${mark.dataset.name}: ${x} / ${-y || 0} m`;
  }

  function field(mark: SVGGElement, side: "east" | "north"): HTMLInputElement {
    return form!.elements.namedItem(`${side}-${mark.dataset.building}`) as HTMLInputElement;
  }
}

function place(mark: SVGGElement): { x: number; y: number } {
  const [x, y] = /\((-?\d+) (-?\d+)\)/.exec(mark.getAttribute("transform") ?? "")!.slice(1).map(Number);
  return { x: x!, y: y! };
}

/** Where on the sheet a finger is: the sheet's unit is a metre. */
function metres(svg: SVGSVGElement, event: PointerEvent): DOMPoint {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM()!.inverse());
}
