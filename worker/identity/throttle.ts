/** How often one may knock: per address for each kind of door, per handle whoever asks, and what one account may set off. */
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import type { Caller } from "./caller.ts";
import { handleKey } from "./handles.ts";

/** The period of all limits in wrangler.toml: after it, the count has begun anew. */
const PERIOD_MS = 60_000;
const TOO_FAST = { sentence: "Too many tries in a short time. Wait a minute, then try again.", retryAfter: PERIOD_MS };

export type Door = "sign-in" | "join" | "look" | "try" | "create" | "passkey";
/** Doors that make something out of nothing: what they let in stays. */
const MAKES_NEW = new Set<Door>(["try", "create"]);

/** Each door counts by itself: a class that joins from behind one address looks at the code and joins within a minute. */
export async function throttleAddress(c: AppContext, door: Door): Promise<void> {
  const limit = MAKES_NEW.has(door) ? c.env.NEW_BY_ADDRESS : c.env.BY_ADDRESS;
  await demand(limit, `${door} ${houseOf(c)}`);
}

/** Few tries from each address, and a lid on those from everywhere. */
export async function throttleHandle(c: AppContext, handle: string): Promise<void> {
  const key = handleKey(handle);
  await demand(c.env.BY_HANDLE_AND_ADDRESS, `${key} ${houseOf(c)}`);
  await demand(c.env.BY_HANDLE, key);
}

export type Deed = "thread" | "channel" | "profile" | "membership" | "emoji";

/** Each deed counts by itself. */
export async function throttleAccount(c: AppContext, caller: Caller | null, deed: Deed): Promise<void> {
  if (caller) await demand(c.env.BY_ACCOUNT, `${deed} ${caller.user.id}`);
}

async function demand(limit: RateLimit, key: string): Promise<void> {
  const { success } = await limit.limit({ key });
  if (!success) throw new Refused("too_fast", TOO_FAST);
}

/** Who has one address of IPv6 has the 2^64 that begin the same: they are one house. */
function houseOf(c: AppContext): string {
  const address = (c.req.header("cf-connecting-ip") ?? "local").toLowerCase();
  if (!address.includes(":")) return address;
  const mapped = /:(\d+\.\d+\.\d+\.\d+)$/u.exec(address)?.[1];
  if (mapped) return mapped;
  const [before = "", after] = address.split("::");
  const groups = before.split(":").filter(Boolean);
  const behind = after?.split(":").filter(Boolean) ?? [];
  const left = Math.max(0, 8 - groups.length - behind.length);
  const whole = [...groups, ...Array<string>(left).fill("0"), ...behind];
  return whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/u, ""))
    .join(":");
}
