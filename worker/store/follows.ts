/** Who comes to follow a thread by what is said in it: who writes, who is named, and from the first reply on who wrote the root message. */
import type { Message } from "../../protocol/index.ts";

/**
 * What a follower's row says of when something was said lags behind by less than this: it is written once an hour of talk and
 * follower, not once a message and follower (promise I10). Whoever sorts by it must look that much further.
 */
export const ACTIVE_STEP_MS = 60 * 60_000;

// What D1 has already made nobody a follower again who went: a batch that is sent again, or an edit. `[seq, id, handle, read seq]`.
const FOLLOW = `INSERT INTO memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
  SELECT ?1, m.no, ?2, json_extract(j.value, '$[3]'), 'all', ?7
  FROM json_each(?3) j
  CROSS JOIN members m ON m.workspace_no = ?4 AND m.left_at IS NULL AND m.user_no IS NOT NULL AND m.bot IS NULL
    AND (m.id = json_extract(j.value, '$[1]') OR m.handle_key = json_extract(j.value, '$[2]'))
  JOIN memberships home ON home.channel_no = ?5 AND home.member_no = m.no
  WHERE NOT EXISTS (SELECT 1 FROM messages WHERE key = ?6 + json_extract(j.value, '$[0]'))
  ON CONFLICT DO NOTHING RETURNING member_no AS memberNo`;
const FOLLOW_ROOT = `INSERT INTO memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
  SELECT ?1, m.no, ?2, 0, 'all', ?5 FROM channels c JOIN members m ON m.no = c.created_by AND m.left_at IS NULL AND m.user_no IS NOT NULL AND m.bot IS NULL
  JOIN memberships home ON home.channel_no = ?3 AND home.member_no = m.no
  WHERE c.no = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE key = ?4)
  ON CONFLICT DO NOTHING RETURNING member_no AS memberNo`;
// Also a row that is not told from one of a channel yet, as one of before `active_at` may be.
const MOVE_ACTIVE = `UPDATE memberships SET active_at = ?2
  WHERE channel_no = ?1 AND (active_at IS NULL OR active_at <= ?3) RETURNING NULL AS memberNo`;

/**
 * Statements for the batch that brings these messages, before they are written. The first ones return `memberNo`s of
 * new followers, the last one nulls. Who writes has read up to there; who is named has not read that message.
 * @param firstKey key of the thread's place 0
 */
export function followStatements(
  d1: D1Database,
  thread: { channelNo: number; workspaceNo: number; membersNo: number },
  firstKey: number,
  messages: Message[],
  mentions: { seq: number; handleKey: string }[],
): D1PreparedStatement[] {
  const { channelNo, workspaceNo, membersNo } = thread;
  const now = Date.now();
  // The first row of a person counts: authors by their last message, the named by their first.
  const authors = messages.map(({ seq, author }) => [seq, author, null, seq]).reverse();
  const named = mentions.map(({ seq, handleKey }) => [seq, null, handleKey, seq - 1]);
  const newest = messages.reduce((a, b) => (b.seq > a.seq ? b : a));
  const follow = d1.prepare(FOLLOW);
  const rows = JSON.stringify([...authors, ...named]);
  const statements = [follow.bind(channelNo, now, rows, workspaceNo, membersNo, firstKey, newest.at)];
  const hasFirst = messages.some(({ seq }) => seq === 1);
  if (hasFirst) statements.push(d1.prepare(FOLLOW_ROOT).bind(channelNo, now, membersNo, firstKey + 1, newest.at));
  statements.push(d1.prepare(MOVE_ACTIVE).bind(channelNo, newest.at, newest.at - ACTIVE_STEP_MS));
  return statements;
}
