/** How often one may knock: per address and scope, per handle whoever asks, and what one account may set off. */
import ipaddr from "ipaddr.js";
import type { AccountScope, AddressScope, FrequentScope } from "../../protocol/routes/index.ts";
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import type { Caller } from "./caller.ts";
import { handleKey } from "../handles/handles.ts";
import { because } from "../../protocol/reasons.ts";

/** The period of all limits in wrangler.toml: after it, the count has begun anew. */
const PERIOD_MS = 60_000;
/** As in wrangler.toml, whose limits do not tell their own numbers. */
const QUOTAS = {
  BY_ADDRESS: 120,
  NEW_BY_ADDRESS: 10,
  VISITS_BY_ADDRESS: 1_200,
  BY_HANDLE_AND_ADDRESS: 8,
  BY_HANDLE: 60,
  BY_ACCOUNT: 60,
  BY_ACCOUNT_OFTEN: 240,
} as const;
type Limit = keyof typeof QUOTAS;
const TOO_FAST = { ...because("too_many_tries"), retryAfter: PERIOD_MS };

/** Each scope counts by itself: a class that joins from behind one address looks at the code and joins within a minute. */
export async function throttleAddress(c: AppContext, scope: AddressScope): Promise<void> {
  // A class that is made stays. How many guests come from one place in a day is counted for itself (store/guest-counts.ts).
  const limits: Partial<Record<AddressScope, Limit>> = {
    create: "NEW_BY_ADDRESS",
    // A lecture hall behind one address opens the page of its class at once.
    visit: "VISITS_BY_ADDRESS",
    reader: "VISITS_BY_ADDRESS",
    // It asks again and again until somebody says yes.
    phone: "VISITS_BY_ADDRESS",
  };
  await consume(c, limits[scope] ?? "BY_ADDRESS", scope, `${scope} ${addressPrefix(c)}`);
}

/**
 * Few tries from each address, and a lid on those of all strangers. A device of the owner's, `device`, has tries of its own: neither
 * a crowd elsewhere nor a neighbour behind the same address uses them up, and it cannot guess faster than anybody else.
 * @param secret what is tried. Each has tries of its own: a crowd that guesses at a password keeps nobody from their recovery codes
 */
export async function throttleHandle(
  c: AppContext,
  handle: string,
  device: string | null,
  secret: "password" | "recoveryCode" = "password",
): Promise<void> {
  // No handle has a blank.
  const key = secret === "password" ? handleKey(handle) : `${handleKey(handle)} by code`;
  if (device !== null) return consume(c, "BY_HANDLE_AND_ADDRESS", "handle", `${key} on ${device}`);
  await consume(c, "BY_HANDLE_AND_ADDRESS", "handle", `${key} ${addressPrefix(c)}`);
  await consume(c, "BY_HANDLE", "handle", key);
}

/** For a password that is asked of somebody who is signed in already. */
export async function throttleOwner(c: AppContext, userId: string): Promise<void> {
  await consume(c, "BY_HANDLE_AND_ADDRESS", "account", `account ${userId}`);
}

/** A code beside a password that was right: few from each address, and how many in a day is counted for itself. */
export async function throttleCode(c: AppContext, userId: string): Promise<void> {
  await consume(c, "BY_HANDLE_AND_ADDRESS", "code", `code ${userId} ${addressPrefix(c)}`);
}

/** A flood at one address that posts is stopped before anything is looked up. */
export async function throttleHook(c: AppContext, hookId: string): Promise<void> {
  await consume(c, "BY_ACCOUNT_OFTEN", "hook", `hook ${hookId.slice(0, 40)}`);
}

const FREQUENT: ReadonlySet<string> = new Set<FrequentScope>([
  "draft",
  "read",
  "people",
  "saved",
  "search",
  "suggest",
  "preview",
  "proof",
  "file",
  "write",
]);

/** Each scope counts by itself; `write` is whatever somebody writes who is signed in, so that no route is without a limit. */
export async function throttleAccount(
  c: AppContext,
  caller: Caller | null,
  scope: AccountScope | FrequentScope,
): Promise<void> {
  const limit = FREQUENT.has(scope) ? "BY_ACCOUNT_OFTEN" : "BY_ACCOUNT";
  if (caller) await consume(c, limit, scope, `${scope} ${caller.user.id}`);
}

/**
 * Counts, and says by what (draft-ietf-httpapi-ratelimit-headers-10). How much is left is not known before it is nothing: the platform
 * does not tell.
 * @param name of the policy, as programs see it
 */
async function consume(c: AppContext, limit: Limit, name: string, key: string): Promise<void> {
  const seconds = PERIOD_MS / 1_000;
  c.header("ratelimit-policy", `"${name}";q=${QUOTAS[limit]};w=${seconds}`);
  const { success } = await c.env[limit].limit({ key });
  if (success) return;
  c.header("ratelimit", `"${name}";r=0;t=${seconds}`);
  throw new Refused("too_fast", TOO_FAST);
}

/**
 * The same of a bucket that fills up all the time: the policy is what it holds and how long it takes to fill, and what is left is known.
 * `t`: until it is full again.
 */
export function sayRate(
  c: AppContext,
  { policy, burst, perSecond, left }: { policy: string; burst: number; perSecond: number; left: number },
): void {
  c.header("ratelimit-policy", `"${policy}";q=${burst};w=${Math.ceil(burst / perSecond)}`);
  c.header("ratelimit", `"${policy}";r=${left};t=${Math.ceil((burst - left) / perSecond)}`);
}

/** Where a request comes from, coarser and coarser: one house, and the streets around it. For counts that last longer than a minute. */
export function originsOf(c: AppContext): { address: string; neighbourhood: string } {
  const address = addressPrefix(c);
  const parts = address.split(/[.:]/u);
  // /24 of IPv4, /48 of IPv6: what one organisation is commonly given.
  return { address, neighbourhood: `${parts.slice(0, 3).join(address.includes(":") ? ":" : ".")}/` };
}

/** Who has one address of IPv6 has the 2^64 that begin the same: they are one house. */
function addressPrefix(c: AppContext): string {
  const written = c.req.header("cf-connecting-ip") ?? "local";
  if (!ipaddr.isValid(written)) return written.toLowerCase();
  // IPv4 that is written as IPv6 is IPv4.
  const address = ipaddr.process(written);
  if (!("parts" in address)) return address.toString();
  return address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":");
}
