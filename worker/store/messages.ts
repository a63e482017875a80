/**
 * Messages in D1. The hot statements are plain SQL: a batch from a room is one statement with one parameter for all rows
 * (D1 takes at most 100 parameters), and a page is a range of the key.
 */
import { REACHED_MAX, REACTED_LEAST, type Message } from "../../protocol/index.ts";
import { countRows } from "./count-rows.ts";
import { followStatements } from "./follows.ts";
import { keyOf, lastKeyOf, seqOf } from "./message-key.ts";
import {
  COLUMNS,
  EXCLUDED,
  FROM_JSON,
  messageOf,
  publicColumns,
  storedMessageOf,
  type MessageRow,
  type StoredMessage,
} from "./message-row.ts";
import { removalStatement, type Removal } from "./removals.ts";

/** A message's row in D1. */
export type KeyedRow = MessageRow & { key: number };

// A row that is there already with the same or a later `rev` is left alone: a batch that is sent again writes nothing.
const WRITE = `INSERT INTO messages (key, ${COLUMNS}) SELECT ?1 + json_extract(value, '$.seq'), ${FROM_JSON} FROM json_each(?2) WHERE 1
  ON CONFLICT (key) DO UPDATE SET ${EXCLUDED} WHERE excluded.rev > messages.rev`;

// Only members of the channel can be mentioned in it, and nobody mentions themselves.
const WRITE_MENTIONS = `INSERT OR IGNORE INTO mentions (member_no, channel_no, seq)
  SELECT m.no, ?1, json_extract(j.value, '$[0]')
  FROM json_each(?2) j
  CROSS JOIN members m ON m.workspace_no = ?3 AND m.handle_key = json_extract(j.value, '$[1]') AND m.id <> json_extract(j.value, '$[2]')
  CROSS JOIN memberships s ON s.channel_no = ?4 AND s.member_no = m.no`;
// A crowd is whoever is in the channel when the batch comes in: at most REACHED_MAX of them per message.
const WRITE_CROWDS = `INSERT OR IGNORE INTO mentions (member_no, channel_no, seq)
  SELECT person.no, ?1, json_extract(j.value, '$[0]')
  FROM json_each(?2) j
  JOIN (SELECT m.no, m.id, m.role FROM memberships s JOIN members m ON m.no = s.member_no AND m.left_at IS NULL AND m.user_no IS NOT NULL AND m.bot IS NULL
    WHERE s.channel_no = ?3 ORDER BY s.member_no LIMIT ${REACHED_MAX}) person
  ON person.id <> json_extract(j.value, '$[2]') AND CASE json_extract(j.value, '$[1]')
    WHEN 'channel' THEN 1 WHEN 'ta' THEN person.role = 'ta' WHEN 'teacher' THEN person.role IN ('teacher', 'owner') END`;
// Who was here when a message said @here is known to the hub alone, and written when it hears of it.
const WRITE_PRESENT = `INSERT OR IGNORE INTO mentions (member_no, channel_no, seq)
  SELECT json_extract(j.value, '$[0]'), c.no, json_extract(j.value, '$[1]') FROM json_each(?2) j JOIN channels c ON c.id = ?1`;
// An edit may take a name out again.
const CLEAR_MENTIONS = `DELETE FROM mentions WHERE channel_no = ?1 AND seq IN (SELECT value FROM json_each(?2))`;

// Those that stay are not written again.
const CLEAR_LANDMARKS = `DELETE FROM landmarks WHERE channel_no = ?1 AND seq IN (SELECT value FROM json_each(?2))
  AND seq || kind NOT IN (SELECT json_extract(value, '$[0]') || json_extract(value, '$[1]') FROM json_each(?3))`;
const WRITE_LANDMARKS = `INSERT OR IGNORE INTO landmarks (channel_no, seq, kind, home_no)
  SELECT ?1, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?2)`;

