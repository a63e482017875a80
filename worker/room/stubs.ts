/** The objects as who calls them sees them: the types that are generated for stubs give up on some values (contract.ts). */
import type { Hub, Room } from "./contract.ts";

// Named in wrangler.toml: ROOMS are of ChannelRoom, HUBS of WorkspaceHub, which implement these.
export const roomOf = (env: Pick<Env, "ROOMS">, channelId: string) => env.ROOMS.getByName(channelId) as unknown as Room;
// As above.
export const hubOf = (env: Pick<Env, "HUBS">, workspaceId: string) => env.HUBS.getByName(workspaceId) as unknown as Hub;
