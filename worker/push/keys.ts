/**
 * The keys by which this PLACE tells push services who it is (VAPID, RFC 8292): made for it alone, kept as a secret (`PLACE_PUSH_KEYS`), the newest
 * first. A browser subscribes with one of them and is reached by no other, so an older one stays until its browsers have come by and renewed.
 */
import { isText, SecretSets } from "../secret-sets.ts";

export interface PushKey {
  /** Which one it is, for whoever runs PLACE: the day on which it was made. */
  kid: string;
  /** base64url: the uncompressed point of P-256, and its private number. */
  publicKey: string;
  privateKey: string;
}

/** `PLACE_PUSH_OFF`: whoever runs PLACE wants no push to go out for now. Browsers stay known, and are told again once it is gone. */
export const pushesAreOff = ({ PLACE_PUSH_OFF }: Pick<Env, "PLACE_PUSH_OFF">): boolean => PLACE_PUSH_OFF === "1";

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const secrets = new SecretSets(
  "PLACE_PUSH_KEYS",
  isKey,
  "whom only that key reaches is not notified by push",
  // A name is the day on which the key was made; of one secret the first is the newest.
  (sets) => sets.sort(([a], [b]) => compare(b?.kid ?? "", a?.kid ?? "")).flat(),
);

/**
 * The newest first. A secret of a deployment can't be read again, so a newer key is put beside the older ones and not before them
 * (tools/place/keys/). None where nobody set one, or what was set cannot be read, which is said once.
 */
export const pushKeysOf = (env: Pick<Env, "PLACE_PUSH_KEYS">): readonly PushKey[] => secrets.of(env);

function isKey(key: unknown): key is PushKey {
  const { kid, publicKey, privateKey } = (key ?? {}) as Partial<Record<keyof PushKey, unknown>>;
  return isText(kid, /^.{1,40}$/u) && isText(publicKey, /^B[\w-]{86}$/u) && isText(privateKey, /^[\w-]{43}$/u);
}
