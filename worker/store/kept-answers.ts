/** Answers of requests with an `Idempotency-Key`, for a day: of one account, by hashes. */
import { and, eq, lt } from "drizzle-orm";
import type { Db } from "./db.ts";
import { keptAnswers } from "./schema.ts";

/** How long a key is remembered, at least. */
const KEPT_MS = 24 * 60 * 60_000;

/** Whose key, and which: what `claimAnswer` was given. */
export interface Claim {
  userNo: number;
  key: string;
}

/**
 * Takes this key for who asks first; what is older than a day goes on the way.
 * @returns undefined: it is theirs now. Otherwise what was asked with it before, and what was answered, null where that is not known
 */
export async function claimAnswer(
  db: Db,
  { userNo, key }: Claim,
  asked: string,
  now: number,
): Promise<{ asked: string; answer: string | null } | undefined> {
  const [, made, found] = await db.batch([
    db.delete(keptAnswers).where(and(eq(keptAnswers.userNo, userNo), lt(keptAnswers.at, now - KEPT_MS))),
    db
      .insert(keptAnswers)
      .values({ userNo, key, asked, at: now })
      .onConflictDoNothing()
      .returning({ at: keptAnswers.at }),
    db
      .select({ asked: keptAnswers.asked, answer: keptAnswers.answer })
      .from(keptAnswers)
      .where(and(eq(keptAnswers.userNo, userNo), eq(keptAnswers.key, key))),
  ]);
  return made.length > 0 ? undefined : found[0];
}

const isOf = ({ userNo, key }: Claim) => and(eq(keptAnswers.userNo, userNo), eq(keptAnswers.key, key));

/** @param answer sealed */
export async function keepAnswer(db: Db, claim: Claim, answer: string): Promise<void> {
  await db.update(keptAnswers).set({ answer }).where(isOf(claim));
}

/** Nothing was done: the key is free again. */
export async function dropClaim(db: Db, claim: Claim): Promise<void> {
  await db.delete(keptAnswers).where(isOf(claim));
}
