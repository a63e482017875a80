/** An archive of a class, read as a browser reads it, comes into another class as it was: its body is the same byte for byte when that one's archive is made. */
import { env, exports } from "cloudflare:workers";
import { unpackTar } from "modern-tar";
import { expect, test, vi } from "vitest";
import { createApi } from "../../client/api.ts";
import { prepareImport } from "../../imports/prepare.ts";
import { entryKind } from "../../protocol/archive/format.ts";
import type { Archive } from "../../protocol/archives.ts";
import type { Bootstrap, Message, MyChannel } from "../../protocol/index.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./support/classroom.ts";
import { postedFile } from "./support/files.ts";
import { openTab } from "./support/tab.ts";

const fetch = exports.default.fetch.bind(exports.default) as typeof globalThis.fetch;
/** Brings the archive into the class, as a browser does. */
async function bringIn(tar: Uint8Array<ArrayBuffer>, { token }: Somebody, workspace: string) {
  const api = createApi({ baseUrl: ORIGIN, token, fetch });
  const { summary, send } = await prepareImport([{ path: "class.tar", blob: new Blob([tar]) }], {});
  const events = { channel: () => undefined, progress: () => undefined };
  return { summary, uploaded: await send(api, workspace, [], events, new AbortController().signal) };
}

/** Bytes of the archive that this owner makes of the class. */
async function archiveBy(owner: Somebody, workspace: string): Promise<Uint8Array<ArrayBuffer>> {
  const at = `/workspaces/${workspace}/archive`;
  await owner.post(at);
  await vi.waitFor(async () => {
    const { archive } = (await owner.get<{ archive: Archive | null }>(at)).body;
    expect(archive?.state).toBe("ready");
  });
  const headers = { authorization: `Bearer ${owner.token}` };
  const answer = await exports.default.fetch(`${ORIGIN}/api${at}/file`, { headers });
  return new Uint8Array(await answer.arrayBuffer());
}
async function bodyOf(tar: Uint8Array): Promise<Map<string, string>> {
  const proofs = new Set(["manifest", "roster", "heads", "proof"]);
  const entries = await unpackTar(tar);
  const body = entries.filter(({ header }) => !proofs.has(entryKind(header.name)?.kind ?? ""));
  return new Map(body.map(({ header, data }) => [header.name, new TextDecoder("latin1").decode(data)]));
}

test("R35: what stands there is the same messages, in the same hands, with threads, polls, pins and files; a second time nothing comes twice", async () => {
  const first = await openClassroom();
  const owner = await first.person("owner", { handle: "miriam" });
  const ben = await first.person("student", { handle: "benjamin" });
  const open = await channelOf([owner, ben], { kind: "public" });
  const say = async (who: Somebody, where: string, body: string, more: object = {}) =>
    (await who.post<{ message: Message }>(`/channels/${where}/messages`, { body, ...more })).body.message;
  await say(ben, open.id, "What is a *stack*? `push`\nو`pop`");
  await say(owner, open.id, "The last one in is the first one out. @benjamin", { replyTo: 1 });
  const act = (who: Somebody, seq: number, one: object) =>
    who.post(`/channels/${open.id}/messages/${seq}/acts`, { act: one });
  await act(owner, 1, { type: "react", emoji: "👍", on: true });
  await act(owner, 1, { type: "pin", on: true });
  await act(owner, 2, { type: "checkpoint", name: "Week 1" });
  await say(owner, open.id, "Which one?", { poll: { question: "Which one?", options: ["a stack", "a queue"] } });
  await act(ben, 3, { type: "vote", choices: [1] });
  await postedFile(ben, open.id, "a,b\n1,2\n", "table.csv");
  const { body: thread } = await ben.post<{ channel: MyChannel }>(`/channels/${open.id}/messages/1/thread`);
  await say(ben, thread.channel.id, "And a queue?");
  const staff = await channelOf([owner], { kind: "private" });
  await say(owner, staff.id, "Grades are due");
  await carriedOver(open.id, 4);
  await carriedOver(thread.channel.id, 1);
  await carriedOver(staff.id, 1);
  const tar = await archiveBy(owner, first.id);

  const second = await openClassroom();
  const teacher = await second.person("owner", { handle: "teacher" });
  const { body: before } = await teacher.get<Bootstrap>(`/workspaces/${second.id}/bootstrap`);
  const bring = () => bringIn(tar, teacher, second.id);
  const { summary, uploaded } = await bring();
  expect(summary).toMatchObject({ people: 2, messages: 6, archive: { files: 1 } });
  expect(uploaded).toMatchObject({ people: 2, files: 1, stopped: false });
  expect(uploaded.channels.every(({ leftOut }) => leftOut === 0)).toBe(true);

  const { body: after } = await teacher.get<Bootstrap>(`/workspaces/${second.id}/bootstrap`);
  const known = new Set(before.channels.map(({ id }) => id));
  const mine = after.channels.filter(({ id }) => !known.has(id));
  // A private channel is for the people whom the archive names: they have no account here, and who brings it is none of them.
  expect(mine.map(({ kind, lastSeq }) => [kind, lastSeq])).toEqual([["public", 4]]);
  const there = mine[0]!.id;
  await carriedOver(there, 4);
  const { messages } = (await teacher.get<{ messages: Message[] }>(`/channels/${there}/messages`)).body;
  expect(messages.map(({ body, meta }) => [body, meta?.imported])).toEqual([
    ["What is a *stack*? `push`\nو`pop`", true],
    ["The last one in is the first one out. @benjamin", true],
    ["Which one?", true],
    ["Look at this", true],
  ]);
  expect(messages.some(({ author }) => author === teacher.id)).toBe(false);

  const again = (await bring()).uploaded;
  const counts = again.channels.map(({ stored, there }) => [stored, there]);
  expect(counts.sort()).toEqual(uploaded.channels.map(({ stored }) => [0, stored]).sort());

  const body = await bodyOf(tar);
  const back = await bodyOf(await archiveBy(teacher, second.id));
  for (const [name, text] of body)
    if (name.startsWith("messages/") || name.startsWith("files/")) expect(back.get(name), name).toBe(text);
});

