/** The way out: the session ends, and what was kept of it on this device goes. */
import { createIndexedDbOutboxStore } from "../../../../../client/index.ts";
import { OfflineStore } from "../../../../../client/offline-store.ts";
import { dropShared } from "../../base/browser/shared-in.ts";
import { channelsUnder, write } from "../../base/browser/storage.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import { me } from "./account.svelte.ts";

const PREFIX = "place.";
/** How this device looks and sounds is nobody's words. */
const OF_THE_DEVICE = /^(?:theme|density|text|fonts|language|notify|developer)$/u;

export async function signOut(): Promise<Outcome<void>> {
  const outcome = await outcomeOf(me.api.call("entry.signOut"));
  // Already ended is what was asked for.
  if (!outcome.ok && outcome.refusal.code !== "not_signed_in" && outcome.refusal.code !== "session_ended")
    return outcome;
  await forgetMe();
  return { ok: true, value: undefined };
}

/** The session is over because its person said so. */
export async function forgetMe(): Promise<void> {
  const account = me.account?.id;
  me.forget();
  for (const key of channelsUnder(PREFIX)) if (!OF_THE_DEVICE.test(key)) write(`${PREFIX}${key}`, null);
  await Promise.allSettled([new OfflineStore().clear(), dropShared()]);
  if (account !== undefined) for (const name of ["outbox", "files"]) drop(`place-${name}:${account}`);
}

/** Connections of other tabs close when they hear of it; it is gone once they have. */
function drop(name: string): void {
  try {
    indexedDB.deleteDatabase(name);
  } catch {
    // Closed to us: nothing was kept there.
  }
}

/** How much of what this account wrote has not gone out from here. */
export async function unsentOf(account: string): Promise<number> {
  const entries = await createIndexedDbOutboxStore(account)
    .all()
    .catch(() => []);
  return entries.length;
}
