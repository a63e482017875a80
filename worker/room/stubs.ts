/** The objects as who calls them sees them: the types that are generated for stubs give up on some values (contract.ts). */
import { waitUntil } from "cloudflare:workers";
import { ALL, tally } from "../tally.ts";
import type { Hub, Room } from "./contract.ts";

// Named in wrangler.toml: ROOMS are of ChannelRoom, HUBS of WorkspaceHub, which implement these.
export const roomOf = (env: Pick<Env, "ROOMS">, channelId: string) =>
  toTheEnd(env.ROOMS.getByName(channelId)) as unknown as Room;
// As above.
export const hubOf = (env: Pick<Env, "HUBS">, workspaceId: string) =>
  toTheEnd(env.HUBS.getByName(workspaceId)) as unknown as Hub;

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * A call of an object is carried to its end, though whoever made the request has gone: what was begun of a message is done whole. And a call
 * that is cut in its first step takes the object's timers with it, for as long as it lives (workerd 1.20261023.1).
 */
export function toTheEnd<T extends object>(stub: T): T {
  return new Proxy(stub, {
    get: (target, name) => {
      // An object is no promise.
      if (typeof name === "symbol" || name === "then") return undefined;
      return (...args: unknown[]) => {
        // Called as a method: whatever else is read of it would be a property of the object at the other end.
        tally.add(ALL, "requests.object");
        const answer = (target as Record<string, Call>)[name]!(...args);
        waitUntil(answer.then(nothing, nothing));
        return answer;
      };
    },
  });
}
const nothing = () => undefined;
