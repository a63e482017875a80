/** A phone on its way in by the code on the screen of a device that is in. Each step is one statement that looks and writes. */
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { PHONE_CODE_MS } from "../../protocol/back-in.ts";
import type { Db } from "./db.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { phoneSignIns } from "./schema.ts";
import type { Caller } from "./sessions.ts";

export type PhoneSignIn = typeof phoneSignIns.$inferSelect;

/** A new code on the screen; one of before is over. */
export async function offerPhone(
  db: Db,
  { user, session }: Caller,
  tokenHash: string,
  now: number,
): Promise<{ id: string; expiresAt: number }> {
  const offered = { id: publicId(), expiresAt: now + PHONE_CODE_MS };
  await db.batch([
    db.delete(phoneSignIns).where(eq(phoneSignIns.userNo, user.no)),
    db.insert(phoneSignIns).values({ ...offered, tokenHash, userNo: user.no, sessionId: session.id }),
  ]);
  return offered;
}

const shownBy = ({ user, session }: Caller, id: string) =>
  and(eq(phoneSignIns.id, id), eq(phoneSignIns.userNo, user.no), eq(phoneSignIns.sessionId, session.id));

/** Undefined where this session shows no such code. */
export async function phoneOf(db: Db, caller: Caller, id: string): Promise<PhoneSignIn | undefined> {
  return db.select().from(phoneSignIns).where(shownBy(caller, id)).get();
}

export interface AskedByPhone {
  number: number;
  expiresAt: number;
  userId: string;
  handle: string;
  name: string;
}

/**
 * The first phone that read the code is the one that can come in.
 * @returns undefined where the code is over; `other` where another phone was first
 */
export async function askByPhone(
  db: Db,
  tokenHash: string,
  phone: { hash: string; number: number; device: string },
  now: number,
): Promise<AskedByPhone | "other" | undefined> {
  const open = sql`token_hash = ${tokenHash} and ended_at is null and expires_at > ${now}`;
  const [taken, found] = await db.batch([
    raw(
      db,
      sql`update phone_sign_ins set phone_hash = ${phone.hash}, number = ${phone.number}, device = ${phone.device}
        where ${open} and phone_hash is null returning id`,
    ),
    raw<AskedByPhone>(
      db,
      sql`select p.number, p.expires_at as expiresAt, u.id as userId, u.handle,
          coalesce((select m.name from members m where m.user_no = u.no and m.left_at is null order by m.joined_at desc limit 1), u.handle) as name
        from phone_sign_ins p join users u on u.no = p.user_no where ${open}`,
    ),
  ]);
  return taken.length > 0 ? found[0] : found.length > 0 ? "other" : undefined;
}

/** False where the phone shows another number, or the code is over. */
export async function confirmPhone(db: Db, caller: Caller, id: string, number: number, now: number): Promise<boolean> {
  const confirmed = await db
    .update(phoneSignIns)
    .set({ confirmedAt: now })
    .where(
      and(
        shownBy(caller, id),
        eq(phoneSignIns.number, number),
        isNull(phoneSignIns.endedAt),
        gt(phoneSignIns.expiresAt, now),
      ),
    )
    .returning({ id: phoneSignIns.id });
  return confirmed.length > 0;
}

export async function endPhone(db: Db, caller: Caller, id: string, now: number): Promise<boolean> {
  const ended = await db
    .update(phoneSignIns)
    .set({ endedAt: now })
    .where(and(shownBy(caller, id), isNull(phoneSignIns.endedAt)))
    .returning({ id: phoneSignIns.id });
  return ended.length > 0;
}

/** Where the phone of this secret stands. Undefined: it is over, whatever the reason. */
export async function phoneBySecret(db: Db, phoneHash: string, now: number) {
  const rows = await raw<{
    userNo: number;
    userId: string;
    handle: string;
    confirmedAt: number | null;
    device: string;
  }>(
    db,
    sql`select u.no as userNo, u.id as userId, u.handle, p.confirmed_at as confirmedAt, p.device
      from phone_sign_ins p join users u on u.no = p.user_no and u.closed_at is null
      join sessions s on s.user_no = u.no and s.id = p.session_id
      where p.phone_hash = ${phoneHash} and p.ended_at is null and p.expires_at > ${now}`,
  );
  return rows[0];
}

/** True once. */
export async function takePhone(db: Db, phoneHash: string, now: number): Promise<boolean> {
  const taken = await db
    .update(phoneSignIns)
    .set({ endedAt: now })
    .where(
      and(
        eq(phoneSignIns.phoneHash, phoneHash),
        isNull(phoneSignIns.endedAt),
        gt(phoneSignIns.expiresAt, now),
        sql`${phoneSignIns.confirmedAt} is not null`,
      ),
    )
    .returning({ id: phoneSignIns.id });
  return taken.length > 0;
}
