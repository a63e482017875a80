/**
 * The keys by which this PLACE tells push services who it is (VAPID, RFC 8292): made for it alone, kept as a secret (`PLACE_PUSH_KEYS`), the newest
 * first. A browser subscribes with one of them and is reached by no other, so an older one stays until its browsers have come by and renewed.
 */
import { log } from "../log.ts";

export interface PushKey {
  /** Which one it is, for whoever runs PLACE: the day on which it was made. */
  kid: string;
  /** base64url: the uncompressed point of P-256, and its private number. */
  publicKey: string;
  privateKey: string;
}

/** `PLACE_PUSH_OFF`: whoever runs PLACE wants no push to go out for now. Browsers stay known, and are told again once it is gone. */
export const pushesAreOff = ({ PLACE_PUSH_OFF }: Pick<Env, "PLACE_PUSH_OFF">): boolean => PLACE_PUSH_OFF === "1";

let known: { text: string; keys: PushKey[] } | null = null;

/** None where nobody set one, or what was set cannot be read, which is said once. */
export function pushKeysOf({ PLACE_PUSH_KEYS: text }: Pick<Env, "PLACE_PUSH_KEYS">): PushKey[] {
  if (!text) return [];
  if (known?.text === text) return known.keys;
  const keys = read(text);
  if (keys.length === 0) log.fault("settings", new Error("PLACE_PUSH_KEYS cannot be read: nobody is notified by push"));
  known = { text, keys };
  return keys;
}

function read(text: string): PushKey[] {
  try {
    const keys: unknown = JSON.parse(text);
    return Array.isArray(keys) && keys.every(isKey) ? keys : [];
  } catch {
    // No JSON: the caller says so.
    return [];
  }
}

function isKey(key: unknown): key is PushKey {
  const { kid, publicKey, privateKey } = (key ?? {}) as Partial<Record<keyof PushKey, unknown>>;
  const isText = (value: unknown, form: RegExp) => typeof value === "string" && form.test(value);
  return isText(kid, /^.{1,40}$/u) && isText(publicKey, /^B[\w-]{86}$/u) && isText(privateKey, /^[\w-]{43}$/u);
}
