// A zip file without compression (photos are compressed already): APPNOTE 6.3, names in UTF-8.
const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 255]!;
  return (value ^ 0xffffffff) >>> 0;
}

export async function zip(files: [string, Blob][]): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let length = 0;
  for (const [name, blob] of files) {
    const title = new TextEncoder().encode(name);
    const about = [0x0800, 0, 0, 0x21, crc(new Uint8Array(await blob.arrayBuffer())), blob.size, blob.size, title.length, 0];
    const local = record([4, 0x04034b50], [2, 20], ...sized(about));
    directory.push(record([4, 0x02014b50], [2, 20], [2, 20], ...sized(about), [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title);
    parts.push(local, title, blob);
    at += local.length + title.length + blob.size;
    length += 46 + title.length;
  }
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, length], [4, at], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** flags, method, time, date, crc, packed, size, length of the name, length of extras */
function sized(values: number[]): [number, number][] {
  return values.map((value, i) => [i >= 4 && i <= 6 ? 4 : 2, value]);
}

function record(...fields: [number, number][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}
