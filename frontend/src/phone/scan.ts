// Reading a code with the camera: the browser's own reader, else jsQR on the picture; both without network.
import jsQR from "jsqr";

interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface DetectorClass { new (options: { formats: string[] }): Detector; getSupportedFormats?(): Promise<string[]> }

const EVERY = 200; // ms between looks
const SIDE = 640; // pixels are enough for a label at arm's length

/** The first code seen; `undefined` when the screen was left, "denied" without a camera. */
export async function scan(video: HTMLVideoElement): Promise<string | undefined> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    return "denied";
  }
  video.hidden = false;
  video.srcObject = stream;
  try {
    await video.play();
    const read = await reader();
    while (video.isConnected && stream.active) {
      const found = await read(video);
      if (found) return found;
      await new Promise((done) => setTimeout(done, EVERY));
    }
    return undefined;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
  }
}

async function reader(): Promise<(video: HTMLVideoElement) => Promise<string | undefined>> {
  const Class = (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Class && (await Class.getSupportedFormats?.().catch((): string[] => []))?.includes("qr_code")) {
    const detector = new Class({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
  }
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
    const [wide, high] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!wide || !high) return undefined;
    Object.assign(brush.canvas, { width: wide, height: high });
    brush.drawImage(video, 0, 0, wide, high);
    return jsQR(brush.getImageData(0, 0, wide, high).data, wide, high, { inversionAttempts: "dontInvert" })?.data || undefined;
  };
}

/** The code in a label's address (…/q/<code>), or the text itself. */
export function codeIn(text: string): string {
  return (/\/q\/([0-9A-Za-z-]+)/.exec(text)?.[1] ?? text.trim()).toUpperCase();
}
