/** The objects as who calls them sees them. */
import type { Hub, Room } from "./contract.ts";

export const roomOf = (env: Pick<Env, "ROOMS">, channelId: string) => env.ROOMS.getByName(channelId) as unknown as Room;
export const hubOf = (env: Pick<Env, "HUBS">, workspaceId: string) => env.HUBS.getByName(workspaceId) as unknown as Hub;
