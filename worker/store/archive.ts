/** What an archive of a class reads: in order of keys, in pages, each row once. Asked by the job of an owner, whose proof began it. */
import { SOURCE_PREFIX } from "../../protocol/archive/format.ts";
import type { Message, Role } from "../../protocol/index.ts";
import { keyOf, KEYS_PER_CHANNEL } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";

/** What somebody or a channel is called in every archive: the id, or the key it came with, unless somebody here has that id themselves. */
const keyIn = (table: "members" | "channels", alias: string) =>
  `CASE WHEN ${alias}.source_key LIKE '${SOURCE_PREFIX}%' AND NOT EXISTS (SELECT 1 FROM ${table} own
    WHERE own.id = substr(${alias}.source_key, ${SOURCE_PREFIX.length + 1}) AND own.workspace_no = ${alias}.workspace_no)
    THEN substr(${alias}.source_key, ${SOURCE_PREFIX.length + 1}) ELSE ${alias}.id END`;

/** Who made it, as far as it matters: owner still, and which private channels they are in. Undefined where they are none any more. */
export async function ownerOf(d1: D1Database, memberNo: number): Promise<{ id: string; name: string } | undefined> {
  const found = await d1
    .prepare(`SELECT id, name FROM members WHERE no = ? AND role = 'owner' AND left_at IS NULL AND user_no IS NOT NULL`)
    .bind(memberNo)
    .first<{ id: string; name: string }>();
  return found ?? undefined;
}

/** More than there are numbers of channels (message-key.ts). */
const PLACES_PER_CHANNEL = 2 ** 21;

export interface ArchivedChannel {
  no: number;
  id: string;
  key: string;
  kind: "public" | "private" | "thread";
  name: string | null;
  topic: string;
  posting: "all" | "staff";
  isDefault: number;
  archived: number;
  createdAt: number;
  /** Its place among the channels of an archive: those of an import are made in this order, and so have the same order again. */
  place: number;
  /** Of a thread. */
  parentKey: string | null;
  parentSeq: number | null;
  /** Key of who wrote the message that a thread hangs on. */
  author: string | null;
  /** The newest message's place; 0: nothing was said. */
  lastSeq: number;
}

// Open channels, private ones that the owner is in, and the threads of both; direct messages are nobody's but their people's. A private one
// that this owner brought with an archive, and that nobody with an account reads yet, they have in that archive.
const MAY_READ = `(c.kind = 'public' OR (c.kind = 'private' AND (
  EXISTS (SELECT 1 FROM memberships i WHERE i.channel_no = c.no AND i.member_no = ?2)
  OR (json_extract(c.meta, '$.broughtBy') = ?2 AND NOT EXISTS (SELECT 1 FROM memberships i JOIN members r ON r.no = i.member_no
    WHERE i.channel_no = c.no AND r.user_no IS NOT NULL)))))`;
const FIRST = `t.no * ${KEYS_PER_CHANNEL}`;
const LAST_SEQ = `coalesce((SELECT max(m.key) FROM messages m WHERE m.key BETWEEN ${FIRST} AND ${FIRST} + ${KEYS_PER_CHANNEL - 1}) - ${FIRST}, 0)`;
// As they were made; and a thread that went to a channel which was made later, behind that one, on which it hangs.
const PLACE = `max(t.no, coalesce(p.no, 0)) * ${PLACES_PER_CHANNEL} + CASE WHEN p.no > t.no THEN t.no ELSE 0 END`;
// A channel that stands aside and in which nothing was ever said is left out: an import makes such ones (tools/place/import/new-class.ts).
const CHANNELS = `SELECT t.no, t.id, ${keyIn("channels", "t")} AS key, t.kind, t.name, t.topic, t.posting, t.is_default AS isDefault,
    t.archived_at IS NOT NULL AS archived, t.created_at AS createdAt, CASE WHEN p.no IS NOT NULL THEN ${keyIn("channels", "p")} END AS parentKey,
    ${PLACE} AS place, t.parent_seq AS parentSeq, CASE WHEN a.no IS NOT NULL THEN ${keyIn("members", "a")} END AS author, ${LAST_SEQ} AS lastSeq
  FROM channels t
  JOIN channels c ON c.no = coalesce(t.parent_no, t.no)
  LEFT JOIN channels p ON p.no = t.parent_no
  LEFT JOIN members a ON t.parent_no IS NOT NULL AND a.no = t.created_by
  WHERE t.workspace_no = ?1 AND t.no > ?3 AND t.kind IN ('public', 'private', 'thread') AND ${MAY_READ}
    AND NOT (t.archived_at IS NOT NULL AND t.parent_no IS NULL AND ${LAST_SEQ} = 0)
  ORDER BY t.no LIMIT ?4`;

/** Channels and threads behind `after` that this owner may put into an archive, by their numbers. */
export async function archivedChannels(
  d1: D1Database,
  of: { workspaceNo: number; memberNo: number },
  after: number,
  limit: number,
): Promise<ArchivedChannel[]> {
  const asked = d1.prepare(CHANNELS).bind(of.workspaceNo, of.memberNo, after, limit);
  return (await asked.all<ArchivedChannel>()).results;
}

/** Keys of those who may read a private channel. */
export async function keysInside(d1: D1Database, channelNo: number): Promise<string[]> {
  const { results } = await d1
    .prepare(
      `SELECT ${keyIn("members", "m")} AS key FROM memberships i JOIN members m ON m.no = i.member_no WHERE i.channel_no = ?`,
    )
    .bind(channelNo)
    .all<{ key: string }>();
  return results.map(({ key }) => key).sort();
}

