/** Accounts in D1. */
import { and, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Account } from "../../protocol/index.ts";
import { handleKey, handlesLike, isReserved } from "../identity/handles.ts";
import type { PasswordHash } from "../identity/password-hasher.ts";
import type { Db } from "./db.ts";
import { members, passkeys, users, workspaces } from "./schema.ts";

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
    workspaces: classes.map(({ demo, mutedUntil, ...place }) => ({
      ...place,
      ...(demo && { demo }),
      ...(mutedUntil !== null && { mutedUntil }),
    })),
  };
}

/**
 * Null where the handle is free, for an account and in this class; otherwise one that is.
 * `workspaceNo` null: the class is yet to be made.
 */
export async function freeHandleInstead(db: Db, handle: string, workspaceNo: number | null): Promise<string | null> {
  const offered = [handle, ...handlesLike(handle)];
  const taken = await takenKeys(db, offered.map(handleKey), workspaceNo);
  const free = offered.filter((candidate) => !taken.has(handleKey(candidate)) && !isReserved(candidate));
  return free[0] === handle ? null : (free[0] ?? "");
}

async function takenKeys(db: Db, keys: string[], workspaceNo: number | null): Promise<Set<string>> {
  const byAccount = db.select({ key: users.handleKey }).from(users).where(inArray(users.handleKey, keys));
  const inClass = db
    .select({ key: members.handleKey })
    .from(members)
    .where(and(eq(members.workspaceNo, workspaceNo ?? -1), inArray(members.handleKey, keys)));
  const rows = (await db.batch([byAccount, inClass])).flat();
  return new Set(rows.map(({ key }) => key));
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
