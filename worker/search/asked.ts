/** What is looked for of a query, and where: what the asker may read is asked of the system of record each time. */
import type { SearchQueryOutput } from "../../protocol/search/contract.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { wordsIn } from "../../protocol/search/words.ts";
import { Refused } from "../refused.ts";
import { openDb } from "../store/db.ts";
import type { Permit } from "../store/permit.ts";
import {
  checkpointsIn,
  numberOfChannel,
  peopleOf,
  personCalled,
  readableChannels,
  sameAs,
  type ReadableChannel,
} from "../store/readable-channels.ts";
import { synonymsOf } from "../store/searches.ts";
import type { Readable } from "../store/session-with-readable.ts";
import { wantedOf, type Asker, type Wanted } from "./wanted.ts";

export type Me = Permit<"readWorkspace">;

export interface Asked {
  wanted: Wanted;
  channels: Map<number, ReadableChannel>;
  /** What the asker may read at all. */
  readable: Readable;
  /** Only in this thread. */
  threadNo: number | undefined;
  now: number;
  /** More that FTS5 is asked, beside what is wanted. */
  also?: string;
  /** Numbers that may be threads, of which is found out whose they are. */
  lookUp?: readonly number[];
}

/** @param known what the asker may read, where that was looked up with them; otherwise it is read */
export async function askedFor(
  d1: D1Database,
  me: Me,
  query: SearchQueryOutput,
  now: number,
  known?: Readable,
): Promise<Asked> {
  const readable = known ?? (await readableBy(d1, me));
  let { channels } = readable;
  let threadNo: number | undefined;
  if (query.channel !== undefined) {
    const one = await numberOfChannel(d1, me, query.channel);
    const home = one?.kind === "thread" ? one.parentNo : one?.no;
    channels = channels.filter(({ no }) => no === home);
    if (channels.length === 0) throw new Refused("not_found");
    if (one?.kind === "thread") threadNo = one.no;
  }
  const wanted = await wantedOf(query.q, askerOf(d1, me, query, channels, readable.synonyms, now));
  if (threadNo !== undefined) wanted.tokens.push([tokens.thread(threadNo)]);
  return { wanted, channels: new Map(channels.map((channel) => [channel.no, channel])), readable, threadNo, now };
}

async function readableBy(d1: D1Database, me: Me): Promise<Readable> {
  const [channels, { groups }] = await Promise.all([readableChannels(d1, me), synonymsOf(openDb(d1), me)]);
  return { channels, synonyms: groups };
}

function askerOf(
  d1: D1Database,
  me: Me,
  { zone }: SearchQueryOutput,
  channels: ReadableChannel[],
  groups: readonly string[][],
  now: number,
): Asker {
  const { member, workspace } = me;
  const own = (member.meta as { settings?: { zone?: string } } | null)?.settings?.zone;
  return {
    ...{ id: member.id, handleKey: member.handleKey, zone: zone ?? own ?? "UTC", now, channels },
    begun: Math.min(workspace.createdAt, ...channels.map(({ createdAt }) => createdAt)),
    person: (handle) => personCalled(d1, me, handle),
    people: () => peopleOf(d1, me),
    same: (memberId) => sameAs(d1, me, memberId),
    checkpoints: (nos) => checkpointsIn(d1, nos),
    synonyms: sameWords(groups),
  };
}

/** Each word of the class's groups, or words of it with blanks between, and what means the same. */
function sameWords(groups: readonly string[][]): Map<string, string[]> {
  const same = new Map<string, string[]>();
  for (const group of groups)
    for (const word of group) {
      const words = wordsIn(word)
        .map(({ term }) => term)
        .join(" ");
      if (words !== "") same.set(words, [...(same.get(words) ?? []), ...group.filter((other) => other !== word)]);
    }
  return same;
}
