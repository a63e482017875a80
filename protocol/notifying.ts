/**
 * Of which messages somebody is notified, and when of none: by what they set for the class and for the channel, the same on a page in the background
 * and by push. Pure.
 */
import type { MyChannel } from "./channels.ts";
import { groupMentionReaches, mentionedHandles } from "./mentions.ts";
import type { Message } from "./messages.ts";
import type { Role } from "./people.ts";
import { isQuiet, type QuietHours } from "./settings.ts";

/** What they chose for this channel: in a direct message everything that is not nothing means everything. */
export function isWorthNotifying({ kind, notify }: Pick<MyChannel, "kind" | "notify">, namesMe: boolean): boolean {
  return notify !== "nothing" && (notify === "all" || namesMe || kind === "dm");
}

/** True unless they asked not to be disturbed at `now`, ms since 1970. */
export function mayDisturb(
  { dndUntil, quietHours }: { dndUntil?: number | null | undefined; quietHours: QuietHours | null },
  now: number,
): boolean {
  return (dndUntil ?? 0) <= now && !isQuiet(quietHours, now);
}

/**
 * Does the message name this reader, or a crowd that they are of? `@here` names who is there, which is told to their open tabs.
 * A reply that also went to the channel names them in its thread.
 */
export function namesReader(
  { body, meta }: Pick<Message, "body" | "meta">,
  { handleKey, role }: { handleKey: string; role: Role },
): boolean {
  if (meta?.fromThread !== undefined) return false;
  const crowds = (meta?.reach ?? []).filter((crowd) => crowd !== "here");
  return crowds.some((crowd) => groupMentionReaches(crowd, role)) || mentionedHandles(body).includes(handleKey);
}
