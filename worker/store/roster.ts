/** Who is expected in a class: rows of a roster, each with a link of its own. Of a link only the hash is kept. */
import { sql, type SQL } from "drizzle-orm";
import type { Role } from "../../protocol/people.ts";
import { INVITATION_MS, ROSTER_MAX, type Invitation } from "../../protocol/roster.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import { confirmStatements, freeToClaim } from "./claims.ts";
import type { Db, WorkspaceRow } from "./db.ts";
import { handleKey, skeletonOf } from "../handles/handles.ts";
import type { Way } from "./join-workspace.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { fillSkeletons } from "./skeletons.ts";

type Inviting = Permit<"invite">;

/** A line of a list without a fault. */
export interface Expected {
  name: string;
  handle: string;
  role: Role;
  email: string;
}
const these = (values: readonly string[]) => sql`(select value from json_each(${JSON.stringify(values)}))`;

/** Which of these handles, or ones that look like them, an account or somebody with an account in the class has; by key and skeleton. */
export async function takenHandles(db: Db, { workspace }: Inviting, handles: readonly string[]): Promise<Set<string>> {
  await fillSkeletons(db, workspace.no);
  const [keys, looks] = [these(handles.map(handleKey)), these(handles.map(skeletonOf))];
  const here = sql`workspace_no = ${workspace.no} and user_no is not null and`;
  const rows = await db.batch([
    raw<{ taken: string }>(
      db,
      sql`select handle_key as taken from users where handle_key in ${keys}
        union all select skeleton from users where skeleton in ${looks}`,
    ),
    raw<{ taken: string }>(
      db,
      sql`select handle_key as taken from members where ${here} handle_key in ${keys}
        union all select skeleton from members where ${here} skeleton in ${looks}`,
    ),
  ]);
  return new Set(rows.flat().map(({ taken }) => taken));
}

/** Which of these handles somebody is expected by already, by key. */
export async function expectedHandles(
  db: Db,
  { workspace }: Inviting,
  handles: readonly string[],
): Promise<Set<string>> {
  const rows = await raw<{ key: string }>(
    db,
    sql`select handle_key as key from invitations
      where workspace_no = ${workspace.no} and handle_key in ${these(handles.map(handleKey))}`,
  );
  return new Set(rows.map(({ key }) => key));
}

interface InvitationRow extends Omit<Invitation, "state" | "email" | "member" | "cameAt" | "imported"> {
  imported: string | null;
  email: string | null;
  hasLink: number;
  member: string | null;
  cameAt: number | null;
}
const columns = sql`i.id, i.name, i.handle, i.role, i.email, i.made_at as madeAt, i.expires_at as expiresAt,
  i.token_hash is not null as hasLink, i.used_by as member, i.used_at as cameAt,
  (select p.id from members p where p.no = i.imported_no) as imported`;

function toInvitation({ email, hasLink, member, cameAt, imported, ...row }: InvitationRow, now: number): Invitation {
  const open = row.expiresAt > now ? "open" : "late";
  return {
    ...row,
    ...(email !== null && { email }),
    ...(member !== null && { member }),
    ...(cameAt !== null && { cameAt }),
    ...(imported !== null && { imported }),
    state: cameAt !== null ? "came" : hasLink === 1 ? open : "closed",
  };
}

/** Those who have not come yet first, by name. */
export async function rosterOf(db: Db, { workspace }: Inviting, now: number): Promise<Invitation[]> {
  const rows = await raw<InvitationRow>(
    db,
    sql`select ${columns} from invitations i where i.workspace_no = ${workspace.no} order by i.used_at is not null, i.name limit ${ROSTER_MAX}`,
  );
  return rows.map((row) => toInvitation(row, now));
}

