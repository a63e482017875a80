/** Finds out who is calling, once per request, with one query. */
import type { AppContext } from "../hono-env.ts";
import { openDb } from "../store/db.ts";
import type { Reader } from "../store/visits.ts";
import { extendSession, findSession, type FoundSession } from "../store/sessions.ts";
import { comesFromElsewhere } from "./origin.ts";
import { Refused } from "../refused.ts";
import { isReaderToken, readReaderToken } from "./reader-tokens.ts";
import { clearSessionCookie, DAY_MS, hashToken, SESSION_MS, setSessionCookie, tokenOf } from "./sessions.ts";

/**
 * Who reads a widget without a name, by their token; null where nobody does, or who asks is somebody else.
 * @throws Refused `wrong_origin`, `not_signed_in` for a token that is none, or none any more
 */
export async function identifyReader(c: AppContext): Promise<Reader | null> {
  const given = tokenOf(c);
  if (!given || !isReaderToken(given.token)) return null;
  if (comesFromElsewhere(c)) throw new Refused("wrong_origin");
  const reader = await readReaderToken(c.env, given.token, Date.now());
  if (!reader) throw new Refused("not_signed_in");
  return reader;
}

export const readsWithoutName = (c: AppContext): boolean => isReaderToken(tokenOf(c)?.token ?? "");

/** Sets `caller`, or null where nobody is signed in. */
export async function identify(c: AppContext): Promise<void> {
  await identifyBy(c, async (tokenHash, now) => ({ found: await findSession(openDb(c.env.DB), tokenHash, now) }));
}

/**
 * As `identify`, for routes that look up more in the same query. Sets `caller`.
 * @returns what was looked up; null where the request brings nothing that could be a token
 */
export async function identifyBy<T extends { found: FoundSession | undefined }>(
  c: AppContext,
  look: (tokenHash: string, now: number) => Promise<T>,
): Promise<T | null> {
  c.set("caller", null);
  const given = tokenOf(c);
  if (!given) return null;
  // The answer to an upgrade has headers that cannot be changed.
  const mayAnswer = given.from === "cookie" && c.req.header("upgrade") === undefined;
  const now = Date.now();
  const tokenHash = await hashToken(given.token);
  const looked = tokenHash === undefined ? null : await look(tokenHash, now);
  const found = looked?.found;
  if (!found && mayAnswer) clearSessionCookie(c);
  if (found?.caller.session.kind === "widget" && comesFromElsewhere(c)) throw new Refused("wrong_origin");
  if (found) {
    c.set("caller", found.caller);
    if (now - found.lastSeenAt > DAY_MS) {
      const hasEnd = found.caller.user.guest || found.caller.session.scope !== null;
      const expiresAt = hasEnd ? found.expiresAt : now + SESSION_MS;
      await extendSession(openDb(c.env.DB), found.caller.session.tokenHash, now, expiresAt);
      if (mayAnswer) setSessionCookie(c, given.token, expiresAt);
    }
  }
  return looked;
}
