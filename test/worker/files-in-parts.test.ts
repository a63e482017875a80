/** Large files in parts; what R2 takes amiss; and what was uploaded and never posted. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FILE_PART_BYTES, FILE_TICKET_MS, type Refusal, type Uploaded } from "../../protocol/index.ts";
import { sweepNowAndThen } from "../../worker/file-sweep.ts";
import { fileKey, timeMark } from "../../worker/files/bucket.ts";
import { FileRemovals } from "../../worker/room/files/file-removals.ts";
import { openDb } from "../../worker/store/db.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, post, postedFile, read, sendBytes, upload, usedBytes } from "./support/files.ts";
import { inObject } from "./support/in-room.ts";
import { PNG } from "./support/pictures.ts";

let classroom: Classroom;
let ada: Somebody;
let channel: { id: string; no: number };
beforeEach(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student");
  channel = await channelOf([ada]);
});

const SIZE = FILE_PART_BYTES + 1_000;
/** A picture with much behind it: the first part is full, the second one is what is left. */
const whole = () => {
  const bytes = new Uint8Array(SIZE);
  bytes.set(PNG);
  bytes[SIZE - 1] = 7;
  return bytes;
};
const at = (path: string) => `/channels/${channel.id}/files/${path}`;
async function begin(size = SIZE, message = uuidv7()) {
  const { status, body } = await ada.post<{ upload: string }>(at("uploads"), { message, size });
  expect(status).toBe(201);
  return { message, upload: body.upload };
}
const part = (no: number, upload: string, bytes: Uint8Array, who = ada) =>
  sendBytes<{ etag: string }>("PUT", at(`uploads/${no}?upload=${upload}`), bytes as Uint8Array<ArrayBuffer>, who);
const finish = (upload: string, parts: string[], who = ada) =>
  who.post<Uploaded & Refusal>(at("finished"), { upload, parts });

describe("in parts", () => {
  test("parts in any order, and one of them twice, are the file that was sent", async () => {
    const { message, upload } = await begin();
    const bytes = whole();
    const second = await part(2, upload, bytes.slice(FILE_PART_BYTES));
    await part(1, upload, new Uint8Array(FILE_PART_BYTES));
    const first = await part(1, upload, bytes.slice(0, FILE_PART_BYTES));
    const done = await finish(upload, [first.body.etag, second.body.etag]);
    expect(done).toMatchObject({ status: 201, body: { type: "image/png", width: 37, height: 21 } });
    const posted = await post(ada, channel.id, message, [{ ticket: done.body.ticket, name: "large.png" }]);
    const [file] = posted.body.message.meta?.files ?? [];
    const answer = await read(ada, channel.id, 1, file!.id!, { range: `bytes=${SIZE - 1}-` });
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([7]);
    expect(await usedBytes(classroom.no)).toBe(SIZE);
  });

  test("an answer that was lost is given again, and takes no room twice", async () => {
    const { upload } = await begin();
    const bytes = whole();
    const etags = [];
    for (const [no, slice] of [bytes.slice(0, FILE_PART_BYTES), bytes.slice(FILE_PART_BYTES)].entries())
      etags.push((await part(no + 1, upload, slice)).body.etag);
    for (let times = 0; times < 2; times++) expect((await finish(upload, etags)).status).toBe(201);
    expect(await usedBytes(classroom.no)).toBe(SIZE);
  });

  test("a part that never came, one too many, one of another length and a wrong answer are refused; nothing is kept", async () => {
    const { upload } = await begin();
    const bytes = whole();
    expect((await part(3, upload, bytes.slice(0, 10))).body.reason).toBe("file_broken");
    expect((await part(1, upload, bytes.slice(0, 10))).body.reason).toBe("file_broken");
    expect((await part(2, upload, bytes.slice(0, 10))).body.reason).toBe("file_broken");
    const second = await part(2, upload, bytes.slice(FILE_PART_BYTES));
    expect(await finish(upload, [second.body.etag])).toMatchObject({ status: 400, body: { reason: "file_broken" } });
    expect((await finish(upload, ["nothing", second.body.etag])).status).toBe(400);
    expect([await keysIn(classroom.id), await usedBytes(classroom.no)]).toEqual([[], 0]);
  });

  test("nobody else goes on with an upload, nor somebody who left the channel meanwhile", async () => {
    const bo = await classroom.person("student");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 1)")
      .bind(channel.no, bo.no)
      .run();
    const { upload } = await begin();
    expect((await part(1, upload, new Uint8Array(FILE_PART_BYTES), bo)).body.reason).toBe("file_ticket");
    expect((await part(1, `${upload}x`, new Uint8Array(FILE_PART_BYTES))).body.reason).toBe("file_ticket");
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?")
      .bind(channel.no, ada.no)
      .run();
    expect((await finish(upload, ["a", "b"])).status).toBe(404);
  });

  test("a class whose room is used up in the middle keeps nothing of it", async () => {
    const { upload } = await begin();
    const bytes = whole();
    const first = await part(1, upload, bytes.slice(0, FILE_PART_BYTES));
    const second = await part(2, upload, bytes.slice(FILE_PART_BYTES));
    await env.DB.prepare("update workspaces set meta = json_object('files', json_object('bytes', ?)) where no = ?")
      .bind(5 * 1024 ** 3 - 1, classroom.no)
      .run();
    const refused = await finish(upload, [first.body.etag, second.body.etag]);
    expect(refused).toMatchObject({ status: 409, body: { reason: "files_full" } });
    expect(await keysIn(classroom.id)).toEqual([]);
  });
});

