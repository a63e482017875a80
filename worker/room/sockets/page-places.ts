/** Which places a page of history should hold: they are known beforehand, because `seq` has no hole. */
import { SEQ_MAX } from "../../../protocol/index.ts";
import type { Places } from "../../store/history.ts";
import type { PageAsked } from "../contract.ts";

/** Null asks for the newest page, which is the room's. Ends before it begins where there is nothing to ask for. */
export function placesOf({ before, after, around, limit }: PageAsked): Places | null {
  if (before !== undefined) return { from: Math.max(1, before - limit), to: before - 1 };
  if (after !== undefined) return { from: Math.min(after + 1, SEQ_MAX), to: Math.min(after + limit, SEQ_MAX) };
  if (around === undefined) return null;
  const from = Math.max(1, around - Math.floor(limit / 2));
  return { from, to: Math.min(from + limit - 1, SEQ_MAX) };
}
