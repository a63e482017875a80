/** Second factors in D1: what codes are made of, which step was used last, and how often somebody was wrong. */
import { and, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { WRONG_CODES_PER_DAY } from "../../protocol/providers.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { knownDevices, secondFactors, users } from "./schema.ts";

const DAY_MS = 24 * 60 * 60_000;

export interface AskedFactor {
  user: { no: number; id: string; handle: string };
  /** Sealed. */
  secret: string;
}

/** Undefined where nothing is asked for beside the password. @param userId public id */
export async function factorToAsk(db: Db, userId: string): Promise<AskedFactor | undefined> {
  return db
    .select({ user: { no: users.no, id: users.id, handle: users.handle }, secret: secondFactors.secret })
    .from(users)
    .innerJoin(secondFactors, eq(secondFactors.userNo, users.no))
    .where(and(eq(users.id, userId), isNotNull(secondFactors.confirmedAt)))
    .get();
}

export async function factorOf(db: Db, userNo: number) {
  return db.select().from(secondFactors).where(eq(secondFactors.userNo, userNo)).get();
}

/** False where one is asked for already. What was begun before is over. */
export async function beginFactor(db: Db, userNo: number, secret: string): Promise<boolean> {
  const begun = await raw(
    db,
    sql`insert into second_factors (user_no, secret, confirmed_at, last_step, wrong, wrong_since)
      values (${userNo}, ${secret}, null, 0, 0, 0)
      on conflict (user_no) do update set secret = excluded.secret, last_step = 0 where confirmed_at is null
      returning user_no`,
  );
  return begun.length > 0;
}

/** From now on it is asked for, in every browser. @param step whose code proved that the app has it */
export async function confirmFactor(
  db: Db,
  userNo: number,
  secret: string,
  step: number,
  now: number,
): Promise<boolean> {
  const mine = and(
    eq(secondFactors.userNo, userNo),
    eq(secondFactors.secret, secret),
    isNull(secondFactors.confirmedAt),
  );
  const [confirmed] = await db.batch([
    db
      .update(secondFactors)
      .set({ confirmedAt: now, lastStep: step, wrong: 0, wrongSince: 0 })
      .where(mine)
      .returning({ userNo: secondFactors.userNo }),
    distrust(db, userNo),
  ]);
  return confirmed.length > 0;
}

export async function endFactor(db: Db, userNo: number): Promise<void> {
  await db.batch([db.delete(secondFactors).where(eq(secondFactors.userNo, userNo)), distrust(db, userNo)]);
}

const distrust = (db: Db, userNo: number) =>
  db.update(knownDevices).set({ trustedUntil: null }).where(eq(knownDevices.userNo, userNo));

/**
 * Counts a try before it is looked at, so that many at once are no more than one after the other.
 * @returns how many there were within a day, this one included; null where there were too many
 */
export async function countTry(db: Db, userNo: number, now: number): Promise<number | null> {
  const isOld = sql`wrong_since <= ${now - DAY_MS}`;
  const [counted] = await raw<{ wrong: number }>(
    db,
    sql`update second_factors set wrong = case when ${isOld} then 1 else wrong + 1 end,
        wrong_since = case when ${isOld} then ${now} else wrong_since end
      where user_no = ${userNo} and (${isOld} or wrong < ${WRONG_CODES_PER_DAY}) returning wrong`,
  );
  return counted?.wrong ?? null;
}

/** True once for each step, and for none before one that was used. */
export async function takeStep(db: Db, userNo: number, step: number): Promise<boolean> {
  const taken = await db
    .update(secondFactors)
    .set({ lastStep: step, wrong: 0, wrongSince: 0 })
    .where(and(eq(secondFactors.userNo, userNo), lt(secondFactors.lastStep, step)))
    .returning({ userNo: secondFactors.userNo });
  return taken.length > 0;
}

/** Whether its owner said of this browser that no code is to be asked for. */
export async function isTrusted(db: Db, userNo: number, tokenHash: string, now: number): Promise<boolean> {
  const found = await db
    .select({ at: knownDevices.at })
    .from(knownDevices)
    .where(
      and(eq(knownDevices.userNo, userNo), eq(knownDevices.tokenHash, tokenHash), gt(knownDevices.trustedUntil, now)),
    )
    .get();
  return found !== undefined;
}
