/** Ids of what a sender names by a key of its own. */
import { v5 as uuidv5 } from "uuid";
import { DAY_MS } from "./sessions.ts";

const NAMESPACE = "5b0d1a3e-6c1f-4c57-9d0b-3f2a8d7c4e11";

/** A UUIDv7 that is the same for the same name within a day (UTC): its time is the day's beginning. @param name whose key, and the key */
export function keyedId(name: string, now: number): string {
  const day = now - (now % DAY_MS);
  const digits = uuidv5(name, NAMESPACE);
  const time = day.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(15)}`;
}