/** `@here`: these members were there when the message came. */
export async function writePresent(
  d1: D1Database,
  channelId: string,
  named: { memberNo: number; seq: number }[],
): Promise<void> {
  const rows = named.slice(0, REACHED_MAX).map(({ memberNo, seq }) => [memberNo, seq]);
  await d1.prepare(WRITE_PRESENT).bind(channelId, JSON.stringify(rows)).run();
}

export interface MentionRow {
  seq: number;
  handleKey: string;
  author: string;
}

/**
 * Upserts messages as they now are, with who is named in them. Safe to repeat. One round trip, one transaction.
 * @param rows JSON of the messages, each with what is not told of it as `sealed`
 * @param mayBeThere the last `seq` of which D1 may have an earlier state; what is behind it is new, and has no mark to take away
 * @returns the numbers of those who follow the thread from now on; none where it is not one
 */
export async function writeMessages(
  d1: D1Database,
  /** `membersNo`: the channel whose members may read it, where that is another one. */
  channel: { channelNo: number; workspaceNo: number; membersNo?: number },
  messages: Message[],
  mentions: MentionRow[],
  rows: string,
  removals: readonly Removal[] = [],
  mayBeThere = Infinity,
): Promise<number[]> {
  const { channelNo: ownNo, membersNo: homeNo = ownNo } = channel;
  const follows =
    homeNo === ownNo
      ? []
      : followStatements(d1, { ...channel, membersNo: homeNo }, keyOf(ownNo, 0), messages, mentions);
  const statements = [...follows, d1.prepare(WRITE).bind(keyOf(channel.channelNo, 0), rows)];
  // Whom `@here` reached cannot be told again later.
  const isRewritten = (m: Message) => m.editedAt !== undefined && m.meta?.reach?.includes("here") !== true;
  const changed = messages.filter((m) => isRewritten(m) || m.deletedAt !== undefined).map((m) => m.seq);
  if (changed.length > 0) statements.push(d1.prepare(CLEAR_MENTIONS).bind(channel.channelNo, JSON.stringify(changed)));
  // Also without anything at it now: a pin that was taken off leaves nothing behind by which it could be known.
  const marked = messages.filter((m) => m.seq <= mayBeThere).map((m) => m.seq);
  const landmarks = messages.flatMap(({ seq, meta }) => [
    ...(meta?.pinned ? [[seq, "pin"]] : []),
    ...(meta?.checkpoint ? [[seq, "checkpoint"]] : []),
    ...(meta?.task ? [[seq, meta.task.done ? "done" : "task", homeNo]] : []),
    ...(reactionsIn(meta) >= REACTED_LEAST ? [[seq, "reacted"]] : []),
  ]);
  if (marked.length > 0)
    statements.push(
      d1.prepare(CLEAR_LANDMARKS).bind(channel.channelNo, JSON.stringify(marked), JSON.stringify(landmarks)),
    );
  if (landmarks.length > 0)
    statements.push(d1.prepare(WRITE_LANDMARKS).bind(channel.channelNo, JSON.stringify(landmarks)));
  if (mentions.length > 0) {
    const named = mentions.map((m) => [m.seq, m.handleKey, m.author]);
    const { channelNo, workspaceNo, membersNo = channelNo } = channel;
    statements.push(d1.prepare(WRITE_MENTIONS).bind(channelNo, JSON.stringify(named), workspaceNo, membersNo));
  }
  const crowds = messages.flatMap((m) =>
    (m.meta?.reach ?? []).flatMap((crowd) => (crowd === "here" ? [] : [[m.seq, crowd, m.author]])),
  );
  if (crowds.length > 0) {
    const { channelNo, membersNo = channelNo } = channel;
    statements.push(d1.prepare(WRITE_CROWDS).bind(channelNo, JSON.stringify(crowds), membersNo));
  }
  if (removals.length > 0) statements.push(removalStatement(d1, channel, removals));
  const results = await d1.batch<{ memberNo: number | null }>(statements);
  countRows(results);
  return results
    .slice(0, follows.length)
    .flatMap(({ results: rows }) => rows.flatMap(({ memberNo }) => memberNo ?? []));
}

