/**
 * The app itself, kept on the device: the page that all addresses share, and the files that a class needs. One cache a version, so that
 * a page finds the files that it was built with, whatever the server has meanwhile; of the versions before, the last one stays for tabs
 * that are still open.
 */
import { self } from "$app/service-worker";
import { entry, files, version } from "virtual:app-files";
import type { Part } from "./part.ts";
import { kindOf } from "./scope.ts";

const PREFIX = "place-app-";
const CACHE = `${PREFIX}${version}`;
const PAGE = "/";
/** Files that are fetched at a time: a reader who is online waits for none of this. */
const LANES = 4;
const BY_NAME: CacheQueryOptions = { ignoreVary: true };

/** A tab that is loaded anew asks once; a version that does not come then must not make it ask for ever. */
let hasAskedWaiting = false;

async function keepPage(cache: Cache): Promise<void> {
  const page = await fetch(PAGE, { cache: "no-cache" });
  const html = await page.clone().text();
  // Deployed meanwhile: the next version brings its own.
  if (!page.ok || !html.includes(entry)) throw new Error("The server has another version than this.");
  await cache.put(PAGE, page);
}

async function keepFile(cache: Cache, file: string): Promise<void> {
  const known = await caches.match(file, BY_NAME);
  if (known) await cache.put(file, known);
  else await cache.add(file);
}

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await keepPage(cache);
  const left = [...files];
  const lane = async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) await keepFile(cache, file);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function activate(): Promise<void> {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const old of kept.slice(0, -1)) await caches.delete(old);
  await self.clients.claim();
}

/** A single tab that is loaded has nothing to lose: it gets the version that waits, in the same breath. */
async function isTakenOver(): Promise<boolean> {
  const { waiting } = self.registration;
  if (!waiting || hasAskedWaiting) return false;
  const open = await self.clients.matchAll({ type: "window" });
  if (open.filter(({ frameType }) => frameType === "top-level").length > 1) return false;
  hasAskedWaiting = true;
  waiting.postMessage({ type: "takeOver" });
  return true;
}

async function pageFor(request: Request): Promise<Response> {
  if (await isTakenOver()) return new Response(null, { headers: { refresh: "0" } });
  const cache = await caches.open(CACHE);
  return (await cache.match(PAGE, BY_NAME)) ?? fetch(request);
}

async function fileFor(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const known = await caches.match(request, BY_NAME);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    const keep = async () => (await caches.open(CACHE)).put(request, copy);
    // Full or closed storage: it was fetched all the same.
    event.waitUntil(keep().catch(() => undefined));
  }
  return answer;
}

export const appCache: Part = {
  install,
  activate,
  fetch: (event) => {
    const kind = kindOf(event.request, self.location.origin);
    if (kind === "page") return pageFor(event.request);
    return kind === "file" ? fileFor(event) : null;
  },
  message: ({ type }) => (type === "takeOver" ? self.skipWaiting() : undefined),
};
