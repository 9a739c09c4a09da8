// A photo as we send it: at most 1600 pixels on the long side, JPEG. What the browser cannot read (HEIC on most
// phones that are not Apple's) goes as it is; the server shrinks it.
const LONG_SIDE = 1600;
const SMALL_ENOUGH = 400_000; // bytes: not worth a second compression

export async function shrink(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.type === "image/jpeg" && file.size < SMALL_ENOUGH) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const brush = canvas.getContext("2d");
    if (!brush) return file;
    brush.fillStyle = "#fff"; // a transparent PNG becomes white, not black
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}
