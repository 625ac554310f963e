// The site without a connection: a service worker that fetches pages, playground and live problems once and answers from them. What was
// visited beside them (the pages of the API, the index of the search) is kept too. Pages are asked for anew while there is a
// connection; files whose names tell their content are not.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a first visit brings: all pages but those of the API, without the index of the search and fonts of old formats. */
const isFetched = (name) =>
  /\.(html|js|css|svg|woff2)$/.test(name) &&
  !/^(api\/|404|assets\/api_|assets\/chunks\/@localSearch|assets\/chunks\/theme.*Search)/.test(name);

export function writeServiceWorker(dist, base) {
  const names = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(isFetched).sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(name).update(readFileSync(join(dist, name)));
  const cache = `dualtensor-${hash.digest("hex").slice(0, 12)}`;
  writeFileSync(
    join(dist, "sw.js"),
    `const CACHE = ${JSON.stringify(cache)}, BASE = ${JSON.stringify(base)};
const FILES = ${JSON.stringify(names)};

addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(FILES.map((name) => BASE + name))).then(() => skipWaiting()),
  );
});
addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((keys) => Promise.all(keys.filter((k) => k.startsWith("dualtensor-") && k !== CACHE).map((k) => caches.delete(k))))
      .then(() => clients.claim()),
  );
});

const kept = async (request) => {
  const cache = await caches.open(CACHE);
  const { pathname } = new URL(request.url);
  const names = [pathname, pathname + ".html", pathname.replace(/\\/?$/, "/index.html")];
  for (const name of names) {
    const found = await cache.match(name, { ignoreSearch: true });
    if (found) return found;
  }
  return undefined;
};
const fetched = async (request) => {
  const response = await fetch(request);
  if (response.ok) await (await caches.open(CACHE)).put(new URL(request.url).pathname, response.clone());
  return response;
};
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(
    request.mode === "navigate"
      ? fetched(request).catch(async () => (await kept(request)) ?? Response.error())
      : kept(request).then((found) => found ?? fetched(request)),
  );
});
`,
  );
  return names.length;
}
