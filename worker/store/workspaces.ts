/** Classes in D1. */
import { and, asc, count, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { customAlphabet } from "nanoid";
import { CLASSES_MAX, type Workspace } from "../../protocol/index.ts";
import { decideInWorkspace } from "../../protocol/permissions.ts";
import type { Permit } from "./permit.ts";
import { auditStatement } from "./audit.ts";
import { asksForFactor, hasInsights, hasStudentTasks, settingsOf, showsLinkCards } from "./class-settings.ts";
import type { Db, WorkspaceRow } from "./db.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { members, workspaces } from "./schema.ts";
import type { MembershipContext } from "./membership-context.ts";

/** Eight characters that cannot be misread from a blackboard: no 0 o 1 i l. */
export const newJoinCode = customAlphabet("23456789abcdefghjkmnpqrstuvwxyz", 8);

/** The class as this member sees it: the join code is for those who may invite. */
export function toWorkspace({ workspace, member, lacksFactor }: MembershipContext): Workspace {
  const seen = toWorkspaceForAll(workspace);
  return decideInWorkspace("invite", { ...member, lacksFactor }) === null
    ? { ...seen, joinCode: workspace.joinCode }
    : seen;
}

/** The class as everybody in it sees it. */
export function toWorkspaceForAll({ id, name, demo, createdAt, archivedAt, meta }: NewWorkspace): Workspace {
  const icon = iconOf(meta);
  return {
    ...{ id, name, createdAt, ...(demo && { demo }) },
    ...iconAddress(id, icon),
    ...(!showsLinkCards(meta) && { linkCards: false }),
    ...(hasStudentTasks(meta) && { studentTasks: true }),
    ...(!hasInsights(meta) && { insights: false }),
    ...(asksForFactor(meta) && { secondFactor: true }),
    ...leavingOf(meta),
    ...(archivedAt !== null && { archivedAt }),
  };
}

/** Of its picture, for who is in it. */
export const iconAddress = (id: string, icon: number | null): { icon?: string } =>
  icon === null ? {} : { icon: `/api/workspaces/${id}/icon/${icon}` };

function leavingOf(meta: WorkspaceRow["meta"]): Pick<Workspace, "leaving"> {
  const leaving = meta?.["leaving"] as Workspace["leaving"];
  return leaving ? { leaving } : {};
}

/** Which picture the class has: its version, by which it is kept in R2. Null: none. */
export function iconOf(meta: WorkspaceRow["meta"]): number | null {
  const version = meta?.["icon"];
  return typeof version === "number" ? version : null;
}

export async function findByJoinCode(db: Db, code: string): Promise<WorkspaceRow | undefined> {
  return db.select().from(workspaces).where(eq(workspaces.joinCode, code)).get();
}

export async function findWorkspace(db: Db, id: string): Promise<WorkspaceRow | undefined> {
  return db.select().from(workspaces).where(eq(workspaces.id, id)).get();
}

/** The class that is open to one-click guests. */
export async function findDemo(db: Db): Promise<WorkspaceRow | undefined> {
  return db.select().from(workspaces).where(eq(workspaces.demo, true)).orderBy(asc(workspaces.no)).limit(1).get();
}

/** Those who have an account and are still here. */
export async function countPeople(db: Db, workspaceNo: number): Promise<number> {
  const here = and(eq(members.workspaceNo, workspaceNo), isNotNull(members.userNo), isNull(members.leftAt));
  return (await db.select({ people: count() }).from(members).where(here).get())?.people ?? 0;
}

/** A class that is yet to be stored. */
export type NewWorkspace = Omit<WorkspaceRow, "no">;

const NO_RULES = { joinRules: null, archivedAt: null, heldWords: null };

export function newWorkspace(name: string, now: number): NewWorkspace {
  return { id: publicId(), name, joinCode: newJoinCode(), demo: false, createdAt: now, ...NO_RULES, meta: null };
}

/**
 * A statement for a batch. It writes nothing where its owner, an account's id, has as many classes as there can be: who goes on to
 * put them in fails then, and nobody is half in (`isMissing` knows that error).
 */
export function insertWorkspace(db: Db, { id, name, joinCode, createdAt }: NewWorkspace, ownerId: string) {
  return raw(
    db,
    sql`insert into workspaces (id, name, join_code, created_at) select ${id}, ${name}, ${joinCode}, ${createdAt}
      where (select count(*) from members mine join users u on u.no = mine.user_no
        where u.id = ${ownerId} and mine.role = 'owner' and mine.left_at is null) < ${CLASSES_MAX} returning no`,
  );
}

export interface ClassChange {
  name?: string | undefined;
  /** Version of the class's picture; null takes it away. */
  icon?: number | null | undefined;
  linkCards?: boolean | undefined;
  studentTasks?: boolean | undefined;
  insights?: boolean | undefined;
  secondFactor?: boolean | undefined;
}

/** What is left out stays. Written down with what it changes, and where it changes nothing, not. */
export async function editWorkspace(
  db: Db,
  permit: Permit<"editWorkspace">,
  { name, icon, ...switches }: ClassChange,
): Promise<WorkspaceRow> {
  const { workspace } = permit;
  const before = settingsOf(workspace.meta);
  const set = { ...before, ...Object.fromEntries(Object.entries(switches).filter(([, on]) => on !== undefined)) };
  const changed = Object.fromEntries(
    Object.entries(set).filter(([key, on]) => before[key as keyof typeof before] !== on),
  );
  const isRenamed = name !== undefined && name !== workspace.name;
  const isOtherIcon = icon !== undefined && icon !== iconOf(workspace.meta);
  const after = {
    name: name ?? workspace.name,
    meta: { ...workspace.meta, ...changed, ...(isOtherIcon && { icon }) },
  };
  if (!isRenamed && !isOtherIcon && Object.keys(changed).length === 0) return workspace;
  const { secondFactor, ...others } = changed;
  const details = {
    ...(isRenamed && { from: workspace.name, to: name }),
    ...(isOtherIcon && { icon: icon !== null }),
    ...others,
  };
  const now = Date.now();
  const isEdited = Object.keys(details).length > 0;
  // Beside it the room of its files is counted, in the same moment perhaps: so only what changes is set.
  const patch = JSON.stringify({ ...changed, ...(isOtherIcon && { icon }) });
  await db.batch([
    db
      .update(workspaces)
      .set({ name: after.name, meta: sql`json_patch(coalesce(${workspaces.meta}, '{}'), ${patch})` })
      .where(eq(workspaces.no, workspace.no)),
    ...(isEdited ? [auditStatement(db, permit, { act: "classEdited", details }, now)] : []),
    ...(secondFactor === undefined
      ? []
      : [auditStatement(db, permit, { act: secondFactor ? "factorDemanded" : "factorLeft" }, now)]),
  ]);
  return { ...workspace, ...after };
}

/** Whether the links of a class get cards of the pages behind them. */
export async function hasLinkCards(db: Db, workspaceNo: number): Promise<boolean> {
  const { meta } = workspaces;
  const row = await db.select({ meta }).from(workspaces).where(eq(workspaces.no, workspaceNo)).get();
  return row !== undefined && showsLinkCards(row.meta);
}

/** A new code begins with nobody counted. */
const countedAnew = sql`case when ${workspaces.joinRules} is null then null else json_set(${workspaces.joinRules}, '$.came', 0) end`;

/** Null stops joining. Written down with it. */
export async function setJoinCode(db: Db, permit: Permit<"invite">, joinCode: string | null): Promise<void> {
  const { no } = permit.workspace;
  await db.batch([
    db.update(workspaces).set({ joinCode, joinRules: countedAnew }).where(eq(workspaces.no, no)),
    auditStatement(db, permit, { act: joinCode === null ? "joiningStopped" : "joinCodeMade" }, Date.now()),
  ]);
}
