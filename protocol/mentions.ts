/** Who a message names: `@handle` outside of code, as folded handles, and crowds. Whether such a person is in the channel is decided later. */
import { handleKey } from "./handles.ts";
import type { Role } from "./people.ts";

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/gu;
const MENTION = /(?<![\p{L}\p{M}\p{N}_.@/-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]{2,40})/gu;
/** Names for many at once: everybody in the channel, those of them who are here, the TAs, the teachers. */
export const CROWDS = ["channel", "here", "ta", "teacher"] as const;
export type Crowd = (typeof CROWDS)[number];
const CROWD = /(?<![\p{L}\p{M}\p{N}_.@/-])@(channel|here|ta|teacher)(?![\p{L}\p{M}\p{N}_@/-]|\.[\p{L}\p{N}])/giu;
/** More names than this in one message are not looked at. */
const MENTIONS_MAX = 50;

export function mentionedHandles(body: string): string[] {
  if (!body.includes("@")) return [];
  const handles = new Set<string>();
  for (const [, name] of body.replace(CODE, " ").matchAll(MENTION)) {
    if (handles.size >= MENTIONS_MAX) break;
    const handle = name!.replace(/[.-]+$/u, "");
    if (!isCrowd(handle.toLowerCase())) handles.add(handleKey(handle));
  }
  return [...handles];
}

/** The crowds that a message names outside of code. Whether its author may reach them is decided where it is stored. */
export function namedCrowds(body: string): Crowd[] {
  if (!body.includes("@")) return [];
  const named = new Set([...body.replace(CODE, " ").matchAll(CROWD)].map(([, name]) => name!.toLowerCase()));
  return CROWDS.filter((crowd) => named.has(crowd));
}

/** Does a crowd's name reach a member with this role, if they are in the channel? Who is here is another question. */
export function crowdReaches(crowd: Crowd, role: Role): boolean {
  if (crowd === "ta") return role === "ta";
  return crowd === "teacher" ? role === "teacher" || role === "owner" : true;
}

/** `@channel` and `@here` reach whoever happens to be there: a client asks before it sends such a message. */
export function reachesMany(body: string): boolean {
  return namedCrowds(body).some((crowd) => crowd === "channel" || crowd === "here");
}

const isCrowd = (name: string): name is Crowd => (CROWDS as readonly string[]).includes(name);
