/** Browsers in which an account was signed in to before, known by the hash of a cookie. */
import { and, eq, ne, sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { knownDevices, users } from "./schema.ts";

/** As many browsers of one account are remembered; the one that was used least lately is forgotten. */
const DEVICES_MAX = 20;

export async function isKnownDevice(db: Db, tokenHash: string, handleKey: string): Promise<boolean> {
  const found = await db
    .select({ at: knownDevices.at })
    .from(users)
    .innerJoin(knownDevices, and(eq(knownDevices.userNo, users.no), eq(knownDevices.tokenHash, tokenHash)))
    .where(eq(users.handleKey, handleKey))
    .get();
  return found !== undefined;
}

/** @param userId public id of the account */
export async function isDeviceOf(db: Db, tokenHash: string, userId: string): Promise<boolean> {
  const found = await db
    .select({ at: knownDevices.at })
    .from(users)
    .innerJoin(knownDevices, and(eq(knownDevices.userNo, users.no), eq(knownDevices.tokenHash, tokenHash)))
    .where(eq(users.id, userId))
    .get();
  return found !== undefined;
}

/** @param userId public id of the account; @param sessionId public id of the session that was begun */
export async function rememberDevice(
  db: Db,
  {
    userId,
    tokenHash,
    sessionId,
    now,
    trustedUntil,
  }: { userId: string; tokenHash: string; sessionId: string; now: number; trustedUntil?: number | undefined },
): Promise<void> {
  const userNo = sql`(select no from users where id = ${userId})`;
  await db.batch([
    db
      .insert(knownDevices)
      .values({ userNo, tokenHash, sessionId, at: now, trustedUntil })
      .onConflictDoUpdate({
        target: [knownDevices.userNo, knownDevices.tokenHash],
        set: { sessionId, at: now, ...(trustedUntil !== undefined && { trustedUntil }) },
      }),
    raw(
      db,
      sql`delete from known_devices where user_no = ${userNo} and token_hash in (
        select token_hash from known_devices where user_no = ${userNo} order by at desc limit -1 offset ${DEVICES_MAX})
        returning at`,
    ),
  ]);
}

/** Which devices are strangers again: the one of a session, all, or all but the one whose session asks. */
export type WhichDevices = { sessionId: string } | { all: true } | { butFor: string };

export async function forgetDevices(db: Db, userNo: number, which: WhichDevices): Promise<void> {
  const mine = eq(knownDevices.userNo, userNo);
  await db
    .delete(knownDevices)
    .where(
      "sessionId" in which
        ? and(mine, eq(knownDevices.sessionId, which.sessionId))
        : "butFor" in which
          ? and(mine, ne(knownDevices.sessionId, which.butFor))
          : mine,
    );
}
