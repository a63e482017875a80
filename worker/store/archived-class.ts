/** The end of a term: a class that is read and searched, and in which nobody writes. */
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import { channelIdsOf, membersById, takeOutStatements, type MemberView } from "./members.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { workspaces } from "./schema.ts";

type Archiving = Permit<"archiveWorkspace">;

/** Somebody who is out of the class, and where they were. */
export interface Gone {
  member: MemberView;
  channelIds: string[];
}

/** Guests that one request takes out: more of them go with the next one, and none of them writes meanwhile. */
const GUESTS_OUT_MAX = 200;

/** Archived twice is archived once. @returns the guests, who are out of the class from then on */
export async function archiveWorkspace(db: Db, permit: Archiving, now: number): Promise<Gone[]> {
  const { no } = permit.workspace;
  await db.batch([
    db
      .update(workspaces)
      .set({ archivedAt: now })
      .where(and(eq(workspaces.no, no), isNull(workspaces.archivedAt))),
    auditStatement(db, permit, { act: "classArchived" }, now, somethingChanged),
  ]);
  const rows = await raw<{ id: string }>(
    db,
    sql`select m.id from members m where m.workspace_no = ${no} and m.role = 'guest' and m.left_at is null limit ${GUESTS_OUT_MAX}`,
  );
  const guests = await membersById(
    db,
    no,
    rows.map(({ id }) => id),
  );
  const gone: Gone[] = [];
  for (const member of guests) {
    const channelIds = await channelIdsOf(db, member.no);
    await db.batch([...takeOutStatements(db, member.no, now, {})]);
    gone.push({ member: { ...member, leftAt: now }, channelIds });
  }
  return gone;
}

export async function reopenWorkspace(db: Db, permit: Archiving, now: number): Promise<void> {
  await db.batch([
    db
      .update(workspaces)
      .set({ archivedAt: null })
      .where(and(eq(workspaces.no, permit.workspace.no), isNotNull(workspaces.archivedAt))),
    auditStatement(db, permit, { act: "classReopened" }, now, somethingChanged),
  ]);
}

/** Rooms that are told at once; what a lease of one that is not finds out holds there some minutes later. */
const ROOMS_TOLD_MAX = 500;

/** Public ids of the class's channels, those that most people are in first, direct messages last; threads hear of it from theirs. */
export async function roomsOf(db: Db, { workspace }: Archiving): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select c.id from channels c where c.workspace_no = ${workspace.no} and c.kind <> 'thread'
      order by case c.kind when 'public' then 0 when 'private' then 1 when 'group' then 2 else 3 end, c.no desc limit ${ROOMS_TOLD_MAX}`,
  );
  return rows.map(({ id }) => id);
}
