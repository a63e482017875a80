/** Reaching into a room from outside: what a lost disk, a lost notice or a long time would have done to it. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";

/** The object's own storage is gone, as after a restore of D1 elsewhere. */
export async function resetRoom(channelId: string): Promise<void> {
  const stub = env.ROOMS.getByName(channelId);
  await runInDurableObject(stub, async (_room, state) => {
    await state.storage.deleteAll();
  });
  await evictDurableObject(stub, { webSockets: "close" });
}

/** The object sleeps, as it does by itself after some quiet; sockets stay open. One that never woke is asleep already. */
export async function putToSleep(channelId: string): Promise<void> {
  try {
    await evictDurableObject(env.ROOMS.getByName(channelId));
  } catch (error) {
    if (!String(error).includes("not currently running")) throw error;
  }
}

/** Makes the permission of every open socket as old as if nothing had been confirmed for an hour. */
export async function ageLeases(channelId: string): Promise<void> {
  const stub = env.ROOMS.getByName(channelId);
  await runInDurableObject(stub, (_room, state) => {
    for (const socket of state.getWebSockets()) {
      socket.serializeAttachment({
        ...(socket.deserializeAttachment() as RoomAttachment),
        leaseAt: Date.now() - 3_600_000,
      });
    }
  });
  await evictDurableObject(stub);
}
