/**
 * The rows of the demo class, in one transaction: whoever stops in the middle finds no half of a class at the next start.
 * Each statement takes all of its rows as one parameter. Numbers (`no`) are given by D1 and found again by the public ids.
 */
import type { D1Database } from "@cloudflare/workers-types";
import type { Message, Role } from "../../protocol/index.ts";

type MessageMeta = NonNullable<Message["meta"]>;

export interface ClassRows {
  /** `played`: id of the member who answers guests. */
  workspace: { id: string; name: string; joinCode: string; createdAt: number; played: string | null };
  people: PersonRow[];
  channels: ChannelRow[];
  memberships: MembershipRow[];
  mentions: MentionRow[];
}
export interface PersonRow {
  userId: string;
  memberId: string;
  handle: string;
  handleKey: string;
  name: string;
  role: Role;
  pronouns: string | null;
  bio: string | null;
  passwordHash: string | null;
  passwordSalt: string | null;
  joinedAt: number;
  meta: { played: true } | null;
}
export interface ChannelRow {
  id: string;
  kind: "public" | "dm" | "thread";
  name: string | null;
  topic: string;
  posting: "all" | "staff";
  isDefault: boolean;
  /** Member id. */
  createdBy: string;
  createdAt: number;
  directKey: string | null;
  /** Of a thread: the channel of the message that it hangs on. It stands before the thread. */
  parentId: string | null;
  parentSeq: number | null;
  messages: MessageRow[];
}
export interface MessageRow {
  seq: number;
  id: string;
  /** Member id. */
  author: string;
  at: number;
  body: string;
  editedAt: number | null;
  replyTo: number | null;
  meta: MessageMeta | null;
  /** As a room keeps the ballots of a poll. */
  sealed: { ballots: Record<string, number[]> } | null;
}
interface MembershipRow {
  channelId: string;
  memberId: string;
  joinedAt: number;
  readSeq: number;
  notify: "all" | "mentions";
  /** Of a followed thread: when its newest message was posted, ms since 1970. */
  activeAt?: number;
}
interface MentionRow {
  memberId: string;
  channelId: string;
  seq: number;
}

const WORKSPACE = `INSERT INTO workspaces (id, name, join_code, demo, created_at, meta)
  VALUES (?1, ?2, ?3, 1, ?4, CASE WHEN ?5 IS NOT NULL THEN json_object('played', ?5) END)`;
const USERS = `INSERT INTO users (id, handle, handle_key, password_hash, password_salt, created_at)
  SELECT value ->> 'userId', value ->> 'handle', value ->> 'handleKey', value ->> 'passwordHash', value ->> 'passwordSalt',
    value ->> 'joinedAt'
  FROM json_each(?1) ORDER BY key`;
const MEMBERS = `INSERT INTO members (id, workspace_no, user_no, handle, handle_key, name, role, pronouns, bio, joined_at, meta)
  SELECT j.value ->> 'memberId', (SELECT no FROM workspaces WHERE id = ?1),
    (SELECT no FROM users WHERE id = j.value ->> 'userId'), j.value ->> 'handle', j.value ->> 'handleKey', j.value ->> 'name',
    j.value ->> 'role', j.value ->> 'pronouns', j.value ->> 'bio', j.value ->> 'joinedAt',
    nullif(j.value -> 'meta', 'null')
  FROM json_each(?2) j ORDER BY j.key`;
const CHANNELS = `INSERT INTO channels (id, workspace_no, kind, name, topic, posting, is_default, created_by, created_at, direct_key,
    parent_no, parent_seq)
  SELECT j.value ->> 'id', (SELECT no FROM workspaces WHERE id = ?1), j.value ->> 'kind', j.value ->> 'name', j.value ->> 'topic',
    j.value ->> 'posting', j.value ->> 'isDefault', (SELECT no FROM members WHERE id = j.value ->> 'createdBy'),
    j.value ->> 'createdAt', j.value ->> 'directKey', NULL, j.value ->> 'parentSeq'
  FROM json_each(?2) j ORDER BY j.key`;
// A channel is found by its id only when it stands there.
const PARENTS = `UPDATE channels SET parent_no = (SELECT parent.no FROM json_each(?1) j JOIN channels parent ON parent.id = j.value ->> 'parentId'
    WHERE j.value ->> 'id' = channels.id)
  WHERE parent_seq IS NOT NULL AND id IN (SELECT value ->> 'id' FROM json_each(?1))`;
const MEMBERSHIPS = `INSERT INTO memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
  SELECT (SELECT no FROM channels WHERE id = j.value ->> 'channelId'), (SELECT no FROM members WHERE id = j.value ->> 'memberId'),
    j.value ->> 'joinedAt', j.value ->> 'readSeq', j.value ->> 'notify', j.value ->> 'activeAt'
  FROM json_each(?1) j`;
// As from a room that numbered them itself: the first change of each message is its posting, so `rev` is `seq`.
const MESSAGES = `INSERT INTO messages (key, id, rev, author, at, body, edited_at, reply_to, meta, sealed)
  SELECT c.no * 4294967296 + (j.value ->> 'seq'), j.value ->> 'id', j.value ->> 'seq', j.value ->> 'author', j.value ->> 'at',
    j.value ->> 'body', j.value ->> 'editedAt', j.value ->> 'replyTo', nullif(j.value -> 'meta', 'null'), nullif(j.value -> 'sealed', 'null')
  FROM channels c, json_each(?2) j WHERE c.id = ?1`;
// As worker/store/messages.ts keeps them.
const LANDMARKS = `INSERT INTO landmarks (channel_no, seq, kind)
  SELECT c.no, j.value ->> 'seq', kinds.value ->> 1
  FROM channels c, json_each(?2) j, json_each('[["pinned", "pin"], ["checkpoint", "checkpoint"]]') kinds
  WHERE c.id = ?1 AND json_type(j.value, '$.meta.' || (kinds.value ->> 0)) IS NOT NULL`;
const MENTIONS = `INSERT INTO mentions (member_no, channel_no, seq)
  SELECT (SELECT no FROM members WHERE id = j.value ->> 'memberId'), (SELECT no FROM channels WHERE id = j.value ->> 'channelId'),
    j.value ->> 'seq'
  FROM json_each(?1) j`;

export async function writeClass(d1: D1Database, rows: ClassRows): Promise<void> {
  const { workspace, people, channels, memberships, mentions } = rows;
  const channelRows = JSON.stringify(channels.map(({ messages: _, ...channel }) => channel));
  await d1.batch([
    d1.prepare(WORKSPACE).bind(workspace.id, workspace.name, workspace.joinCode, workspace.createdAt, workspace.played),
    d1.prepare(USERS).bind(JSON.stringify(people)),
    d1.prepare(MEMBERS).bind(workspace.id, JSON.stringify(people)),
    d1.prepare(CHANNELS).bind(workspace.id, channelRows),
    d1.prepare(PARENTS).bind(channelRows),
    d1.prepare(MEMBERSHIPS).bind(JSON.stringify(memberships)),
    ...channels.flatMap(({ id, messages }) =>
      [MESSAGES, LANDMARKS].map((statement) => d1.prepare(statement).bind(id, JSON.stringify(messages))),
    ),
    d1.prepare(MENTIONS).bind(JSON.stringify(mentions)),
  ]);
}

/** Which of these are the keys of accounts already. */
export async function takenHandleKeys(d1: D1Database, keys: string[]): Promise<Set<string>> {
  const { results } = await d1
    .prepare("SELECT handle_key FROM users WHERE handle_key IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(keys))
    .all<{ handle_key: string }>();
  return new Set(results.map((row) => row.handle_key));
}
