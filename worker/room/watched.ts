/** What an object says of itself to whoever looks how PLACE is (routes/status.ts). */
import { carryCountsNow } from "../meter/carry.ts";
import { toTheEnd } from "./stubs.ts";
import type { Part, Queue } from "./part.ts";

export interface RoomStatus {
  sockets: number;
  /** What waits to be carried on, by who carries it; who has carried everything is absent. */
  queues: (Queue & { name: string })[];
}
export interface HubStatus {
  /** Open tabs. */
  tabs: number;
  /** Ids of channels and threads that were heard of in the last hour, the newest first. */
  rooms: string[];
}

/** What it counted is carried too, so that who looks sees what just was. */
export async function roomStatus(parts: readonly Part[], sockets: number): Promise<RoomStatus> {
  await carryCountsNow();
  const queues = parts.flatMap(({ name, queue }) => (queue && queue.behind > 0 ? [{ name, ...queue }] : []));
  return { sockets, queues };
}

// Named in wrangler.toml: ROOMS are of ChannelRoom, HUBS of WorkspaceHub, which have these.
export const watchedRoom = (env: Pick<Env, "ROOMS">, channelId: string) =>
  toTheEnd(env.ROOMS.getByName(channelId)) as unknown as { status(): Promise<RoomStatus> };
// As above.
export const watchedHub = (env: Pick<Env, "HUBS">, workspaceId: string) =>
  toTheEnd(env.HUBS.getByName(workspaceId)) as unknown as { status(): Promise<HubStatus> };
