/** R111: "unread from here" holds, whatever of an earlier mark is still on its way to D1 or to the hub. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { WorkspaceEvent } from "../../protocol/index.ts";
import type { ChannelFacts } from "../../worker/room/channel-facts.ts";
import { HubFollower, type RoomNotice } from "../../worker/room/followers/hub.ts";
import { ReadMarks } from "../../worker/room/readers/read-marks.ts";
import { Attachments, type RoomAttachment } from "../../worker/room/sockets/socket-identity.ts";
import { channelOf, factsFor, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let id: string;
let facts: ChannelFacts;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
  ({ id } = await channelOf([ada, bo]));
  facts = await factsFor(id);
});

/** D1, whose statements wait until they are let through. */
function slowD1() {
  const waiting: (() => void)[] = [];
  const reached: (() => void)[] = [];
  const hold = <T>(work: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push(() => void work().then(resolve, reject));
      for (const tell of reached.splice(0)) tell();
    });
  const d1 = {
    prepare: (sql: string) => ({
      bind: (...values: unknown[]) => ({
        run: () =>
          hold(() =>
            env.DB.prepare(sql)
              .bind(...values)
              .run(),
          ),
      }),
    }),
  };
  return {
    d1: d1 as unknown as D1Database,
    get count() {
      return waiting.length;
    },
    asked: async (count: number) => {
      while (waiting.length < count) await new Promise<void>((resolve) => reached.push(resolve));
    },
    /** Lets the newest that waits through: what is asked for later may be there first. */
    pass: () => waiting.pop()?.(),
  };
}

/** Ada's socket in the room, and her marks there. */
function adaHere(d1: D1Database, readSeq: number) {
  const attachments = new Attachments<RoomAttachment>();
  const socket = { readyState: WebSocket.OPEN, serializeAttachment: () => undefined } as unknown as WebSocket;
  attachments.set(socket, { member: ada.id, memberNo: ada.no, readSeq, savedReadSeq: 0 } as RoomAttachment);
  return { attachments, socket, marks: new ReadMarks(attachments, d1, () => [socket]) };
}
const savedMark = () =>
  env.DB.prepare("select read_seq from memberships where member_no = ? and channel_no = ?")
    .bind(ada.no, facts.channelNo)
    .first<number>("read_seq");

test("R111: the mark waits for the save that is on its way, which would move it forward again", async () => {
  const slow = slowD1();
  const { marks, socket, attachments } = adaHere(slow.d1, 5);
  const saving = marks.save(facts, [socket]);
  await slow.asked(1);
  const moving = marks.moveBack(facts, ada.no, 2, [socket]);
  slow.pass();
  await slow.asked(1);
  slow.pass();
  await Promise.all([saving, moving]);
  expect(await savedMark()).toBe(2);
  expect(attachments.of(socket)).toMatchObject({ readSeq: 2, savedReadSeq: 2, seenSeq: 5 });
  expect(marks.isUnsaved([socket])).toBe(false);
});

test("R111: a save waits for the mark that goes back, and then has nothing to save", async () => {
  const slow = slowD1();
  const { marks, socket } = adaHere(slow.d1, 5);
  const moving = marks.moveBack(facts, ada.no, 2, [socket]);
  await slow.asked(1);
  const saving = marks.save(facts, [socket]);
  expect(slow.count).toBe(1);
  slow.pass();
  await Promise.all([saving, moving]);
  expect(slow.count).toBe(0);
  expect(await savedMark()).toBe(2);
});

test("R111: nor does the mark of a socket that has left move it forward again", async () => {
  const slow = slowD1();
  const { marks, socket } = adaHere(slow.d1, 5);
  expect(marks.leave(socket)).toBe(true);
  const moving = marks.moveBack(facts, ada.no, 2, []);
  await slow.asked(1);
  slow.pass();
  await moving;
  expect(marks.isUnsaved([])).toBe(false);
  await marks.save(facts, []);
  expect(await savedMark()).toBe(2);
});

test("I8: when D1 cannot be asked, nothing is moved, and the mark is saved with the next", async () => {
  const failing = { prepare: () => ({ bind: () => ({ run: () => Promise.reject(new Error("no D1")) }) }) };
  const { marks, socket, attachments } = adaHere(failing as unknown as D1Database, 5);
  await expect(marks.moveBack(facts, ada.no, 2, [socket])).rejects.toThrow("no D1");
  expect(attachments.of(socket)).toMatchObject({ readSeq: 5, savedReadSeq: 0 });
  await marks.save(facts, [socket]);
  expect(marks.isUnsaved([socket])).toBe(true);
});

