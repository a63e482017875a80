/** Passkeys in D1: the public halves. */
import { eq, sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { passkeys, users } from "./schema.ts";
import type { Caller } from "./sessions.ts";

export interface NewPasskey {
  /** Credential id, base64url. */
  id: string;
  /** COSE key, base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
  name: string;
}

/** A statement for a batch: the user may be inserted by the same batch. */
export function insertPasskey(db: Db, passkey: NewPasskey, userId: string, now: number) {
  return db
    .insert(passkeys)
    .values({ ...passkey, userNo: sql`(select no from users where id = ${userId})`, createdAt: now });
}

/** Passkeys of one account. */
export const PASSKEYS_MAX = 20;

/** False where there are as many as there can be. One statement counts and writes. */
export async function addPasskey(db: Db, passkey: NewPasskey, userNo: number, now: number): Promise<boolean> {
  const { id, publicKey, counter, transports, name } = passkey;
  const added = await raw(
    db,
    sql`insert into passkeys (id, user_no, public_key, counter, transports, name, created_at)
      select ${id}, ${userNo}, ${publicKey}, ${counter}, ${JSON.stringify(transports)}, ${name}, ${now}
      where (select count(*) from passkeys mine where mine.user_no = ${userNo}) < ${PASSKEYS_MAX} returning id`,
  );
  return added.length > 0;
}

export async function findPasskey(db: Db, id: string) {
  return db
    .select({ passkey: passkeys, user: { no: users.no, id: users.id } })
    .from(passkeys)
    .innerJoin(users, eq(users.no, passkeys.userNo))
    .where(eq(passkeys.id, id))
    .get();
}

export async function listPasskeys(db: Db, userNo: number) {
  return db
    .select({ id: passkeys.id, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userNo, userNo));
}

/** Somebody who just signed up has a session that is as old as their passkey. */
const AT_ONCE_MS = 10_000;

/** What an account had already when this session began: ids of passkeys, and whether it has recovery codes of then. */
export async function proofsBefore(db: Db, { session }: Caller): Promise<{ passkeys: string[]; hasCodes: boolean }> {
  const [row] = await raw<{ passkeys: string; codes: number }>(
    db,
    sql`select
        (select json_group_array(p.id) from passkeys p where p.user_no = s.user_no and p.created_at <= s.created_at + ${AT_ONCE_MS}) as passkeys,
        exists (select 1 from recovery_codes r where r.user_no = s.user_no and r.made_at <= s.created_at + ${AT_ONCE_MS}
          and json_array_length(r.hashes) > 0) as codes
      from sessions s where s.token_hash = ${session.tokenHash}`,
  );
  return { passkeys: JSON.parse(row?.passkeys ?? "[]") as string[], hasCodes: row?.codes === 1 };
}

export async function setPasskeyCounter(db: Db, id: string, counter: number): Promise<void> {
  await db.update(passkeys).set({ counter }).where(eq(passkeys.id, id));
}