/** How many reactions a message has, of all emoji together. */
export const reactionsIn = (meta: Message["meta"]): number =>
  (meta?.reactions ?? []).reduce((sum, { count }) => sum + count, 0);

/** One message, or undefined. */
export async function readMessage(d1: D1Database, channelNo: number, seq: number): Promise<StoredMessage | undefined> {
  const row = await d1.prepare(`SELECT * FROM messages WHERE key = ?`).bind(keyOf(channelNo, seq)).first<KeyedRow>();
  return row ? storedMessageOf(row, seq) : undefined;
}

const STORED = `SELECT * FROM messages WHERE key IN (SELECT ?1 + value FROM json_each(?2)) ORDER BY key`;

/** Messages at these places, with what is not told of them, ascending. */
export async function readStored(d1: D1Database, channelNo: number, seqs: readonly number[]): Promise<StoredMessage[]> {
  const { results } = await d1.prepare(STORED).bind(keyOf(channelNo, 0), JSON.stringify(seqs)).all<KeyedRow>();
  return results.map((row) => storedMessageOf(row, seqOf(channelNo, row.key)));
}

const LANDMARKS = `SELECT ${publicColumns("m")}
  FROM landmarks l JOIN messages m ON m.key = ?1 + l.seq WHERE l.channel_no = ?2 AND l.kind IN ('pin', 'checkpoint') GROUP BY m.key ORDER BY m.key DESC LIMIT 500`;

/** Messages that are pinned or checkpoints, newest first, at most 500. */
export async function readPinsAndCheckpoints(d1: D1Database, channelNo: number): Promise<Message[]> {
  const { results } = await d1.prepare(LANDMARKS).bind(keyOf(channelNo, 0), channelNo).all<KeyedRow>();
  return results.map((row) => messageIn(channelNo, row));
}

/** What a room that has never been awake, or lost its storage, starts from. Reads every row of the channel once, for the highest `rev`. */
export async function readHead(
  d1: D1Database,
  channelNo: number,
  keep: number,
): Promise<{ head: { seq: number; rev: number; lastAt: number }; newest: StoredMessage[] }> {
  const range = [keyOf(channelNo, 1), lastKeyOf(channelNo)];
  const [top, newest] = await d1.batch<Record<string, unknown>>([
    d1
      .prepare(`SELECT max(key) AS key, max(rev) AS rev, max(at) AS at FROM messages WHERE key BETWEEN ? AND ?`)
      .bind(...range),
    d1.prepare(`SELECT * FROM messages WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?`).bind(...range, keep),
  ]);
  const head = top?.results[0] as { key: number | null; rev: number; at: number } | undefined;
  if (!head || head.key === null) return { head: { seq: 0, rev: 0, lastAt: 0 }, newest: [] };
  // One batch has one type of row, and these are two.
  const messages = (newest?.results as unknown as KeyedRow[])
    .map((row) => storedMessageOf(row, seqOf(channelNo, row.key)))
    .reverse();
  return { head: { seq: seqOf(channelNo, head.key), rev: head.rev, lastAt: head.at }, newest: messages };
}

const IDS_BEFORE = `SELECT key, id FROM messages WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3`;

/** Ids of a channel's messages below a place, the newest first. Reads a row for each. */
export async function readIdsBefore(
  d1: D1Database,
  channelNo: number,
  before: number,
  limit: number,
): Promise<{ id: string; seq: number }[]> {
  const { results } = await d1
    .prepare(IDS_BEFORE)
    .bind(keyOf(channelNo, 0), keyOf(channelNo, before), limit)
    .all<{ key: number; id: string }>();
  return results.map(({ key, id }) => ({ id, seq: seqOf(channelNo, key) }));
}

/** The message of a row of this channel, without what readers are not told. */
export const messageIn = (channelNo: number, row: KeyedRow): Message => messageOf(row, seqOf(channelNo, row.key));
