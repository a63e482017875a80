/**
 * Imported people and who they were found to be. Their messages stay as they are: the member who was found is named by the imported person
 * (`meta.claimedBy`), and has the list of them (`meta.was`). Both follow from the claims that stand, and are written with them.
 */
import { sql, type SQL } from "drizzle-orm";
import {
  CLAIM_UNDONE_WITHIN_MS,
  CLAIMS_LISTED,
  CLAIMS_STANDING_MAX,
  CLAIMS_WAITING_MAX,
  IMPORTED_FOUND,
  type ImportedPerson,
  type MyClaim,
  type TeamClaim,
} from "../../protocol/claims.ts";
import { auditStatement, somethingChanged, type Doer } from "./audit.ts";
import { newestSeq } from "./channel-views.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";

interface Row {
  id: string;
  at: number;
  by: string;
  person: string;
  personName: string;
  personHandle: string;
  state: MyClaim["state"];
  decidedAt: number | null;
  decidedBy: string | null;
  opens: number;
}

/** Closed conversations of the person `i` in which the member `m` is not. */
const closedOf = (imported: SQL, member: SQL) => sql`from memberships s indexed by memberships_in_channels
  cross join channels c on c.no = s.channel_no
  where s.member_no = ${imported} and s.active_at is null and c.kind in ('private', 'dm', 'group')
    and not exists (select 1 from memberships mine where mine.channel_no = s.channel_no and mine.member_no = ${member})`;

/** @param where over `k`, with its order and limit */
const find = (db: Db, where: SQL) =>
  raw<Row>(
    db,
    sql`select k.id, k.at, m.id as by, i.id as person, i.name as personName, i.handle as personHandle, k.state,
      k.decided_at as decidedAt, d.id as decidedBy,
      case k.state when 'asked' then (select count(*) ${closedOf(sql`i.no`, sql`m.no`)})
        else coalesce(json_array_length(k.moved), 0) end as opens
      from claims k join members m on m.no = k.member_no join members i on i.no = k.imported_no
      left join members d on d.no = k.decided_by where ${where}`,
  );

function toMine({ id, at, person, personName, personHandle, state, decidedAt }: Row): MyClaim {
  return {
    ...{ id, at, person, personName, personHandle, state },
    ...(decidedAt !== null && { decidedAt }),
    ...(state === "confirmed" && decidedAt !== null && { undoUntil: decidedAt + CLAIM_UNDONE_WITHIN_MS }),
  };
}
const toTeam = (row: Row): TeamClaim => ({
  ...toMine(row),
  ...{ by: row.by, opens: row.opens },
  ...(row.decidedBy !== null && { decidedBy: row.decidedBy }),
});

/** Somebody whom an import brought, whom nobody was found to be, and who is no program and has not been taken out. */
export const freeToClaim = (
  imported: SQL,
) => sql`${imported}.user_no is null and ${imported}.bot is null and ${imported}.source_key is not null
  and json_extract(${imported}.meta, '$.former') is null and json_extract(${imported}.meta, '$.there.program') is null
  and not exists (select 1 from claims other where other.imported_no = ${imported}.no and other.state = 'confirmed')`;

const ofMine = (memberNo: number, state: string) =>
  sql`(select count(*) from claims mine where mine.member_no = ${memberNo} and mine.state = ${state})`;

/** One statement looks and writes. @returns undefined: there is nobody of that id who can be claimed; "full": as many wait or stand as may */
export async function askClaim(
  db: Db,
  permit: Permit<"claimPerson">,
  personId: string,
  now: number,
): Promise<{ claim: MyClaim; isNew: boolean } | "full" | undefined> {
  const { workspace, member } = permit;
  const person = sql`(select i.no from members i where i.id = ${personId} and i.workspace_no = ${workspace.no} and ${freeToClaim(sql`i`)})`;
  const id = publicId();
  await db.batch([
    raw(
      db,
      sql`insert into claims (id, workspace_no, member_no, imported_no, at, state)
        select ${id}, ${workspace.no}, ${member.no}, ${person}, ${now}, 'asked'
        where ${person} is not null and ${ofMine(member.no, "asked")} < ${CLAIMS_WAITING_MAX}
          and ${ofMine(member.no, "confirmed")} < ${CLAIMS_STANDING_MAX} on conflict do nothing`,
    ),
    auditStatement(db, permit, { act: "claimAsked", subject: person }, now, somethingChanged),
  ]);
  const [row] = await find(
    db,
    sql`k.member_no = ${member.no} and k.imported_no = ${person} and k.state = 'asked' limit 1`,
  );
  if (row) return { claim: toMine(row), isNew: row.id === id };
  const [there] = await raw(db, sql`select 1 where ${person} is not null`);
  return there ? "full" : undefined;
}

export async function claimsOf(db: Db, { member }: Permit<"readWorkspace">): Promise<MyClaim[]> {
  const rows = await find(db, sql`k.member_no = ${member.no} order by k.no desc limit ${CLAIMS_LISTED}`);
  return rows.map(toMine);
}

