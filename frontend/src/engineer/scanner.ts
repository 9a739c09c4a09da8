// The camera reads the code on the spot where the browser can (BarcodeDetector); typing it always works.
interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface DetectorClass { new (options: { formats: string[] }): Detector }

const EVERY = 250; // ms between looks

export function scanner(box: HTMLElement): void {
  const Class = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const start = box.querySelector<HTMLButtonElement>("[data-start]")!;
  const video = box.querySelector("video")!;
  const input = box.querySelector<HTMLInputElement>("input[name=code]")!;
  const note = box.querySelector<HTMLElement>("[data-note]")!;
  if (!Class || !navigator.mediaDevices) {
    note.textContent = note.dataset["typing"] ?? "";
    return;
  }
  start.hidden = false;
  let stream: MediaStream | undefined;

  start.addEventListener("click", () => void look(new Class({ formats: ["qr_code"] })));
  window.addEventListener("pagehide", stop);

  async function look(detector: Detector): Promise<void> {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch {
      note.textContent = note.dataset["denied"] ?? "";
      input.focus();
      return;
    }
    start.hidden = true;
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    while (stream) {
      const found = (await detector.detect(video).catch(() => []))[0];
      if (found && stream) {
        stop();
        input.value = code(found.rawValue);
        navigator.vibrate?.(60);
        input.form!.requestSubmit();
        return;
      }
      await new Promise((done) => setTimeout(done, EVERY));
    }
  }

  function stop(): void {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.hidden = true;
    start.hidden = false;
  }
}

/** The code in a label's address (…/q/<code>), or the text itself. */
function code(text: string): string {
  return /\/q\/([0-9A-Za-z-]+)/.exec(text)?.[1] ?? text.trim();
}
