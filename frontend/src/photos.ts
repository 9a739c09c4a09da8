// Photos in a form: shrunk on the phone, sent one by one while the person types on, each with its own state.
//
//   <div data-photos data-url="…" data-draft="<order uuid>" data-role="report" data-max="9">
//     <ul class="shots">…</ul> <input type="file" multiple>
//   </div>
//
// Sends multipart `photo`, `id`, `order`, `role`; the answer is {"id"} or, refused, {"error": sentence}. A photo that
// arrived is named in the form by a hidden `photo` field. Without this script the files travel with the form.
import { csrfToken } from "./lib/htmx";
import { shrink } from "./lib/shrink";
import { newId, pageWords } from "./lib/words";

interface Words {
  waiting: string; sending: string; done: string; failed: string; retry: string;
  remove: string; offline: string; most: string; photo: string;
}

interface Shot { id: string; blob: Blob; line: HTMLLIElement; refused: boolean }

export interface Photos {
  /** How many still have to arrive (failed ones do not count). */
  pending(): number;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Shows a photo that the server has already. */
  known(id: string): void;
}

const TIMEOUT = 60_000;

export function attachPhotos(box: HTMLElement): Photos {
  const words = pageWords<Words>("photo-words", {} as Words);
  const input = box.querySelector<HTMLInputElement>('input[type="file"]')!;
  const list = box.querySelector<HTMLUListElement>(".shots")!;
  const most = Number(box.dataset["max"] ?? 9);
  const queue: Shot[] = [];
  let busy: Promise<void> = Promise.resolve();
  let working = 0;

  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // they travel by themselves, not a second time with the form
    for (const file of files) {
      if (list.children.length >= most) {
        box.dispatchEvent(new CustomEvent("photos:say", { bubbles: true, detail: words.most.replace("{n}", String(most)) }));
        break;
      }
      add(file);
    }
  });
  for (const line of list.querySelectorAll<HTMLLIElement>("li")) decorate(line);
  window.addEventListener("online", () => {
    for (const shot of queue.splice(0)) if (!shot.refused) send(shot);
  });

  function add(file: Blob): void {
    const line = document.createElement("li");
    line.className = "shot";
    const img = document.createElement("img");
    img.src = URL.createObjectURL(file);
    img.alt = words.photo.replace("{n}", String(list.children.length + 1));
    img.addEventListener("error", () => img.classList.add("picture"));
    line.append(img);
    list.append(line);
    decorate(line);
    send({ id: newId(), blob: file, line, refused: false });
  }

  function decorate(line: HTMLLIElement): void {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button";
    remove.textContent = words.remove;
    remove.addEventListener("click", () => {
      const at = queue.findIndex((shot) => shot.line === line);
      if (at >= 0) queue.splice(at, 1);
      line.remove();
      changed();
      input.focus();
    });
    line.append(remove);
  }

  function send(shot: Shot): void {
    working += 1;
    state(shot, "waiting", words.waiting);
    busy = busy.then(async () => {
      if (shot.line.isConnected) await upload(shot);
      working -= 1;
    });
  }

  async function upload(shot: Shot): Promise<void> {
    shot.blob = await shrink(shot.blob);
    const body = new FormData();
    body.append("id", shot.id);
    body.append("order", box.dataset["draft"] ?? "");
    body.append("role", box.dataset["role"] ?? "report");
    const estate = box.closest("form")?.querySelector<HTMLSelectElement>('select[name="estate"]');
    if (estate) body.append("estate", estate.value);
    body.append("photo", shot.blob, "photo.jpg");
    try {
      const answer = await post(box.dataset["url"]!, body, (percent) =>
        state(shot, "sending", words.sending.replace("{n}", String(percent)), percent));
      if (answer.id) {
        state(shot, "done", words.done);
        remember(shot.line, answer.id);
      } else {
        shot.refused = Boolean(answer.error);
        fail(shot, answer.error ?? words.failed);
      }
    } catch {
      fail(shot, navigator.onLine ? words.failed : words.offline);
    }
  }

  function fail(shot: Shot, why: string): void {
    state(shot, "failed", why);
    if (shot.refused) return; // the same photo would be refused again: only removing helps
    queue.push(shot);
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "button retry";
    retry.textContent = words.retry;
    retry.addEventListener("click", () => {
      const at = queue.indexOf(shot);
      if (at >= 0) queue.splice(at, 1);
      send(shot);
    });
    shot.line.querySelector(".chip")!.after(retry);
  }

  function state(shot: Shot, key: string, text: string, percent?: number): void {
    const { line } = shot;
    line.dataset["state"] = key;
    line.querySelector(".retry")?.remove();
    let chip = line.querySelector<HTMLElement>(".chip");
    if (!chip) {
      chip = document.createElement("span");
      chip.className = "chip";
      line.querySelector("img, .picture")!.after(chip);
    }
    chip.textContent = text;
    let meter = line.querySelector("progress");
    if (percent === undefined) {
      meter?.remove();
      return;
    }
    if (!meter) {
      meter = document.createElement("progress");
      meter.max = 100;
      chip.before(meter);
    }
    meter.value = percent;
  }

  function remember(line: HTMLLIElement, id: string): void {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "photo";
    field.value = id;
    line.append(field);
    changed();
  }

  function changed(): void {
    box.dispatchEvent(new Event("photos:changed", { bubbles: true }));
  }

  return {
    pending: () => working,
    settled: async () => {
      let last: Promise<void> | undefined;
      while (last !== busy) {
        last = busy;
        await last;
      }
    },
    known(id: string): void {
      if (list.querySelector(`input[name="photo"][value="${CSS.escape(id)}"]`)) return;
      const line = document.createElement("li");
      line.className = "shot";
      const mark = document.createElement("span");
      mark.className = "picture";
      mark.textContent = "✓";
      line.append(mark);
      list.append(line);
      decorate(line);
      state({ id, blob: new Blob(), line, refused: false }, "done", words.done);
      remember(line, id);
    },
  };
}

function post(url: string, body: FormData, progress: (percent: number) => void): Promise<{ id?: string; error?: string }> {
  return new Promise((done, broken) => {
    const call = new XMLHttpRequest(); // fetch reports no upload progress
    call.open("POST", url);
    call.timeout = TIMEOUT;
    call.setRequestHeader("X-CSRFToken", csrfToken());
    call.setRequestHeader("Accept", "application/json");
    call.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(Math.round((100 * event.loaded) / event.total));
    });
    call.addEventListener("load", () => {
      try {
        done(JSON.parse(call.responseText) as { id?: string; error?: string });
      } catch {
        broken(new Error(String(call.status)));
      }
    });
    for (const end of ["error", "timeout", "abort"]) call.addEventListener(end, () => broken(new Error(end)));
    call.send(body);
  });
}
