/** Somebody new in a class: account, session, class and membership in one transaction, so that nobody is half in. */
import { eq, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { MyChannel, Role } from "../../protocol/index.ts";
import { handleKey } from "../identity/handles.ts";
import { Refused } from "../refused.ts";
import { isBanned } from "./bans.ts";
import { myChannelViews, toMyChannel } from "./channel-views.ts";
import type { Db, WorkspaceRow } from "./db.ts";
import { addToDefaultChannels, insertFirstChannels } from "./default-channels.ts";
import { insertPasskey, type NewPasskey } from "./passkeys.ts";
import { publicId } from "./public-id.ts";
import { members, users } from "./schema.ts";
import { insertSession, type NewSession } from "./sessions.ts";
import { freeHandleInstead, insertUser, type NewUser } from "./users.ts";
import { insertWorkspace, newWorkspace, type NewWorkspace } from "./workspaces.ts";

export interface Profile {
  name: string;
  pronouns?: string | null;
  bio?: string | null;
  picture?: string | null;
  pictureAt?: number | null;
}

export interface Arrival {
  /** Whose account: one that is there, or the one of `newAccount`. */
  user: { id: string; handle: string };
  newAccount?: { user: NewUser; session: NewSession; passkey?: NewPasskey | undefined };
  profile: Profile;
  into: { workspace: WorkspaceRow; role: Role } | { newWorkspace: string };
}

/**
 * Carries out an arrival. Somebody who was in this class before gets their member back, and the role of this arrival: a code that
 * anybody may hold gives nobody more. Who is in it all along keeps theirs, unless that was guest.
 * An imported person gives up the handle of an account that arrives: `renamed` is their member id. `entered` is false where
 * they were in the class all along.
 * @throws Refused `banned`; an error that `isConflict` knows, when a handle was taken in the meantime
 */
export async function storeArrival(
  db: Db,
  arrival: Arrival,
  now: number,
): Promise<{ workspace: NewWorkspace; memberId: string; renamed: string | null; entered: boolean }> {
  const { user, newAccount, profile, into } = arrival;
  const isNew = "newWorkspace" in into;
  const workspace: NewWorkspace = isNew ? newWorkspace(into.newWorkspace, now) : into.workspace;
  const before = isNew || newAccount ? [] : await whoIsThere(db, into.workspace.no, user);
  // Of two joins of one account at once, the second finds the first's member in the upsert and needs no channels.
  const earlier = before.find((member) => member.userId === user.id);
  if (earlier?.banned) throw new Refused("banned");
  const memberId = earlier?.id ?? publicId();
  const holder = before.find((member) => member.userId === null);

  const statements: BatchItem<"sqlite">[] = [];
  if (newAccount) {
    statements.push(insertUser(db, newAccount.user, now), insertSession(db, newAccount.session, user.id));
    if (newAccount.passkey) statements.push(insertPasskey(db, newAccount.passkey, user.id, now));
  }
  if (isNew) statements.push(insertWorkspace(db, workspace));
  else if (holder) {
    const instead = (await freeHandleInstead(db, holder.handle, into.workspace.no)) ?? holder.handle;
    statements.push(renameMember(db, holder.id, instead));
  }
  const member = db
    .insert(members)
    .values({
      ...profile,
      id: memberId,
      workspaceNo: sql`(select no from workspaces where id = ${workspace.id})`,
      userNo: sql`(select no from users where id = ${user.id})`,
      handle: user.handle,
      handleKey: handleKey(user.handle),
      role: isNew ? "owner" : into.role,
      joinedAt: now,
    })
    .onConflictDoUpdate({
      target: [members.workspaceNo, members.userNo],
      // Somebody may be put out between the look and the write.
      setWhere: sql`not ${isBanned(sql`${members.no}`)}`,
      set: {
        leftAt: null,
        role: sql`case when ${members.role} = 'guest' or ${members.leftAt} is not null then excluded.role else ${members.role} end`,
      },
    });
  const place = statements.push(member.returning({ no: members.no })) - 1;
  if (isNew) statements.push(insertFirstChannels(db, workspace.id, memberId, now));
  statements.push(addToDefaultChannels(db, memberId, now));
  const results: unknown[] = await db.batch(statements as [BatchItem<"sqlite">, ...BatchItem<"sqlite">[]]);
  if ((results[place] as unknown[]).length === 0) throw new Refused("banned");
  return { workspace, memberId, renamed: holder?.id ?? null, entered: !earlier || earlier.leftAt !== null };
}

/** The channels that a member is in, as they see them. */
export async function channelsOf(db: Db, memberId: string): Promise<MyChannel[]> {
  const views = await myChannelViews(db, sql`mine.member_no = (select no from members where id = ${memberId})`);
  return views.map(toMyChannel);
}

/** This person's member of the class, and an imported one who holds their handle. */
async function whoIsThere(db: Db, workspaceNo: number, user: { id: string; handle: string }) {
  return (
    db
      .select({
        id: members.id,
        handle: members.handle,
        userId: users.id,
        leftAt: members.leftAt,
        banned: sql<number>`${isBanned(sql`${members.no}`)}`,
      })
      .from(members)
      .leftJoin(users, eq(users.no, members.userNo))
      // Each by its own index: both in one condition would read the whole class at every join.
      .where(
        sql`${members.no} in (
        select mine.no from users u join members mine on mine.workspace_no = ${workspaceNo} and mine.user_no = u.no where u.id = ${user.id}
        union all
        select brought.no from members brought
        where brought.workspace_no = ${workspaceNo} and brought.handle_key = ${handleKey(user.handle)} and brought.user_no is null)`,
      )
  );
}

/** A statement for a batch. */
function renameMember(db: Db, memberId: string, handle: string) {
  return db
    .update(members)
    .set({ handle, handleKey: handleKey(handle) })
    .where(eq(members.id, memberId));
}
