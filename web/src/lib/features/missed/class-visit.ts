/** When I was in a class before this visit: remembered on this device, where a mark on the server would be written all day. */
import { readJson, write } from "../../base/browser/storage.ts";
import { serverNow } from "../../base/server-clock.ts";

/** Who was away for that long comes back to a new visit. */
const VISIT_ENDS_AFTER_MS = 30 * 60_000;
const SEEN_EVERY_MS = 60_000;

interface Visit {
  /** When the class was on the screen last, ms. */
  seen: number;
  /** When the visit before this one ended, ms; null: there was none. */
  before: number | null;
}
const keyOf = (member: string): string => `place.class-visit.${member}`;

function visitOf(member: string): Visit | null {
  const kept = readJson(keyOf(member), null) as Partial<Visit> | null;
  if (typeof kept?.seen !== "number") return null;
  return { seen: kept.seen, before: typeof kept.before === "number" ? kept.before : null };
}

/** The class is on the screen now. */
export function seenNow(member: string, now = serverNow()): void {
  const last = visitOf(member);
  const isNew = last !== null && now - last.seen > VISIT_ENDS_AFTER_MS;
  write(keyOf(member), JSON.stringify({ seen: now, before: isNew ? last.seen : (last?.before ?? null) }));
}

/** When the visit before this one ended, ms; null where this device knows of none. */
export const lastVisit = (member: string): number | null => visitOf(member)?.before ?? null;

/** @returns ends it */
export function watchClassVisit(member: string): () => void {
  const see = () => document.visibilityState === "visible" && seenNow(member);
  see();
  const timer = setInterval(see, SEEN_EVERY_MS);
  document.addEventListener("visibilitychange", see);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", see);
  };
}
