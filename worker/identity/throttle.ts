/** How often one may knock: per address for each kind of door, and per handle whoever asks. */
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { handleKey } from "./handles.ts";

/** The period of both limits in wrangler.toml: after it, the count has begun anew. */
const PERIOD_MS = 60_000;
const TOO_FAST = { sentence: "Too many tries in a short time. Wait a minute, then try again.", retryAfter: PERIOD_MS };

export type Door = "sign-in" | "join" | "look" | "try" | "create" | "passkey";

/** Each door counts by itself: a class that joins from behind one address looks at the code and joins within a minute. */
export async function throttleAddress(c: AppContext, door: Door): Promise<void> {
  const address = c.req.header("cf-connecting-ip") ?? "local";
  const { success } = await c.env.BY_ADDRESS.limit({ key: `${door} ${address}` });
  if (!success) throw new Refused("too_fast", TOO_FAST);
}

export async function throttleHandle(c: AppContext, handle: string): Promise<void> {
  const { success } = await c.env.BY_HANDLE.limit({ key: handleKey(handle) });
  if (!success) throw new Refused("too_fast", TOO_FAST);
}
