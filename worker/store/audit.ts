/** What was done in a class, and by whom: rows that are added and never changed. */
import { and, desc, eq, is, lt, sql, SQL } from "drizzle-orm";
import { AUDIT_PAGE, type AuditAct, type AuditEntry } from "../../protocol/audit.ts";
import type { Db } from "./db.ts";
import type { MembershipContext } from "./membership-context.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { shownName } from "./shown-name.ts";
import { auditEntries } from "./schema.ts";

export interface Act {
  act: AuditAct;
  /** Member number, or an expression for one. */
  subject?: number | SQL | undefined;
  /** Channel number, or an expression for one. */
  channel?: number | SQL | undefined;
  /** Or an expression for its JSON. */
  details?: Readonly<Record<string, string | number | boolean | null>> | SQL | undefined;
}

/** Where and by whom: a proof has both. */
export interface Doer {
  workspace: Pick<MembershipContext["workspace"], "no">;
  member: Pick<MembershipContext["member"], "no">;
}

/**
 * A statement for the batch of the act itself, so that neither is there without the other.
 * @param onlyIf where the act may turn out to be none: an expression that is true after it
 */
export function auditStatement(db: Db, { workspace, member }: Doer, entry: Act, now: number, onlyIf: SQL = sql`1`) {
  const { act, subject = null, channel = null, details } = entry;
  return raw(
    db,
    sql`insert into audit_entries (workspace_no, at, act, actor_no, subject_no, channel_no, details)
      select ${workspace.no}, ${now}, ${act}, ${member.no}, ${subject}, ${channel}, ${details === undefined || is(details, SQL) ? (details ?? null) : JSON.stringify(details)}
      where ${onlyIf}`,
  );
}
/** True where the statement before it in the batch changed something. */
export const somethingChanged = sql`changes() > 0`;

/** For an act that was carried out by other means than one batch. */
export async function record(db: Db, doer: Doer, entry: Act, now = Date.now()): Promise<void> {
  await auditStatement(db, doer, entry, now);
}

/** Newest of an act that are looked at: so many others may stand between two of one channel. */
const LOOKED_AT = 300;

const HOUR_MS = 3_600_000;

/** The same, where none of it stands there of the last hour: of what is done in many requests, one row an hour. */
export async function recordHourly(db: Db, doer: Doer, entry: Act, now = Date.now()): Promise<void> {
  const since = now - HOUR_MS;
  const { workspace, member } = doer;
  const stands = sql`select 1 from (select at, actor_no, channel_no from audit_entries
    where workspace_no = ${workspace.no} and act = ${entry.act} order by no desc limit ${LOOKED_AT})
    where at > ${since} and actor_no = ${member.no} and channel_no is ${entry.channel ?? null}`;
  await auditStatement(db, doer, entry, now, sql`not exists (${stands})`);
}

export interface AuditFilter {
  before?: number | undefined;
  act?: AuditAct | undefined;
  /** Member ids. Of somebody who is not of this class, nothing is found. */
  actor?: string | undefined;
  subject?: string | undefined;
}

export interface AuditRow {
  no: number;
  at: number;
  act: AuditAct;
  actor: string;
  actorName: string;
  subject: string | null;
  subjectName: string | null;
  channel: string | null;
  channelName: string | null;
  /** JSON. */
  details: string | null;
}

const memberNo = (id: string, workspaceNo: number) =>
  sql`(select m.no from members m where m.id = ${id} and m.workspace_no = ${workspaceNo})`;

/** What was done, the newest first: by keys, so that every page costs the same, however much there is. */
export async function auditRows(
  db: Db,
  { workspace, member }: Permit<"readAudit">,
  { before, act, actor, subject }: AuditFilter,
  limit: number,
): Promise<AuditRow[]> {
  const page = db
    .select({ no: auditEntries.no })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspaceNo, workspace.no),
        before === undefined ? undefined : lt(auditEntries.no, before),
        act === undefined ? undefined : eq(auditEntries.act, act),
        actor === undefined ? undefined : sql`${auditEntries.actorNo} = ${memberNo(actor, workspace.no)}`,
        subject === undefined ? undefined : sql`${auditEntries.subjectNo} = ${memberNo(subject, workspace.no)}`,
      ),
    )
    .orderBy(desc(auditEntries.no))
    .limit(limit);
  // A private channel is named to those alone who are in it: of the others it is known that something was done in one. A thread goes by the channel that it hangs in.
  return raw<AuditRow>(
    db,
    sql`select e.no, e.at, e.act, a.id as actor, ${sql.raw(shownName("a"))} as actorName, s.id as subject, ${sql.raw(shownName("s"))} as subjectName, c.id as channel, e.details,
        case when home.kind = 'public' or exists (select 1 from memberships mine
          where mine.channel_no = home.no and mine.member_no = ${member.no}) then home.name end as channelName
      from audit_entries e
      join members a on a.no = e.actor_no
      left join members s on s.no = e.subject_no
      left join channels c on c.no = e.channel_no
      left join channels home on home.no = coalesce(c.parent_no, c.no)
      where e.no in (${page}) order by e.no desc`,
  );
}

/** A page of it. One more is read, by which it is known whether another follows. */
export async function auditPage(
  db: Db,
  permit: Permit<"readAudit">,
  filter: AuditFilter,
): Promise<{ entries: AuditEntry[]; next: number | null }> {
  const rows = await auditRows(db, permit, filter, AUDIT_PAGE + 1);
  const shown = rows.slice(0, AUDIT_PAGE);
  return {
    entries: shown.map(toEntry),
    next: rows.length > AUDIT_PAGE ? (shown.at(-1)?.no ?? null) : null,
  };
}

export function toEntry({ no, at, act, actor, subject, channel, channelName, details }: AuditRow): AuditEntry {
  return {
    ...{ no, at, act, actor },
    ...(subject !== null && { subject }),
    ...(channel !== null && { channel: { id: channel, ...(channelName !== null && { name: channelName }) } }),
    ...(details !== null && { details: JSON.parse(details) as AuditEntry["details"] }),
  };
}
