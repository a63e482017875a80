/** Small pictures of messages without a network, from what the page kept of them (client/offline-store.ts). */
import { OfflineStore } from "../../../client/offline-store.ts";
import { self } from "$app/service-worker";
import type { Part } from "./part.ts";
import { fileIn, kindOf } from "./scope.ts";

const store = new OfflineStore();

async function keptFor(request: Request): Promise<Response> {
  const kept = await store.picture(fileIn(new URL(request.url).pathname) ?? "").catch(() => undefined);
  return kept ? new Response(kept.bytes, { headers: { "cache-control": "no-store" } }) : Response.error();
}

export const pictures: Part = {
  fetch: ({ request }) =>
    kindOf(request, self.location.origin) === "picture" ? fetch(request).catch(() => keptFor(request)) : null,
};
