/** Joining by the code: its end, its limit, and who waits for the teaching team. */
import { and, eq, sql, type SQL } from "drizzle-orm";
import {
  JOIN_WAITING_MAX,
  type JoinRequest,
  type JoinRules,
  type JoinRulesShown,
  type MyJoinRequest,
} from "../../protocol/joining.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db, WorkspaceRow } from "./db.ts";
import { newAccountStatements, type NewAccount } from "./new-account.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { joinRequests } from "./schema.ts";

const OPEN_TO_ALL: JoinRulesShown = { until: null, most: null, approval: false, came: 0 };

export const joinRulesOf = ({ joinRules }: Pick<WorkspaceRow, "joinRules">): JoinRulesShown => joinRules ?? OPEN_TO_ALL;

/** Who came by this code stays counted. Together with what is written down of it. */
export async function setJoinRules(
  db: Db,
  permit: Permit<"invite">,
  { until, most, approval }: JoinRules,
  now: number,
): Promise<JoinRulesShown> {
  const { no } = permit.workspace;
  const came = sql`coalesce(json_extract(join_rules, '$.came'), 0)`;
  const [rows] = await db.batch([
    raw<{ rules: string }>(
      db,
      sql`update workspaces set join_rules = json_object('until', ${until}, 'most', ${most}, 'approval', json(${String(approval)}), 'came', ${came})
        where no = ${no} returning join_rules as rules`,
    ),
    auditStatement(db, permit, { act: "joinRulesSet", details: { until, most, approval } }, now),
  ]);
  return JSON.parse(rows[0]?.rules ?? "null") as JoinRulesShown;
}

/** What a code must still be when somebody comes in by it, for the condition of another statement: it, and who came, within its rules. */
export function codeLetsIn(code: string, now: number): SQL {
  return sql`join_code = ${code} and archived_at is null
    and (json_extract(join_rules, '$.until') is null or json_extract(join_rules, '$.until') > ${now})
    and (json_extract(join_rules, '$.most') is null or json_extract(join_rules, '$.came') <= json_extract(join_rules, '$.most'))`;
}

/** A statement for a batch, before the one that lets somebody in: one more came by this code. Where there are no rules nobody counts. */
export function countComing(db: Db, workspaceId: string, by = 1) {
  return raw(
    db,
    sql`update workspaces set join_rules = json_set(join_rules, '$.came', max(0, json_extract(join_rules, '$.came') + ${by}))
      where id = ${workspaceId} and join_rules is not null`,
  );
}

/** How somebody stands to the door of a class; undefined: they never asked. */
export async function joinRequestOf(db: Db, workspaceNo: number, userNo: number) {
  return db
    .select()
    .from(joinRequests)
    .where(and(eq(joinRequests.workspaceNo, workspaceNo), eq(joinRequests.userNo, userNo)))
    .get();
}

/**
 * Somebody waits before the door from now on: with an account that is there, or with a new one, in one transaction. Who was let in once and
 * went since waits again; of who was turned down it is not asked.
 * @throws an error that `isMissing` knows (`join_requests.workspace_no`) where the code lets nobody in any more, or too many wait
 */
export async function waitBeforeDoor(
  db: Db,
  { workspace, code, user, name, newAccount }: Waiting,
  now: number,
): Promise<void> {
  await db.batch([
    countComing(db, workspace.id),
    ...newAccountStatements(db, newAccount, now),
    raw(
      db,
      sql`insert into join_requests (workspace_no, user_no, id, name, at)
        select (select no from workspaces where id = ${workspace.id} and ${codeLetsIn(code, now)}
            and (select count(*) from join_requests w where w.workspace_no = ${workspace.no} and w.decided_at is null) < ${JOIN_WAITING_MAX}),
          (select no from users where id = ${user.id}), ${publicId()}, ${name}, ${now}
        where 1 on conflict (workspace_no, user_no) do update
          set at = excluded.at, name = excluded.name, decided_at = null, decided_by = null, is_in = null`,
    ),
  ]);
}
interface Waiting {
  workspace: WorkspaceRow;
  code: string;
  user: { id: string };
  name: string;
  newAccount?: NewAccount | undefined;
}

