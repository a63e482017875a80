/** What is done every night (wrangler.toml, `crons`), for all classes. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { noteClasses } from "./backup/classes.ts";
import { backupsOf } from "./backup/contract.ts";
import { waitForErasure } from "./erasing/ask.ts";
import { firstIsOver, HASHERS_OF_WIDGETS, sealingKey } from "./identity/key-ring.ts";
import { tokenSealer } from "./identity/password-hasher.ts";
import { log } from "./log.ts";
import { classAfter } from "./store/backup.ts";
import { openDb } from "./store/db.ts";
import { overdueErasures } from "./store/erasures.ts";

/**
 * The first class begins its backup, and each one the next when its own is made: D1 and R2 have one at a time to carry, and an invocation
 * of the free plan no more calls than it may make. Before that, whatever was to be erased by now is: after a backup came back, its object
 * knows nothing of it.
 */
export async function nightly(env: Env): Promise<void> {
  // Before the backups, which are to be opened by the newest key too.
  await turnKeys(env);
  try {
    for (const erasure of await overdueErasures(openDb(env.DB), Date.now())) await waitForErasure(env, erasure);
    const hasBucket = (env as Partial<Env>).FILES !== undefined;
    const first = hasBucket && (await classAfter(env.DB, 0));
    if (!first) return;
    await noteClasses(env);
    await backupsOf(env, first.workspaceId).make(first, true);
  } catch (error) {
    log.fault("backup", error);
  }
}

/** What a newer key has yet to seal is sealed by it, some of it; nothing where no key was ever set. */
async function turnKeys(env: Env): Promise<void> {
  if (!sealingKey(env)) return;
  try {
    await tokenSealer(env).sealAnew();
    if (!firstIsOver(env)) return;
    await Promise.all([tokenSealer(env).endFirst(), env.HASHERS.getByName(HASHERS_OF_WIDGETS).endFirst()]);
  } catch (error) {
    log.fault("keys", error);
  }
}

/** Where no cron rings, on a machine of one's own: who runs the worker calls it by a binding, which no request reaches. */
export class Nightly extends WorkerEntrypoint<Env> {
  run(): Promise<void> {
    return nightly(this.env);
  }

  /** After a start with a new key: what the night does for it, at once. */
  turnKeys(): Promise<void> {
    return turnKeys(this.env);
  }
}
