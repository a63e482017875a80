/** R2 that fails at each step of a file's way, tabs that send the same message, and files that are shown in two places. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FILE_PART_BYTES, type Message, type Refusal, type Uploaded } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { log } from "../../worker/log.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, post, postedFile, read, upload, usedBytes } from "./support/files.ts";
import { gifWithFrameOf, PNG } from "./support/pictures.ts";
import { R2WithFaults } from "./support/r2-with-faults.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let channel: { id: string; no: number };
let r2: R2WithFaults;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo] = await Promise.all([classroom.person("student"), classroom.person("student")]);
  channel = await channelOf([ada, bo]);
  r2 = new R2WithFaults();
});

async function ask<T>(method: string, path: string, body?: object | Uint8Array<ArrayBuffer> | ReadableStream) {
  const context = createExecutionContext();
  const isBytes = body instanceof Uint8Array || body instanceof ReadableStream;
  const headers = {
    authorization: `Bearer ${ada.token}`,
    "content-type": isBytes ? "application/octet-stream" : "application/json",
    ...(body instanceof ReadableStream && { "content-length": String(FILE_PART_BYTES) }),
  };
  const init = { method, headers, ...(body && { body: isBytes ? body : JSON.stringify(body) }) };
  const bindings = { ...env, FILES: r2.bucket } as Env;
  const answer = await app.fetch(new Request(`${ORIGIN}/api${path}`, init), bindings, context);
  await waitOnExecutionContext(context);
  const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : await answer.text();
  return { status: answer.status, body: told as T & Refusal };
}
const at = (path: string) => `/channels/${channel.id}/files${path}`;
const SIZE = FILE_PART_BYTES + 9;
const bytes = new Uint8Array(SIZE);
const begin = (message: string) => ask<{ upload: string }>("POST", at("/uploads"), { message, size: SIZE });
const part = (no: number, of: string, slice: Uint8Array<ArrayBuffer>) =>
  ask<{ etag: string }>("PUT", at(`/uploads/${no}?upload=${of}`), slice);

/** What a worker reads of a request whose sender is gone. */
const GONE = new TypeError("Can't read from request stream because client disconnected.");

describe("I8: R2 that fails", () => {
  const away = { status: 503, body: { code: "unavailable" } };

  test("at a small file: it is refused with when to come again, takes no room, and goes the next time", async () => {
    const message = uuidv7();
    const send = () => ask<Uploaded>("POST", at(`?message=${message}&size=${PNG.byteLength}`), new Uint8Array(PNG));
    r2.fail("put");
    const refused = await send();
    expect(refused).toMatchObject(away);
    expect(refused.body.retryAfter).toBeGreaterThan(0);
    expect([await keysIn(classroom.id), await usedBytes(classroom.no)]).toEqual([[], 0]);
    expect((await send()).status).toBe(201);
    expect(await usedBytes(classroom.no)).toBe(PNG.byteLength);
  });

  test("at each step of a large one: the same step is taken again, and the file is whole", async () => {
    const message = uuidv7();
    r2.fail("createMultipartUpload");
    expect(await begin(message)).toMatchObject(away);
    const { upload: begun } = (await begin(message)).body;
    r2.fail("uploadPart");
    expect(await part(1, begun, bytes.slice(0, FILE_PART_BYTES))).toMatchObject(away);
    r2.loseAnswer("uploadPart");
    expect(await part(1, begun, bytes.slice(0, FILE_PART_BYTES))).toMatchObject(away);
    const etags = [
      await part(1, begun, bytes.slice(0, FILE_PART_BYTES)),
      await part(2, begun, bytes.slice(FILE_PART_BYTES)),
    ].map(({ body }) => body.etag);
    const finish = () => ask<Uploaded>("POST", at("/finished"), { upload: begun, parts: etags });
    r2.fail("complete");
    expect(await finish()).toMatchObject(away);
    expect(await usedBytes(classroom.no)).toBe(0);
    r2.fail("get");
    expect(await finish()).toMatchObject(away);
    const done = await finish();
    expect(done.status).toBe(201);
    const posted = await post(ada, channel.id, message, [{ ticket: done.body.ticket, name: "large.bin" }]);
    expect(posted.body.message.meta?.files).toMatchObject([{ size: SIZE }]);
  });

  const begunWithParts = async () => {
    const { upload: begun } = (await begin(uuidv7())).body;
    const etags = [
      (await part(1, begun, bytes.slice(0, FILE_PART_BYTES))).body.etag,
      (await part(2, begun, bytes.slice(FILE_PART_BYTES))).body.etag,
    ];
    return () => ask<Uploaded>("POST", at("/finished"), { upload: begun, parts: etags });
  };

  test("a part whose sender is gone is no fault of R2's, and goes whole the next time", async () => {
    const fault = vi.spyOn(log, "fault");
    const { upload: begun } = (await begin(uuidv7())).body;
    const { readable, writable } = new FixedLengthStream(FILE_PART_BYTES);
    const writer = writable.getWriter();
    writer.closed.catch(() => undefined);
    const sending = writer.write(bytes.slice(0, 100_000)).then(() => writer.abort(GONE));
    expect(await ask("PUT", at(`/uploads/1?upload=${begun}`), readable)).toMatchObject(away);
    await sending.catch(() => undefined);
    expect(fault).not.toHaveBeenCalled();
    fault.mockRestore();
    expect((await part(1, begun, bytes.slice(0, FILE_PART_BYTES))).status).toBe(200);
  });

  test("whose last answer is lost: nothing is put together twice, and its room is counted once in the end", async () => {
    const finish = await begunWithParts();
    r2.loseAnswer("complete");
    expect((await finish()).status).toBe(201);
    expect((await finish()).status).toBe(201);
    expect(await keysIn(classroom.id)).toHaveLength(1);
    expect(await usedBytes(classroom.no)).toBe(SIZE);
  });

  test("that knows nothing of an upload any more says so of its parts and of its end, so that it is begun anew", async () => {
    const finish = await begunWithParts();
    const { upload: another } = (await begin(uuidv7())).body;
    await r2.forgetUploads();
    const anew = { status: 400, body: { code: "invalid", reason: "file_ticket" } };
    expect(await part(1, another, bytes.slice(0, FILE_PART_BYTES))).toMatchObject(anew);
    expect(await finish()).toMatchObject(anew);
    expect(await usedBytes(classroom.no)).toBe(0);
  });

  test("I2: an upload that two pages finish at once is one file, whose room is counted once", async () => {
    const finish = await begunWithParts();
    const both = await Promise.all([finish(), finish()]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(await keysIn(classroom.id)).toHaveLength(1);
    expect(await usedBytes(classroom.no)).toBe(SIZE);
  });

  test("while somebody reads: the file is not there for now, and words go on", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    r2.fail("get");
    expect(await ask("GET", `/channels/${channel.id}/messages/${seq}/files/${file.id}/photo.png`)).toMatchObject(away);
    expect((await ask("POST", `/channels/${channel.id}/messages`, { id: uuidv7(), body: "Words go on" })).status).toBe(
      201,
    );
    expect((await ask("GET", `/channels/${channel.id}/messages/${seq}/files/${file.id}/photo.png`)).status).toBe(200);
  });
});

