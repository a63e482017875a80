/** The demo class's played student: answers guests, says that it is played, and comes to an end by itself. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PLAYED_PER_DAY, type Member, type Message, type Page } from "../../protocol/index.ts";
import { PLAYED_AFTER_MS } from "../../worker/room/timers/played-student.ts";
import { PLAYED_ANSWERS, playedAnswer } from "../../worker/room/timers/played-words.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let teacher: Somebody;
let played: Somebody;
let guest: Somebody;

/** As tools/demo writes it. */
async function makePlayed(isDemo: boolean): Promise<void> {
  await env.DB.prepare("update workspaces set demo = ?, meta = json_object('played', ?) where no = ?")
    .bind(isDemo ? 1 : 0, played.id, classroom.no)
    .run();
  await env.DB.prepare(`update members set meta = '{"played":true}' where no = ?`).bind(played.no).run();
}
beforeEach(async () => {
  classroom = await openClassroom("The demo");
  teacher = await classroom.person("owner");
  played = await classroom.person("student");
  guest = await classroom.person("guest");
  await makePlayed(true);
});
afterEach(() => vi.useRealTimers());

const write = async (who: Somebody, channel: { id: string }, body = "Hello?") => {
  const { status, body: answer } = await who.post<{ message: Message }>(`/channels/${channel.id}/messages`, { body });
  expect(status).toBe(201);
  return answer.message;
};
const saidIn = async ({ id }: { id: string }) => {
  const { body } = await teacher.get<Page>(`/channels/${id}/messages`);
  return body.messages.map(({ author, body: words, replyTo }) => ({ author, words, replyTo }));
};
/** The room's alarm rings when the answer is due, or `lateMs` after that. */
async function later(channel: { id: string }, lateMs = 0): Promise<void> {
  vi.useFakeTimers({ now: Date.now() + PLAYED_AFTER_MS + lateMs, toFake: ["Date"] });
  await runDurableObjectAlarm(env.ROOMS.getByName(channel.id));
}
const answersIn = async (channel: { id: string }) =>
  (await saidIn(channel)).filter(({ author }) => author === played.id).map(({ words }) => words);

describe("[R24] a guest of the demo class", () => {
  test("is answered within seconds by somebody who says that nobody sits there, and who is marked as played", async () => {
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    const asked = await write(guest, channel);
    for (;;) {
      const [, answer] = await saidIn(channel);
      if (answer) {
        expect(answer).toEqual({ author: played.id, words: playedAnswer("Hello?", 0), replyTo: asked.seq });
        break;
      }
      await scheduler.wait(10);
    }
    const { body } = await guest.get<{ members: Member[] }>(`/workspaces/${classroom.id}/bootstrap`);
    expect(body.members.filter((member) => member.played).map(({ id }) => id)).toEqual([played.id]);
  });

  test("hears something else each time, and then nothing more: there is no loop", async () => {
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    for (let i = 0; i < PLAYED_ANSWERS + 2; i++) {
      await write(guest, channel, "Is anybody here?");
      await later(channel);
    }
    const answers = await answersIn(channel);
    expect(answers).toHaveLength(PLAYED_ANSWERS);
    expect(new Set(answers).size).toBe(PLAYED_ANSWERS);
    // Its own words are none to answer.
    const counted = await runInDurableObject(env.ROOMS.getByName(channel.id), (_room, { storage }) =>
      storage.sql.exec("SELECT member, answers FROM played").toArray(),
    );
    expect(counted).toEqual([{ member: guest.id, answers: PLAYED_ANSWERS }]);
  });

  test("who writes three lines at once is answered once, at the last of them", async () => {
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    await write(guest, channel, "one");
    await write(guest, channel, "two");
    const { seq } = await write(guest, channel, "three");
    await later(channel);
    expect((await saidIn(channel)).filter(({ author }) => author === played.id)).toMatchObject([{ replyTo: seq }]);
  });

  test("is not answered to what they took back, nor a minute too late", async () => {
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    const { seq } = await write(guest, channel);
    await guest.delete(`/channels/${channel.id}/messages/${seq}`);
    await later(channel);
    await write(guest, channel);
    await later(channel, 10 * 60_000);
    expect(await answersIn(channel)).toEqual([]);
  });
});

describe("[R24] nobody else is answered", () => {
  test("not in a class that is no demo, whatever its rows say", async () => {
    await makePlayed(false);
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    await write(guest, channel);
    await later(channel);
    expect(await answersIn(channel)).toEqual([]);
  });

  test("not a student or the teacher, and not where the played student is not in, or may not write", async () => {
    const student = await classroom.person("student");
    const channel = await channelOf([teacher, played, student], { kind: "public" });
    await write(student, channel);
    await write(teacher, channel);
    const without = await channelOf([teacher, guest]);
    await write(guest, without);
    for (const each of [channel, without]) await later(each);
    await env.DB.prepare("update members set muted_until = ? where no = ?").bind(9e12, played.no).run();
    const muted = await channelOf([teacher, played, guest], { kind: "public" });
    await write(guest, muted);
    await later(muted);
    expect(await Promise.all([channel, without, muted].map(answersIn))).toEqual([[], [], []]);
  });

  test("[I10] when the day's answers are used up, until the next day", async () => {
    const channel = await channelOf([teacher, played, guest], { kind: "public" });
    const usedUp = (day: number) =>
      env.DB.prepare(
        "update workspaces set meta = json_set(meta, '$.playedToday', json_object('day', ?, 'count', ?)) where no = ?",
      )
        .bind(day, PLAYED_PER_DAY, classroom.no)
        .run();
    const today = Math.floor((Date.now() + PLAYED_AFTER_MS) / 86_400_000);
    await usedUp(today);
    await write(guest, channel);
    await later(channel);
    expect(await answersIn(channel)).toEqual([]);
    await usedUp(today - 1);
    await write(guest, channel);
    await later(channel);
    expect(await answersIn(channel)).toHaveLength(1);
  });
});

test("the words say at once who speaks, in the language of whom they answer", () => {
  for (const body of ["Hello", "How does recursion end?", "```py\nprint(1)\n```"])
    expect(playedAnswer(body, 0)).toMatch(/^I'm played: nobody sits here/u);
  expect(new Set(["Hello", "Why?", "```\nx\n```"].map((body) => playedAnswer(body, 0))).size).toBe(3);
  expect(playedAnswer("كيف حالكم؟", 0)).toMatch(/^أنا شخصية تمثيلية/u);
});
