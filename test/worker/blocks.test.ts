import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { Bootstrap, MyChannel, Refusal } from "../../protocol/index.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { ageLeases } from "./support/rooms.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  anna = await classroom.person("student");
  ben = await classroom.person("student");
});
const direct = (who: Somebody, other: Somebody) =>
  who.post<{ channel: MyChannel } & Partial<Refusal>>(`/workspaces/${classroom.id}/direct`, { member: other.id });
const block = (who: Somebody, other: Somebody) =>
  who.put<{ blocks: string[] }>(`/workspaces/${classroom.id}/blocks/${other.id}`);
const unblock = (who: Somebody, other: Somebody) =>
  who.delete<{ blocks: string[] }>(`/workspaces/${classroom.id}/blocks/${other.id}`);
const post = (who: Somebody, channel: MyChannel, body = "Hello?") =>
  who.post<Partial<Refusal>>(`/channels/${channel.id}/messages`, { body });

test("I6: whom I block can write no more, edit no more and react no more in our direct message, from the next second on", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const socket = await openChannel(channel.id, ben);
  await socket.post("First");
  expect((await block(anna, ben)).body.blocks).toEqual([ben.id]);
  await expect(socket.post("Second")).rejects.toThrow("no_direct");
  socket.send({ type: "edit", ref: "e", seq: 1, body: "You will read this" });
  socket.send({ type: "act", ref: "r", seq: 1, act: { type: "react", emoji: "👎", on: true } });
  expect((await socket.next("refused", ({ ref }) => ref === "e")).refusal.code).toBe("no_direct");
  expect((await socket.next("refused", ({ ref }) => ref === "r")).refusal.code).toBe("no_direct");
  expect((await post(ben, channel)).body.code).toBe("no_direct");
  await unblock(anna, ben);
  expect((await socket.post("Friends again")).seq).toBe(2);
});

test("a block is not told apart from somebody who left, or who takes messages from the teaching team alone", async () => {
  const [blocker, picky, gone] = [
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
  const channels = [];
  for (const other of [blocker, picky, gone]) channels.push((await direct(ben, other)).body.channel);
  await block(blocker, ben);
  await picky.patch(`/workspaces/${classroom.id}/me/settings`, { directFrom: "staff" });
  await env.DB.prepare("update members set left_at = 1 where no = ?").bind(gone.no).run();
  const heard = [];
  for (const channel of channels) {
    const { status, body } = await post(ben, channel);
    heard.push({ status, code: body.code, sentence: body.sentence });
  }
  expect(heard[0]).toMatchObject({ status: 403, code: "no_direct" });
  expect(heard[1]).toEqual(heard[0]);
  expect(heard[2]).toEqual(heard[0]);
  // Beginning one, with people never spoken to.
  const fresh = await classroom.person("student");
  const begun = [];
  for (const other of [blocker, picky]) {
    await block(other, fresh);
    const { status, body } = await direct(fresh, other);
    begun.push({ status, code: body.code, sentence: body.sentence });
  }
  expect(begun).toEqual([heard[0], heard[0]]);
});

test("nothing that the blocked one can ask for tells of the block", async () => {
  await block(anna, ben);
  const tab = await openWorkspace(classroom.id, ben);
  await tab.next("hello");
  for (const path of ["bootstrap", "members", "channels"]) {
    const told = JSON.stringify((await ben.get(`/workspaces/${classroom.id}/${path}`)).body);
    expect(told.replaceAll('"blocks":[]', "")).not.toContain("block");
  }
});

test("whom I blocked is told to my own tabs and at every first paint", async () => {
  const [mine, his] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, ben)];
  await block(anna, ben);
  expect((await mine.next("blocksChanged")).blocks).toEqual([ben.id]);
  expect((await anna.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body.blocks).toEqual([ben.id]);
  expect((await unblock(anna, ben)).body.blocks).toEqual([]);
  expect((await mine.next("blocksChanged")).blocks).toEqual([]);
  expect(his.frames.filter(({ type }) => type === "blocksChanged")).toEqual([]);
});

test("I do not write to somebody whom I block, and am told why", async () => {
  const { channel } = (await direct(anna, ben)).body;
  await block(anna, ben);
  expect((await post(anna, channel)).body.code).toBe("blocking");
  expect((await anna.get(`/channels/${channel.id}/messages`)).status).toBe(200);
});

test("a group is not the way around a block: neither a new one nor an old one", async () => {
  const cleo = await classroom.person("student");
  const dan = await classroom.person("student");
  await block(anna, ben);
  const group = (who: Somebody, others: Somebody[]) =>
    who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/groups`, { members: others.map(({ id }) => id) });
  expect(await group(ben, [anna, cleo])).toMatchObject({ status: 403, body: { code: "no_direct" } });
  const { channel } = (await group(ben, [cleo, dan])).body;
  expect(await ben.post(`/channels/${channel.id}/members`, { members: [anna.id] })).toMatchObject({
    status: 403,
    body: { code: "no_direct" },
  });
  expect((await cleo.post(`/channels/${channel.id}/members`, { members: [anna.id] })).status).toBe(204);
});

test("who takes direct messages from the teaching team alone still gets theirs", async () => {
  const ta = await classroom.person("ta");
  await anna.patch(`/workspaces/${classroom.id}/me/settings`, { directFrom: "staff" });
  expect((await direct(ben, anna)).body.code).toBe("no_direct");
  const { channel } = (await direct(ta, anna)).body;
  expect((await post(ta, channel)).status).toBe(201);
  expect((await post(anna, channel)).status).toBe(201);
});

test("I6: a notice that was lost is mended when the socket's permission is looked up again", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const socket = await openChannel(channel.id, ben);
  await env.DB.prepare("insert into blocks values (?, ?, 1)").bind(anna.no, ben.no).run();
  await ageLeases(channel.id);
  await expect(socket.post("Still here")).rejects.toThrow("no_direct");
});

test("nobody blocks themselves, nobody of another class and nobody who is not there", async () => {
  const stranger = await (await openClassroom()).person("student");
  expect(await block(anna, anna)).toMatchObject({ status: 400 });
  expect(await block(anna, stranger)).toMatchObject({ status: 404 });
  expect(await stranger.put(`/workspaces/${classroom.id}/blocks/${anna.id}`)).toMatchObject({ status: 404 });
});
