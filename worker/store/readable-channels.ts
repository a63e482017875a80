/** Which channels somebody may read now, and messages by their places: what a search asks the system of record. */
import type { Message } from "../../protocol/index.ts";
import { handleKey } from "../handles/handles.ts";
import { KEYS_PER_CHANNEL, keyOf } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
import type { Permit } from "./permit.ts";

export interface ReadableChannel {
  no: number;
  id: string;
  kind: string;
  name: string | null;
  /** Of a direct message: the ids of both. */
  directKey: string | null;
  createdAt: number;
}

/** Columns of `channels c`. */
export const MY_CHANNEL = `c.no, c.id, c.kind, c.name, c.direct_key AS directKey, c.created_at AS createdAt`;
// From the person to their channels: other people's memberships are not read.
const MINE = `SELECT ${MY_CHANNEL}
  FROM memberships mine INDEXED BY memberships_in_channels CROSS JOIN channels c ON c.no = mine.channel_no
  WHERE mine.member_no = ?1 AND mine.active_at IS NULL AND c.workspace_no = ?2 AND c.kind <> 'thread'`;

/** The channels that this person is in, which are those that they may read; their threads are read with them. */
export async function readableChannels(
  d1: D1Database,
  { workspace, member }: Permit<"readWorkspace">,
): Promise<ReadableChannel[]> {
  const { results } = await d1.prepare(MINE).bind(member.no, workspace.no).all<ReadableChannel>();
  return results;
}

export interface ThreadOf {
  no: number;
  id: string;
  parentNo: number;
  parentSeq: number;
}
const THREADS = `SELECT no, id, parent_no AS parentNo, parent_seq AS parentSeq FROM channels
  WHERE no IN (SELECT value FROM json_each(?)) AND kind = 'thread'`;

/** The threads among channels of these numbers, as rows of `ThreadOf`. */
export const threadsStatement = (d1: D1Database, nos: readonly number[]): D1PreparedStatement =>
  d1.prepare(THREADS).bind(JSON.stringify(nos));

const BY_ID = `SELECT no, kind, parent_no AS parentNo FROM channels WHERE id = ?1 AND workspace_no = ?2`;
/** The number of a channel or thread of this class; undefined where it has none of that id. Says nothing of who may read it. */
export async function numberOfChannel(
  d1: D1Database,
  { workspace }: Permit<"readWorkspace">,
  id: string,
): Promise<{ no: number; kind: string; parentNo: number | null } | undefined> {
  return (
    (await d1.prepare(BY_ID).bind(id, workspace.no).first<{ no: number; kind: string; parentNo: number | null }>()) ??
    undefined
  );
}

export interface Place {
  channelNo: number;
  seq: number;
}
const BY_KEY = `SELECT ${publicColumns("m")} FROM json_each(?) asked CROSS JOIN messages m ON m.key = asked.value`;
const AROUND = `SELECT ${publicColumns("m")} FROM json_each(?) asked CROSS JOIN messages m ON m.key BETWEEN asked.value - 1 AND asked.value + 1`;

/**
 * Those of the messages at these places that the history has: two rows read for each.
 * @param withNeighbours those before and after each, too: five rows read for each
 */
export const messagesStatement = (
  d1: D1Database,
  places: readonly Place[],
  withNeighbours = false,
): D1PreparedStatement =>
  d1
    .prepare(withNeighbours ? AROUND : BY_KEY)
    .bind(JSON.stringify(places.map(({ channelNo, seq }) => keyOf(channelNo, seq))));

/** What such a statement found, by `placeKey`. */
export function messagesIn(rows: readonly KeyedRow[]): Map<string, Message> {
  const found = new Map<string, Message>();
  for (const row of rows) {
    const channelNo = Math.floor(row.key / KEYS_PER_CHANNEL);
    const message = messageIn(channelNo, row);
    found.set(placeKey({ channelNo, seq: message.seq }), message);
  }
  return found;
}

/** The messages at these places, by `placeKey`. */
export async function messagesAt(
  d1: D1Database,
  places: readonly Place[],
  withNeighbours = false,
): Promise<Map<string, Message>> {
  if (places.length === 0) return new Map();
  const { results } = await messagesStatement(d1, places, withNeighbours).all<KeyedRow>();
  return messagesIn(results);
}
export const placeKey = ({ channelNo, seq }: Place) => `${channelNo}:${seq}`;

