/** How a class goes: counted over the newest messages of the channels that somebody is in, when somebody looks. Nothing is kept for it. */
import {
  INSIGHTS_CHANNELS,
  INSIGHTS_DAYS,
  INSIGHTS_PER_CHANNEL,
  INSIGHTS_QUESTIONS,
  type Insights,
} from "../../protocol/insights.ts";
import { KEYS_PER_CHANNEL } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
import type { Permit } from "./permit.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/*
 * Direct messages are in no part of it, nor are channels that the reader is not in. All that is read is `recent`: once, by key, so many
 * messages of so many channels; the rest is counted from it. Threads are not read: a question that has one is answered.
 */
const COUNTED = `WITH home AS MATERIALIZED (
    SELECT c.no, c.id, (SELECT max(key) FROM messages WHERE key > c.no * ${KEYS_PER_CHANNEL} AND key < (c.no + 1) * ${KEYS_PER_CHANNEL}) AS newest
    FROM memberships mine INDEXED BY memberships_in_channels CROSS JOIN channels c ON c.no = mine.channel_no
    WHERE mine.member_no = ?1 AND mine.active_at IS NULL AND c.workspace_no = ?2 AND c.kind IN ('public', 'private')),
  lately AS MATERIALIZED (SELECT home.no, home.id FROM home CROSS JOIN messages m ON m.key = home.newest AND m.at >= ?3
    ORDER BY m.at DESC LIMIT ${INSIGHTS_CHANNELS}),
  recent AS MATERIALIZED (SELECT l.no, l.id, m.key, m.at, m.author, m.reply_to,
      rtrim(m.body, ' ' || char(9, 10, 13) || '*_~)"') LIKE '%?' OR rtrim(m.body) LIKE '%؟' OR rtrim(m.body) LIKE '%？' AS asks,
      json_extract(m.meta, '$.thread') IS NOT NULL AS answered
    FROM lately l CROSS JOIN messages m ON m.key IN (SELECT key FROM messages
      WHERE key > l.no * ${KEYS_PER_CHANNEL} AND key < (l.no + 1) * ${KEYS_PER_CHANNEL} ORDER BY key DESC LIMIT ${INSIGHTS_PER_CHANNEL})
    WHERE m.at >= ?3 AND m.deleted_at IS NULL),
  spoke AS MATERIALIZED (SELECT r.author, max(r.at) AS last, p.role FROM recent r
    JOIN members p ON p.id = r.author AND p.bot IS NULL AND p.user_no IS NOT NULL AND p.left_at IS NULL GROUP BY r.author)
  SELECT
    (SELECT json_group_array(json_array(hour, n)) FROM (SELECT at / ${HOUR_MS} AS hour, count(*) AS n FROM recent GROUP BY 1 ORDER BY 1)) AS hours,
    (SELECT json_group_array(json_object('channel', id, 'messages', n, 'people', people)) FROM
      (SELECT id, count(*) AS n, count(DISTINCT author) AS people FROM recent GROUP BY no ORDER BY n DESC)) AS channels,
    (SELECT json_group_array(json_array(week, n)) FROM (SELECT CAST((?4 - r.at) / ${WEEK_MS} AS INTEGER) AS week, count(DISTINCT r.author) AS n
      FROM recent r JOIN spoke ON spoke.author = r.author GROUP BY 1)) AS weeks,
    (SELECT count(*) FROM spoke WHERE role = 'student' AND last < ?4 - ${WEEK_MS}) AS quiet,
    (SELECT count(*) FROM members WHERE workspace_no = ?2 AND left_at IS NULL AND user_no IS NOT NULL AND role = 'student') AS students,
    (SELECT json_group_array(key) FROM (SELECT q.key FROM recent q JOIN spoke ON spoke.author = q.author AND spoke.role IN ('student', 'guest')
      WHERE q.asks AND NOT q.answered AND q.key NOT IN (SELECT no * ${KEYS_PER_CHANNEL} + reply_to FROM recent WHERE reply_to IS NOT NULL)
      ORDER BY q.at DESC LIMIT ${INSIGHTS_QUESTIONS})) AS questions,
    (SELECT max(n) FROM (SELECT count(*) AS n FROM recent GROUP BY no)) AS most`;

/** @param count at least one */
const questions = (count: number) => `SELECT c.id AS channel, c.no AS channelNo, ${publicColumns("m")} FROM messages m
  CROSS JOIN channels c ON c.no = m.key / ${KEYS_PER_CHANNEL}
  WHERE m.key IN (${Array.from({ length: count }, () => "?").join(", ")}) ORDER BY m.at DESC`;

type Counted = Record<"hours" | "channels" | "weeks" | "questions", string> & {
  quiet: number;
  students: number;
  most: number | null;
};

/** @param now ms since 1970 */
export async function insightsOf(
  d1: D1Database,
  { workspace, member }: Permit<"readInsights">,
  now: number,
): Promise<Insights> {
  const since = now - INSIGHTS_DAYS * 24 * HOUR_MS;
  const row = await d1.prepare(COUNTED).bind(member.no, workspace.no, since, now).first<Counted>();
  if (!row) throw new Error("Nothing was counted");
  const weeks = new Map(JSON.parse(row.weeks) as [number, number][]);
  const keys = JSON.parse(row.questions) as number[];
  const { results } =
    keys.length === 0
      ? { results: [] }
      : await d1
          .prepare(questions(keys.length))
          .bind(...keys)
          .all<KeyedRow & { channel: string; channelNo: number }>();
  return {
    ...{ since, until: now, quiet: row.quiet, students: row.students, isPart: (row.most ?? 0) >= INSIGHTS_PER_CHANNEL },
    hours: JSON.parse(row.hours) as Insights["hours"],
    channels: JSON.parse(row.channels) as Insights["channels"],
    weeks: [3, 2, 1, 0].map((week) => weeks.get(week) ?? 0),
    questions: results.map((each) => ({ channel: each.channel, message: messageIn(each.channelNo, each) })),
  };
}