/** Those that wait, then those that can be undone. */
export async function claimsFor(db: Db, { workspace }: Permit<"decideClaims">, now: number): Promise<TeamClaim[]> {
  const undoable = sql`k.no in (select c.no from claims c indexed by claims_of_class
    where c.workspace_no = ${workspace.no} and c.state = 'confirmed' and c.decided_at > ${now - CLAIM_UNDONE_WITHIN_MS})`;
  const waiting = sql`k.no in (select c.no from claims c indexed by claims_that_wait where c.workspace_no = ${workspace.no} and c.state = 'asked')`;
  const limit = sql`limit ${CLAIMS_LISTED}`;
  const [asked, stand] = await db.batch([
    find(db, sql`${waiting} order by k.at ${limit}`),
    find(db, sql`${undoable} order by k.decided_at desc ${limit}`),
  ]);
  return [...asked, ...stand].map(toTeam);
}

/** By a part of their name or handle. Reads a row for each whom imports brought, PEOPLE_LOOKED_AT of them at most. */
export async function importedPeople(
  db: Db,
  { workspace }: Permit<"decideClaims">,
  part: string,
): Promise<ImportedPerson[]> {
  const like = `%${part.replace(/[%_\\]/gu, (sign) => `\\${sign}`)}%`;
  return raw<ImportedPerson>(
    db,
    sql`select i.id, i.name, i.handle from (select * from members b indexed by members_by_source
        where b.workspace_no = ${workspace.no} and b.source_key is not null limit ${PEOPLE_LOOKED_AT}) i
      where ${freeToClaim(sql`i`)} and (i.name like ${like} escape '\\' or i.handle like ${like} escape '\\')
      order by i.name limit ${IMPORTED_FOUND}`,
  );
}
const PEOPLE_LOOKED_AT = 5_000;

/** What follows from a claim that was decided: who hears of it, and which conversations opened or closed. */
export interface Settled {
  claim: TeamClaim;
  /** False: somebody was quicker, and theirs stands. */
  isFirst: boolean;
  memberNo: number;
  /** Numbers of the channels. */
  moved: number[];
}

const listOf = (id: string) => sql`(select value from claims k, json_each(k.moved) where k.id = ${id})`;

/** For a batch, after the state of a claim changed: both members say what the claims say. */
const marks = (db: Db, id: string) =>
  [
    raw(
      db,
      sql`update members set meta = case when exists (select 1 from claims s where s.imported_no = members.no and s.state = 'confirmed')
        then json_set(coalesce(meta, '{}'), '$.claimedBy', (select m.id from claims s join members m on m.no = s.member_no
          where s.imported_no = members.no and s.state = 'confirmed'))
        else json_remove(meta, '$.claimedBy') end
      where no = (select imported_no from claims where id = ${id})`,
    ),
    raw(
      db,
      sql`update members set meta = json_set(coalesce(meta, '{}'), '$.was', json((select json_group_array(i.id) from claims s
        join members i on i.no = s.imported_no where s.member_no = members.no and s.state = 'confirmed')))
      where no = (select member_no from claims where id = ${id})`,
    ),
  ] as const;

/**
 * Statements that settle a claim in the state `asked`: it stands from then on, its closed conversations are the member's, and what is
 * written down of it. They do nothing where the claim cannot stand: then it stays as it is.
 * @param which over `claims`
 */
export const confirmStatements = (db: Db, doer: Doer, id: string, which: SQL, now: number) =>
  [
    raw(
      db,
      sql`update claims set state = 'confirmed', decided_at = ${now}, decided_by = ${doer.member.no},
        moved = (select json_group_array(s.channel_no) ${closedOf(sql`claims.imported_no`, sql`claims.member_no`)})
      where state = 'asked' and ${which}
        and exists (select 1 from members i where i.no = claims.imported_no and ${freeToClaim(sql`i`)})
        and exists (select 1 from members m where m.no = claims.member_no and m.left_at is null and m.user_no is not null and m.role <> 'guest')
      returning no`,
    ),
    auditStatement(
      db,
      doer,
      {
        act: "claimConfirmed",
        subject: sql`(select member_no from claims where id = ${id})`,
        details: sql`(select json_object('name', i.name, 'conversations', json_array_length(k.moved)) from claims k
        join members i on i.no = k.imported_no where k.id = ${id})`,
      },
      now,
      somethingChanged,
    ),
    // History is nobody's news: it counts as read. Of a claim that stands already nothing is left to go over, and what an import
    // brought there since cannot: its member is in it.
    raw(
      db,
      sql`update or ignore memberships set member_no = (select member_no from claims where id = ${id}),
        read_seq = (select ${newestSeq} from channels c where c.no = memberships.channel_no)
      where member_no = (select imported_no from claims where id = ${id} and state = 'confirmed') and channel_no in ${listOf(id)}`,
    ),
    // Of two people it names the two ids, and one of them is another now: who is in it is read from its members.
    raw(db, sql`update channels set direct_key = null where no in ${listOf(id)} and kind = 'dm'`),
    ...marks(db, id),
  ] as const;

