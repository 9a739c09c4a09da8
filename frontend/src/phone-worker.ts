// Keeps the app's shell on the phone: one page and its files, all or none, under the version Django wrote in front of this
// file. Data never goes through here: the app keeps it itself.
interface Shell { version: string; page: string; files: string[] }
declare const self: ServiceWorkerGlobalScope & { SHELL: Shell };

const { version, page, files } = self.SHELL;
const NAME = `weituo-phone-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === page) event.respondWith(from(page, request));
  } else if (files.includes(url.pathname)) {
    event.respondWith(from(url.pathname, request));
  }
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([page, ...files].map((path) => new Request(path, { cache: "reload" })));
}

async function forget(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("weituo-phone-") && name !== NAME) await caches.delete(name);
  }
}

async function from(path: string, request: Request): Promise<Response> {
  return (await (await caches.open(NAME)).match(path)) ?? fetch(request);
}

export {};
