/** A new key by which push services know this PLACE, beside the old ones, which go when every browser had time to renew. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newPushKey, PUSH_KEYS, pushKeysIn, pushKeysWith, type PushKey } from "../../push-keys.ts";
import { deleteSecret, kidOfName, nameOfKey, putSecret, quietly, secretNames, type Wrangler } from "./secrets.ts";

const DAY_MS = 24 * 60 * 60_000;
/** So long a browser may stay closed and still be reached. */
const OLD_KEYS_MS = 90 * DAY_MS;

/** @returns what was done, for people */
export async function rotateFolder(state: string, now = Date.now()): Promise<string> {
  const keys = JSON.parse(await pushKeysIn(state)) as PushKey[];
  const made = newPushKey(now);
  if (keys.some(({ kid }) => kid === made.kid)) return isThere(made.kid);
  // The newest of the old ones stays whatever its age: browsers that were here yesterday have it.
  const stay = keys.filter(({ kid }, at) => at === 0 || now - Date.parse(kid) < OLD_KEYS_MS);
  const file = join(state, "push-keys.json");
  await writeFile(`${file}.new`, `${pushKeysWith(made, stay)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return said(made.kid, keys.length - stay.length);
}

/** A secret cannot be read again, so each key is one of its own. @throws CannotImport where wrangler cannot */
export async function rotateDeployment(wrangler: Wrangler = quietly, now = Date.now()): Promise<string> {
  const names = await secretNames(wrangler);
  const made = newPushKey(now);
  const name = nameOfKey(PUSH_KEYS, made.kid);
  if (names.includes(name)) return isThere(made.kid);
  await putSecret(wrangler, name, pushKeysWith(made), "The new key could not be set; nothing was changed.");
  const dated = names.filter((each) => kidOfName(PUSH_KEYS, each) !== undefined).sort();
  const old = dated.slice(0, -1).filter((each) => now - Date.parse(kidOfName(PUSH_KEYS, each) ?? "") >= OLD_KEYS_MS);
  for (const each of old) await deleteSecret(wrangler, each);
  return said(made.kid, old.length);
}

const isThere = (kid: string) => `For push services the key of today (${kid}) is there already: nothing was changed.`;
const said = (kid: string, gone: number) =>
  `For push services the new key is ${kid}.${gone > 0 ? ` Older than 90 days, and gone: ${gone}.` : ""} Browsers take it when PLACE is opened in them; the older ones work until then.`;
