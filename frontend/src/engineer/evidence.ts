// Photos travel while the engineer still types; the form waits for those under way.
import { attachPhotos, type Photos } from "../photos";

const PATIENCE = 30_000;

export function evidence(form: HTMLFormElement): void {
  const boxes = [...form.querySelectorAll<HTMLElement>("[data-photos]")].map(attachPhotos);
  const note = form.querySelector<HTMLElement>("[data-note]");
  form.addEventListener("photos:say", (event) => {
    if (note) note.textContent = (event as CustomEvent<string>).detail;
  });
  let going = false;
  let patient = true; // a photo that will not move does not hold up the form for ever
  form.addEventListener("submit", (event) => {
    const waiting = pending(boxes);
    if (!waiting || !patient) return;
    event.preventDefault();
    if (going) return;
    going = true;
    if (note) note.textContent = (note.dataset["waiting"] ?? "").replace("{n}", String(waiting));
    void wait(boxes).then(() => {
      going = false;
      patient = pending(boxes) === 0;
      form.requestSubmit();
    });
  });
}

function pending(boxes: Photos[]): number {
  return boxes.reduce((sum, box) => sum + box.pending(), 0);
}

async function wait(boxes: Photos[]): Promise<void> {
  const all = Promise.all(boxes.map((box) => box.settled()));
  await Promise.race([all, new Promise((done) => setTimeout(done, PATIENCE))]);
}