/** A hub that notes what it is told, and answers when it is let. */
function notedHub(answers: () => Promise<void> = () => Promise.resolve()) {
  const told: RoomNotice[] = [];
  const listening: (() => void)[] = [];
  const notice = async (heard: RoomNotice) => {
    told.push(structuredClone(heard));
    for (const listener of listening.splice(0)) listener();
    await answers();
    return null;
  };
  return {
    hubs: { getByName: () => ({ notice }) } as unknown as Env["HUBS"],
    told,
    count: async (count: number) => {
      while (told.length < count) await new Promise<void>((resolve) => listening.push(resolve));
    },
  };
}

test("R111: what waits for the hub does not move a mark forward that went back, and others' marks are told", async () => {
  const hub = notedHub();
  const notices = new HubFollower(hub.hubs, () => []);
  notices.read(facts, ada.id, 1);
  notices.read(facts, bo.id, 1);
  notices.read(facts, ada.id, 5);
  notices.read(facts, bo.id, 4);
  await notices.forgetRead(ada.id);
  notices.posted(facts, [{ id: "m", seq: 6, rev: 6, author: bo.id, at: 1, body: "words" }]);
  while (!hub.told.some(({ seq }) => seq === 6)) await hub.count(hub.told.length + 1);
  const marks = hub.told.flatMap(({ reads = {} }) => Object.entries(reads));
  expect(marks.filter(([member, seq]) => member === ada.id && seq > 1)).toEqual([]);
  expect(marks).toContainEqual([bo.id, 4]);
});

test("R111: what is on its way to the hub is waited for: whoever moved the mark back has the last word", async () => {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const hub = notedHub(() => arrived);
  const notices = new HubFollower(hub.hubs, () => []);
  notices.read(facts, ada.id, 5);
  await hub.count(1);
  let isForgotten = false;
  const forgetting = notices.forgetRead(ada.id).then(() => (isForgotten = true));
  await new Promise((resolve) => setTimeout(resolve));
  expect(isForgotten).toBe(false);
  arrive();
  await forgetting;
});

test("R111: own and deleted messages of a notice that was lost go with the next one", async () => {
  let isUp = false;
  const hub = notedHub(() => (isUp ? Promise.resolve() : Promise.reject(new Error("no hub"))));
  const notices = new HubFollower(hub.hubs, () => []);
  const message = (seq: number, author: string) => ({ id: `m${seq}`, seq, rev: seq, author, at: 1, body: "words" });
  notices.posted(facts, [message(1, ada.id), message(2, bo.id)]);
  await hub.count(1);
  await notices.forgetRead(ada.id);
  isUp = true;
  notices.deleted(facts, message(2, bo.id));
  notices.posted(facts, [message(3, ada.id)]);
  while (!hub.told.some(({ seq }) => seq === 3)) await hub.count(hub.told.length + 1);
  const later = hub.told.slice(1);
  expect(later.flatMap(({ own }) => own?.[ada.id] ?? []).sort()).toEqual([1, 3]);
  expect(later.flatMap(({ own }) => own?.[bo.id] ?? [])).toEqual([2]);
  expect(later.flatMap(({ deleted = [] }) => deleted.map(({ seq }) => seq))).toEqual([2]);
});

test("R111: through the room: after a mark went back, no tab of mine hears the further mark that waited there", async () => {
  await fill(id, bo, 9);
  const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
  const [tab, his2] = [await openWorkspace(classroom.id, ada), await openWorkspace(classroom.id, bo)];
  await tab.next("hello");
  await his2.next("hello");
  hers.send({ type: "markRead", seq: 3 });
  await tab.next("read", (event) => event.seq === 3);
  // The second within the same breath waits in the room, and so does Bo's.
  hers.send({ type: "markRead", seq: 8 });
  hers.send({ type: "typing" });
  await his.next("typed");
  expect((await ada.post(`/channels/${id}/read`, { seq: 2, back: true })).status).toBe(204);
  await tab.next("read", (event) => event.seq === 2 && event.back === true);
  his.send({ type: "markRead", seq: 7 });
  await his2.next("read", (event) => event.seq === 7);
  const marks = tab.frames.filter((event): event is Extract<WorkspaceEvent, { type: "read" }> => event.type === "read");
  expect(marks.at(-1)).toMatchObject({ seq: 2, back: true });
});
