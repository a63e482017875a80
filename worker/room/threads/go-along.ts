/**
 * Threads go along with the messages that they hang on: where each hangs is one row of D1, and their replies stay what they are, in the
 * thread's own room. Who may read them is asked of the channel that they hang in, so that it is the new one's members from that write on.
 */
import { openDb } from "../../store/db.ts";
import { hangElsewhere, repliesIn } from "../../store/moved-threads.ts";
import { factsOf } from "../channel-facts.ts";
import type { ChannelFacts } from "../contract.ts";
import type { MovedPlace } from "../moving.ts";
import { hubOf, roomOf } from "../stubs.ts";

/** So many replies are brought into the search index anew in one call. */
const BLOCK = 500;

export interface Along {
  from: ChannelFacts;
  to: ChannelFacts;
  places: readonly MovedPlace[];
  /** The messages have left where they were: what is found of the replies is found by who reads them there. */
  isLast: boolean;
}

/** Which threads hang there, by id, and how many replies they have, which is counted the last time. */
export interface Went {
  threads: string[];
  replies: number;
}

/** Safe to repeat. @throws where D1, a room or the search index cannot be asked */
export async function threadsGoAlong(
  env: Pick<Env, "DB" | "HUBS" | "ROOMS">,
  { from, to, places, isLast }: Along,
): Promise<Went> {
  if (places.length === 0 || [from.kind, to.kind].includes("thread")) return { threads: [], replies: 0 };
  const { threads, lost } = await hangElsewhere(env.DB, from.channelNo, to.channelNo, places);
  const hub = hubOf(env, to.workspaceId);
  for (const { member, thread } of lost)
    await hub.tell({ members: [member] }, { type: "channelLeft", channel: thread });
  for (const thread of threads) {
    const facts = { ...factsOf(thread), ...(to.isLarge && { isLarge: true as const }) };
    await roomOf(env, facts.channelId).move(facts, { type: "hang" });
    if (isLast) await findAnew(env, facts);
  }
  const answers = isLast ? await repliesIn(openDb(env.DB), threads) : [];
  return {
    threads: threads.map(({ channel }) => channel.id),
    replies: answers.reduce((sum, one) => sum + one.replies, 0),
  };
}

/** The index says with each reply whose members may find it. */
async function findAnew(env: Pick<Env, "ROOMS">, facts: ChannelFacts): Promise<void> {
  const room = roomOf(env, facts.channelId);
  const { head } = await room.changesWithin(facts, 1, 1, 0);
  for (let from = 1; from <= head.seq; from += BLOCK)
    if (!(await room.reindex(facts, from, Math.min(head.seq, from + BLOCK - 1))))
      throw new Error("the search index is away");
}
