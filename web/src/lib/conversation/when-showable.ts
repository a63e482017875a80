/** What the first messages of a channel wait for, so that they are shown as they are meant. */
import type { ChannelSnapshot } from "../../../../client/index.ts";
import { loadRichText, needsMarkup } from "./markup/formatting.svelte.ts";
import { loadParts, needsParts } from "./parts.svelte.ts";

/**
 * So long the first messages wait for their markup and their parts: enough for what the browser has kept, or a near server. Then being
 * read comes before standing still; the list keeps its place when the rest comes.
 */
const PARTS_MS = 50;
/** The beginning of a channel stands above who comes for its first message: it cannot come later without being out of sight. */
const BEGINNING_MS = 2_000;

/** Settles when these can be shown as they are meant, or for want of patience. Null: they can be shown at once. */
export function whenShowable({ messages, reachedStart, reachedEnd }: ChannelSnapshot): Promise<unknown> | null {
  const markup = needsMarkup(messages.map(({ body }) => body)) ? [loadRichText()] : [];
  const parts = needsParts(messages, reachedStart) ? [loadParts()] : [];
  if (markup.length + parts.length === 0) return null;
  const patience = reachedStart && !reachedEnd ? BEGINNING_MS : PARTS_MS;
  return Promise.race([Promise.all([...markup, ...parts]), new Promise((resolve) => setTimeout(resolve, patience))]);
}
