/** What the live objects read and write in D1 besides messages: read marks, leases, and who is in a channel. */
import type { Role } from "../../protocol/index.ts";

const MOVE_READ_MARKS = `UPDATE memberships SET read_seq = json_extract(j.value, '$[1]')
  FROM json_each(?2) j
  WHERE memberships.channel_no = ?1 AND memberships.member_no = json_extract(j.value, '$[0]') AND memberships.read_seq < json_extract(j.value, '$[1]')`;

/** Moves read marks forward, never back: one statement for all readers of a channel. */
export async function moveReadMarks(
  d1: D1Database,
  channelNo: number,
  marks: { memberNo: number; seq: number }[],
): Promise<void> {
  const rows = JSON.stringify(marks.map((mark) => [mark.memberNo, mark.seq]));
  await d1.prepare(MOVE_READ_MARKS).bind(channelNo, rows).run();
}

export interface Lease {
  tokenHash: string;
  memberNo: number;
}
export interface LeaseState {
  role: Role;
  mutedUntil: number | null;
}

const LEASES = `SELECT s.token_hash AS tokenHash, m.no AS memberNo, m.role AS role, m.muted_until AS mutedUntil
  FROM json_each(?1) j
  JOIN sessions s ON s.token_hash = json_extract(j.value, '$[0]') AND s.expires_at > ?2
  JOIN members m ON m.no = json_extract(j.value, '$[1]') AND m.left_at IS NULL AND m.user_no = s.user_no`;
const IN_CHANNEL = ` JOIN memberships c ON c.member_no = m.no AND c.channel_no = ?3`;

/** Key of a lease in the answer of `readLeases`. */
export const leaseKey = (lease: Lease) => `${lease.tokenHash} ${lease.memberNo}`;

/** Which of these sessions still stand, and in what role. Who is missing from the answer has lost their place. */
export async function readLeases(
  d1: D1Database,
  leases: Lease[],
  now: number,
  channelNo?: number,
): Promise<Map<string, LeaseState>> {
  const rows = JSON.stringify(leases.map((lease) => [lease.tokenHash, lease.memberNo]));
  const statement =
    channelNo === undefined
      ? d1.prepare(LEASES).bind(rows, now)
      : d1.prepare(LEASES + IN_CHANNEL).bind(rows, now, channelNo);
  const { results } = await statement.all<Lease & LeaseState>();
  return new Map(results.map((row) => [leaseKey(row), { role: row.role, mutedUntil: row.mutedUntil }]));
}

/** Public ids of the members of a channel, known by its public id. */
export async function readChannelMembers(d1: D1Database, channelId: string): Promise<Set<string>> {
  const { results } = await d1
    .prepare(
      `SELECT m.id AS id FROM channels c JOIN memberships s ON s.channel_no = c.no JOIN members m ON m.no = s.member_no WHERE c.id = ?`,
    )
    .bind(channelId)
    .all<{ id: string }>();
  return new Set(results.map((row) => row.id));
}