const settled = async (db: Db, id: string, isFirst: boolean): Promise<Settled | undefined> => {
  const [row] = await find(db, sql`k.id = ${id}`);
  const [more] = await raw<{ memberNo: number; moved: string | null }>(
    db,
    sql`select member_no as memberNo, moved from claims where id = ${id}`,
  );
  if (!row || !more) return undefined;
  return {
    claim: toTeam(row),
    isFirst,
    memberNo: more.memberNo,
    moved: isFirst ? (JSON.parse(more.moved ?? "[]") as number[]) : [],
  };
};

/** @returns undefined where there is none of that id in the class, or it is the decider's own */
export async function decideClaim(
  db: Db,
  permit: Permit<"decideClaims">,
  id: string,
  confirm: boolean,
  now: number,
): Promise<Settled | undefined> {
  const { workspace, member } = permit;
  const which = sql`id = ${id} and workspace_no = ${workspace.no} and member_no <> ${member.no}`;
  const [there] = await raw(db, sql`select 1 from claims where ${which}`);
  if (!there) return undefined;
  if (confirm) {
    const [decided] = await db.batch(confirmStatements(db, permit, id, which, now));
    return settled(db, id, decided.length > 0);
  }
  const [refused] = await db.batch([
    raw(
      db,
      sql`update claims set state = 'refused', decided_at = ${now}, decided_by = ${member.no} where state = 'asked' and ${which} returning no`,
    ),
    auditStatement(
      db,
      permit,
      {
        act: "claimRefused",
        subject: sql`(select member_no from claims where id = ${id})`,
        details: sql`(select json_object('name', i.name) from claims k join members i on i.no = k.imported_no where k.id = ${id})`,
      },
      now,
      somethingChanged,
    ),
  ]);
  return settled(db, id, refused.length > 0);
}

/**
 * Takes one back that waits, or undoes one that stands, within its week: exactly what went over goes back.
 * @param isTeam whether they may for others @returns undefined where there is none that they may undo; `isFirst` false: it is too late
 */
export async function undoClaim(
  db: Db,
  permit: Permit<"readWorkspace">,
  id: string,
  isTeam: boolean,
  now: number,
): Promise<Settled | undefined> {
  const { workspace, member } = permit;
  const mine = sql`member_no = ${member.no}`;
  const which = sql`id = ${id} and workspace_no = ${workspace.no} and (${mine} or ${isTeam ? sql`state = 'confirmed'` : sql`0`})`;
  const [there] = await raw(db, sql`select 1 from claims where ${which} and state in ('asked', 'confirmed')`);
  if (!there) return undefined;
  const stands = sql`state = 'confirmed' and decided_at > ${now - CLAIM_UNDONE_WITHIN_MS}`;
  const isUndone = sql`exists (select 1 from claims u where u.id = ${id} and u.state = 'undone' and u.decided_at = ${now})`;
  const theirs = sql`(select member_no from claims where id = ${id})`;
  const imported = sql`(select imported_no from claims where id = ${id})`;
  const [undone] = await db.batch([
    raw(
      db,
      sql`update claims set state = 'undone', decided_at = ${now} where ${which} and (state = 'asked' or (${stands})) returning no`,
    ),
    auditStatement(
      db,
      permit,
      {
        act: "claimUndone",
        subject: theirs,
        details: sql`(select json_object('name', i.name) from claims k join members i on i.no = k.imported_no where k.id = ${id})`,
      },
      now,
      somethingChanged,
    ),
    raw(
      db,
      sql`update or ignore memberships set member_no = ${imported}
        where member_no = ${theirs} and channel_no in ${listOf(id)} and ${isUndone}`,
    ),
    // Where the person of the import stands there again by themselves.
    raw(db, sql`delete from memberships where member_no = ${theirs} and channel_no in ${listOf(id)} and ${isUndone}`),
    ...marks(db, id),
  ]);
  return settled(db, id, undone.length > 0);
}

/** Ids of the imported people whom a member was found to be. */
export const wasOf = (meta: Record<string, unknown> | null): string[] => {
  const was = meta?.["was"];
  return Array.isArray(was) ? (was as string[]) : [];
};

/** The claim that stands for a member since this moment, of who came by a link that named the person; undefined where there is none. */
export async function claimOfComing(db: Db, memberId: string, now: number): Promise<Settled | undefined> {
  const [row] = await raw<{ id: string }>(
    db,
    sql`select k.id from members m join claims k on k.member_no = m.no where m.id = ${memberId} and k.state = 'confirmed' and k.decided_at = ${now}`,
  );
  return row && settled(db, row.id, true);
}
