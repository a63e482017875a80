/** A new key by which push services know this PLACE, beside the old ones, which go when every browser had time to renew. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasToday, madeOn } from "../../key-names.ts";
import { newPushKey, PUSH_KEYS, pushKeysIn, pushKeysWith, type PushKey } from "../../push-keys.ts";
import { deleteSecret, kidOfName, nameOfKey, putSecret, quietly, secretNames, type Wrangler } from "./secrets.ts";

const DAY_MS = 24 * 60 * 60_000;
/** So long a browser may stay closed and still be reached. */
const OLD_KEYS_MS = 90 * DAY_MS;

/** @param again also where one of today is there: that one leaked @returns what was done, for people */
export async function rotateFolder(state: string, again = false, now = Date.now()): Promise<string> {
  const keys = JSON.parse(await pushKeysIn(state)) as PushKey[];
  const kids = keys.map(({ kid }) => kid);
  if (!again && hasToday(now, kids)) return isThere(kids);
  const made = newPushKey(now, kids);
  // The newest of the old ones stays whatever its age: browsers that were here yesterday have it.
  const stay = keys.filter(({ kid }, at) => at === 0 || now - madeOn(kid) < OLD_KEYS_MS);
  const file = join(state, "push-keys.json");
  await writeFile(`${file}.new`, `${pushKeysWith(made, stay)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return said(made.kid, keys.length - stay.length);
}

/** A secret cannot be read again, so each key is one of its own. @param again as above @throws CannotImport where wrangler cannot */
export async function rotateDeployment(again = false, wrangler: Wrangler = quietly, now = Date.now()): Promise<string> {
  const names = await secretNames(wrangler);
  const kids = names.flatMap((name) => kidOfName(PUSH_KEYS, name) ?? []).sort();
  if (!again && hasToday(now, kids)) return isThere(kids);
  const made = newPushKey(now, kids);
  await putSecret(
    wrangler,
    nameOfKey(PUSH_KEYS, made.kid),
    pushKeysWith(made),
    "The new key could not be set; nothing was changed.",
  );
  const old = kids.slice(0, -1).filter((kid) => now - madeOn(kid) >= OLD_KEYS_MS);
  for (const kid of old) await deleteSecret(wrangler, nameOfKey(PUSH_KEYS, kid));
  return said(made.kid, old.length);
}

const isThere = (kids: readonly string[]) =>
  `For push services a key of today (${[...kids].sort().at(-1)}) is there already: nothing was changed. Where it leaked: --again.`;
const said = (kid: string, gone: number) =>
  `For push services the new key is ${kid}.${gone > 0 ? ` Older than 90 days, and gone: ${gone}.` : ""} Browsers take it when PLACE is opened in them; the older ones work until then.`;
