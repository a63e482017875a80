/** Finds out who is calling, once per request, with one query. */
import type { MiddlewareHandler } from "hono";
import type { HonoEnv } from "../hono-env.ts";
import { openDb } from "../store/db.ts";
import { extendSession, findSession } from "../store/sessions.ts";
import { clearSessionCookie, DAY_MS, hashToken, SESSION_MS, setSessionCookie, tokenOf } from "./sessions.ts";

/** Sets `caller`, or null where nobody is signed in. */
export const identify: MiddlewareHandler<HonoEnv> = async (c, next) => {
  c.set("caller", null);
  const given = tokenOf(c);
  if (given) {
    // The answer to an upgrade has headers that cannot be changed.
    const mayAnswer = given.from === "cookie" && c.req.header("upgrade") === undefined;
    const db = openDb(c.env.DB);
    const now = Date.now();
    const tokenHash = await hashToken(given.token);
    const found = tokenHash === undefined ? undefined : await findSession(db, tokenHash, now);
    if (!found && mayAnswer) clearSessionCookie(c);
    if (found) {
      c.set("caller", found.caller);
      if (now - found.lastSeenAt > DAY_MS) {
        const expiresAt = found.caller.user.guest ? found.expiresAt : now + SESSION_MS;
        await extendSession(db, found.caller.session.tokenHash, now, expiresAt);
        if (mayAnswer) setSessionCookie(c, given.token, expiresAt);
      }
    }
  }
  await next();
};
