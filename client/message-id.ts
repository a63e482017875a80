import { v7 } from "uuid";

/** A new message's id: a UUID, version 7, holding `now` (milliseconds, by the server's clock: see `ServerClock`). */
export function mintMessageId(now: number): string {
  return v7({ msecs: Math.max(0, Math.floor(now)) });
}
