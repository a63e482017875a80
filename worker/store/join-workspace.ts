/** Somebody new in a class: account, session, class and membership in one transaction, so that nobody is half in. */
import { eq, sql, type SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { MyChannel, Role } from "../../protocol/index.ts";
import { handleKey, skeletonOf } from "../handles/handles.ts";
import { Refused } from "../refused.ts";
import { isBanned } from "./bans.ts";
import { inChannels, myChannelViews, toMyChannel } from "./channel-views.ts";
import type { Db, WorkspaceRow } from "./db.ts";
import { addToDefaultChannels, insertFirstChannels, type FirstLanguage } from "./default-channels.ts";
import { newAccountStatements, type NewAccount } from "./new-account.ts";
import { publicId } from "./public-id.ts";
import { members, users } from "./schema.ts";
import { fillSkeletons } from "./skeletons.ts";
import { freeHandleInstead } from "./users.ts";
import { insertWorkspace, newWorkspace, type NewWorkspace } from "./workspaces.ts";

interface Profile {
  name: string;
  pronouns?: string | null;
  bio?: string | null;
  picture?: string | null;
  pictureAt?: number | null;
}

/**
 * By what somebody comes in, where that may be over meanwhile: a statement that takes it, and what holds in the row of the class once it
 * was taken. Where it does not, nothing of the batch is stored (`isMissing` knows that error, `members.workspace_no`).
 */
export interface Way {
  /** They are expected by their handle: whoever an import brought gives it up for them. */
  isExpected?: true;
  take: (memberId: string) => BatchItem<"sqlite">;
  holds: (memberId: string) => SQL;
  /** What is written down of it, and what follows from it. */
  then?: (memberId: string) => readonly BatchItem<"sqlite">[];
}

export interface Join {
  /** Whose account: one that is there, or the one of `newAccount`. */
  user: { id: string; handle: string };
  newAccount?: NewAccount;
  profile: Profile;
  into: { workspace: WorkspaceRow; role: Role; by?: Way } | { newWorkspace: string };
  /** Of the channels that a new class begins with. */
  language?: FirstLanguage;
}

/**
 * Carries out an arrival. Somebody who was in this class before gets their member back, and the role of this arrival: a code that
 * anybody may hold gives nobody more. Who is in it all along keeps theirs, unless that was guest.
 * An imported person gives up the handle of an account that arrives, and one that looks like it: `renamed` are their member ids. `entered` is false where
 * they were in the class all along.
 * @throws Refused `banned`; an error that `isConflict` knows, when a handle was taken in the meantime; one that `isMissing` knows
 * (`members.workspace_no`), when the account has as many classes as there can be
 */
export async function storeJoin(
  db: Db,
  join: Join,
  now: number,
): Promise<{ workspace: NewWorkspace; memberId: string; renamed: string[]; entered: boolean }> {
  const { user, newAccount, profile, into } = join;
  const isNew = "newWorkspace" in into;
  const workspace: NewWorkspace = isNew ? newWorkspace(into.newWorkspace, now) : into.workspace;
  const before = isNew || (newAccount && !into.by?.isExpected) ? [] : await whoIsThere(db, into.workspace.no, user);
  // Of two joins of one account at once, the second finds the first's member in the upsert and needs no channels.
  const earlier = before.find((member) => member.userId === user.id);
  if (earlier?.banned) throw new Refused("banned");
  const memberId = earlier?.id ?? publicId();
  const holders = before.filter((member) => member.userId === null);

  const looks = skeletonOf(user.handle);
  const statements: BatchItem<"sqlite">[] = [];
  statements.push(...newAccountStatements(db, newAccount, now));
  const by = isNew ? undefined : into.by;
  if (by) statements.push(by.take(memberId));
  if (isNew) statements.push(insertWorkspace(db, workspace, user.id));
  else {
    const given = new Set([looks]);
    for (const { id, handle } of holders) {
      const instead = (await freeHandleInstead(db, handle, into.workspace.no, given)) || publicId(12).toLowerCase();
      given.add(skeletonOf(instead));
      statements.push(renameMember(db, id, instead));
    }
  }
  const member = db
    // Of two accounts that looked alike before that was refused, the second to come stands beside the first (skeletons.ts).
    .insert(members)
    .values({
      ...profile,
      id: memberId,
      workspaceNo: sql`(select no from workspaces where id = ${workspace.id}${by ? sql` and ${by.holds(memberId)}` : sql``})`,
      userNo: sql`(select no from users where id = ${user.id})`,
      handle: user.handle,
      handleKey: handleKey(user.handle),
      skeleton: sql`(select case when exists (select 1 from members other
          where other.workspace_no = here.no and other.skeleton = ${looks} and other.user_no is not me.no)
        then ${looks} || ' ' || ${memberId} else ${looks} end
        from workspaces here, users me where here.id = ${workspace.id} and me.id = ${user.id})`,
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
  if (isNew) statements.push(insertFirstChannels(db, workspace.id, memberId, now, join.language));
  statements.push(addToDefaultChannels(db, memberId, now));
  if (by?.then) statements.push(...by.then(memberId));
  const results: unknown[] = await db.batch(statements as [BatchItem<"sqlite">, ...BatchItem<"sqlite">[]]);
  if ((results[place] as unknown[]).length === 0) throw new Refused("banned");
  return { workspace, memberId, renamed: holders.map(({ id }) => id), entered: !earlier || earlier.leftAt !== null };
}

/** The channels that a member is in, as they see them. */
export async function channelsOf(db: Db, memberId: string): Promise<MyChannel[]> {
  const views = await myChannelViews(
    db,
    sql`mine.member_no = (select no from members where id = ${memberId}) and mine.active_at is null`,
    inChannels,
  );
  return views.map(toMyChannel);
}

/** This person's member of the class, and imported ones who hold their handle or one that looks like it. */
async function whoIsThere(db: Db, workspaceNo: number, user: { id: string; handle: string }) {
  await fillSkeletons(db, workspaceNo);
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
      // Each by its own index: all in one condition would read the whole class at every join.
      .where(
        sql`${members.no} in (
        select mine.no from users u join members mine on mine.workspace_no = ${workspaceNo} and mine.user_no = u.no where u.id = ${user.id}
        union all
        select brought.no from members brought
        where brought.workspace_no = ${workspaceNo} and brought.handle_key = ${handleKey(user.handle)} and brought.user_no is null
        union all
        select alike.no from members alike
        where alike.workspace_no = ${workspaceNo} and alike.skeleton = ${skeletonOf(user.handle)} and alike.user_no is null)`,
      )
  );
}

/** A statement for a batch. */
function renameMember(db: Db, memberId: string, handle: string) {
  return db
    .update(members)
    .set({ handle, handleKey: handleKey(handle), skeleton: skeletonOf(handle) })
    .where(eq(members.id, memberId));
}
