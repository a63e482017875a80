/**
 * A browser that somebody signed in with is known by a cookie that outlives the session. Who guesses at a handle from many
 * addresses uses up the tries of all strangers, and not those of its owner's own devices. It opens nothing by itself.
 */
import type { AppContext } from "../hono-env.ts";
import { openDb } from "../store/db.ts";
import { isDeviceOf, isKnownDevice, rememberDevice } from "../store/known-devices.ts";
import { readCookie, writeCookie } from "./cookies.ts";
import { handleKey } from "../handles/handles.ts";
import { DAY_MS, hashToken, newToken } from "./sessions.ts";

/** As long as browsers keep a cookie. */
const LIFETIME_MS = 400 * DAY_MS;

/** The hash of this browser's mark where somebody signed in to this handle's account with it before, otherwise null. */
export async function knownDevice(c: AppContext, handle: string): Promise<string | null> {
  const token = readCookie(c, "device");
  const tokenHash = token === undefined ? undefined : await hashToken(token);
  if (tokenHash === undefined) return null;
  return (await isKnownDevice(openDb(c.env.DB), tokenHash, handleKey(handle))) ? tokenHash : null;
}

/**
 * Somebody proved here who they are. One browser has one mark, whoever signs in with it.
 * @returns whether they had done so here before
 */
export async function knowDevice(
  c: AppContext,
  userId: string,
  sessionId: string,
  /** ms; no second factor is asked for here until then. */
  trustedUntil?: number,
): Promise<boolean> {
  const given = readCookie(c, "device");
  const known = given === undefined ? undefined : await hashToken(given);
  const token = known === undefined ? newToken() : (given ?? "");
  const tokenHash = known ?? (await hashToken(token)) ?? "";
  const now = Date.now();
  const wasKnown = known !== undefined && (await isDeviceOf(openDb(c.env.DB), known, userId));
  await rememberDevice(openDb(c.env.DB), { userId, tokenHash, sessionId, now, trustedUntil });
  writeCookie(c, "device", token, now + LIFETIME_MS);
  return wasKnown;
}
