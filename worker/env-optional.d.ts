/** Bindings that are there only when somebody sets them; wrangler.toml does not know them. */
interface OptionalEnv {
  /** JSON of `Partial<RateLimits>` (protocol/limits.ts): raises the limits for load tests and the bench. */
  PLACE_LIMITS?: string;
}
interface Env extends OptionalEnv {}
declare namespace Cloudflare {
  interface Env extends OptionalEnv {}
}