test("R35: a thread that went to a channel which was made after it stands behind that one, and comes back with every reply", async () => {
  const first = await openClassroom();
  const owner = await first.person("owner");
  const open = await channelOf([owner], { kind: "public" });
  const say = (where: string, body: string) => owner.post(`/channels/${where}/messages`, { body });
  await say(open.id, "It goes");
  const { body: thread } = await owner.post<{ channel: MyChannel }>(`/channels/${open.id}/messages/1/thread`);
  await say(thread.channel.id, "Along with it");
  const later = await channelOf([owner], { kind: "public" });
  const stays = await channelOf([owner], { kind: "public" });
  await say(stays.id, "Stays");
  await owner.post(`/channels/${open.id}/moves`, { from: 1, to: 1, target: later.id });
  for (const { id } of [open, later, stays, thread.channel]) await carriedOver(id, 1);
  const tar = await archiveBy(owner, first.id);
  const body = await bodyOf(tar);
  const lines = (text = "") =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string; on?: { channel: string } });
  const channels = lines(body.get("channels/0000000001.jsonl"));
  expect(channels.map(({ key }) => key)).toEqual([open.id, later.id, thread.channel.id, stays.id]);
  expect(channels[2]?.on?.channel).toBe(later.id);

  const second = await openClassroom();
  const teacher = await second.person("owner");
  const { uploaded } = await bringIn(tar, teacher, second.id);
  expect(uploaded.channels.map(({ stored, leftOut }) => [stored, leftOut])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  const back = await bodyOf(await archiveBy(teacher, second.id));
  expect(lines(back.get("channels/0000000001.jsonl")).map(({ key }) => key)).toEqual(channels.map(({ key }) => key));
  const said = (of: Map<string, string>) => [...of].filter(([name]) => name.startsWith("messages/"));
  expect(said(back)).toEqual(said(body));

  // Brought once more after somebody moved it here, it is found where it is.
  const { body: mine } = await teacher.get<Bootstrap>(`/workspaces/${second.id}/bootstrap`);
  const [from, to] = mine.channels.filter(({ lastSeq }) => lastSeq === 1);
  expect((await teacher.post(`/channels/${to!.id}/moves`, { from: 1, to: 1, target: from!.id })).status).toBe(201);
  const again = (await bringIn(tar, teacher, second.id)).uploaded;
  expect(again.channels.map(({ stored }) => stored)).toEqual([0, 0, 0, 0]);
});

test("in a class that has somebody of that handle and a channel of that name, words name whom they named, and nobody who is here hears of it", async () => {
  const first = await openClassroom();
  const owner = await first.person("owner", { handle: "miriam" });
  const ben = await first.person("student", { handle: "benjamin" });
  const open = await channelOf([owner, ben], { kind: "public" });
  const { body: told } = await owner.get<{ channel: MyChannel }>(`/channels/${open.id}`);
  const name = told.channel.name;
  await owner.post(`/channels/${open.id}/messages`, { body: `@benjamin, look into #${name} and \`@benjamin\`` });
  await ben.post(`/channels/${open.id}/messages`, { body: "I did" });
  await carriedOver(open.id, 2);
  const tar = await archiveBy(owner, first.id);

  const second = await openClassroom();
  const [teacher, living] = [await second.person("owner"), await second.person("student", { handle: "benjamin" })];
  const theirs = await channelOf([teacher, living], { kind: "public" });
  await env.DB.prepare("update channels set name = ? where id = ?").bind(name, theirs.id).run();
  const tab = await openTab(living, `/workspaces/${second.id}/socket`);
  const { uploaded } = await bringIn(tar, teacher, second.id);
  const brought = uploaded.channels[0]!.name;
  const { body: mine } = await teacher.get<Bootstrap>(`/workspaces/${second.id}/bootstrap`);
  const there = mine.channels.find((channel) => channel.name === brought)!;
  expect(brought).not.toBe(name);
  const { messages } = (await teacher.get<{ messages: Message[] }>(`/channels/${there.id}/messages`)).body;
  const named = /^@(\S+), look into #(\S+) and `@benjamin`$/u.exec(messages[0]!.body);
  const people = (
    await teacher.get<{ members: { id: string; handle: string }[] }>(
      `/workspaces/${second.id}/members?ids=${messages[1]!.author}`,
    )
  ).body.members;
  expect(named?.slice(1)).toEqual([people[0]!.handle, brought]);
  expect(people[0]!.handle).not.toBe("benjamin");
  await living.post(`/channels/${theirs.id}/messages`, { body: "Something else" });
  await tab.heard("news", (frame) => frame["channel"] === theirs.id);
  expect(tab.frames.filter((frame) => (frame["mentions"] as number | undefined) !== undefined)).toEqual([]);
  const { body: after } = await living.get<Bootstrap>(`/workspaces/${second.id}/bootstrap`);
  expect(after.channels.reduce((sum, { mentions }) => sum + mentions, 0)).toBe(0);
});
