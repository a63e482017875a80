/**
 * The keys that seal and sign, each by its name (`kid`): secrets of whoever runs PLACE (`PLACE_KEYS`, and each `PLACE_KEYS_…` beside it, since a
 * deployment's secret cannot be read again to be added to). The newest seals and signs, all that are there open and check. Before somebody asked for a first one
 * (`npm run place -- rotate-keys`), and for what was sealed until then, there is the key that an object made for itself; what it sealed names none.
 */
import { isText, SecretSets } from "../secret-sets.ts";

export interface RingKey {
  /** The day on which it was made: `2026-11-30`. */
  kid: string;
  /** 256 bits, base64url. */
  key: string;
  /** ms since 1970: it seals from then on and opens before, so that no isolate meets what was sealed by a key that it does not know yet. */
  from: number;
}
/** What of the bindings the ring is made of. */
export type RingEnv = Pick<Env, "PLACE_KEYS" | "PLACE_FIRST_KEY">;

/** The kid of the key that an object made for itself. */
export const FIRST = "";
/** Name of the one object whose own key sealed secrets before there was a ring. */
export const HASHERS_OF_WIDGETS = "widgets";

const ring = new SecretSets("PLACE_KEYS", isKey, "what was sealed by that key alone cannot be opened", (sets) =>
  sets.flat().sort((a, b) => b.from - a.from),
);

/** The newest first. What cannot be read is said once, and what else there is holds. */
export const ringOf = (env: RingEnv): readonly RingKey[] => ring.of(env);

/** What seals now; undefined: the object's own. */
export const sealingKey = (env: RingEnv, now = Date.now()): RingKey | undefined =>
  ringOf(env).find(({ from }) => from <= now);

/** `PLACE_FIRST_KEY`: nothing needs the object's own key any more (`rotate-keys --finish` counted). Without a newer one it holds all the same. */
export const firstIsOver = (env: RingEnv, now = Date.now()): boolean =>
  env.PLACE_FIRST_KEY === "over" && sealingKey(env, now) !== undefined;

/** Which key a sealed text names, and the rest of it: `2026-11-30.…`, or with none before the dot the first one's. */
export function splitKid(text: string): { kid: string; rest: string } {
  const at = text.indexOf(".");
  return at < 0 ? { kid: FIRST, rest: text } : { kid: text.slice(0, at), rest: text.slice(at + 1) };
}
export const withKid = (kid: string, text: string): string => (kid === FIRST ? text : `${kid}.${text}`);

function isKey(given: unknown): given is RingKey {
  const { kid, key, from } = (given ?? {}) as Partial<Record<keyof RingKey, unknown>>;
  return isText(kid, /^[\w-]{1,40}$/u) && isText(key, /^[\w-]{43}$/u) && Number.isSafeInteger(from);
}
