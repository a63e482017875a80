/** What the live objects read and write in D1 besides messages: read marks, leases, and who is in a channel. */
import { countRows } from "./count-rows.ts";
import { settingsOf, type Role, type Scope, type SeenMark, type Settings } from "../../protocol/index.ts";
import type { DirectRelation } from "../../protocol/permissions.ts";
import { lacksFactorSql } from "./lacking-factor.ts";
import { toDirectRelation, relationInDirect } from "./direct-relation.ts";
import type { VisitContext } from "./membership-context.ts";
import { VISIT_IN_SQL, visitFromSql } from "./widget-rules.ts";

// An upsert of rows that are there: `UPDATE … FROM json_each` would read every membership of the channel for each of the marks.
const MOVE_READ_MARKS = `INSERT INTO memberships (channel_no, member_no, joined_at, read_seq, read_at)
  SELECT s.channel_no, s.member_no, s.joined_at, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]')
  FROM json_each(?2) j CROSS JOIN memberships s ON s.channel_no = ?1 AND s.member_no = json_extract(j.value, '$[0]')
  WHERE s.read_seq < json_extract(j.value, '$[1]')
  ON CONFLICT (channel_no, member_no) DO UPDATE SET read_seq = excluded.read_seq,
    read_at = CASE WHEN excluded.read_seq > seen_seq THEN excluded.read_at ELSE read_at END`;

export interface ReadMark {
  memberNo: number;
  seq: number;
  /** When they read up to there, ms. */
  at: number;
}

/**
 * Moves read marks forward, never back: one statement for all readers of a channel. What was read once already, before the mark
 * was moved back, keeps its time.
 */
export async function moveReadMarks(d1: D1Database, channelNo: number, marks: ReadMark[]): Promise<void> {
  const rows = JSON.stringify(marks.map(({ memberNo, seq, at }) => [memberNo, seq, at]));
  countRows([await d1.prepare(MOVE_READ_MARKS).bind(channelNo, rows).run()]);
}

const MOVE_BACK = `UPDATE memberships SET seen_seq = max(seen_seq, read_seq, ?3), read_seq = ?4 WHERE channel_no = ?1 AND member_no = ?2`;

/** Moves one reader's mark to `seq`, wherever it was. `readSeq`: how far they had read, which others may have been told. */
export async function moveReadMarkBack(
  d1: D1Database,
  channelNo: number,
  { memberNo, seq, readSeq }: { memberNo: number; seq: number; readSeq: number },
): Promise<void> {
  await d1.prepare(MOVE_BACK).bind(channelNo, memberNo, readSeq, seq).run();
}

const SEEN = `SELECT m.id AS member, max(s.read_seq, s.seen_seq) AS seq, s.read_at AS at FROM memberships s JOIN members m ON m.no = s.member_no
  WHERE s.channel_no = ? AND coalesce(json_extract(m.meta, '$.settings.readReceipts'), 1) = 1`;

/** How far each of a small channel's people has read, but for those who do not tell. */
export async function readSeen(d1: D1Database, channelNo: number): Promise<Record<string, SeenMark>> {
  const { results } = await d1.prepare(SEEN).bind(channelNo).all<{ member: string; seq: number; at: number | null }>();
  return Object.fromEntries(results.map(({ member, seq, at }) => [member, { seq, ...(at !== null && { at }) }]));
}

export interface Lease {
  tokenHash: string;
  memberNo: number;
}
export interface LeaseState {
  role: Role;
  mutedUntil: number | null;
  /** Of a program's token. */
  scope: Scope | null;
  settings: Settings;
  /** In a direct message: how they stand to the other one. */
  relation: DirectRelation | null;
  /** The class is over. */
  classArchived: boolean;
  lacksFactor: boolean;
  /** They are in a widget. */
  visit?: VisitContext;
}

