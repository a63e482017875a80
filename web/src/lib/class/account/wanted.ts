/**
 * Where somebody was going when they were asked who they are: a page of a class, by a link. It is kept in this tab until they are in,
 * whichever way they come in: signing in, by a code, or as a guest.
 */
import { me } from "./account.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";

const KEY = "place.wanted";
const CHANNEL = /^\/c\/([^/?#]+)/u;

/** Whatever stands before a path that is looked at. */
const HERE = "https://place.invalid";

/** A path of this site as a browser reads it, or null: nothing else is followed, and who just signed in is not led to sign in. */
export function sitePath(wanted: string): string | null {
  if (!/^\/(?![/\\])/u.test(wanted)) return null;
  const { origin, pathname, search, hash } = new URL(wanted, HERE);
  const isHere = origin === HERE && !pathname.startsWith("//") && !/^\/sign-in(?:\/|$)/u.test(pathname);
  return isHere ? pathname + search + hash : null;
}

/** Leads to what was wanted, and home where nothing was, or no page has that path. @param go follows a path; rejects where no page has it */
export const goThere = (
  go: (path: string) => Promise<unknown>,
  wanted: string | null,
  home: string,
): Promise<unknown> => (wanted === null ? go(home) : go(wanted).catch(() => go(home)));

export const isMessageLink = (path: string | null): boolean =>
  path !== null && CHANNEL.test(path) && /#\d+$/u.test(path);

/** Null: there is nowhere to come back to. */
export function wantedPath(): string | null {
  try {
    return sitePath(sessionStorage.getItem(KEY) ?? "");
  } catch {
    return null;
  }
}

/** @param path of a class; pages on the way in, such as joining, are not where somebody wants to be */
export function keepWanted(path: string | null): void {
  if (path !== null && !/^\/[cw]\//u.test(path)) return;
  try {
    if (path === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, path);
  } catch {
    // Storage that is closed costs the coming back.
  }
}

/** Where who just came into a class lands: what they wanted, where they can read it now, or the class. It is wanted no more. */
export async function landingIn(workspace: string): Promise<string> {
  const wanted = wantedPath();
  keepWanted(null);
  const channel = CHANNEL.exec(wanted ?? "")?.[1];
  if (wanted === null || channel === undefined) return `/w/${workspace}`;
  return (await outcomeOf(me.api.call("channels.get", { channel }))).ok ? wanted : `/w/${workspace}`;
}
