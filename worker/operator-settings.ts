/** What whoever runs PLACE set (env-optional.d.ts). A mistake in it is said, and what stands in protocol/limits.ts holds. */
import { RATE_LIMITS, type RateLimits } from "../protocol/index.ts";
import { readRateLimits } from "../protocol/operator-rate-limits.ts";
import { log } from "./log.ts";

/** Said once for as long as this isolate lives: each room asks. */
const said = new Set<string>();

function wrong(name: keyof Env): void {
  if (said.has(name)) return;
  said.add(name);
  log.fault("settings", new Error(`${name} cannot be read: what holds without it holds`));
}

/** `PLACE_LIMITS`: how fast a member may act in a channel. */
export function rateLimitsOf(text: string | undefined): RateLimits {
  if (!text) return RATE_LIMITS;
  const limits = readRateLimits(text);
  if (!limits) wrong("PLACE_LIMITS");
  return limits ?? RATE_LIMITS;
}

/** How often something may be done in a day. @param otherwise what holds where nothing is set */
export function perDayOf(
  env: Partial<Pick<Env, "PLACE_IMPORT_PER_DAY" | "PLACE_GUESTS_PER_ADDRESS">>,
  name: "PLACE_IMPORT_PER_DAY" | "PLACE_GUESTS_PER_ADDRESS",
  otherwise: number,
): number {
  const text = env[name];
  if (text === undefined || text.trim() === "") return otherwise;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  wrong(name);
  return otherwise;
}

/** Shorter ones can be guessed. */
const METRICS_TOKEN_MIN = 16;

/** `PLACE_METRICS_TOKEN`; undefined: nobody reads what is counted. */
export function metricsTokenOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (text.length >= METRICS_TOKEN_MIN) return text;
  wrong("PLACE_METRICS_TOKEN");
  return undefined;
}
