// Unpacks the Chromium of the package into bin/ and prints the path of its program.
import { mkdir } from "node:fs/promises";

const bin = new URL("bin", import.meta.url).pathname;
await mkdir(bin, { recursive: true });
process.env.TMPDIR = bin;
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x"; // makes it unpack its own libraries too
const { default: chromium } = await import("@sparticuz/chromium");
console.log(await chromium.executablePath());
