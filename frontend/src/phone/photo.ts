// A photo as evidence: hashed as the camera made it before anything else, its own time read before the canvas drops it,
// made smaller, with time, place, order number and the day's sign drawn into it.
import type { Picture } from "./acts";
import { digestOf, sha256 } from "./digest";

const LONG_SIDE = 1600;
const SMALL_SIDE = 240;
export const MOST = 8 * 1024 * 1024;

/** Not a picture this phone can read, and too large to be sent as it is. */
export class Unreadable extends Error {}

export async function develop(file: Blob, lines: string[]): Promise<Picture> {
  const original = await digestOf(file);
  const taken = exifTime(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()));
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    if (file.size > MOST) throw new Unreadable();
    return { blob: file, small: null, sha256: original, original, taken }; // HEIC: the server can read it
  }
  const blob = await drawn(picture, LONG_SIDE, 0.85, lines);
  const small = await drawn(picture, SMALL_SIDE, 0.7, []);
  picture.close();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { blob, small, sha256: await sha256(bytes), original, taken };
}

async function drawn(picture: ImageBitmap, side: number, quality: number, lines: string[]): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d");
  if (!brush) throw new Unreadable();
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (lines.length) write(brush, lines);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!blob) throw new Unreadable();
  return blob;
}

/** White on a dark band along the lower edge. */
function write(brush: CanvasRenderingContext2D, lines: string[]): void {
  const { width, height } = brush.canvas;
  const size = Math.max(10, Math.round(Math.min(width, height) / 30));
  const band = size * (1.4 * lines.length + 0.6);
  brush.fillStyle = "rgba(0, 0, 0, 0.55)";
  brush.fillRect(0, height - band, width, band);
  brush.fillStyle = "#fff";
  brush.textBaseline = "top";
  brush.font = `${size}px system-ui, sans-serif`;
  lines.forEach((line, at) => brush.fillText(line, size * 0.6, height - band + size * (0.4 + 1.4 * at), width - size * 1.2));
}

/** DateTimeOriginal of a JPEG's EXIF block as it stands there ("2026:11:24 09:30:00"), or "". */
export function exifTime(bytes: Uint8Array): string {
  try {
    return findTime(bytes);
  } catch {
    return ""; // a broken block says nothing
  }
}

function findTime(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0xffd8) return "";
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) !== 0xffe1 || view.getUint32(at + 4) !== 0x45786966) continue;
    const start = at + 10;
    const little = view.getUint16(start) === 0x4949;
    const short = (where: number): number => view.getUint16(start + where, little);
    const long = (where: number): number => view.getUint32(start + where, little);
    const find = (folder: number, tag: number): number => {
      for (let i = 0; i < short(folder); i++) {
        const entry = folder + 2 + 12 * i;
        if (short(entry) === tag) return long(entry + 8);
      }
      return 0;
    };
    const exif = find(long(4), 0x8769);
    const where = exif && find(exif, 0x9003);
    if (!where) return "";
    const text = String.fromCharCode(...bytes.slice(start + where, start + where + 19));
    return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(text) ? text : "";
  }
  return "";
}