/** All of them or none: of two lists at once with the same person one is refused (`isConflict`, `invitations.workspace_no, invitations.handle_key`). */
export async function addToRoster(
  db: Db,
  permit: Inviting,
  people: (Expected & { tokenHash: string })[],
  now: number,
): Promise<Invitation[] | "full"> {
  const { workspace, member } = permit;
  const rows = people.map((one) => ({ ...one, id: publicId(), key: handleKey(one.handle) }));
  const field = (name: string) => sql`json_extract(value, ${`$.${name}`})`;
  const [added] = await db.batch([
    raw(
      db,
      sql`insert into invitations (id, workspace_no, handle, handle_key, name, role, email, token_hash, made_by, made_at, expires_at)
        select ${field("id")}, ${workspace.no}, ${field("handle")}, ${field("key")}, ${field("name")}, ${field("role")}, nullif(${field("email")}, ''),
          ${field("tokenHash")}, ${member.no}, ${now}, ${now + INVITATION_MS}
        from json_each(${JSON.stringify(rows)})
        where (select count(*) from invitations there where there.workspace_no = ${workspace.no}) + ${rows.length} <= ${ROSTER_MAX}
        returning id`,
    ),
    auditStatement(db, permit, { act: "rosterAdded", details: { count: rows.length } }, now, somethingChanged),
  ]);
  if (added.length === 0) return "full";
  const made = await raw<InvitationRow>(
    db,
    sql`select ${columns} from invitations i where i.id in ${these(rows.map(({ id }) => id))}`,
  );
  const byId = new Map(made.map((row) => [row.id, toInvitation(row, now)]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

/** New links for those who have not come; whoever came, or is of another class, gets none. @returns those that were made */
export async function renewLinks(
  db: Db,
  permit: Inviting,
  links: { id: string; tokenHash: string }[],
  now: number,
): Promise<Set<string>> {
  const [renewed] = await db.batch([
    raw<{ id: string }>(
      db,
      sql`update invitations set expires_at = ${now + INVITATION_MS}, made_by = ${permit.member.no},
          token_hash = (select json_extract(value, '$.tokenHash') from json_each(${JSON.stringify(links)}) where json_extract(value, '$.id') = invitations.id)
        where id in ${these(links.map(({ id }) => id))} and workspace_no = ${permit.workspace.no} and used_at is null returning id`,
    ),
    auditStatement(db, permit, { act: "invitationsMade", details: { count: links.length } }, now, somethingChanged),
  ]);
  return new Set(renewed.map(({ id }) => id));
}

export async function takeBackLinks(db: Db, permit: Inviting, ids: string[], now: number): Promise<void> {
  await db.batch([
    raw(
      db,
      sql`update invitations set token_hash = null
        where id in ${these(ids)} and workspace_no = ${permit.workspace.no} and used_at is null and token_hash is not null`,
    ),
    auditStatement(db, permit, { act: "invitationsTakenBack", details: { count: ids.length } }, now, somethingChanged),
  ]);
}

/** False where there is nobody of that id on the list. */
export async function takeOffRoster(db: Db, permit: Inviting, id: string, now: number): Promise<boolean> {
  const { workspace, member } = permit;
  const [, removed] = await db.batch([
    raw(
      db,
      sql`insert into audit_entries (workspace_no, at, act, actor_no, details)
        select ${workspace.no}, ${now}, 'rosterRemoved', ${member.no}, json_object('name', i.name) from invitations i
        where i.id = ${id} and i.workspace_no = ${workspace.no}`,
    ),
    raw(db, sql`delete from invitations where id = ${id} and workspace_no = ${workspace.no} returning id`),
  ]);
  return removed.length > 0;
}

export interface FoundInvitation {
  workspaceId: string;
  name: string;
  handle: string;
  role: Role;
  /** Member number of who made it. */
  madeBy: number;
  expiresAt: number;
}

/**
 * What a link must still be: not used, taken back or late. Who is to teach comes by the word of somebody who still may say so; a student's
 * link outlives its maker.
 */
const isOpen = (tokenHash: string, now: number): SQL =>
  sql`i.token_hash = ${tokenHash} and i.used_at is null and i.expires_at > ${now}
    and (i.role = 'student' or exists (select 1 from members maker where maker.no = i.made_by and maker.left_at is null
      and (maker.role = 'owner' or (maker.role = 'teacher' and i.role = 'ta'))))`;

/** Undefined where there is no such link, or not any more. Why, is not told to who holds it. */
export async function findInvitation(db: Db, tokenHash: string, now: number): Promise<FoundInvitation | undefined> {
  const [found] = await raw<FoundInvitation>(
    db,
    sql`select w.id as workspaceId, i.name, i.handle, i.role, i.made_by as madeBy, i.expires_at as expiresAt
      from invitations i join workspaces w on w.no = i.workspace_no
      where ${isOpen(tokenHash, now)}`,
  );
  return found;
}

/** Used once, by whoever comes first, in the transaction of their coming; the handle of whoever an import brought is theirs. */
export function byInvitation(
  db: Db,
  { no }: Pick<WorkspaceRow, "no">,
  { tokenHash, madeBy }: { tokenHash: string; madeBy: number },
  now: number,
): Way {
  return {
    isExpected: true,
    take: (memberId) =>
      raw(
        db,
        sql`update invitations set used_at = ${now}, used_by = ${memberId} where no in (select i.no from invitations i where ${isOpen(tokenHash, now)})`,
      ),
    holds: (memberId) =>
      sql`no = ${no} and archived_at is null and exists (select 1 from invitations i where i.token_hash = ${tokenHash} and i.used_by = ${memberId})`,
    then: (memberId) => [
      raw(
        db,
        sql`insert into audit_entries (workspace_no, at, act, actor_no, subject_no)
          select m.workspace_no, ${now}, 'invitationUsed', m.no, m.no from members m where m.id = ${memberId}`,
      ),
      ...joinedWithImported(db, { no, madeBy, tokenHash }, memberId, now),
    ],
  };
}

/** Where the row names somebody whom an import brought: that is who came, by the word of whoever made the link. */
function joinedWithImported(
  db: Db,
  { no, madeBy, tokenHash }: { no: number; madeBy: number; tokenHash: string },
  memberId: string,
  now: number,
) {
  const id = publicId();
  return [
    raw(
      db,
      sql`insert into claims (id, workspace_no, member_no, imported_no, at, state)
        select ${id}, ${no}, m.no, i.imported_no, ${now}, 'asked' from invitations i join members m on m.id = ${memberId}
        where i.token_hash = ${tokenHash} and i.used_by = ${memberId} and i.imported_no is not null on conflict do nothing`,
    ),
    ...confirmStatements(db, { workspace: { no }, member: { no: madeBy } }, id, sql`id = ${id}`, now),
    // It could not be: somebody else was found to be them. Nobody is asked about that again.
    raw(db, sql`delete from claims where id = ${id} and state = 'asked'`),
  ];
}

/** Who of an import this is; null: nobody. @returns false where there is no such row, they came already, or nobody can be joined with that person */
export async function matchImported(
  db: Db,
  permit: Inviting,
  id: string,
  personId: string | null,
  now: number,
): Promise<boolean> {
  const { workspace } = permit;
  const person = sql`(select p.no from members p where p.id = ${personId} and p.workspace_no = ${workspace.no} and ${freeToClaim(sql`p`)})`;
  const [matched] = await db.batch([
    raw(
      db,
      sql`update invitations set imported_no = ${personId === null ? null : person} where id = ${id} and workspace_no = ${workspace.no}
        and used_at is null and ${personId === null ? sql`1` : sql`${person} is not null`} returning no`,
    ),
    auditStatement(
      db,
      permit,
      {
        act: "rosterMatched",
        subject: sql`(select imported_no from invitations where id = ${id})`,
        details: sql`(select json_object('name', name) from invitations where id = ${id})`,
      },
      now,
      somethingChanged,
    ),
  ]);
  return matched.length > 0;
}