/** Ids of people and channels of the class that have another key, which are those of an import of an archive. */
export async function foreignKeys(
  d1: D1Database,
  workspaceNo: number,
): Promise<{ people: Map<string, string>; channels: Map<string, string> }> {
  const read = (table: "members" | "channels") =>
    d1
      .prepare(
        `SELECT x.id, ${keyIn(table, "x")} AS key FROM ${table} x WHERE x.workspace_no = ?1 AND x.source_key >= ?2 AND x.source_key < ?3`,
      )
      // Everything that begins with the prefix, by the index.
      .bind(workspaceNo, SOURCE_PREFIX, `${SOURCE_PREFIX.slice(0, -1)};`);
  const [people, channels] = await d1.batch<{ id: string; key: string }>([read("members"), read("channels")]);
  const mapOf = (rows: { id: string; key: string }[] = []) => new Map(rows.map(({ id, key }) => [id, key]));
  return { people: mapOf(people?.results), channels: mapOf(channels?.results) };
}

export interface Stretch {
  channelNo: number;
  from: number;
  /** Included. */
  to: number;
}
const rangeOf = ({ channelNo, from, to }: Stretch) => [keyOf(channelNo, from), keyOf(channelNo, to)] as const;

/** Messages of each stretch, ascending, without what readers are not told; in one round trip. */
export async function messagesOf(d1: D1Database, stretches: readonly Stretch[]): Promise<Message[][]> {
  if (stretches.length === 0) return [];
  const statement = d1.prepare(
    `SELECT ${publicColumns("m")} FROM messages m WHERE m.key BETWEEN ? AND ? ORDER BY m.key`,
  );
  const found = await d1.batch<KeyedRow>(stretches.map((stretch) => statement.bind(...rangeOf(stretch))));
  return found.map(({ results }, at) => results.map((row) => messageIn(stretches[at]?.channelNo ?? 0, row)));
}

/** The highest `rev` among these messages: whether any of them changed. For several stretches in one round trip. */
export async function revsOf(d1: D1Database, stretches: readonly Stretch[]): Promise<number[]> {
  if (stretches.length === 0) return [];
  const statement = d1.prepare(`SELECT max(rev) AS rev FROM messages WHERE key BETWEEN ? AND ?`);
  const found = await d1.batch<{ rev: number | null }>(stretches.map((stretch) => statement.bind(...rangeOf(stretch))));
  return found.map(({ results: [row] }) => row?.rev ?? 0);
}

export interface ArchivedPerson {
  key: string;
  handle: string;
  name: string;
  role: Role;
  isProgram: number;
  /** Now, with an account. */
  isHere: number;
}
// A program speaks for nobody's role; who closed the account has no name any more, wherever it is told.
const PEOPLE = `SELECT key, CASE WHEN former THEN 'former-' || lower(substr(key, 1, 8)) ELSE handle END AS handle,
    CASE WHEN former THEN 'Former member' ELSE name END AS name, CASE WHEN former OR isProgram THEN 'student' ELSE role END AS role, isProgram,
    left_at IS NULL AND user_no IS NOT NULL AS isHere
  FROM (SELECT ${keyIn("members", "m")} AS key, m.handle, m.name, coalesce(json_extract(m.meta, '$.there.role'), m.role) AS role,
      coalesce(json_extract(m.meta, '$.former'), 0) AS former,
      m.bot IS NOT NULL OR coalesce(json_extract(m.meta, '$.there.program'), 0) AS isProgram, m.left_at, m.user_no
    FROM members m WHERE m.workspace_no = ?) ORDER BY key`;

/** Everybody who is or was in the class, by key; with whom imports brought. */
export async function peopleOf(d1: D1Database, workspaceNo: number): Promise<ArchivedPerson[]> {
  return (await d1.prepare(PEOPLE).bind(workspaceNo).all<ArchivedPerson>()).results;
}

export interface ArchivedEmoji {
  name: string;
  version: string;
  type: string;
  size: number;
}
/** The class's own emoji that are offered, by name. */
export async function emojiOf(d1: D1Database, workspaceNo: number): Promise<ArchivedEmoji[]> {
  const { results } = await d1
    .prepare(
      `SELECT name, version, type, bytes AS size FROM emoji WHERE workspace_no = ? AND removed_at IS NULL ORDER BY name`,
    )
    .bind(workspaceNo)
    .all<ArchivedEmoji>();
  return results;
}

/** Private channels that this owner may put into an archive: their numbers. */
export async function closedChannelsOf(
  d1: D1Database,
  of: { workspaceNo: number; memberNo: number },
): Promise<number[]> {
  const { results } = await d1
    .prepare(`SELECT c.no FROM channels c WHERE c.workspace_no = ?1 AND c.kind = 'private' AND ${MAY_READ}`)
    .bind(of.workspaceNo, of.memberNo)
    .all<{ no: number }>();
  return results.map(({ no }) => no);
}

/** How many of a class closed or erased their account: nobody is told their name any more. */
export async function formerIn(d1: D1Database, workspaceNo: number): Promise<number> {
  const count = `SELECT count(*) AS n FROM members WHERE workspace_no = ? AND json_extract(meta, '$.former') = 1`;
  return (await d1.prepare(count).bind(workspaceNo).first<number>("n")) ?? 0;
}
