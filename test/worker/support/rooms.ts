/** Reaching into a room from outside: what a lost disk, a lost notice or a long time would have done to it. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import type { LogRow } from "../../../worker/room/log/log-rows.ts";

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
  const old = Date.now() - 3_600_000;
  const attachments = (change: (attachment: RoomAttachment) => RoomAttachment) =>
    runInDurableObject(stub, (_room, state) =>
      state.getWebSockets().map((socket) => {
        const attachment = change(socket.deserializeAttachment() as RoomAttachment);
        socket.serializeAttachment(attachment);
        return attachment.leaseAt;
      }),
    );
  do {
    await attachments((attachment) => ({ ...attachment, leaseAt: old }));
    await evictDurableObject(stub);
    // What was under way in the room before it was forgotten may have written them once more, as it knew them.
  } while ((await attachments((attachment) => attachment)).some((leaseAt) => leaseAt > old));
}

/** Changes rows of a log that is one value still (first-value.ts), as if they had been written so; then the room sleeps. */
export async function rewriteFirst(channelId: string, change: (row: LogRow) => LogRow): Promise<void> {
  await runInDurableObject(env.ROOMS.getByName(channelId), (_room, { storage: { kv } }) => {
    const first = kv.get<{ rows: LogRow[] }>("first");
    if (!first) throw new Error("the room has no such value");
    kv.put("first", { ...first, rows: first.rows.map(change) });
  });
  await putToSleep(channelId);
}
