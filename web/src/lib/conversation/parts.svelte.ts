/**
 * Answers, polls, files, reactions, threads, who is typing, the way back down: most first looks at a conversation have none of it, so
 * its components come with the first that does.
 */
import type { Message } from "../../../../protocol/index.ts";

type Parts = typeof import("./list/all-parts.ts");

let parts = $state.raw<Parts | null>(null);
let fetching: Promise<void> | null = null;

/** The message has more than its words. */
export const hasParts = ({ meta, replyTo }: Message): boolean => meta !== undefined || replyTo !== undefined;

/** Among these, or at the beginning of the channel, is something that waits for `loadParts()`. */
export const needsParts = (messages: readonly Message[], isFromStart: boolean): boolean =>
  parts === null && (isFromStart || messages.some(hasParts));

/** May be called at any time; what could not be fetched is tried again with the network, or the next message. Never rejects. */
export function loadParts(): Promise<void> {
  if (parts !== null) return Promise.resolve();
  fetching ??= import("./list/all-parts.ts")
    .then((module) => void (parts = module))
    .catch(() => addEventListener("online", () => void loadParts(), { once: true }))
    .finally(() => (fetching = null));
  return fetching;
}

/** The components, asked for if they are needed; null until they are here. */
export function partsIf(isNeeded: boolean): Parts | null {
  if (isNeeded && parts === null) void loadParts();
  return parts;
}
