/** Who is here, and how: in one word for the eye's mark and for the ear alike. Pure. */
import { t } from "#texts/presence";
import type { Member } from "../../../../../protocol/index.ts";

export type Presence = "online" | "away" | "dnd" | "offline";

export const PRESENCE_WORDS: Record<Presence, string> = {
  online: t.online,
  away: t.away,
  dnd: t.dnd,
  offline: t.offline,
};
/** The same as a sentence, for a card. */
export const PRESENCE_SENTENCES: Record<Presence, string> = {
  online: t.onlineNow,
  away: t.awayNow,
  dnd: t.dndNow,
  offline: t.offlineNow,
};

export function presenceOf(member: Member | undefined, isOnline: boolean, isAway: boolean, now: number): Presence {
  if (!isOnline) return "offline";
  if ((member?.dndUntil ?? 0) > now) return "dnd";
  return isAway ? "away" : "online";
}

/** What they say of themselves; nothing once it has ended. */
export function statusOf(member: Member | undefined, now: number): Member["status"] {
  const status = member?.status;
  return status && (status.until === undefined || status.until > now) ? status : undefined;
}
