/** Sessions in D1: found by the hash of their token, ended by deleting the row. */
import { and, desc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import type { Device, Scope } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { sessions, users } from "./schema.ts";
import { forgetDevicesWithoutSession } from "./push-devices.ts";

/** Who is calling: an account and the session it came with. */
export interface Caller {
  user: { no: number; id: string; handle: string; guest: boolean };
  /** `scope`: of a bot's token. */
  session: { id: string; tokenHash: string; kind: "browser" | "token" | "widget"; scope?: Scope | null };
}

/** Of a person with PLACE itself, and not of a visitor of one of its widgets: theirs is nobody's but where that channel is looked up. */
export const isWhole = isNull(sessions.widgetNo);
/** Codes have a widget as well, so that none is found there. */
const wholeKind = (kind: (typeof sessions.$inferSelect)["kind"]) => (kind === "token" ? "token" : "browser");

export type NewSession = Omit<typeof sessions.$inferInsert, "userNo">;

/** A statement for a batch: the user may be inserted by the same batch. */
export function insertSession(db: Db, session: NewSession, userId: string) {
  return db.insert(sessions).values({ ...session, userNo: sql`(select no from users where id = ${userId})` });
}

/** Tokens of one account. A forgotten script in a loop must not fill the table. */
export const TOKENS_MAX = 50;

/** False where there are as many as there can be. One statement counts and writes, so that many at once do not get past the limit. */
export async function insertToken(db: Db, session: NewSession, userNo: number): Promise<boolean> {
  const { tokenHash, id, name, createdAt, lastSeenAt, expiresAt } = session;
  const made = await raw(
    db,
    sql`insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
      select ${tokenHash}, ${id}, ${userNo}, 'token', ${name}, ${createdAt}, ${lastSeenAt}, ${expiresAt}
      where (select count(*) from sessions mine
        where mine.user_no = ${userNo} and mine.kind = 'token' and mine.expires_at > ${createdAt}) < ${TOKENS_MAX}
      returning id`,
  );
  return made.length > 0;
}

export interface FoundSession {
  caller: Caller;
  lastSeenAt: number;
  expiresAt: number;
}

/** `now` in milliseconds; an expired session is not found. */
export async function findSession(db: Db, tokenHash: string, now: number): Promise<FoundSession | undefined> {
  const row = await db
    .select({
      user: { no: users.no, id: users.id, handle: users.handle, guest: users.guest },
      session: { id: sessions.id, tokenHash: sessions.tokenHash, kind: sessions.kind, scope: sessions.scope },
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.no, sessions.userNo))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now), isWhole))
    .get();
  return (
    row && {
      caller: { user: row.user, session: { ...row.session, kind: wholeKind(row.session.kind) } },
      lastSeenAt: row.lastSeenAt,
      expiresAt: row.expiresAt,
    }
  );
}

export async function extendSession(db: Db, tokenHash: string, lastSeenAt: number, expiresAt: number): Promise<void> {
  await db.update(sessions).set({ lastSeenAt, expiresAt }).where(eq(sessions.tokenHash, tokenHash));
}

/** Whether this session may set a new password without the one that was forgotten. */
export async function mayReset(db: Db, { session }: Caller, now: number): Promise<boolean> {
  const one = and(eq(sessions.tokenHash, session.tokenHash), gt(sessions.resetUntil, now));
  return (await db.select({ id: sessions.id }).from(sessions).where(one).get()) !== undefined;
}

/** It was set: once is enough. */
export async function endReset(db: Db, { session }: Caller): Promise<void> {
  await db.update(sessions).set({ resetUntil: null }).where(eq(sessions.tokenHash, session.tokenHash));
}

/** The newest use first. */
export async function listDevices(db: Db, caller: Caller, now: number): Promise<Device[]> {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userNo, caller.user.no), gt(sessions.expiresAt, now), isWhole))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt));
  return rows.map((row) => toDevice(row, row.id === caller.session.id));
}

export function toDevice(session: NewSession, current: boolean): Device {
  const { id, kind, name, createdAt, lastSeenAt } = session;
  return { id, kind: wholeKind(kind), name, createdAt, lastSeenAt, current };
}

/** Which sessions to end: one by its id, all, or all but the one that asks. */
export type WhichSessions = { id: string } | { all: true } | { butFor: string };

/** The ids of those that were ended, with what a member had open in widgets from the same browser. Their browsers are notified no more. */
export async function endSessions(db: Db, userNo: number, which: WhichSessions): Promise<string[]> {
  const mine = eq(sessions.userNo, userNo);
  const [rows] = await db.batch([
    db
      .delete(sessions)
      .where(
        "id" in which
          ? and(mine, or(eq(sessions.id, which.id), eq(sessions.cameFrom, which.id)))
          : "butFor" in which
            ? and(
                mine,
                ne(sessions.id, which.butFor),
                or(isNull(sessions.cameFrom), ne(sessions.cameFrom, which.butFor)),
              )
            : mine,
      )
      .returning({ id: sessions.id }),
    forgetDevicesWithoutSession(db, userNo),
  ]);
  return rows.map(({ id }) => id);
}
