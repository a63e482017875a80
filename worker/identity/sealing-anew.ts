/** What older keys sealed is sealed anew by the newest, some of it every night, so that in the end nothing needs an older one. */
import { openDb } from "../store/db.ts";
import { replaceSealed, SEALED, sealedByOthers, type SealedColumn, type SealedRow } from "../store/sealed.ts";
import { sealingKey } from "./key-ring.ts";
import { openSecret, sealSecret, type SealingEnv } from "./sealed-secrets.ts";

/** Of each kind, at once: two statements, and a second of work at most. */
const AT_ONCE = 200;

/** Where each kind goes on: what can be opened by no key holds up nothing behind it. */
export type Cursors = Pick<DurableObjectStorage["kv"], "get" | "put">;

/** @returns how many were sealed anew */
export async function sealAnew(env: SealingEnv & Pick<Env, "DB">, cursors: Cursors, most = AT_ONCE): Promise<number> {
  const newest = sealingKey(env);
  if (!newest) return 0;
  const db = openDb(env.DB);
  let count = 0;
  for (const kind of SEALED) {
    const cursor = `sealed-anew:${kind.table}`;
    const after = cursors.get<number>(cursor) ?? 0;
    const rows = await sealedByOthers(db, kind, { kid: newest.kid, after, most });
    const anew = await Promise.all(rows.map((row) => byTheNewest(env, kind, row)));
    const changes = anew.filter((change) => change !== null);
    await replaceSealed(db, kind, changes);
    cursors.put(cursor, rows.length < most ? 0 : (rows.at(-1)?.no ?? 0));
    count += changes.length;
  }
  return count;
}

/** Null where no key here opens it: its owner is told when it is used, and it stays for the day on which its key is back. */
async function byTheNewest(env: SealingEnv, { prefix }: SealedColumn, { no, secret: before, about }: SealedRow) {
  if (about === null) return null;
  const isSealed = before.startsWith(prefix);
  const secret = isSealed ? await openSecret(env, before.slice(prefix.length), about) : before;
  return secret === null ? null : { no, before, after: prefix + (await sealSecret(env, secret, about)) };
}
