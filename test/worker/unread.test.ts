/** R111: unread is what is there, by others, after the mark: at the first paint, live, in threads, and for few rows. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import { channelOf as myChannel, unreadOf, unreadThreads } from "../../client/index.ts";
import { UNREAD_LOOKED_AT, type Bootstrap, type Message, type MyChannel } from "../../protocol/index.ts";
import { myChannelViews } from "../../worker/store/channel-views.ts";
import { openDb } from "../../worker/store/db.ts";
import { sql } from "drizzle-orm";
import { SeededRandom, seedFrom } from "../support/seeded-random.ts";
import { carriedOver, channelOf, factsFor } from "./support/channel.ts";
import { ClassTab } from "./support/client.ts";
import { openClassroom, WatchedD1, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { openWorkspace } from "./support/live-socket.ts";
import { roomOf } from "../../worker/room/stubs.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo] = [await classroom.person("student"), await classroom.person("student", { handle: "bob" })];
});

const painted = async (who: Somebody) => (await who.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
const seenBy = async (who: Somebody, channel: string) => {
  const { channels, threads } = await painted(who);
  return [...channels, ...threads].find(({ id }) => id === channel) as MyChannel;
};
const say = async (who: Somebody, channel: string, body = "words") =>
  (await who.post<{ message: Message }>(`/channels/${channel}/messages`, { id: uuidv7(), body })).body.message;
const remove = (who: Somebody, channel: string, seq: number) => who.delete(`/channels/${channel}/messages/${seq}`);
const markRead = (who: Somebody, channel: string, seq: number, back = false) =>
  who.post(`/channels/${channel}/read`, { seq, back });
/** D1 has what the room has: every change, not just every message. */
async function inD1(channel: string): Promise<void> {
  const { head } = await roomOf(env, channel).changesWithin(await factsFor(channel), 1, 1, 0);
  await carriedOver(channel, head.seq);
  const highest = () =>
    env.DB.prepare(
      "select max(rev) as rev from messages where key between (select no from channels where id = ?1) * 4294967296 and (select no + 1 from channels where id = ?1) * 4294967296",
    )
      .bind(channel)
      .first<number>("rev");
  while (((await highest()) ?? 0) < head.rev) await carriedOver(channel, head.seq);
}

describe("the first paint", () => {
  test("R111: own and deleted messages after the mark are told apart, so that a reload counts what is there by others", async () => {
    const { id } = await channelOf([ada, bo]);
    for (const who of [bo, ada, bo, ada, bo]) await say(who, id);
    await markRead(ada, id, 1);
    await remove(bo, id, 5);
    await inD1(id);
    const channel = await seenBy(ada, id);
    expect(channel).toMatchObject({ lastSeq: 5, readSeq: 1 });
    expect(channel.uncounted?.toSorted()).toEqual([2, 4, 5]);
    expect(unreadOf(channel)).toBe(1);
    expect(unreadOf(await seenBy(bo, id))).toBe(2);
  });

  test("what stands at the mark and before it is not looked at, nor is the next channel", async () => {
    const [one, two] = [await channelOf([ada, bo]), await channelOf([ada, bo])];
    for (const { id } of [one, two]) for (const who of [ada, ada, bo]) await say(who, id);
    await markRead(ada, one.id, 2);
    await inD1(one.id);
    await inD1(two.id);
    expect(await seenBy(ada, one.id)).not.toHaveProperty("uncounted");
    expect((await seenBy(ada, two.id)).uncounted?.toSorted()).toEqual([1, 2]);
  });

  test("of a very long absence the newest hundred are looked at, and the count errs to the side of more", async () => {
    const { id, no } = await channelOf([ada, bo]);
    await writeHistory(id, ada, 150);
    await writeHistory(id, bo, 10, 151);
    await env.DB.prepare("update memberships set read_seq = 10 where member_no = ? and channel_no = ?")
      .bind(ada.no, no)
      .run();
    const channel = await seenBy(ada, id);
    expect(channel.uncounted).toHaveLength(UNREAD_LOOKED_AT - 10);
    expect(Math.min(...(channel.uncounted ?? []))).toBe(61);
    expect(unreadOf(channel)).toBe(150 - 90);
  });

  test("I10: it reads at most a hundred rows of each channel with something new, and none of one that is read", async () => {
    const place = (channelNo: number) => sql`mine.member_no = ${ada.no} and mine.channel_no = ${channelNo}`;
    const cost = async (channelNo: number) => {
      const watched = new WatchedD1(env.DB);
      await myChannelViews(openDb(watched.binding), place(channelNo));
      const { sql: text, values } = watched.statements.at(-1)!;
      const { meta } = await env.DB.prepare(text)
        .bind(...values)
        .run();
      return meta.rows_read;
    };
    const channels = [await channelOf([ada, bo]), await channelOf([ada, bo]), await channelOf([ada, bo])];
    const [read, some, many] = channels.map(({ no }) => no) as [number, number, number];
    for (const [i, count] of [5_000, 5_000, 5_000].entries()) await writeHistory(channels[i]!.id, bo, count);
    const mark = env.DB.prepare("update memberships set read_seq = ? where channel_no = ? and member_no = ?");
    await env.DB.batch([mark.bind(5_000, read, ada.no), mark.bind(4_970, some, ada.no), mark.bind(0, many, ada.no)]);
    const bare = await cost(read);
    expect(bare).toBeLessThan(15);
    expect((await cost(some)) - bare).toBeLessThanOrEqual(31);
    const most = (await cost(many)) - bare;
    expect(most).toBeGreaterThanOrEqual(UNREAD_LOOKED_AT - 1);
    expect(most).toBeLessThanOrEqual(UNREAD_LOOKED_AT + 1);
  });
});

