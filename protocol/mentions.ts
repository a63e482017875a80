/** Who a message names: `@handle` outside of code, as folded handles. Whether such a person is in the channel is decided later. */
import { handleKey } from "./handles.ts";

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/gu;
const MENTION = /(?<![\p{L}\p{M}\p{N}_.@/-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]{2,40})/gu;
/** More names than this in one message are not looked at. */
const MENTIONS_MAX = 50;

export function mentionedHandles(body: string): string[] {
  if (!body.includes("@")) return [];
  const handles = new Set<string>();
  for (const [, name] of body.replace(CODE, " ").matchAll(MENTION)) {
    if (handles.size >= MENTIONS_MAX) break;
    handles.add(handleKey(name!.replace(/[.-]+$/u, "")));
  }
  return [...handles];
}
