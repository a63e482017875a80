/**
 * Files of messages in R2. The class is part of the key, and the id begins with the time at which it was made, so that what was never
 * posted is found by walking on from where the last walk ended. A PLACE may be deployed without R2.
 */
import { because } from "../../protocol/reasons.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";

/** When it may be tried again while R2 is away. */
export const RETRY_MS = 5_000;
/** Milliseconds in base 36 have nine digits until the year 5188. */
const TIME_DIGITS = 9;

export const fileKey = (workspaceId: string, fileId: string) => `${prefixOf(workspaceId)}${fileId}`;
export const prefixOf = (workspaceId: string) => `files/${workspaceId}/`;

/** Later ones sort behind earlier ones; `rest` cannot be guessed. */
export const fileIdOf = (now: number, rest: string) => timeMark(now) + rest;
/** What every id of that time and later sorts behind. @param at ms since 1970 */
export const timeMark = (at: number) => Math.max(0, at).toString(36).padStart(TIME_DIGITS, "0");
/** When a file was begun, ms since 1970. */
export const madeAt = (fileId: string) => Number.parseInt(fileId.slice(0, TIME_DIGITS), 36);

/** @throws Refused `forbidden` without R2 */
export function bucketOf(env: Pick<Env, "FILES">): R2Bucket {
  // The types that wrangler makes know the binding of wrangler.toml; a deployment may lack it.
  const bucket = (env as Partial<typeof env>).FILES;
  if (!bucket) throw new Refused("forbidden", because("files_absent"));
  return bucket;
}

/** @throws Refused `unavailable` while R2 fails: nothing else of a class waits for it */
export async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refused) throw error;
    log.fault("files", error);
    throw new Refused("unavailable", { retryAfter: RETRY_MS });
  }
}
