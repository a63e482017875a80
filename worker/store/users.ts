/** Accounts in D1. */
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Account } from "../../protocol/index.ts";
import { handleKey, handlesLike, skeletonOf } from "../handles/handles.ts";
import { isReserved } from "../handles/reserved.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { members, passkeys, users, workspaces } from "./schema.ts";
import { fillSkeletons } from "./skeletons.ts";
import { iconAddress, iconOf } from "./workspaces.ts";

/** Both base64url; what the hash cost stands before it (identity/password-form.ts). */
export interface PasswordHash {
  hash: string;
  salt: string;
}

export interface NewUser {
  id: string;
  /** As `tidyHandle` leaves it. */
  handle: string;
  password?: PasswordHash | undefined;
  guest?: boolean;
}

/** A statement for a batch. */
export function insertUser(db: Db, user: NewUser, now: number) {
  return db.insert(users).values({
    id: user.id,
    handle: user.handle,
    handleKey: handleKey(user.handle),
    skeleton: skeletonOf(user.handle),
    passwordHash: user.password?.hash ?? null,
    passwordSalt: user.password?.salt ?? null,
    guest: user.guest ?? false,
    createdAt: now,
  });
}

export async function findForSignIn(
  db: Db,
  handle: string,
): Promise<{ no: number; id: string; password: PasswordHash | null } | undefined> {
  const user = await db
    .select({ no: users.no, id: users.id, hash: users.passwordHash, salt: users.passwordSalt })
    .from(users)
    .where(eq(users.handleKey, handleKey(handle)))
    .get();
  return user && { no: user.no, id: user.id, password: passwordOf(user) };
}

export async function numberOfUser(db: Db, userId: string): Promise<number | undefined> {
  return (await db.select({ no: users.no }).from(users).where(eq(users.id, userId)).get())?.no;
}

/** An account that was closed; undefined while it is open. */
export async function closedUser(db: Db, userId: string): Promise<{ no: number; closedAt: number } | undefined> {
  const found = await db
    .select({ no: users.no, closedAt: users.closedAt })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  return found && found.closedAt !== null ? { no: found.no, closedAt: found.closedAt } : undefined;
}

export async function passwordOfUser(db: Db, userNo: number): Promise<PasswordHash | null> {
  const columns = { hash: users.passwordHash, salt: users.passwordSalt };
  const user = await db.select(columns).from(users).where(eq(users.no, userNo)).get();
  return user ? passwordOf(user) : null;
}

function passwordOf({ hash, salt }: { hash: string | null; salt: string | null }): PasswordHash | null {
  return hash !== null && salt !== null ? { hash, salt } : null;
}

export async function setPassword(db: Db, userNo: number, password: PasswordHash): Promise<void> {
  await db.update(users).set({ passwordHash: password.hash, passwordSalt: password.salt }).where(eq(users.no, userNo));
}

/** The same password in another hash; not where it was changed meanwhile. */
export async function replacePassword(
  db: Db,
  userNo: number,
  kept: PasswordHash,
  password: PasswordHash,
): Promise<void> {
  await db
    .update(users)
    .set({ passwordHash: password.hash, passwordSalt: password.salt })
    .where(and(eq(users.no, userNo), eq(users.passwordHash, kept.hash)));
}

/** The account as its owner sees it, for one session of theirs. */
export async function accountOf(db: Db, userId: string, sessionId: string): Promise<Account> {
  const [[user], keys, classes] = await db.batch([
    db.select().from(users).where(eq(users.id, userId)),
    db
      .select({ id: passkeys.id, name: passkeys.name, createdAt: passkeys.createdAt })
      .from(passkeys)
      .innerJoin(users, eq(users.no, passkeys.userNo))
      .where(eq(users.id, userId))
      .orderBy(asc(passkeys.createdAt)),
    db
      .select({
        id: workspaces.id,
        name: workspaces.name,
        role: members.role,
        demo: workspaces.demo,
        meta: workspaces.meta,
        mutedUntil: members.mutedUntil,
      })
      .from(members)
      .innerJoin(users, eq(users.no, members.userNo))
      .innerJoin(workspaces, eq(workspaces.no, members.workspaceNo))
      .where(and(eq(users.id, userId), isNull(members.leftAt)))
      .orderBy(asc(members.joinedAt)),
  ]);
  if (!user) throw new Error("a session without a user");
  return {
    id: user.id,
    handle: user.handle,
    guest: user.guest,
    hasPassword: user.passwordHash !== null,
    passkeys: keys,
    sessionId,
    workspaces: classes.map(({ demo, meta, mutedUntil, ...place }) => ({
      ...place,
      ...iconAddress(place.id, iconOf(meta)),
      ...(demo && { demo }),
      ...(mutedUntil !== null && { mutedUntil }),
    })),
  };
}

/**
 * Null where the handle is free, for an account and in this class: nobody has it, or one that looks like it. Otherwise one that is.
 * @param workspaceNo null: the class is yet to be made
 * @param butFor skeletons that are about to be taken
 */
export async function freeHandleInstead(
  db: Db,
  handle: string,
  workspaceNo: number | null,
  butFor: ReadonlySet<string> = new Set(),
): Promise<string | null> {
  const offered = [handle, ...handlesLike(handle)];
  await fillSkeletons(db, workspaceNo);
  const taken = await takenAmong(db, offered, workspaceNo);
  const free = offered.filter((candidate) => {
    const looks = skeletonOf(candidate);
    return !taken.has(handleKey(candidate)) && !taken.has(looks) && !butFor.has(looks) && !isReserved(candidate);
  });
  return free[0] === handle ? null : (free[0] ?? "");
}

/** Those keys and skeletons of these handles that somebody has. */
async function takenAmong(db: Db, handles: string[], workspaceNo: number | null): Promise<Set<string>> {
  const keys = JSON.stringify(handles.map(handleKey));
  const looks = JSON.stringify(handles.map(skeletonOf));
  const inClass = sql`workspace_no = ${workspaceNo ?? -1} and`;
  const rows = await db.batch([
    raw<{ taken: string }>(
      db,
      sql`select handle_key as taken from users where handle_key in (select value from json_each(${keys}))
        union all select skeleton from users where skeleton in (select value from json_each(${looks}))`,
    ),
    raw<{ taken: string }>(
      db,
      sql`select handle_key as taken from members where ${inClass} handle_key in (select value from json_each(${keys}))
        union all select skeleton from members where ${inClass} skeleton in (select value from json_each(${looks}))`,
    ),
  ]);
  return new Set(rows.flat().map(({ taken }) => taken));
}

/** What somebody calls themselves in the class they joined last: a new class starts with it. */
export async function latestProfile(db: Db, userNo: number) {
  const { name, pronouns, bio, picture, pictureAt } = members;
  return db
    .select({ name, pronouns, bio, picture, pictureAt })
    .from(members)
    .where(eq(members.userNo, userNo))
    .orderBy(desc(members.joinedAt))
    .limit(1)
    .get();
}