const inDirect = `CASE WHEN (SELECT kind FROM channels WHERE no = ?3) = 'dm' THEN ${relationInDirect("m.no", "?3")} END`;
/** Read once for all of them: when the class of the channel came to its end. */
const OVER_IN_SQL = `(SELECT w.archived_at FROM channels there JOIN workspaces w ON w.no = there.workspace_no WHERE there.no = ?3)`;
/** Leases that stand together in one row of the parameter: D1 counts each row of `json_each` as a row read. */
const LEASES_PER_ROW = 16;
const placesInRow = Array.from({ length: LEASES_PER_ROW }, (_, place) => `(${place})`).join(",");
// CROSS JOIN keeps the order: SQLite would begin with the channel's memberships, which is people times sockets.
const leases = (
  relation: string,
  visit = "NULL",
  over = "NULL",
) => `SELECT s.token_hash AS tokenHash, m.no AS memberNo, m.role AS role, s.scope AS scope,
    m.muted_until AS mutedUntil, ${lacksFactorSql("m")} AS lacksFactor, ${over} AS archivedAt, json_extract(m.meta, '$.settings') AS settings, ${relation} AS relation, ${visit} AS visit
  FROM json_each(?1) j CROSS JOIN (VALUES ${placesInRow}) place
  CROSS JOIN sessions s ON s.token_hash = json_extract(j.value, '$[' || place.column1 || '][0]') AND s.expires_at > ?2
  CROSS JOIN members m ON m.no = json_extract(j.value, '$[' || place.column1 || '][1]') AND m.left_at IS NULL AND m.user_no = s.user_no`;
// What is told of a class is for nobody in a widget.
const IN_WORKSPACE = `${leases("NULL")} WHERE s.widget_no IS NULL`;
const IN_CHANNEL = `${leases(inDirect, VISIT_IN_SQL, OVER_IN_SQL)} CROSS JOIN memberships c ON c.channel_no = ?3 AND c.member_no = m.no
  WHERE s.kind <> 'code'`;

/** Key of a lease in the answer of `readLeases`. */
export const leaseKey = (lease: Lease) => `${lease.tokenHash} ${lease.memberNo}`;

/** Which of these sessions still stand, and in what role. Who is missing from the answer has lost their place. */
export async function readLeases(
  d1: D1Database,
  leases: Lease[],
  now: number,
  channelNo?: number,
): Promise<Map<string, LeaseState>> {
  const rows = JSON.stringify(inRows(leases.map((lease) => [lease.tokenHash, lease.memberNo])));
  const statement =
    channelNo === undefined
      ? d1.prepare(IN_WORKSPACE).bind(rows, now)
      : d1.prepare(IN_CHANNEL).bind(rows, now, channelNo);
  const { results } = await statement.all<
    Lease & {
      role: Role;
      mutedUntil: number | null;
      scope: Scope | null;
      settings: string | null;
      relation: string | null;
      archivedAt: number | null;
      lacksFactor: number;
      visit: string | null;
    }
  >();
  return new Map(
    results.flatMap((row): [string, LeaseState][] => {
      const { role, mutedUntil, scope, settings, relation, archivedAt } = row;
      const visit = row.visit === null ? undefined : visitFromSql(row.visit);
      // The widget allows it no more.
      if (visit === null) return [];
      const kept: unknown = settings === null ? null : JSON.parse(settings);
      const state = { role, mutedUntil, scope, settings: settingsOf(kept), relation: toDirectRelation(relation) };
      const over = { classArchived: archivedAt !== null, lacksFactor: row.lacksFactor === 1 };
      return [[leaseKey(row), { ...state, ...over, ...(visit && { visit }) }]];
    }),
  );
}

function inRows<T>(all: T[]): T[][] {
  const rows: T[][] = [];
  for (let i = 0; i < all.length; i += LEASES_PER_ROW) rows.push(all.slice(i, i + LEASES_PER_ROW));
  return rows;
}

/** When a session began, ms since 1970; undefined where it is over. @throws as D1 does */
export async function readSessionBegan(d1: D1Database, tokenHash: string): Promise<number | undefined> {
  const began = d1.prepare("select created_at as at from sessions where token_hash = ?").bind(tokenHash);
  return (await began.first<number>("at")) ?? undefined;
}

/** Public ids of the members of a channel, known by its public id; of a thread, of those who follow it and may still read it. */
export async function readChannelMembers(d1: D1Database, channelId: string): Promise<Set<string>> {
  const { results } = await d1
    .prepare(
      `SELECT m.id AS id FROM channels c JOIN memberships s ON s.channel_no = c.no JOIN members m ON m.no = s.member_no
       WHERE c.id = ? AND (c.parent_no IS NULL OR EXISTS (
         SELECT 1 FROM memberships home WHERE home.channel_no = c.parent_no AND home.member_no = m.no))`,
    )
    .bind(channelId)
    .all<{ id: string }>();
  return new Set(results.map((row) => row.id));
}