/** Who waits, the first first, and who was turned down lately, for whom it can be undone. */
export async function joinRequestsOf(db: Db, { workspace }: Permit<"letIn">): Promise<JoinRequest[]> {
  const rows = await raw<JoinRequest & { turnedDownAt: number | null }>(
    db,
    sql`select r.id, r.name, u.handle, r.at, r.decided_at as turnedDownAt from join_requests r join users u on u.no = r.user_no
      where r.workspace_no = ${workspace.no} and u.closed_at is null and (r.decided_at is null or r.is_in = 0)
      order by r.decided_at is not null, case when r.decided_at is null then r.at else -r.decided_at end limit ${LISTED_MAX}`,
  );
  return rows.map(({ turnedDownAt, ...request }) => ({ ...request, ...(turnedDownAt !== null && { turnedDownAt }) }));
}
const LISTED_MAX = 500;

/** Somebody who waits, or was turned down; undefined where there is nobody of that id before this door. */
export async function findJoinRequest(db: Db, { workspace }: Permit<"letIn">, id: string) {
  const [found] = await raw<{ userNo: number; userId: string; handle: string; name: string }>(
    db,
    sql`select u.no as userNo, u.id as userId, u.handle, r.name from join_requests r join users u on u.no = r.user_no
      where r.id = ${id} and r.workspace_no = ${workspace.no} and u.closed_at is null and (r.decided_at is null or r.is_in = 0)`,
  );
  return found;
}

/** They are in: written down once, whoever of two was first. */
export async function markLetIn(db: Db, permit: Permit<"letIn">, id: string, memberId: string, now: number) {
  const { workspace, member } = permit;
  await db.batch([
    raw(
      db,
      sql`update join_requests set decided_at = ${now}, decided_by = ${member.no}, is_in = 1
        where id = ${id} and workspace_no = ${workspace.no} and is_in is not 1`,
    ),
    raw(
      db,
      sql`insert into audit_entries (workspace_no, at, act, actor_no, subject_no)
        select ${workspace.no}, ${now}, 'joinLetIn', ${member.no}, m.no from members m where m.id = ${memberId} and ${somethingChanged}`,
    ),
  ]);
}

/** Their place by the code is free again. @returns false where they do not wait any more */
export async function turnDown(db: Db, permit: Permit<"letIn">, id: string, now: number): Promise<boolean> {
  const { workspace, member } = permit;
  const [turned] = await db.batch([
    raw<{ name: string }>(
      db,
      sql`update join_requests set decided_at = ${now}, decided_by = ${member.no}, is_in = 0
        where id = ${id} and workspace_no = ${workspace.no} and decided_at is null returning name`,
    ),
    raw(
      db,
      sql`insert into audit_entries (workspace_no, at, act, actor_no, details)
        select ${workspace.no}, ${now}, 'joinTurnedDown', ${member.no}, json_object('name', r.name) from join_requests r
        where r.id = ${id} and ${somethingChanged}`,
    ),
    raw(
      db,
      sql`update workspaces set join_rules = json_set(join_rules, '$.came', max(0, json_extract(join_rules, '$.came') - 1))
        where no = ${workspace.no} and join_rules is not null and ${somethingChanged}`,
    ),
  ]);
  return turned.length > 0;
}

/** What this account asked for lately, the newest first. */
export async function myJoinRequests(db: Db, userNo: number, now: number): Promise<MyJoinRequest[]> {
  return raw<MyJoinRequest>(
    db,
    sql`select w.id as workspace, w.name, r.at,
        case when r.decided_at is null then 'waiting' when r.is_in = 1 then 'in' else 'turnedDown' end as state
      from join_requests r join workspaces w on w.no = r.workspace_no
      where r.user_no = ${userNo} and r.at > ${now - TOLD_FOR_MS} order by r.at desc limit 20`,
  );
}
const TOLD_FOR_MS = 30 * 24 * 60 * 60_000;

/** Who is told that somebody waits: public ids of those who may let in. */
export async function doorkeepersOf(db: Db, workspaceNo: number): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select m.id from members m where m.workspace_no = ${workspaceNo} and m.left_at is null and m.user_no is not null
      and m.bot is null and m.role in ('owner', 'teacher', 'ta')`,
  );
  return rows.map(({ id }) => id);
}
