/** What every socket and every request about messages begins with: who is calling, and that they are in the channel of the address. */
import { approached, permitInChannel, type Permit } from "../access.ts";
import type { AppContext } from "../hono-env.ts";
import type { Caller } from "../identity/caller.ts";
import { identifyBy } from "../identity/identify.ts";
import { Refused } from "../refused.ts";
import { readSessionWithChannel, type Arrival, type Arriving } from "../store/session-with-channel.ts";

/**
 * Finds both out in one round trip to D1. `identify` does not stand before the routes that call this.
 * @param look what is read; more than the arrival where more is wanted from the same round trip
 * @throws Refused not signed in, not found
 */
export async function arriveInChannel<T extends Arrival>(
  c: AppContext,
  look: (arriving: Arriving) => Promise<T>,
): Promise<{ caller: Caller; standing: Permit<"readChannel">; looked: T }> {
  const channelId = c.req.param("channel") ?? "";
  const looked = await identifyBy(c, (tokenHash, now) => look({ tokenHash, channelId, now }));
  if (!looked?.found) throw new Refused("not_signed_in");
  const standing = permitInChannel("readChannel", approached(looked.standing));
  return { caller: looked.found.caller, standing, looked };
}

export const readNoMore = (c: AppContext) => (arriving: Arriving) => readSessionWithChannel(c.env.DB, arriving);