describe("live", () => {
  test("R111: a tab hears which of the new messages are its person's own, and others do not", async () => {
    const { id } = await channelOf([ada, bo]);
    const [hers, his] = [await openWorkspace(classroom.id, ada), await openWorkspace(classroom.id, bo)];
    await say(ada, id);
    expect(await hers.next("news", ({ channel }) => channel === id)).toMatchObject({ seq: 1, uncounted: [1] });
    expect(await his.next("news", ({ channel }) => channel === id)).not.toHaveProperty("uncounted");
  });

  test("R111, I7: a deleted message is told to those in the channel, with whether it named them", async () => {
    const { id } = await channelOf([ada, bo]);
    const outside = await classroom.person("student");
    const [hers, his] = [await openWorkspace(classroom.id, ada), await openWorkspace(classroom.id, bo)];
    const theirs = await openWorkspace(classroom.id, outside);
    await say(ada, id, "look, @bob");
    await his.next("news", ({ channel, mentions }) => channel === id && mentions === 1);
    await remove(ada, id, 1);
    expect(await his.next("deleted")).toEqual({ type: "deleted", channel: id, seqs: [1], mentions: [1] });
    expect(await hers.next("deleted")).toEqual({ type: "deleted", channel: id, seqs: [1] });
    expect(theirs.frames.filter(({ type }) => type === "deleted" || type === "news")).toEqual([]);
  });

  test("a tab that opens is told of the last minute again: D1 may lack it", async () => {
    const { id } = await channelOf([ada, bo]);
    const first = await openWorkspace(classroom.id, ada);
    await say(bo, id);
    await say(ada, id);
    await first.next("news", ({ channel, seq }) => channel === id && seq === 2);
    await remove(bo, id, 1);
    await first.next("deleted");
    const later = await openWorkspace(classroom.id, ada);
    expect(await later.next("news", ({ channel }) => channel === id)).toMatchObject({ seq: 2, uncounted: [2] });
    expect(await later.next("deleted")).toMatchObject({ channel: id, seqs: [1] });
  });

  test("R111: a mark that goes back tells what after it does not count", async () => {
    const { id } = await channelOf([ada, bo]);
    for (const who of [bo, ada, bo, bo]) await say(who, id);
    await remove(bo, id, 3);
    await inD1(id);
    await markRead(ada, id, 4);
    const tab = new ClassTab(ada, classroom.id, Math.random);
    await tab.until((state) => myChannel(state, id) !== undefined);
    await tab.until((state) => unreadOf(myChannel(state, id)!) === 0);
    await markRead(ada, id, 0, true);
    await tab.until((state) => myChannel(state, id)?.readSeq === 0);
    expect(unreadOf(myChannel(tab.state!, id)!)).toBe(2);
    tab.close();
  });

  test("R111, I7: all unread answers of a thread are deleted: the thread is not unread, live and after a reload", async () => {
    const { id } = await channelOf([ada, bo]);
    await say(ada, id, "a question");
    const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${id}/messages/1/thread`);
    const thread = body.channel.id;
    const tab = new ClassTab(ada, classroom.id, Math.random);
    for (let n = 0; n < 2; n += 1) await say(bo, thread);
    await tab.until((state) => unreadThreads(state).some((each) => unreadOf(each) === 2));
    for (const seq of [1, 2]) await remove(bo, thread, seq);
    await tab.until((state) => unreadThreads(state).length === 0 && state.threads.has(thread));
    await inD1(thread);
    const threads = (await painted(ada)).threads;
    expect(threads.filter((each) => unreadOf(each) > 0)).toEqual([]);
    tab.close();
  });

  test("what I write by another way reads nothing of what others wrote above it", async () => {
    const { id } = await channelOf([ada, bo]);
    const tab = new ClassTab(ada, classroom.id, Math.random);
    await tab.until(() => true);
    await say(bo, id);
    await say(ada, id);
    await tab.until((state) => myChannel(state, id)?.lastSeq === 2);
    expect(myChannel(tab.state!, id)).toMatchObject({ readSeq: 0, uncounted: [2] });
    expect(unreadOf(myChannel(tab.state!, id)!)).toBe(1);
    tab.close();
  });
});

test("R111: whatever is said, deleted, read and marked unread, every tab and every reload counts what is there by others", async () => {
  const seed = seedFrom(env.TEST_SEED);
  console.info(`seed ${seed} (PLACE_SEED=${seed} plays it again)`);
  const random = new SeededRandom(seed);
  const others = [bo, await classroom.person("student"), await classroom.person("student")];
  const { id } = await channelOf([ada, ...others]);
  await say(ada, id, "a question");
  const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${id}/messages/1/thread`);
  const places = [id, body.channel.id];
  await say(bo, body.channel.id);
  /** As it truly is. */
  const truth = new Map(
    places.map((place) => [place, { mark: 0, messages: [] as { author: Somebody; gone: boolean }[] }]),
  );
  truth.get(id)?.messages.push({ author: ada, gone: false });
  truth.get(body.channel.id)?.messages.push({ author: bo, gone: false });
  const unread = (place: string) => {
    const { mark, messages } = truth.get(place)!;
    return messages.filter(({ author, gone }, i) => i + 1 > mark && author !== ada && !gone).length;
  };
  const newTab = async () => {
    const tab = new ClassTab(ada, classroom.id, random.next);
    await tab.until(() => true);
    return tab;
  };
  const tabs = [await newTab(), await newTab()];

  for (let step = 0; step < 40; step += 1) {
    const place = random.pick(places);
    const { messages, ...now } = truth.get(place)!;
    switch (random.below(8)) {
      case 0:
      case 1:
      case 2: {
        const author = random.pick([ada, ...others]);
        if ((await say(author, place)) !== undefined) messages.push({ author, gone: false });
        break;
      }
      case 3:
      case 4: {
        const seq = 1 + random.below(messages.length);
        const message = messages[seq - 1]!;
        if (!message.gone && (await remove(message.author, place, seq)).status === 200) message.gone = true;
        break;
      }
      case 5: {
        const seq = now.mark + random.below(messages.length - now.mark + 1);
        await markRead(ada, place, seq);
        truth.get(place)!.mark = seq;
        break;
      }
      case 6: {
        const seq = random.below(now.mark + 1);
        await inD1(place);
        await markRead(ada, place, seq, true);
        truth.get(place)!.mark = seq;
        break;
      }
      case 7: {
        // One of the tabs is closed for a while, or loaded anew.
        const [gone] = tabs.splice(random.below(tabs.length), 1);
        gone?.close();
        if (tabs.length === 0 || random.below(2) === 0) tabs.push(await newTab());
      }
    }
  }
  if (tabs.length === 0) tabs.push(await newTab());
  for (const place of places) {
    const at = (tab: ClassTab) => myChannel(tab.state!, place);
    for (const tab of tabs) {
      await tab.until(() => (at(tab)?.lastSeq ?? 0) === truth.get(place)!.messages.length || unread(place) === 0);
      await tab.until(() => (at(tab) ? unreadOf(at(tab)!) : 0) === unread(place));
    }
    await inD1(place);
    const reloaded = await seenBy(ada, place);
    expect(reloaded ? unreadOf(reloaded) : 0, `after a reload, ${place}`).toBe(unread(place));
  }
  for (const tab of tabs) tab.close();
});
