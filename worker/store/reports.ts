/** Reports to the teaching team: nobody reads one of themselves, and who told it is told to the team alone. */
import { sql, type SQL } from "drizzle-orm";
import {
  REPORTS_A_DAY,
  REPORTS_LISTED,
  type MyReport,
  type Report,
  type ReportedMessage,
  type ReportOutcome,
  type ReportReason,
} from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";

const DAY_MS = 24 * 60 * 60_000;

export interface NewReport {
  /** Member number. */
  aboutNo: number;
  reason: ReportReason;
  words: string;
  /** Of a message: channel number and place, and what it is now. */
  of?: { channelNo: number; seq: number; message: ReportedMessage };
}

interface Row {
  id: string;
  at: number;
  by: string;
  about: string;
  reason: ReportReason;
  words: string;
  channel: string | null;
  channelName: string | null;
  seq: number | null;
  message: string | null;
  decidedAt: number | null;
  decidedBy: string | null;
  outcome: ReportOutcome | null;
  answer: string | null;
}

/** @param mine channel `c` is named to whom of these it may be @param where over `r` */
const find = (db: Db, memberNo: number, where: SQL) =>
  raw<Row>(
    db,
    sql`select r.id, r.at, reporter.id as by, about.id as about, r.reason, r.words, c.id as channel, r.seq, r.message,
      case when exists (select 1 from memberships mine where mine.channel_no = coalesce(c.parent_no, c.no) and mine.member_no = ${memberNo})
        then coalesce(home.name, c.name, '') end as channelName,
      r.decided_at as decidedAt, decider.id as decidedBy, r.outcome, r.answer
      from reports r
      join members reporter on reporter.no = r.reporter_no join members about on about.no = r.about_no
      left join members decider on decider.no = r.decided_by
      left join channels c on c.no = r.channel_no left join channels home on home.no = c.parent_no
      where ${where}`,
  );

function toMine(row: Row): MyReport {
  const { id, at, about, reason, words, channel, seq, message, decidedAt, outcome, answer } = row;
  return {
    ...{ id, at, about, reason, words },
    ...(channel !== null && seq !== null && { place: { channel, seq } }),
    ...(message !== null && { message: JSON.parse(message) as ReportedMessage }),
    ...(decidedAt !== null && outcome !== null && { decided: { at: decidedAt, outcome, answer: answer ?? "" } }),
  };
}
const toReport = (row: Row): Report => ({
  ...toMine(row),
  by: row.by,
  ...(row.decidedBy !== null && { decidedBy: row.decidedBy }),
  ...(row.channelName !== null && { channelName: row.channelName }),
});

/** One statement counts and writes. While one of theirs of the same is open, that one is it. @returns undefined: as many as a day has */
export async function makeReport(
  db: Db,
  { workspace, member }: Permit<"report">,
  { aboutNo, reason, words, of }: NewReport,
  now: number,
): Promise<{ report: MyReport; isNew: boolean } | undefined> {
  const id = publicId();
  const same = sql`(select same.no from reports same where same.reporter_no = ${member.no} and same.decided_at is null
    and same.about_no = ${aboutNo} and same.channel_no is ${of?.channelNo ?? null} and same.seq is ${of?.seq ?? null} limit 1)`;
  await raw(
    db,
    sql`insert into reports (id, workspace_no, at, reporter_no, about_no, reason, words, channel_no, seq, message)
      select ${id}, ${workspace.no}, ${now}, ${member.no}, ${aboutNo}, ${reason}, ${words}, ${of?.channelNo ?? null}, ${of?.seq ?? null},
        ${of ? JSON.stringify(of.message) : null}
      where ${same} is null and (select count(*) from reports mine where mine.reporter_no = ${member.no} and mine.at > ${now - DAY_MS})
        < ${REPORTS_A_DAY}`,
  );
  const [row] = await find(db, member.no, sql`r.id = ${id} or r.no = ${same}`);
  return row && { report: toMine(row), isNew: row.id === id };
}

export async function reportsOf(db: Db, { member }: Permit<"report">): Promise<MyReport[]> {
  const rows = await find(
    db,
    member.no,
    sql`r.reporter_no = ${member.no} order by r.no desc limit ${sql.raw(String(REPORTS_LISTED))}`,
  );
  return rows.map(toMine);
}

/** Nobody hears what was told of them. */
const forTeam = ({ workspace, member }: Permit<"decideReports">) =>
  sql`r.workspace_no = ${workspace.no} and r.about_no <> ${member.no}`;

export async function reportsFor(db: Db, permit: Permit<"decideReports">, isDecided: boolean): Promise<Report[]> {
  const which = isDecided
    ? sql`r.decided_at is not null order by r.decided_at desc`
    : sql`r.decided_at is null order by r.no`;
  const limit = sql.raw(String(REPORTS_LISTED));
  return (await find(db, permit.member.no, sql`${forTeam(permit)} and ${which} limit ${limit}`)).map(toReport);
}

export async function countOpen(db: Db, permit: Permit<"decideReports">): Promise<number> {
  const [row] = await raw<{ open: number }>(
    db,
    sql`select count(*) as open from reports r where ${forTeam(permit)} and r.decided_at is null`,
  );
  return row?.open ?? 0;
}

/**
 * @returns undefined where there is none, or none that they may see; `isFirst` false: somebody of the team was quicker, and theirs stands
 */
export async function decideReport(
  db: Db,
  permit: Permit<"decideReports">,
  id: string,
  { outcome, answer }: { outcome: ReportOutcome; answer: string },
  now: number,
): Promise<{ report: Report; isFirst: boolean } | undefined> {
  const { workspace, member } = permit;
  const about = sql`(select r.about_no from reports r where r.id = ${id})`;
  const [decided] = await db.batch([
    raw(
      db,
      sql`update reports set decided_at = ${now}, decided_by = ${member.no}, outcome = ${outcome}, answer = ${answer}
        where id = ${id} and decided_at is null and workspace_no = ${workspace.no} and about_no <> ${member.no} returning no`,
    ),
    auditStatement(db, permit, { act: "reportDecided", subject: about, details: { outcome } }, now, somethingChanged),
  ]);
  const [row] = await find(db, member.no, sql`${forTeam(permit)} and r.id = ${id}`);
  return row && { report: toReport(row), isFirst: decided.length > 0 };
}

/** Ids of the teaching team who hear of a report about this member. */
export async function teamBut(db: Db, workspaceNo: number, aboutNo: number): Promise<string[]> {
  const rows = await raw<{ id: string }>(
    db,
    sql`select id from members indexed by members_here where workspace_no = ${workspaceNo} and left_at is null and user_no is not null
      and bot is null and role in ('owner', 'teacher', 'ta') and no <> ${aboutNo}`,
  );
  return rows.map(({ id }) => id);
}
