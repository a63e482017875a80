/**
 * What runs beside the pages, and without any of them: the app's own files kept on the device, a first look from what is kept there with its
 * pictures, and what other apps share. Each thing it does is a part of its own, named here; a part is a file of this folder. It is registered once a
 * class is on the screen (lib/features/offline/register-worker.ts) and is one file without imports at run time, at an address that never
 * changes and that no cache keeps (web/static/_headers).
 */
import { self } from "$app/service-worker";
import { opening } from "./opening.ts";
import type { FromPage, Part } from "./part.ts";
import { pictures } from "./pictures.ts";
import { push } from "./push.ts";
import { share } from "./share.ts";
import { appCache } from "./app-cache.ts";

/** The first one that has an answer gives it. */
const PARTS: readonly Part[] = [appCache, opening, pictures, share, push];

/** Rejects with the first that failed, once all have ended. */
async function all(work: (part: Part) => Promise<unknown> | void): Promise<void> {
  const ended = await Promise.allSettled(PARTS.map(async (part) => work(part)));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}

self.addEventListener("install", (event) => event.waitUntil(all((part) => part.install?.())));
self.addEventListener("activate", (event) => event.waitUntil(all((part) => part.activate?.())));
self.addEventListener("message", (event) => event.waitUntil(all((part) => part.message?.(event.data as FromPage))));
self.addEventListener("fetch", (event) => {
  for (const part of PARTS) {
    const answer = part.fetch?.(event);
    if (answer) return event.respondWith(answer);
  }
});
self.addEventListener("push", (event) => event.waitUntil(all((part) => part.push?.(event))));
self.addEventListener("notificationclick", (event) => event.waitUntil(all((part) => part.notificationclick?.(event))));
self.addEventListener("pushsubscriptionchange", (event) =>
  (event as ExtendableEvent).waitUntil(all((part) => part.pushsubscriptionchange?.(event))),
);
