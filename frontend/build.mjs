// Builds every entry on its own, so that each page loads exactly one script and one style sheet under a
// fixed name and Django may add its own hash: office.js, office.css, resident.js, … and icons.svg.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { badge } from "./badge.mjs";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const ENTRIES = ["office", "resident", "engineer", "charts", "witness", "account", "phone", "phone-worker"];
const KILOBYTES_GZIPPED = { "resident.js": 30 };
const OUT = "dist";

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT);
for (const name of ENTRIES) {
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    base: "./",
    build: {
      target: "chrome100",
      outDir: OUT,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      modulePreload: false,
      chunkSizeWarningLimit: 1500,
      rollupOptions: {
        checks: { eval: false }, // htmx's one eval is never reached: allowEval is off
        input: { [name]: `src/${name}.ts` },
        output: {
          entryFileNames: "[name].js",
          assetFileNames: "[name][extname]",
          codeSplitting: false,
        },
      },
    },
  });
}
await writeFile(`${OUT}/icons.svg`, await sprite());
for (const side of [192, 512]) await writeFile(`${OUT}/phone-${side}.png`, badge(side));
await report();

// One SVG with a <symbol> for every name in icons.txt: <svg class="icon"><use href="…/icons.svg#phone"/></svg>
async function sprite() {
  const wanted = (await readFile("icons.txt", "utf8")).split("\n").map((line) => line.replace(/#.*/, "").trim());
  const symbols = [];
  for (const name of wanted.filter(Boolean)) {
    const [style, file] = name.includes("/") ? name.split("/") : ["outline", name];
    const svg = await readFile(`node_modules/@tabler/icons/icons/${style}/${file}.svg`, "utf8");
    const paint = style === "filled"
      ? 'fill="currentColor"'
      : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).trim();
    const id = style === "filled" ? `${file}-filled` : file;
    symbols.push(`<symbol id="${id}" viewBox="0 0 24 24" ${paint}>${body.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

async function report() {
  let failed = false;
  for (const file of (await readdir(OUT)).sort()) {
    const size = gzipSync(await readFile(`${OUT}/${file}`)).length / 1000;
    const limit = KILOBYTES_GZIPPED[file] ?? Infinity;
    console.log(`${file.padEnd(24)} ${size.toFixed(1).padStart(8)} kB gzipped${size > limit ? `  over ${limit}!` : ""}`);
    failed ||= size > limit;
  }
  if (failed) process.exit(1);
}
