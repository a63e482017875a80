/**
 * Brings the history of a class into the search index, step by step: as far as one request goes, and from there with the next. What is said
 * meanwhile comes by itself, and each room writes its own rows, so that neither overtakes the other.
 */
import type { Reindexing } from "../protocol/search/contract.ts";
import { Refused } from "./refused.ts";
import { because } from "../protocol/reasons.ts";
import { factsOf } from "./room/channel-facts.ts";
import type { Room } from "./room/contract.ts";
import { roomOf } from "./room/stubs.ts";
import { channelsFrom, channelsTalkedInLast, countMessages, newestSeqOf } from "./store/class-channels.ts";
import { openDb } from "./store/db.ts";
import type { Permit } from "./store/permit.ts";

/** Messages of a step, about; a room takes them in blocks. */
const STEP = 2_000;
const BLOCK = 500;
/** Channels of a step at most: each is a call of its room. */
const CHANNELS = 40;

interface Progress {
  channelNo: number;
  seq: number;
  done: number;
  total: number;
  endedAt: number | null;
}

/**
 * One step. @param restart from the beginning, wherever it stopped
 * @throws Refused `unavailable` where the index, the history or a room is away: the step is to be made again
 */
export async function reindexStep(
  env: Env,
  search: D1Database,
  permit: Permit<"editWorkspace">,
  restart: boolean,
  now = Date.now(),
  step = STEP,
): Promise<Reindexing> {
  const db = openDb(env.DB);
  const before = restart ? null : await readProgress(search, permit);
  const progress = before ?? { channelNo: 0, seq: 1, done: 0, total: await countMessages(db, permit), endedAt: null };
  if (progress.endedAt !== null) return { ...answerOf(progress, [], now), brought: 0 };
  let left = step;
  const lacks: Lacks[] = [];
  const channels = await channelsFrom(db, permit, progress.channelNo, CHANNELS);
  for (const { channel, parent } of channels) {
    if (channel.no !== progress.channelNo) Object.assign(progress, { channelNo: channel.no, seq: 1 });
    const facts = factsOf({ channel, workspace: permit.workspace, parent });
    const room = roomOf(env, channel.id);
    const newest = await newestSeqOf(env.DB, channel.no);
    while (progress.seq <= newest && left > 0) {
      const to = Math.min(newest, progress.seq + Math.min(BLOCK, left) - 1);
      const brought = await room.reindex(facts, progress.seq, to);
      if (!brought) {
        await keepProgress(search, permit, progress, now);
        throw new Refused("unavailable", { ...because("search_away"), retryAfter: 5_000 });
      }
      lacks.push(brought);
      const count = to - progress.seq + 1;
      left -= count;
      Object.assign(progress, { seq: to + 1, done: progress.done + count });
    }
    if (left <= 0) break;
  }
  if (left > 0 && channels.length < CHANNELS) progress.endedAt = now;
  // Of the last channel of a full page, what comes behind it.
  else if (left > 0) Object.assign(progress, { channelNo: progress.channelNo + 1, seq: 1 });
  await keepProgress(search, permit, progress, now);
  return { ...answerOf(progress, lacks.slice(-1), now), brought: step - left };
}

/** What the index lacks of one room. */
type Lacks = NonNullable<Awaited<ReturnType<Room["reindex"]>>>;

/** How far it is, and how many changes the index lacks of the rooms that were talked in last, and for how long. */
export async function reindexState(
  env: Env,
  search: D1Database,
  permit: Permit<"editWorkspace">,
  now = Date.now(),
): Promise<Reindexing> {
  const [progress, channels] = await Promise.all([
    readProgress(search, permit),
    channelsTalkedInLast(openDb(env.DB), permit, CHANNELS),
  ]);
  const lacks = await Promise.all(
    channels.map(({ channel, parent }) =>
      roomOf(env, channel.id).reindex(factsOf({ channel, workspace: permit.workspace, parent }), 1, 0),
    ),
  );
  const known = lacks.filter((each) => each !== null);
  return answerOf(progress ?? { channelNo: 0, seq: 1, done: 0, total: 0, endedAt: null }, known, now);
}

function answerOf({ done, total, endedAt }: Progress, lacks: readonly Lacks[], now: number): Reindexing {
  const since = lacks.flatMap(({ behindSince }) => behindSince ?? []);
  return {
    ...{ done, total: Math.max(done, total), isDone: endedAt !== null },
    behind: lacks.reduce((sum, { behind }) => sum + behind, 0),
    behindMs: since.length > 0 ? Math.max(0, now - Math.min(...since)) : 0,
  };
}

async function readProgress(search: D1Database, { workspace }: Permit<"editWorkspace">): Promise<Progress | null> {
  const read = `SELECT channel_no AS channelNo, seq, done, total, ended_at AS endedAt FROM reindexing WHERE workspace_no = ?`;
  return search.prepare(read).bind(workspace.no).first<Progress>();
}

async function keepProgress(
  search: D1Database,
  { workspace }: Permit<"editWorkspace">,
  { channelNo, seq, done, total, endedAt }: Progress,
  now: number,
): Promise<void> {
  await search
    .prepare(
      `INSERT INTO reindexing (workspace_no, channel_no, seq, done, total, began_at, ended_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (workspace_no) DO UPDATE SET channel_no = ?2, seq = ?3, done = ?4, total = ?5, ended_at = ?7`,
    )
    .bind(workspace.no, channelNo, seq, done, total, now, endedAt)
    .run();
}
