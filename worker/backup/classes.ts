/** Which classes have backups, in the bucket, for who has nothing but that. */
import * as v from "valibot";
import { CLASSES_KEY, ClassesSchema, listKey } from "../../protocol/archive/backup.ts";
import { bucketOf } from "../files/bucket.ts";
import { allClasses } from "../store/backup.ts";

/** Of classes that D1 has no more, looked for at once: an invocation of the free plan may make fifty calls. */
const LOOKED_FOR = 20;

/**
 * Those of D1, and those that it lost and whose backups are there: in a database that was made anew, of which only some are back yet, the
 * others stay known by their name. A class that was deleted took its backups with it, and is in the list no more.
 */
export async function noteClasses(env: Pick<Env, "DB" | "FILES">): Promise<void> {
  const bucket = bucketOf(env);
  const there = await allClasses(env.DB);
  const ids = new Set(there.map(({ id }) => id));
  const before = await bucket.get(CLASSES_KEY);
  const gone = before ? v.parse(ClassesSchema, await before.json()).filter(({ id }) => !ids.has(id)) : [];
  const heads = await Promise.all(gone.slice(0, LOOKED_FOR).map(({ id }) => bucket.head(listKey(id))));
  const lost = gone.filter((_, i) => heads[i] !== null);
  await bucket.put(CLASSES_KEY, JSON.stringify([...there, ...lost]));
}
