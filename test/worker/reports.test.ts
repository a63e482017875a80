/** What is told to the teaching team: by whom it is seen, what it looked like then, and what the one who told it hears. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  REPORTS_A_DAY,
  type Message,
  type MyChannel,
  type MyReport,
  type Refusal,
  type Report,
} from "../../protocol/index.ts";
import type { AuditEntry } from "../../protocol/audit.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { openTab } from "./support/tab.ts";

let classroom: Classroom;
let owner: Somebody;
let teacher: Somebody;
let ta: Somebody;
let rude: Somebody;
let hurt: Somebody;
let channel: string;
beforeAll(async () => {
  classroom = await openClassroom();
  [owner, teacher, ta, rude, hurt] = (await Promise.all(
    (["owner", "teacher", "ta", "student", "student"] as const).map((role) => classroom.person(role)),
  )) as [Somebody, Somebody, Somebody, Somebody, Somebody];
  channel = (await channelOf([teacher, ta, rude, hurt])).id;
});

const at = () => `/workspaces/${classroom.id}/reports`;
const why = ({ body }: Answer<unknown>) => (body as Refusal).reason ?? (body as Refusal).code;
const say = async (who: Somebody, body: string) =>
  (await who.post<{ message: Message }>(`/channels/${channel}/messages`, { body })).body.message.seq;
const report = (who: Somebody, what: Record<string, unknown>) =>
  who.post<{ report: MyReport }>(at(), { reason: "insult", ...what });
const queue = async (who: Somebody, query = "") =>
  (await who.get<{ reports: Report[]; open: number }>(`${at()}${query}`)).body;
const mine = async (who: Somebody) => (await who.get<{ reports: MyReport[] }>(`${at()}/mine`)).body.reports;

describe("a report", () => {
  test("has the message as it was, though it is edited and deleted afterwards, and leads to its place", async () => {
    const seq = await say(rude, "You are stupid");
    const made = await report(hurt, { message: { channel, seq }, words: "  This is about me.  " });
    expect(made.status).toBe(201);
    await rude.patch(`/channels/${channel}/messages/${seq}`, { body: "You are great" });
    await rude.delete(`/channels/${channel}/messages/${seq}`);
    const { reports } = await queue(ta);
    expect(reports.find(({ id }) => id === made.body.report.id)).toMatchObject({
      ...{ by: hurt.id, about: rude.id, reason: "insult", words: "This is about me.", place: { channel, seq } },
      message: { body: "You are stupid" },
    });
    // Who is not in the channel is not told what it is called.
    const seen = (await queue(owner)).reports.find(({ id }) => id === made.body.report.id);
    expect(seen).toMatchObject({ message: { body: "You are stupid" } });
    expect(seen).not.toHaveProperty("channelName");
    expect(reports[0]).toHaveProperty("channelName");
  });

  test("of a message that was deleted meanwhile is taken all the same, and says that its words were gone", async () => {
    const seq = await say(rude, "Gone before it was told");
    await rude.delete(`/channels/${channel}/messages/${seq}`);
    const made = await report(hurt, { message: { channel, seq } });
    expect(made.body.report).toMatchObject({ about: rude.id, message: { body: "", deleted: true } });
  });

  test("is seen by the teaching team alone: not by whom it is about, and of itself not by one of the team", async () => {
    const seq = await say(ta, "Ask somebody who cares");
    const { report: made } = (await report(hurt, { message: { channel, seq }, reason: "harassment" })).body;
    expect((await queue(teacher)).reports.map(({ id }) => id)).toContain(made.id);
    const { reports, open } = await queue(ta);
    expect(reports.map(({ id }) => id)).not.toContain(made.id);
    expect(open).toBe((await queue(teacher)).open - 1);
    expect(why(await ta.post(`${at()}/${made.id}/decision`, { outcome: "nothing" }))).toBe("not_found");
    expect(why(await rude.get(at()))).toBe("forbidden");
    expect(await mine(rude)).toEqual([]);
    expect(why(await hurt.post(`${at()}/${made.id}/decision`, { outcome: "nothing" }))).toBe("forbidden");
  });

  test("of what one cannot read, of another class's, of nobody and of oneself is none", async () => {
    const hidden = (await channelOf([teacher, rude])).id;
    await rude.post(`/channels/${hidden}/messages`, { body: "Among us" });
    expect(why(await report(hurt, { message: { channel: hidden, seq: 1 } }))).toBe("not_found");
    const seq = await say(hurt, "Mine");
    expect(why(await report(hurt, { message: { channel, seq } }))).toBe("report_self");
    expect(why(await report(hurt, { member: hurt.id }))).toBe("report_self");
    expect(why(await report(hurt, { member: "nobody-at-all" }))).toBe("not_found");
    expect(why(await report(hurt, {}))).toBe("invalid");
    expect(why(await report(hurt, { member: rude.id, reason: "because" }))).toBe("invalid");
    const elsewhere = await openClassroom();
    const stranger = await elsewhere.person("student");
    expect(why(await stranger.post(at(), { member: rude.id, reason: "spam" }))).toBe("not_found");
    const twoClasses = `/workspaces/${elsewhere.id}/reports`;
    expect(why(await stranger.post(twoClasses, { message: { channel, seq }, reason: "spam" }))).toBe("not_found");
  });

  test("can be made by somebody who was muted, and of a direct message, where nobody else reads it", async () => {
    const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
    expect((await report(muted, { member: rude.id })).status).toBe(201);
    const direct = await rude.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: hurt.id });
    const id = direct.body.channel.id;
    await rude.post(`/channels/${id}/messages`, { body: "Just between us" });
    const { report: made } = (await report(hurt, { message: { channel: id, seq: 1 } })).body;
    const seen = (await queue(teacher)).reports.find((one) => one.id === made.id);
    expect(seen).toMatchObject({ message: { body: "Just between us" } });
    expect(seen).not.toHaveProperty("channelName");
  });

  test("is one while it is open, and is answered once: the one who told it hears what became of it, and not by whom", async () => {
    const seq = await say(rude, "Once more");
    const [team, theirs, his] = [
      await openTab(teacher, `/workspaces/${classroom.id}/socket`),
      await openTab(hurt, `/workspaces/${classroom.id}/socket`),
      await openTab(rude, `/workspaces/${classroom.id}/socket`),
    ];
    const first = (await report(hurt, { message: { channel, seq } })).body.report;
    await team.heard("reportsChanged", ({ isNew }) => isNew === true);
    expect((await report(hurt, { message: { channel, seq }, words: "Again" })).body.report.id).toBe(first.id);
    const answer = { outcome: "removed", answer: "Thank you. It's gone, and we talked." };
    const decided = await teacher.post<{ report: Report }>(`${at()}/${first.id}/decision`, answer);
    expect(decided.body.report).toMatchObject({ decidedBy: teacher.id, decided: answer });
    expect(await theirs.heard("reportDecided")).toMatchObject({ id: first.id });
    const told = (await mine(hurt)).find(({ id }) => id === first.id);
    expect(told).toMatchObject({ decided: answer });
    expect(JSON.stringify(told)).not.toContain(teacher.id);
    // Somebody who is slower does not change what was answered.
    const late = await ta.post<{ report: Report }>(`${at()}/${first.id}/decision`, { outcome: "nothing" });
    expect(late.body.report).toMatchObject({ decidedBy: teacher.id, decided: answer });
    expect((await queue(teacher, "?decided=yes")).reports[0]).toMatchObject({ id: first.id });
    expect((await queue(teacher)).reports.map(({ id }) => id)).not.toContain(first.id);
    const { entries } = (
      await owner.get<{ entries: AuditEntry[] }>(`/workspaces/${classroom.id}/audit?act=reportDecided`)
    ).body;
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ actor: teacher.id, subject: rude.id, details: { outcome: "removed" } });
    // Told again after the answer, it is another one.
    expect((await report(hurt, { message: { channel, seq } })).body.report.id).not.toBe(first.id);
    expect(his.frames.map(({ type }) => type)).not.toContain("reportsChanged");
    for (const tab of [team, theirs, his]) tab.close();
  });

  test("is taken so many times a day, and not once more", async () => {
    const talker = await classroom.person("student");
    for (let i = 0; i < REPORTS_A_DAY; i += 1) {
      const { id } = await classroom.person("guest");
      expect((await report(talker, { member: id })).status).toBe(201);
    }
    expect(why(await report(talker, { member: rude.id }))).toBe("reports_day");
  });
});
