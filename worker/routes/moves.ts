/** Messages that the teaching team moves to another channel or a thread. */
import { MOVE_MAX, MOVE_UNDONE_WITHIN_MS, type Move } from "../../protocol/moves.ts";
import { because } from "../../protocol/reasons.ts";
import { approachChannel, permitInChannel } from "../access.ts";
import type { Caller } from "../identity/caller.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { Moved, MovedMessage, MovedPlace } from "../room/moving.ts";
import { previewsOf } from "../previews.ts";
import { roomOf } from "../room/stubs.ts";
import type { Db } from "../store/db.ts";
import { channelRowByNo } from "../store/imports.ts";
import { repliesIn, threadsOn, type MovedThread } from "../store/moved-threads.ts";
import { homeOf, opensMore, whoLosesSight } from "../store/moves.ts";
import type { Permit } from "../store/permit.ts";
import { publicId } from "../store/public-id.ts";

/** A state of a message that is newer than any (previews.ts). */
const NEWEST = 999_999_999_999_999;

export const moves: HandlersOf<"moves"> = {
  async move({ env, db, caller, permit, body: { from, to, target } }) {
    if (to < from || to - from >= MOVE_MAX) throw new Refused("invalid", { field: "to" });
    const there = await approachChannel(db, caller, target);
    if (there.workspace.no !== permit.workspace.no) throw new Refused("not_found");
    if (there.channel.no === permit.channel.no) throw new Refused("invalid", { field: "target" });
    permitInChannel("moveMessages", there);
    permitInChannel("post", there);
    const first = permit.channel.parentSeq ?? from;
    if (await opensMore(db, homeOf(permit), homeOf(there), first))
      throw new Refused("forbidden", { ...because("move_opens"), field: "target" });
    const room = roomOf(env, permit.channel.id);
    const facts = factsOf(permit);
    const seqs = Array.from({ length: to - from + 1 }, (_, n) => from + n);
    const found = (await room.move(facts, { type: "look", seqs })).messages.filter(
      ({ deletedAt }) => deletedAt === undefined,
    );
    if (found.length === 0) throw new Refused("not_found", because("move_nothing"));
    if (found.some(({ meta }) => meta?.fromThread ?? meta?.alsoToChannel))
      throw new Refused("forbidden", because("move_copy"));
    const threads = await threadsOf(db, permit, found, there.channel.kind === "thread");
    const replies = await repliesIn(db, threads);
    const authors = [...new Set([...found, ...replies].map(({ author }) => author))];
    const name = await whoLosesSight(db, homeOf(permit), homeOf(there), authors);
    if (name !== undefined) throw new Refused("forbidden", { ...because("move_unread", { name }), field: "target" });
    const id = publicId();
    const order = { type: "out", id, seqs: found.map(({ seq }) => seq), target: factsOf(there) } as const;
    const moved = await room.move(facts, { ...order, by: permit.member.id });
    // Deleted, or moved by somebody else, while it was looked at.
    if (moved.isDone && moved.places.length === 0) throw new Refused("not_found", because("move_nothing"));
    const answers = replies.reduce((sum, one) => sum + one.replies, 0);
    return { move: { ...toMove(id, target, moved), answers } };
  },

  async undo({ env, db, caller, permit, params }) {
    const since = Date.now() - MOVE_UNDONE_WITHIN_MS;
    const order = { type: "back", id: params.move, since, by: permit.member.id } as const;
    const room = roomOf(env, permit.channel.id);
    const { went, places } = await room.move(factsOf(permit), { type: "asked", id: params.move });
    if (went && (await opensAnswers(env, db, permit, went, places)))
      throw new Refused("forbidden", because("move_answered"));
    const moved = await room.move(factsOf(permit), order);
    if (!moved.isThere) throw new Refused("not_found");
    const stayed = moved.isDone ? await whatStayed(env, caller, permit, moved.places) : [];
    return { move: { ...toMove(params.move, permit.channel.id, moved), ...(stayed.length > 0 && { stayed }) } };
  },
};

/** Threads of these messages. */
async function threadsOf(
  db: Db,
  { channel }: Permit<"moveMessages">,
  found: readonly MovedMessage[],
  isIntoThread: boolean,
): Promise<MovedThread[]> {
  const seqs = found.map(({ seq }) => seq);
  const threads = channel.kind === "thread" ? [] : await threadsOn(db, channel.no, seqs);
  const answered = found.flatMap(({ meta }) => meta?.thread ?? []);
  if (isIntoThread && answered.length > 0) throw new Refused("forbidden", because("move_thread"));
  const here = new Set(threads.map((thread) => thread.channel.id));
  // It came here a moment ago, and its thread is on its way.
  if (answered.some((thread) => !here.has(thread.channel))) throw new Refused("unavailable", { retryAfter: 5_000 });
  return threads;
}

/** Was something written there in a thread since, for fewer people than would read it here? Words that stood here before are no secret here. */
async function opensAnswers(
  env: Env,
  db: Db,
  permit: Permit<"moveMessages">,
  { channelNo, at }: NonNullable<Moved["went"]>,
  places: readonly MovedPlace[],
): Promise<boolean> {
  const there = await channelRowByNo(db, channelNo);
  if (!there || there.kind === "thread") return false;
  const threads = await threadsOn(
    db,
    channelNo,
    places.map(({ to }) => to),
  );
  const first = Math.min(...places.map(({ to }) => to));
  if (threads.length === 0 || !(await opensMore(db, there, homeOf(permit), first))) return false;
  const newest = await Promise.all(
    threads.map(async (thread) => (await roomOf(env, thread.channel.id).newestPage(factsOf(thread), 1)).messages[0]),
  );
  return newest.some((message) => message !== undefined && message.at >= at);
}

/** What was moved on from where it was moved to has not come back: by its place here, and where it is now to who may read it. */
async function whatStayed(
  env: Env,
  caller: Caller,
  permit: Permit<"moveMessages">,
  places: readonly MovedPlace[],
): Promise<NonNullable<Move["stayed"]>> {
  const order = { type: "look", seqs: places.map(({ from }) => from) } as const;
  const { messages } = await roomOf(env, permit.channel.id).move(factsOf(permit), order);
  const stones = messages.flatMap(({ seq, meta }) => (meta?.movedTo ? { from: seq, to: meta.movedTo } : []));
  // As the rooms have them: the history may not know yet that they went on.
  const ends = stones.map(({ to }) => `${to.channel}.${to.seq}.${NEWEST}`);
  const found = stones.length > 0 ? await previewsOf(env, caller, ends) : [];
  return stones.map(({ from }, at) => {
    const there = found[at];
    return { from, ...(there && { to: { channel: there.channel, seq: there.seq } }) };
  });
}

const toMove = (id: string, target: string, { places, isDone }: Moved): Move => ({ id, target, places, isDone });
