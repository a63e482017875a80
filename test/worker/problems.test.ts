/** Problems that people tell of: what the teaching team hears, and nobody else; what became of them comes back. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { PROBLEMS_PER_DAY, type Message, type Problem } from "../../protocol/index.ts";
import type { Refusal } from "../../protocol/refusals.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
let at: string;
beforeEach(async () => {
  classroom = await openClassroom();
  at = `/workspaces/${classroom.id}/problems`;
  [teacher, ada, bo] = [
    await classroom.person("teacher"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
});

const screen = {
  ...{
    page: "/c/[channel]",
    size: "390x844",
    language: "ar",
    theme: "dark",
    version: "1764457200",
    browser: "Firefox 140",
  },
  refusals: [{ code: "internal", trace: "abc123" }],
};
type Told = Partial<Refusal> & { problem: Problem };
const tell = (who: Somebody, words: string, more: object = {}) => who.post<Told>(at, { words, screen, ...more });
const listed = async (who: Somebody, path = at) => (await who.get<{ problems: Problem[] }>(path)).body.problems;
async function feedbackOf(who: Somebody): Promise<{ id: string; messages: Message[] } | undefined> {
  const { channels } = (
    await who.get<{ channels: { id: string; kind: string; name: string }[] }>(`/workspaces/${classroom.id}/bootstrap`)
  ).body;
  const channel = channels.find(({ kind, name }) => kind === "private" && name.startsWith("feedback"));
  if (!channel) return undefined;
  const { messages } = (await who.get<{ messages: Message[] }>(`/channels/${channel.id}/messages`)).body;
  return { id: channel.id, messages };
}

test("R29: a problem comes to a private channel of the teaching team with its trace, and its state comes back, live and in a list", async () => {
  const open = await openWorkspace(classroom.id, ada);
  const told = await tell(ada, "The list jumps\n@everyone look", { trace: "abc123" });
  expect(told.status).toBe(201);
  // A list of hers that stands open has it too.
  expect((await open.next("problemChanged")).problem).toMatchObject({ id: told.body.problem.id, state: "open" });
  expect(told.body.problem).toMatchObject({ by: ada.id, state: "open", answer: "", trace: "abc123", screen });
  const { messages } = (await feedbackOf(teacher))!;
  expect(messages[0]?.body).toContain("> The list jumps\n> @everyone look");
  expect(messages[0]?.body).toContain("`abc123`");
  expect(messages[0]?.body).toContain("`390x844`");
  expect(await feedbackOf(ada), "who told of it is not in that channel").toBeUndefined();

  const [hers, his] = [await openWorkspace(classroom.id, ada), await openWorkspace(classroom.id, bo)];
  const { id } = told.body.problem;
  await teacher.patch(`${at}/${id}`, { state: "looking" });
  expect((await hers.next("problemChanged")).problem).toMatchObject({ id, state: "looking", changedBy: teacher.id });
  await teacher.patch(`${at}/${id}`, { state: "solved", answer: "Mended. Load the page anew." });
  expect((await hers.next("problemChanged")).problem).toMatchObject({
    state: "solved",
    answer: "Mended. Load the page anew.",
  });
  expect(await listed(ada, `${at}/mine`)).toMatchObject([
    { id, state: "solved", answer: "Mended. Load the page anew." },
  ]);
  expect(await listed(bo, `${at}/mine`)).toEqual([]);
  expect(await listed(teacher)).toMatchObject([{ id, by: ada.id }]);
  expect(
    his.frames.filter(({ type }) => type === "problemChanged"),
    "it is nobody else's",
  ).toEqual([]);
});

test("R29: students, other classes and former assistants hear of no problem, and settle none", async () => {
  const helper = await classroom.person("ta");
  const { id } = (await tell(ada, "It is too bright")).body.problem;
  expect((await feedbackOf(helper))?.messages).toHaveLength(1);
  for (const who of [ada, bo]) {
    expect((await who.get(at)).status).toBe(403);
    expect((await who.patch(`${at}/${id}`, { state: "solved" })).status).toBe(403);
  }
  const elsewhere = await openClassroom();
  const stranger = await elsewhere.person("owner");
  expect((await stranger.get(at)).status).toBe(404);
  expect((await stranger.patch(`/workspaces/${elsewhere.id}/problems/${id}`, { state: "solved" })).status).toBe(404);
  const owner = await classroom.person("owner");
  const channel = (await feedbackOf(helper))!.id;
  await owner.patch(`/workspaces/${classroom.id}/members/${helper.id}`, { role: "student" });
  expect(await feedbackOf(helper)).toBeUndefined();
  expect((await helper.get(`/channels/${channel}/messages`)).status).toBe(404);
  await owner.patch(`/workspaces/${classroom.id}/members/${helper.id}`, { role: "ta" });
  expect((await feedbackOf(helper))?.messages).toHaveLength(1);
});

test("R29: one channel is made, whoever tells first, beside one that is called so; and nobody tells without an end", async () => {
  await env.DB.prepare(
    "insert into channels (id, workspace_no, kind, name, created_at) values ('other-'||?1, ?1, 'private', 'feedback', 0)",
  )
    .bind(classroom.no)
    .run();
  await Promise.all([tell(ada, "One"), tell(bo, "Two")]);
  expect((await feedbackOf(teacher))?.messages).toHaveLength(2);
  const row = await env.DB.prepare("select count(*) as n from feedback_channels where workspace_no = ?")
    .bind(classroom.no)
    .first<{ n: number }>();
  expect(row?.n).toBe(1);
  for (let told = 1; told < PROBLEMS_PER_DAY; told++) await tell(ada, `Again ${told}`);
  expect((await tell(ada, "Once more")).body).toMatchObject({ code: "too_many", reason: "problems_day" });
  expect((await tell(bo, "Mine")).status).toBe(201);
});

test("R29: what is no problem is refused by its field, and the screen takes no sentences", async () => {
  expect((await tell(ada, "   ")).body).toMatchObject({ code: "empty" });
  expect((await tell(ada, "x".repeat(2_001))).body).toMatchObject({ code: "too_long", field: "words" });
  for (const wrong of [
    { screen: { ...screen, page: 'I wrote: "hello" to Bo!' } },
    { screen: { ...screen, size: "wide" } },
    { screen: { ...screen, refusals: [{ code: "What they said" }] } },
    { trace: "not a mark" },
  ])
    expect((await tell(ada, "Words", wrong)).status, JSON.stringify(wrong)).toBe(400);
  const { id } = (await tell(ada, "Words")).body.problem;
  expect((await teacher.patch(`${at}/${id}`, { state: "lost" })).status).toBe(400);
});
