import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { hubOf } from "../../worker/room/stubs.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, upgrade } from "./support/live-socket.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let stranger: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  stranger = await classroom.person("student", { handle: "stranger" });
});

test("R113: a message in a channel I do not look at is told to my tab, with the place of the newest", async () => {
  const { id } = await channelOf([ada, bo]);
  const tab = await openWorkspace(classroom.id, bo);
  const { seq } = await (await openChannel(id, ada)).post("news");
  expect(await tab.next("news", (event) => event.channel === id)).toMatchObject({ seq, author: ada.id });
});

test("I5: nothing is told of a channel I am not in, and a mention there does not reach me", async () => {
  const [secret, open] = [await channelOf([ada, bo]), await channelOf([ada, bo, stranger])];
  const tab = await openWorkspace(classroom.id, stranger);
  await (await openChannel(secret.id, ada)).post("@stranger must not know");
  await (await openChannel(open.id, ada)).post("hello");
  await tab.next("news", (event) => event.channel === open.id);
  expect(tab.frames.filter((event) => event.type === "news" && event.channel === secret.id)).toEqual([]);
});

test("R111: a mention of me is counted, in any spelling of my handle, and not in code or by myself", async () => {
  const { id } = await channelOf([ada, bo]);
  const tab = await openWorkspace(classroom.id, bo);
  const socket = await openChannel(id, ada);
  await socket.post("hey @BOB, look");
  expect((await tab.next("news", (event) => event.channel === id)).mentions).toBe(1);
  await socket.post("`@bob` is code, someone@bob.example an address");
  expect((await tab.next("news", (event) => event.channel === id)).mentions).toBeUndefined();
  const mine = await openChannel(id, bo);
  await mine.post("I am @bob");
  expect((await tab.next("news", (event) => event.channel === id)).mentions).toBeUndefined();
  const counted = () =>
    env.DB.prepare("select count(*) n from mentions where member_no = ?").bind(bo.no).first<number>("n");
  while ((await counted()) !== 1) await scheduler.wait(1);
});

test("R12: how far I read here shows on my other device, and there only", async () => {
  const { id } = await channelOf([ada, bo]);
  const [laptop, phone, other] = [
    await openChannel(id, ada),
    await openWorkspace(classroom.id, ada),
    await openWorkspace(classroom.id, bo),
  ];
  await laptop.post("read me");
  laptop.send({ type: "markRead", seq: 1 });
  expect(await phone.next("read")).toMatchObject({ channel: id, seq: 1 });
  const late = await openWorkspace(classroom.id, ada);
  expect((await late.next("hello")).reads[id]).toBe(1);
  await other.next("news", (event) => event.channel === id);
  expect(other.frames.filter(({ type }) => type === "read")).toEqual([]);
});

test("R88: who comes and who goes is told to those who are here", async () => {
  const late = await classroom.person("student");
  const here = await openWorkspace(classroom.id, ada);
  expect((await here.next("hello")).online).not.toContain(late.id);
  const tab = await openWorkspace(classroom.id, late);
  await here.next("presence", ({ online }) => online.includes(late.id));
  tab.close();
  await here.next("presence", ({ offline }) => offline.includes(late.id));
});

test("R147, I6: a session that ends takes its tabs along, here and everywhere", async () => {
  const tab = await openWorkspace(classroom.id, ada);
  const session = await env.DB.prepare("select id from sessions where user_no = ?")
    .bind(ada.userNo)
    .first<string>("id");
  await hubOf(env, classroom.id).sessionEnded(session!);
  expect((await tab.whenClosed()).code).toBe(4401);
});

test("R54: somebody of another class finds nothing at this one's address", async () => {
  const outsider = await (await openClassroom()).person("owner");
  expect((await upgrade(`/workspaces/${classroom.id}/socket`, outsider)).status).toBe(404);
  expect((await upgrade(`/workspaces/${classroom.id}/socket`)).status).toBe(401);
});