export interface NamedPerson {
  id: string;
  handle: string;
  name: string;
  /** Of whoever an import brought: the member who was found to be them. */
  claimedBy?: string | null;
}
/** More people than that are found by their handle alone. */
const PEOPLE_LOOKED_AT = 2_000;
const NAMED = `id, handle, name, json_extract(meta, '$.claimedBy') AS claimedBy`;
const BY_HANDLE = `SELECT ${NAMED} FROM members WHERE workspace_no = ?1 AND handle_key = ?2`;
const SAME = `SELECT id, handle_key AS handleKey FROM members WHERE id IN (SELECT ?1 UNION ALL
  SELECT value FROM members one, json_each(one.meta, '$.was') WHERE one.id = ?1) AND +workspace_no = ?2`;
const PEOPLE = `SELECT ${NAMED} FROM members WHERE workspace_no = ?1 ORDER BY handle_key LIMIT ${PEOPLE_LOOKED_AT}`;

/** Who has this handle in the class; those who left and those whom an import brought have theirs too. */
export async function personCalled(
  d1: D1Database,
  { workspace }: Permit<"readWorkspace">,
  handle: string,
): Promise<NamedPerson | undefined> {
  return (await d1.prepare(BY_HANDLE).bind(workspace.no, handleKey(handle)).first<NamedPerson>()) ?? undefined;
}
/** A member and the imported people whom they were found to be. A row read for each. */
export async function sameAs(
  d1: D1Database,
  { workspace }: Permit<"readWorkspace">,
  memberId: string,
): Promise<{ id: string; handleKey: string }[]> {
  return (await d1.prepare(SAME).bind(memberId, workspace.no).all<{ id: string; handleKey: string }>()).results;
}
const BEGINNING = `SELECT id, handle, name FROM members
  WHERE workspace_no = ?1 AND handle_key >= ?2 AND handle_key < ?3 ORDER BY handle_key LIMIT CAST(?4 AS INTEGER)`;
/** People of the class whose handle begins so, by handle: as many rows read. */
export async function peopleBeginning(
  d1: D1Database,
  { workspace }: Permit<"readWorkspace">,
  begun: string,
  limit: number,
): Promise<NamedPerson[]> {
  const key = handleKey(begun);
  return (await d1.prepare(BEGINNING).bind(workspace.no, key, `${key}\uffff`, limit).all<NamedPerson>()).results;
}
/** Everybody in the class, by handle. Reads a row for each. */
export async function peopleOf(d1: D1Database, { workspace }: Permit<"readWorkspace">): Promise<NamedPerson[]> {
  return (await d1.prepare(PEOPLE).bind(workspace.no).all<NamedPerson>()).results;
}

const SAVED = `SELECT mine.channel_no AS channelNo, mine.seq, m.at FROM saved mine
  CROSS JOIN messages m ON m.key = mine.channel_no * 4294967296 + mine.seq WHERE mine.member_no = ?`;
/** Where the messages stand that somebody saved, and when they were written. */
export async function savedPlaces(
  d1: D1Database,
  { member }: Permit<"readWorkspace">,
): Promise<(Place & { at: number })[]> {
  return (await d1.prepare(SAVED).bind(member.no).all<Place & { at: number }>()).results;
}

const CHECKPOINTS = `SELECT l.channel_no AS channelNo, m.at, json_extract(m.meta, '$.checkpoint.name') AS name
  FROM landmarks l CROSS JOIN messages m ON m.key = l.channel_no * 4294967296 + l.seq
  WHERE l.channel_no IN (SELECT value FROM json_each(?)) AND l.kind = 'checkpoint' AND m.deleted_at IS NULL ORDER BY l.channel_no, m.at`;
/** The checkpoints in these channels, each channel's from the first to the last. */
export async function checkpointsIn(
  d1: D1Database,
  channelNos: readonly number[],
): Promise<{ channelNo: number; at: number; name: string }[]> {
  const { results } = await d1
    .prepare(CHECKPOINTS)
    .bind(JSON.stringify(channelNos))
    .all<{ channelNo: number; at: number; name: string }>();
  return results;
}
