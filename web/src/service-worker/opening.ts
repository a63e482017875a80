/**
 * A first look without a network. What a page asks for before any of its program is there (protocol/opening.ts) is answered from what the
 * page kept on this device (client/offline-store.ts) where nobody else answers. All that comes after it, the page sees to by itself.
 */
import { OFFLINE_FOR_MS, OfflineStore } from "../../../client/offline-store.ts";
import type { Opening } from "../../../protocol/opening.ts";
import { self } from "$app/service-worker";
import type { Part } from "./part.ts";
import { kindOf } from "./scope.ts";

/** A network that is there and brings nothing: what is kept is shown sooner than that, ms. */
const PATIENCE_MS = 4_000;
const store = new OfflineStore();

/** The answer as it would be; null: nothing is kept that may be shown. */
async function keptFor(url: URL): Promise<Opening | null> {
  const channel = url.searchParams.get("channel");
  const [page, asked] = await Promise.all([
    channel === null ? undefined : store.page(channel),
    store.classOf(url.searchParams.get("workspace")),
  ]);
  const kept = page && asked?.id !== page.workspace ? await store.classOf(page.workspace) : asked;
  if (!kept || kept.at < Date.now() - OFFLINE_FOR_MS) return null;
  const { account, bootstrap } = kept;
  return { account, bootstrap, ...(page && { newest: { channel: page.id, page: page.page } }) };
}

const isAnswer = (answer: Response): boolean =>
  answer.status < 500 && answer.headers.get("content-type")?.startsWith("application/json") === true;

/** The server does not know who asks: what is kept is nobody's to read here. */
async function forgetIfSignedOut(answer: Response): Promise<void> {
  if (answer.ok && ((await answer.json()) as Opening).account === null) await store.clear();
}

async function openingFor(event: FetchEvent): Promise<Response> {
  // The browser knows that there is no network: nobody waits for a request to fail.
  const known = self.navigator.onLine ? null : await keptFor(new URL(event.request.url)).catch(() => null);
  if (known) return Response.json(known);
  // A portal or a proxy that speaks in the server's place is no answer.
  const network = fetch(event.request).then((answer) => (isAnswer(answer) ? answer : Promise.reject(answer)));
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([network.catch(() => undefined), late]);
  if (first) {
    event.waitUntil(forgetIfSignedOut(first.clone()).catch(() => undefined));
    return first;
  }
  const held = await keptFor(new URL(event.request.url)).catch(() => null);
  return held
    ? Response.json(held)
    : network.catch((cause: unknown) => (cause instanceof Response ? cause : Response.error()));
}

export const opening: Part = {
  fetch: (event) => (kindOf(event.request, self.location.origin) === "opening" ? openingFor(event) : null),
};