test("R88: a tab that closes while the hub sleeps is noticed", async () => {
  const late = await classroom.person("student");
  const here = await openWorkspace(classroom.id, ada);
  const tab = await openWorkspace(classroom.id, late);
  await here.next("presence", ({ online }) => online.includes(late.id));
  await evictDurableObject(env.HUBS.getByName(classroom.id));
  tab.close();
  await here.next("presence", ({ offline }) => offline.includes(late.id));
});

test("I6: the last frame before a final close says so, since browsers tell of the close itself only later", async () => {
  const late = await classroom.person("student");
  const tab = await openWorkspace(classroom.id, late);
  const session = await env.DB.prepare("select id from sessions where user_no = ?")
    .bind(late.userNo)
    .first<string>("id");
  await hubOf(env, classroom.id).sessionEnded(session!);
  expect((await tab.next("ended")).code).toBe(4401);
});

test("R12: a tab hears when another device of its person comes and goes: then it tells sooner how far it has read", async () => {
  const late = await classroom.person("student");
  const laptop = await openWorkspace(classroom.id, late);
  expect((await laptop.next("devices")).count).toBe(1);
  const phone = await openWorkspace(classroom.id, late);
  expect((await laptop.next("devices")).count).toBe(2);
  phone.close();
  expect((await laptop.next("devices")).count).toBe(1);
});

test("R12: a tab tells the other devices of its person how far they read, and nobody else; one that opens later hears it too", async () => {
  const { id } = await channelOf([ada, bo]);
  const [laptop, phone, other] = [
    await openWorkspace(classroom.id, ada),
    await openWorkspace(classroom.id, ada),
    await openWorkspace(classroom.id, bo),
  ];
  laptop.send({ type: "showRead", channel: id, seq: 7 });
  expect(await phone.next("read", ({ channel }) => channel === id)).toMatchObject({ seq: 7 });
  // It only shows: a mark never goes back.
  laptop.send({ type: "showRead", channel: id, seq: 5 });
  await phone.next("read", ({ seq }) => seq === 5);
  const late = await openWorkspace(classroom.id, ada);
  expect((await late.next("hello")).reads[id]).toBe(7);
  const isOfIt = (event: { type: string }) => event.type === "read" && (event as { channel?: string }).channel === id;
  expect([...laptop.frames, ...other.frames].filter(isOfIt)).toEqual([]);
});

test("I10: a quiet mark reaches the room and not the hub", async () => {
  const { id } = await channelOf([ada, bo]);
  const phone = await openWorkspace(classroom.id, ada);
  const laptop = await openChannel(id, ada);
  for (let n = 1; n <= 3; n++) await laptop.post("read me");
  laptop.send({ type: "markRead", seq: 1, quiet: true });
  // With what the hub is told next it would have been told of the mark.
  await laptop.post("@bob look");
  await phone.next("news", (event) => event.channel === id && event.seq === 4);
  expect(phone.frames.filter((event) => event.type === "read" && event.channel === id)).toEqual([]);
  // The room has it all the same: whoever opens the channel stands there.
  laptop.send({ type: "markRead", seq: 3, quiet: true });
  laptop.close();
  await expect
    .poll(async () => {
      const again = await openChannel(id, ada);
      const { readSeq } = await again.next("welcome");
      again.close();
      return readSeq;
    })
    .toBe(3);
});

test("R111: whoever reloads finds what they read a moment ago, also where it was moved back since", async () => {
  const { id } = await channelOf([ada]);
  const someone = await classroom.person("student");
  const before = await openWorkspace(classroom.id, someone);
  before.send({ type: "showRead", channel: id, seq: 9 });
  before.close();
  const reads = async () => {
    const tab = await openWorkspace(classroom.id, someone);
    const hello = await tab.next("hello");
    tab.close();
    return hello.reads[id];
  };
  await expect.poll(reads).toBe(9);
  await hubOf(env, classroom.id).read(someone.id, { [id]: 4 }, { mentions: 0 });
  expect(await reads()).toBe(4);
});