describe("what was never posted", () => {
  const sweep = (now: number) =>
    sweepNowAndThen(
      env,
      openDb(env.DB),
      { no: classroom.no, id: classroom.id },
      { left: 0, sweptAt: 0, sweptTo: 0 },
      now,
    );

  test("is swept when its ticket has ended, and what was posted stays", async () => {
    const { file } = await postedFile(ada, channel.id, PNG);
    await upload(ada, channel.id, PNG);
    expect(await keysIn(classroom.id)).toHaveLength(2);
    await env.DB.prepare("update workspaces set meta = json_remove(meta, '$.files.sweptAt') where no = ?")
      .bind(classroom.no)
      .run();
    await sweep(Date.now() + FILE_TICKET_MS + 2 * 24 * 3_600_000);
    expect(await keysIn(classroom.id)).toEqual([file.id]);
    expect(await usedBytes(classroom.no)).toBe(PNG.byteLength);
  });

  test("stays while it can be posted, and an upload within the hour sweeps nothing", async () => {
    await upload(ada, channel.id, PNG);
    await env.DB.prepare("update workspaces set meta = json_remove(meta, '$.files.sweptAt') where no = ?")
      .bind(classroom.no)
      .run();
    await sweep(Date.now() + FILE_TICKET_MS);
    expect(await keysIn(classroom.id)).toHaveLength(1);
    await sweep(1_000);
    expect(await keysIn(classroom.id)).toHaveLength(1);
  });

  test("ids of files sort by the time at which they were made", () => {
    const times = [0, 1, 1_700_000_000_000, Date.now(), Date.now() + 1];
    expect(times.map(timeMark).toSorted()).toEqual(times.map(timeMark));
    expect(fileKey("a", "b")).toBe("files/a/b");
  });
});

test("I8: while R2 fails, the bytes of a deleted message wait in the room, and go when it answers", async () => {
  const { seq, file } = await postedFile(ada, channel.id, PNG);
  const facts = await factsFor(channel.id);
  let isAway = true;
  const bucket = {
    delete: (keys: string[]) => (isAway ? Promise.reject(new Error("R2 is away")) : env.FILES.delete(keys)),
  } as unknown as R2Bucket;
  await inObject(async (state) => {
    const part = new FileRemovals(state.storage.sql, { ...env, FILES: bucket });
    const before = { id: uuidv7(), seq, rev: 1, author: ada.id, at: 1, body: "a", meta: { files: [file] } };
    const { meta: _gone, ...rest } = before;
    await expect(part.changed(facts, { ...rest, body: "", deletedAt: 2, rev: 2 }, before)).rejects.toThrow("away");
    expect(await keysIn(classroom.id)).toEqual([file.id]);
    expect(part.next).toBeGreaterThan(Date.now());
    expect(part.next).toBeLessThanOrEqual(Date.now() + 60_000);
    isAway = false;
    // The object slept meanwhile: it finds what is due.
    const woken = new FileRemovals(state.storage.sql, { ...env, FILES: bucket });
    await woken.ring(facts, Date.now());
    expect([await keysIn(classroom.id), woken.next]).toEqual([[], null]);
  });
  await vi.waitFor(async () => expect(await usedBytes(classroom.no)).toBe(0));
});
