/** Who may upload and read files, with which tickets, and how large they are. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FILE_MAX_BYTES, FILE_WHOLE_MAX_BYTES } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, post, postedFile, read, sendBytes, upload, usedBytes } from "./support/files.ts";
import { GIF, PNG } from "./support/pictures.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let channel: { id: string; no: number };
beforeEach(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student");
  bo = await classroom.person("student");
  channel = await channelOf([ada, bo]);
});

describe("tickets", () => {
  test("a ticket is for one message, one member and one channel, and for nobody who changes it", async () => {
    const { body, message } = await upload(ada, channel.id, PNG);
    const file = { ticket: body.ticket, name: "a.png" };
    const elsewhere = await channelOf([ada, bo]);
    const [text = "", mark = ""] = body.ticket.split(".");
    const larger = Buffer.from(
      Buffer.from(text, "base64url")
        .toString()
        .replace(/"size":\d+/u, '"size":1'),
    ).toString("base64url");
    for (const [who, where, id, ticket] of [
      [ada, channel.id, uuidv7(), body.ticket],
      [bo, channel.id, message, body.ticket],
      [ada, elsewhere.id, message, body.ticket],
      [ada, channel.id, message, `${larger}.${mark}`],
    ] as const)
      expect(await post(who, where, id, [{ ...file, ticket }])).toMatchObject({
        status: 400,
        body: { code: "invalid", field: "files", reason: "file_ticket" },
      });
    expect((await post(ada, channel.id, message, [file, file])).status).toBe(400);
    expect((await post(ada, channel.id, message, [file])).status).toBe(201);
  });

  test("eleven files are too many, and none is an error", async () => {
    const { body, message } = await upload(ada, channel.id, PNG);
    const file = { ticket: body.ticket, name: "a.png" };
    expect(
      await post(
        ada,
        channel.id,
        message,
        Array.from({ length: 11 }, () => file),
      ),
    ).toMatchObject({
      body: { code: "too_many" },
    });
    expect((await post(ada, channel.id, message, [])).status).toBe(400);
  });
});

describe("who may", () => {
  test("R95: who left the channel is told that there is nothing at the address that they had", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    expect((await read(bo, channel.id, seq, file.id)).status).toBe(200);
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?")
      .bind(channel.no, bo.no)
      .run();
    expect((await read(bo, channel.id, seq, file.id)).status).toBe(404);
    expect((await read(null, channel.id, seq, file.id)).status).toBe(401);
    expect((await upload(bo, channel.id, PNG)).status).toBe(404);
  });

  test("a file is at its message's address and at no other: not in another message, channel or class", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    const other = await postedFile(ada, channel.id, GIF);
    const elsewhere = await channelOf([ada, bo]);
    await postedFile(ada, elsewhere.id, GIF);
    const strange = await openClassroom("Another class");
    const owner = await strange.person("owner");
    const theirs = await channelOf([owner]);
    await postedFile(owner, theirs.id, GIF);
    for (const [who, where, at, id] of [
      [bo, channel.id, other.seq, file.id],
      [bo, elsewhere.id, 1, file.id],
      [owner, theirs.id, 1, file.id],
      [bo, channel.id, seq, "aaaaaaaaaaaaaaaa"],
      [bo, channel.id, 999, file.id],
    ] as const)
      expect((await read(who, where, at, id)).status).toBe(404);
  });

  test("who is muted, or may only read, uploads nothing", async () => {
    const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
    const { id } = await channelOf([muted]);
    expect(await upload(muted, id, PNG)).toMatchObject({ status: 403, body: { code: "muted" } });
    const announcements = await channelOf([ada], { posting: "staff" });
    expect(await upload(ada, announcements.id, PNG)).toMatchObject({ body: { code: "read_only" } });
  });

  test("a page of another site uploads nothing, and bytes go nowhere else", async () => {
    const path = `/channels/${channel.id}/files?message=${uuidv7()}&size=3`;
    expect(await sendBytes("POST", path, "abc", ada, { origin: "https://evil.test" })).toMatchObject({
      body: { code: "wrong_origin" },
    });
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/json"])
      expect(await sendBytes("POST", path, "abc", ada, { "content-type": type })).toMatchObject({ status: 415 });
    expect(await sendBytes("POST", `/channels/${channel.id}/messages`, "abc", ada)).toMatchObject({ status: 415 });
  });
});

describe("sizes", () => {
  test("a length that lies is refused, and neither bytes nor room are kept for it", async () => {
    for (const size of [PNG.byteLength - 1, PNG.byteLength + 1])
      expect(await upload(ada, channel.id, PNG, uuidv7(), size)).toMatchObject({
        status: 400,
        body: { code: "invalid", reason: "file_broken" },
      });
    expect(await keysIn(classroom.id)).toEqual([]);
    expect(await usedBytes(classroom.no)).toBe(0);
  });

  test.each(["0", "-1", "1e3", "x", "", String(FILE_WHOLE_MAX_BYTES * 100)])("the size %j is none", async (size) => {
    const path = `/channels/${channel.id}/files?message=${uuidv7()}&size=${size}`;
    const { status } = await sendBytes("POST", path, "abc", ada);
    expect([400, 413]).toContain(status);
  });

  test("R129: everybody's files have one limit, the teaching team's another", async () => {
    const ta = await classroom.person("ta");
    const { id } = await channelOf([ada, ta]);
    const ask = (who: Somebody) =>
      who.post(`/channels/${id}/files/uploads`, { message: uuidv7(), size: FILE_MAX_BYTES + 1 });
    expect(await ask(ada)).toMatchObject({ status: 413, body: { code: "too_large", values: { most: 25 } } });
    expect(await ask(ta)).toMatchObject({ status: 201, body: { partBytes: 5 * 1024 * 1024 } });
  });

  test("a class whose room is used up is told what is left; deleting a file makes room", async () => {
    const { seq } = await postedFile(ada, channel.id, PNG);
    expect(await usedBytes(classroom.no)).toBe(PNG.byteLength);
    await env.DB.prepare("update workspaces set meta = json_set(meta, '$.files.bytes', ?) where no = ?")
      .bind(5 * 1024 ** 3 - 10, classroom.no)
      .run();
    expect(await upload(ada, channel.id, PNG)).toMatchObject({
      status: 409,
      body: { code: "too_many", reason: "files_full", values: { left: 0 } },
    });
    const room = async () =>
      (await ada.get<{ left: number; most: number }>(`/workspaces/${classroom.id}/files/room`)).body;
    expect(await room()).toEqual({ left: 10, most: 5 * 1024 ** 3 });
    await ada.delete(`/channels/${channel.id}/messages/${seq}`);
    await vi.waitFor(async () => expect((await upload(ada, channel.id, GIF)).status).toBe(201));
  });
});

test("an upload that is cut off leaves nothing", async () => {
  const path = `${ORIGIN}/api/channels/${channel.id}/files?message=${uuidv7()}&size=${PNG.byteLength}`;
  const body = new ReadableStream({
    start: (control) => control.enqueue(PNG.slice(0, 20)),
    pull: (control) => control.error(new Error("the train went into a tunnel")),
  });
  const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/octet-stream" };
  await exports.default.fetch(path, { method: "POST", headers, body }).then(
    async (answer) => expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("invalid")]),
    () => undefined,
  );
  await vi.waitFor(async () => expect([await keysIn(classroom.id), await usedBytes(classroom.no)]).toEqual([[], 0]));
});
