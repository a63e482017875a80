/** Which messages of this PLACE the addresses in a body lead to. Pure. */
import type { MyChannel } from "../../../../../protocol/index.ts";
import { SEQ_MAX } from "../../../../../protocol/limits.ts";
import { keyOf, type Linked } from "../../conversation/message-previews.svelte.ts";

/** More links are links alone. */
const SHOWN_MAX = 3;
const ID = /^[0-9A-Za-z_-]{6,40}$/u;
const SEQ = /^[1-9]\d{0,9}$/u;

/**
 * The first three messages that these lead to, each once.
 * @param origin of this PLACE
 * @param channels mine: an address may name one of them by its name
 */
export function linkedIn(
  hrefs: readonly string[],
  origin: string,
  channels: readonly Pick<MyChannel, "id" | "name">[],
): Linked[] {
  const found = new Map<string, Linked>();
  for (const href of hrefs) {
    const linked = linkedBy(href, origin, channels);
    if (linked) found.set(keyOf(linked), linked);
    if (found.size === SHOWN_MAX) break;
  }
  return [...found.values()];
}

function linkedBy(
  href: string,
  origin: string,
  channels: readonly Pick<MyChannel, "id" | "name">[],
): Linked | undefined {
  if (!href.startsWith(`${origin}/c/`) || !URL.canParse(href)) return undefined;
  const { pathname, hash, searchParams } = new URL(href);
  const reference = searchParams.get("thread") ?? decoded(pathname.slice("/c/".length));
  const seq = searchParams.has("thread") ? (searchParams.get("reply") ?? "") : hash.slice(1);
  if (!SEQ.test(seq) || Number(seq) > SEQ_MAX) return undefined;
  const named = channels.find(({ name }) => name !== "" && name === reference.toLowerCase());
  const channel = named?.id ?? reference;
  return ID.test(channel) ? { channel, seq: Number(seq) } : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
