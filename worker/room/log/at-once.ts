/** Several writes of the room as one: all of them are durable, or none is, and the log then knows nothing of them. */
import type { RoomLog } from "./room-log.ts";

interface Where {
  storage: Pick<DurableObjectStorage, "transactionSync">;
  log: Pick<RoomLog, "reload">;
}

/**
 * What is rolled back was counted by the log already: where it did not read itself again, the next message would leave a hole behind it.
 * @throws what `write` throws, and where the storage does not take it
 */
export function atOnce<T>({ storage, log }: Where, write: () => T): T {
  try {
    return storage.transactionSync(write);
  } catch (error) {
    log.reload();
    throw error;
  }
}
