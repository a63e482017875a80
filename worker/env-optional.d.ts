/** Bindings that are there only when somebody sets them; wrangler.toml does not know them. */
interface OptionalEnv {
  /** JSON of `Partial<RateLimits>` (protocol/limits.ts): raises the limits for load tests and the bench. */
  PLACE_LIMITS?: string;
  /** Messages that a class takes in from imports in a day; IMPORT_PER_DAY (protocol/limits.ts) unless told. */
  PLACE_IMPORT_PER_DAY?: string;
  /** Guests of a day from one address; GUESTS_PER_ADDRESS (protocol/limits.ts) unless told. */
  PLACE_GUESTS_PER_ADDRESS?: string;
  /** "1": addresses that people give may be on this very machine (worker/outside-fetch.ts). For development only. */
  PLACE_ALLOW_LOOPBACK?: string;
  /** JSON: the keys by which push services know this PLACE, the newest first (worker/push/keys.ts). A secret; without it nobody is notified by push. */
  PLACE_PUSH_KEYS?: string;
  /** JSON: what seals and signs, the newest first (worker/identity/key-ring.ts). A secret; without it keys that objects made for themselves do. */
  PLACE_KEYS?: string;
  /** "over": nothing needs the keys any more that objects made for themselves (`npm run place -- rotate-keys --finish`). */
  PLACE_FIRST_KEY?: string;
  /** "1": no push goes out, whatever the keys are (worker/push/keys.ts). */
  PLACE_PUSH_OFF?: string;
  /** JSON: with whose accounts one signs in (identity/provider-settings.ts). A secret; without it a password and a passkey are all. */
  PLACE_SIGN_IN?: string;
  /** What who reads `/metrics` has to know (worker/routes/metrics.ts). A secret; without it there is no such address. */
  PLACE_METRICS_TOKEN?: string;
  /** Bytes of files that a class keeps; FILES_CLASS_BYTES (protocol/limits.ts) unless told. */
  PLACE_FILES_BYTES?: string;
}
interface Env extends OptionalEnv {}
declare namespace Cloudflare {
  interface Env extends OptionalEnv {}
}
