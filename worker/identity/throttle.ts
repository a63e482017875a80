/** How often one may knock: per address for each kind of door, per handle whoever asks, and what one account may set off. */
import type { MiddlewareHandler } from "hono";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import type { Caller } from "./caller.ts";
import { handleKey } from "../handles/handles.ts";
import { isWrite } from "./origin.ts";

/** The period of all limits in wrangler.toml: after it, the count has begun anew. */
const PERIOD_MS = 60_000;
const TOO_FAST = { sentence: "Too many tries in a short time. Wait a minute, then try again.", retryAfter: PERIOD_MS };

export type RateScope = "sign-in" | "join" | "look" | "try" | "create" | "passkey";
/** Each door counts by itself: a class that joins from behind one address looks at the code and joins within a minute. */
export async function throttleAddress(c: AppContext, door: RateScope): Promise<void> {
  // A class that is made stays. How many guests come from one place in a day is counted for itself (store/guest-counts.ts).
  const limit = door === "create" ? c.env.NEW_BY_ADDRESS : c.env.BY_ADDRESS;
  await consume(limit, `${door} ${addressPrefix(c)}`);
}

/**
 * Few tries from each address, and a lid on those of all strangers. A device of the owner's, `device`, has tries of its own: neither
 * a crowd elsewhere nor a neighbour behind the same address uses them up, and it cannot guess faster than anybody else.
 */
export async function throttleHandle(c: AppContext, handle: string, device: string | null): Promise<void> {
  const key = handleKey(handle);
  if (device !== null) return consume(c.env.BY_HANDLE_AND_ADDRESS, `${key} on ${device}`);
  await consume(c.env.BY_HANDLE_AND_ADDRESS, `${key} ${addressPrefix(c)}`);
  await consume(c.env.BY_HANDLE, key);
}

/** For a password that is asked of somebody who is signed in already. */
export async function throttleOwner(c: AppContext, userId: string): Promise<void> {
  await consume(c.env.BY_HANDLE_AND_ADDRESS, `account ${userId}`);
}

/** What costs rows and is told to others. */
export type RateAction =
  "thread" | "channel" | "profile" | "membership" | "emoji" | "class" | "block" | "scheduled" | "token";
/** What people do again and again: by hand never as often as it is allowed. */
export type FrequentDeed = "draft" | "read" | "people" | "saved" | "write";
const FREQUENT: ReadonlySet<string> = new Set<FrequentDeed>(["draft", "read", "people", "saved", "write"]);

/** Each deed counts by itself. */
export async function throttleAccount(
  c: AppContext,
  caller: Caller | null,
  deed: RateAction | FrequentDeed,
): Promise<void> {
  const limit = FREQUENT.has(deed) ? c.env.BY_ACCOUNT_OFTEN : c.env.BY_ACCOUNT;
  if (caller) await consume(limit, `${deed} ${caller.user.id}`);
}

/**
 * Whatever somebody writes who is signed in, beside what its route counts: no route is without a limit. An import has one of its
 * own, by the day.
 */
export const throttleWrites: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (isWrite(c) && !/\/import\/channels\/.+\/messages$/u.test(c.req.path))
    await throttleAccount(c, c.get("caller"), "write");
  await next();
};

async function consume(limit: RateLimit, key: string): Promise<void> {
  const { success } = await limit.limit({ key });
  if (!success) throw new Refused("too_fast", TOO_FAST);
}

/** Where a request comes from, coarser and coarser: one house, and the streets around it. For counts that last longer than a minute. */
export function originsOf(c: AppContext): { house: string; neighbourhood: string } {
  const house = addressPrefix(c);
  const parts = house.split(/[.:]/u);
  // /24 of IPv4, /48 of IPv6: what one organisation is commonly given.
  return { house, neighbourhood: `${parts.slice(0, 3).join(house.includes(":") ? ":" : ".")}/` };
}

/** Who has one address of IPv6 has the 2^64 that begin the same: they are one house. */
function addressPrefix(c: AppContext): string {
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