test("I2: two tabs that send one message with files of their own make one message, with the files of the first", async () => {
  const first = await upload(ada, channel.id, PNG);
  const second = await upload(ada, channel.id, "other words", first.message);
  const sent = await Promise.all([
    post(ada, channel.id, first.message, [{ ticket: first.body.ticket, name: "a.png" }]),
    post(ada, channel.id, first.message, [{ ticket: second.body.ticket, name: "b.txt" }]),
  ]);
  const names = sent.map(({ body }) => body.message.meta?.files?.map(({ name }) => name));
  expect(new Set(sent.map(({ body }) => body.message.seq)).size).toBe(1);
  expect(names[1]).toEqual(names[0]);
  expect(names[0]).toHaveLength(1);
});

test("a file that is uploaded twice for one message stands there twice, under two addresses", async () => {
  const first = await upload(ada, channel.id, PNG);
  const again = await upload(ada, channel.id, PNG, first.message);
  const files = [first, again].map(({ body }) => ({ ticket: body.ticket, name: "same.png" }));
  const { message } = (await post(ada, channel.id, first.message, files)).body;
  expect(new Set(message.meta?.files?.map(({ id }) => id)).size).toBe(2);
});

test("a GIF whose frame is as large as a wall is kept with that size, by which readers know not to draw it", async () => {
  const { file } = await postedFile(ada, channel.id, gifWithFrameOf(60_000, 60_000), "party.gif");
  expect(file).toMatchObject({ type: "image/gif", width: 60_000, height: 60_000 });
});

test("a reply with files that is said in the channel too has them there, and none of them once it is deleted", async () => {
  await ada.post(`/channels/${channel.id}/messages`, { id: uuidv7(), body: "A question" });
  const started = await ada.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/1/thread`);
  const thread = started.body.channel.id;
  const { body, message } = await upload(ada, thread, PNG);
  const content = {
    id: message,
    body: "Here",
    files: [{ ticket: body.ticket, name: "board.png" }],
    alsoToChannel: true,
  };
  expect((await ada.post(`/channels/${thread}/messages`, content)).status).toBe(201);
  const copy = await vi.waitFor(async () => {
    const page = await bo.get<{ messages: Message[] }>(`/channels/${channel.id}/messages`);
    const found = page.body.messages.find(({ meta }) => meta?.fromThread);
    expect(found).toBeDefined();
    return found!;
  });
  const [file] = copy.meta?.files ?? [];
  expect(file).toMatchObject({ name: "board.png" });
  const seen = await read(bo, channel.id, copy.seq, file!.id!);
  expect(new Uint8Array(await seen.arrayBuffer())).toEqual(PNG);
  expect((await ada.delete(`/channels/${thread}/messages/1`)).status).toBe(200);
  await vi.waitFor(async () => {
    const answer = await read(bo, channel.id, copy.seq, file!.id!);
    await answer.body?.cancel();
    expect(answer.status).toBe(404);
    expect(await keysIn(classroom.id)).toEqual([]);
  });
});
