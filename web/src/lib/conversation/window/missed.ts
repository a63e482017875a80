/** How many messages of others came in while the reader was further up. Fetched with the button that says it. Pure. */
import type { At, ListWindow } from "./list-window.ts";
import { countNew, knownBetween } from "./new-since.ts";

/** @param head the newest place that there is */
export const missedCount = (
  { missedSince: since, me }: Pick<ListWindow, "missedSince" | "me">,
  head: number,
  at: At,
) => (since === null ? 0 : countNew({ messages: knownBetween(since, head, at), since, head, me }));
