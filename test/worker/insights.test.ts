/** How a class goes, for its teaching team: counts over channels that the reader is in, off where the owner says so. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { AuditEntry } from "../../protocol/audit.ts";
import { INSIGHTS_PER_CHANNEL, type Insights } from "../../protocol/insights.ts";
import type { Message } from "../../protocol/index.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { insightsOf } from "../../worker/store/insights.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { asked as askedOf, contextIn, rowsRead } from "./support/statement-costs.ts";

const HOUR_MS = 3_600_000;
let classroom: Classroom;
let [owner, teacher, ada, bo]: Somebody[] = [];
beforeEach(async () => {
  classroom = await openClassroom();
  [owner, teacher, ada, bo] = [
    await classroom.person("owner"),
    await classroom.person("teacher"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
});

const look = (who: Somebody) => who.get<{ insights: Insights | null }>(`/workspaces/${classroom.id}/insights`);
const say = async (who: Somebody, channel: string, body: string, more: object = {}) =>
  (await who.post<{ message: Message }>(`/channels/${channel}/messages`, { body, ...more })).body.message.seq;
/** Messages as they stand in the history, each written so many hours ago. */
async function wrote(channel: { no: number }, who: Somebody, hoursAgo: number[], body = "Words"): Promise<void> {
  const insert = env.DB.prepare(
    `insert into messages (key, id, rev, author, at, body) select ?1 * 4294967296 + coalesce((select max(key) % 4294967296 from messages
       where key between ?1 * 4294967296 and ?1 * 4294967296 + 4294967295), 0) + 1, lower(hex(randomblob(16))), 1, ?2, ?3, ?4`,
  );
  await env.DB.batch(hoursAgo.map((hours) => insert.bind(channel.no, who.id, Date.now() - hours * HOUR_MS, body)));
}

test("R98: the teaching team sees messages by the hour, by channel, people by week, who went quiet as a number, and questions that wait", async () => {
  const open = await channelOf([teacher!, ada!, bo!], { kind: "public" });
  await wrote(open, ada!, [30 * 24], "Too long ago?");
  await wrote(open, bo!, [9 * 24, 9 * 24 - 1]);
  await wrote(open, ada!, [9 * 24 - 2, 2, 1]);
  await wrote(open, teacher!, [1], "Shall we begin?");
  await wrote(open, ada!, [0.5], "When is it due?");
  await wrote(open, ada!, [0.4], "متى التسليم؟");
  const { insights } = (await look(teacher!)).body;
  expect(insights).toMatchObject({ students: 2, quiet: 1, isPart: false, weeks: [0, 0, 2, 2] });
  expect(insights?.channels).toEqual([{ channel: open.id, messages: 8, people: 3 }]);
  expect(insights?.hours.reduce((sum, [, count]) => sum + count, 0)).toBe(8);
  expect(insights?.questions.map(({ message }) => message.body)).toEqual(["متى التسليم؟", "When is it due?"]);
  expect(JSON.stringify({ ...insights, questions: [] }), "nobody is named").not.toMatch(
    new RegExp([ada!.id, bo!.id, ada!.handle, bo!.handle].join("|"), "u"),
  );
});

test("R98: a question with a reply or a thread does not wait any more", async () => {
  const open = await channelOf([teacher!, ada!, bo!], { kind: "public" });
  const replied = await say(ada!, open.id, "Where is the room?");
  const threaded = await say(ada!, open.id, "Who has the slides?");
  await say(ada!, open.id, "Is there homework?");
  await say(bo!, open.id, "Upstairs", { replyTo: replied });
  const { channel } = (await bo!.post<{ channel: { id: string } }>(`/channels/${open.id}/messages/${threaded}/thread`))
    .body;
  await say(bo!, channel.id, "I do");
  await carriedOver(open.id, 4);
  for (;;) {
    const waiting = (await look(teacher!)).body.insights?.questions.map(({ message }) => message.body);
    if (waiting?.join() === "Is there homework?") break;
    await carriedOver(open.id, 4);
  }
});

test("[I5] nothing is counted of direct messages, of channels that the reader is not in, or of another class; students see none of it", async () => {
  const secret = await channelOf([owner!, ada!]);
  const direct = await channelOf([teacher!, ada!], { kind: "dm" });
  await wrote(secret, ada!, [1], "Who fails?");
  await wrote(direct, ada!, [1], "May I hand in late?");
  expect((await look(teacher!)).body.insights).toMatchObject({
    channels: [],
    hours: [],
    questions: [],
    weeks: [0, 0, 0, 0],
  });
  expect((await look(owner!)).body.insights?.channels).toHaveLength(1);
  expect((await look(ada!)).status).toBe(403);
  expect((await look(await classroom.person("guest"))).status).toBe(403);
  expect((await look(await (await openClassroom()).person("owner"))).status).toBe(404);
});

test("R98: the owner, and nobody else, switches it off as a whole; then nothing is looked at, and it is written down", async () => {
  const at = `/workspaces/${classroom.id}`;
  expect((await teacher!.patch(at, { insights: false })).status).toBe(403);
  expect((await owner!.patch<{ workspace: object }>(at, { insights: false })).body.workspace).toMatchObject({
    insights: false,
  });
  const statements = await askedOf(async () => expect((await look(teacher!)).body).toEqual({ insights: null }));
  expect(rowsRead(statements), "who asks is looked up, and that is all").toBeLessThan(10);
  const { entries } = (await owner!.get<{ entries: AuditEntry[] }>(`${at}/audit?act=classEdited`)).body;
  expect(entries[0]).toMatchObject({ actor: owner!.id, details: { insights: false } });
  await owner!.patch(at, { insights: true });
  expect((await look(teacher!)).body.insights).not.toBeNull();
});

test("R17: what is read grows with the channels, and not with their history", async () => {
  const busy = await channelOf([teacher!, ada!], { kind: "public" });
  const rows = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => i + 1));
  await env.DB.prepare(
    `insert into messages (key, id, rev, author, at, body) select ?1 * 4294967296 + value, 'm' || value, 1, ?2, ?3 + value, 'Why?' from json_each(?4)`,
  )
    .bind(busy.no, ada!.id, Date.now() - 10_000, rows)
    .run();
  const permit = permitInWorkspace("readInsights", await contextIn(classroom, teacher!));
  const asked: string[] = [];
  const d1 = { prepare: (sql: string) => (asked.push(sql), env.DB.prepare(sql)) } as D1Database;
  const found = await insightsOf(d1, permit, Date.now());
  expect(found.isPart).toBe(true);
  expect(found.channels[0]?.messages).toBe(INSIGHTS_PER_CHANNEL);
  for (const [at, sql] of asked.entries()) {
    const plan = await env.DB.prepare(`explain query plan ${sql}`)
      .bind(
        ...(at === 0 ? [teacher!.no, classroom.no, 0, Date.now()] : found.questions.map(({ message }) => message.seq)),
      )
      .all<{ detail: string }>();
    const walked = plan.results.map(({ detail }) => detail).filter((detail) => detail.startsWith("SCAN"));
    // What was read once may be gone through; tables may not.
    for (const detail of walked)
      expect(detail).toMatch(/^SCAN (?:home|l|lately|recent|r|q|spoke|j|\(subquery|CONSTANT)/u);
  }
});
