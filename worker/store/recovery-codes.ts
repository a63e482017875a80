/** Recovery codes in D1: one row for an account, from which each that was used is gone. */
import { eq, sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { handleKey } from "../handles/handles.ts";
import { raw } from "./raw.ts";
import { recoveryCodes } from "./schema.ts";

/** A statement for a batch: the account may be inserted by the same batch. Those of before are over. */
export function insertRecoveryCodes(db: Db, userId: string, hashes: readonly string[], now: number) {
  const text = JSON.stringify(hashes);
  return raw(
    db,
    sql`insert into recovery_codes (user_no, hashes, made_at) select no, ${text}, ${now} from users where id = ${userId}
      on conflict (user_no) do update set hashes = excluded.hashes, made_at = excluded.made_at`,
  );
}

/** How many are left of which day; null where there were never any. */
export async function recoveryCodesOf(db: Db, userNo: number): Promise<{ left: number; madeAt: number } | null> {
  const row = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userNo, userNo)).get();
  return row ? { left: row.hashes.length, madeAt: row.madeAt } : null;
}

/** Whose account it would open: public id. It is not used up. */
export async function userOfRecoveryCode(db: Db, handle: string, hash: string): Promise<string | undefined> {
  const [found] = await raw<{ id: string }>(
    db,
    sql`select u.id from users u join recovery_codes r on r.user_no = u.no
      where u.handle_key = ${handleKey(handle)} and u.closed_at is null
        and exists (select 1 from json_each(r.hashes) given where given.value = ${hash})`,
  );
  return found?.id;
}

/** Uses one up. One statement looks and takes, so that of two who give the same code at once one is let in. Undefined: it is none. */
export async function takeRecoveryCode(
  db: Db,
  handle: string,
  hash: string,
): Promise<{ userNo: number; userId: string; left: number } | undefined> {
  const rows = await raw<{ userNo: number; left: number; userId: string }>(
    db,
    sql`update recovery_codes set hashes = (select json_group_array(kept.value) from json_each(hashes) kept where kept.value <> ${hash})
      where user_no = (select no from users where handle_key = ${handleKey(handle)} and closed_at is null)
        and exists (select 1 from json_each(hashes) given where given.value = ${hash})
      returning user_no as userNo, json_array_length(hashes) as left,
        (select id from users where no = user_no) as userId`,
  );
  return rows[0];
}
