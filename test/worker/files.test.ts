/** Files of messages: uploaded, posted with a ticket, served to who may read the channel now, and gone with their message. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { FILE_MAX_BYTES, FILE_WHOLE_MAX_BYTES, type Message } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, post, postedFile, read, sendBytes, upload, usedBytes } from "./support/files.ts";
import { GIF, JPEG, PNG, pngOf, WEBP_LOSSY } from "./support/pictures.ts";

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
const bytesOf = async (response: Response) => [...new Uint8Array(await response.arrayBuffer())];
const pageOf = async (who: Somebody) =>
  (await who.get<{ messages: Message[] }>(`/channels/${channel.id}/messages`)).body.messages;

describe("a file in a message", () => {
  test("R84: it is uploaded, posted with words, and served to the others as it was", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    expect(file).toEqual({
      name: "photo.png",
      size: PNG.byteLength,
      id: expect.stringMatching(/^[0-9a-zA-Z]{25}$/u) as string,
      type: "image/png",
      ...{ width: 37, height: 21 },
    });
    expect((await pageOf(bo)).at(-1)).toMatchObject({ body: "Look at this", meta: { files: [file] } });
    const answer = await read(bo, channel.id, seq, file.id);
    expect([answer.status, await bytesOf(answer)]).toEqual([200, [...PNG]]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(PNG.byteLength),
      "content-disposition": `inline; filename="photo.png"; filename*=UTF-8''photo.png`,
      "x-content-type-options": "nosniff",
      etag: `"${file.id}"`,
      "cache-control": "private, no-cache",
    });
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("a message with four files costs the room and D1 as many rows as one without", async () => {
    const message = uuidv7();
    const files = [];
    for (const bytes of [PNG, GIF, JPEG, WEBP_LOSSY])
      files.push({ ticket: (await upload(ada, channel.id, bytes, message)).body.ticket, name: "a" });
    expect((await post(ada, channel.id, message, files)).status).toBe(201);
    await vi.waitFor(async () => {
      const { results } = await env.DB.prepare("select meta from messages where key between ? and ?")
        .bind(channel.no * 2 ** 32, channel.no * 2 ** 32 + 10)
        .all<{ meta: string }>();
      expect(results).toHaveLength(1);
      expect((JSON.parse(results[0]!.meta) as Message["meta"])?.files).toHaveLength(4);
    });
  });

  test("it goes out once: a retry is answered with what is stored", async () => {
    const { body, message } = await upload(ada, channel.id, PNG);
    const files = [{ ticket: body.ticket, name: "photo.png" }];
    const first = await post(ada, channel.id, message, files);
    const again = await post(ada, channel.id, message, files);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.message).toEqual(first.body.message);
  });

  test("a preview and what stands there before it ride along, and are served under the file's message", async () => {
    const message = uuidv7();
    const whole = await upload(ada, channel.id, JPEG, message);
    const small = await upload(ada, channel.id, WEBP_LOSSY, message);
    const posted = await post(ada, channel.id, message, [
      {
        ticket: whole.body.ticket,
        preview: small.body.ticket,
        name: "photo.jpg",
        alt: "A cat",
        blur: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
      },
    ]);
    const [file] = posted.body.message.meta?.files ?? [];
    expect(file).toMatchObject({ alt: "A cat", blur: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w", preview: { type: "image/webp" } });
    const answer = await read(bo, channel.id, 1, file!.preview!.id);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(await bytesOf(answer)).toEqual([...WEBP_LOSSY]);
  });

  test.each([
    ["a script in a picture's name", "<script>alert(1)</script>", "text/plain", "attachment"],
    [
      "SVG with a script",
      '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
      "text/plain",
      "attachment",
    ],
    ["bytes of nothing known", new Uint8Array([1, 2, 3, 0, 255]), "application/octet-stream", "attachment"],
    ["a PDF", "%PDF-1.7 and so on", "application/pdf", "inline"],
    ["a zip", "PK\x03\x04and so on", "application/zip", "attachment"],
  ])("%s is served as its bytes say, and never run", async (_what, bytes, type, how) => {
    const { seq, file } = await postedFile(ada, channel.id, bytes, "photo.png");
    expect(file.type).toBe(type);
    const answer = await read(bo, channel.id, seq, file.id);
    expect(answer.headers.get("content-type")).toMatch(new RegExp(`^${type}`, "u"));
    expect(answer.headers.get("content-disposition")).toMatch(new RegExp(`^${how};`, "u"));
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    await answer.body?.cancel();
  });

  test("a picture of 60,000 by 60,000 is kept with its size, by which readers know not to draw it", async () => {
    const { file } = await postedFile(ada, channel.id, pngOf(60_000, 60_000));
    expect(file).toMatchObject({ width: 60_000, height: 60_000 });
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\me\\plan.pdf", "plan.pdf"],
    ["\u202Efdp.exe", "fdp.exe"],
    ["واجب.pdf", "واجب.pdf"],
  ])("the name %j stands there as %j, and travels whole in the header", async (given, kept) => {
    const { seq, file } = await postedFile(ada, channel.id, "words", given);
    expect(file.name).toBe(kept);
    const answer = await read(bo, channel.id, seq, file.id);
    expect(answer.headers.get("content-disposition")).toContain(`filename*=UTF-8''${encodeURIComponent(kept)}`);
    await answer.body?.cancel();
  });

  test.each(["", "/", "\0", "x".repeat(201), 7])("the name %j is refused, and nothing is posted", async (name) => {
    const { body, message } = await upload(ada, channel.id, PNG);
    const posted = await post(ada, channel.id, message, [{ ticket: body.ticket, name: name as string }]);
    expect([posted.status, posted.body.field]).toEqual([name === "x".repeat(201) ? 413 : 400, "files.0.name"]);
    expect(await pageOf(ada)).toEqual([]);
  });
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
    await ada.delete(`/channels/${channel.id}/messages/${seq}`);
    await vi.waitFor(async () => expect((await upload(ada, channel.id, GIF)).status).toBe(201));
  });
});

describe("what is gone", () => {
  test("R130: a deleted message's file is not found at once, and its bytes are gone", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    expect(await keysIn(classroom.id)).toEqual([file.id]);
    await ada.delete(`/channels/${channel.id}/messages/${seq}`);
    expect((await read(bo, channel.id, seq, file.id)).status).toBe(404);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).toEqual([]));
    await vi.waitFor(async () => expect(await usedBytes(classroom.no)).toBe(0));
  });

  test("an edit takes one of two files away, keeps the other, and is no new wording", async () => {
    const message = uuidv7();
    const files = [];
    for (const [name, bytes] of [
      ["a.png", PNG],
      ["b.gif", GIF],
    ] as const)
      files.push({ ticket: (await upload(ada, channel.id, bytes, message)).body.ticket, name });
    const [a, b] = (await post(ada, channel.id, message, files)).body.message.meta!.files!;
    const edit = (body: string, left?: string[]) =>
      ada.patch<{ message: Message }>(`/channels/${channel.id}/messages/1`, { body, ...(left && { files: left }) });
    const edited = await edit("Look at this", [b!.id!]);
    expect(edited.body.message.meta).toEqual({ files: [b] });
    expect(edited.body.message.editedAt).toBeUndefined();
    expect((await edit("Other words")).body.message.meta?.files).toEqual([b]);
    expect((await read(bo, channel.id, 1, a!.id!)).status).toBe(404);
    expect((await read(bo, channel.id, 1, b!.id!)).status).toBe(200);
    await vi.waitFor(async () => expect(await keysIn(classroom.id)).toEqual([b!.id]));
  });

  test("nobody else takes a file away, and an edit brings none", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    const path = `/channels/${channel.id}/messages/${seq}`;
    expect(await bo.patch(path, { body: "Look at this", files: [] })).toMatchObject({ status: 403 });
    const other = await postedFile(bo, channel.id, GIF);
    await ada.patch(path, { body: "Mine", files: [file.id, other.file.id] });
    expect((await pageOf(bo))[0]?.meta?.files).toEqual([file]);
  });
});

describe("ranges and caches", () => {
  const WORDS = "0123456789";
  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-400", 206, "89", "bytes 8-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=5-2", 200, WORDS, null],
    ["bytes=0-1,4-5", 200, WORDS, null],
    ["lines=1-2", 200, WORDS, null],
  ])("%s is answered by %i", async (range, status, body, contentRange) => {
    const { seq, file } = await postedFile(ada, channel.id, WORDS, "digits.txt");
    const answer = await read(bo, channel.id, seq, file.id, { range });
    expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  test("who has it is told so, and a range of what changed is the whole", async () => {
    const { seq, file } = await postedFile(ada, channel.id, WORDS, "digits.txt");
    const etag = `"${file.id}"`;
    const asked = async (headers: Record<string, string>) => {
      const answer = await read(bo, channel.id, seq, file.id, headers);
      return [answer.status, await answer.text()];
    };
    expect(await asked({ "if-none-match": etag })).toEqual([304, ""]);
    expect(await asked({ "if-none-match": `"other", W/${etag}` })).toEqual([304, ""]);
    expect(await asked({ "if-none-match": `"other"` })).toEqual([200, WORDS]);
    expect(await asked({ range: "bytes=0-1", "if-range": etag })).toEqual([206, "01"]);
    expect(await asked({ range: "bytes=0-1", "if-range": `"other"` })).toEqual([200, WORDS]);
  });

  test("with `download` a picture is kept and not shown", async () => {
    const { seq, file } = await postedFile(ada, channel.id, PNG);
    const answer = await read(bo, channel.id, seq, file.id, {}, "?download=1");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment;/u);
    await answer.body?.cancel();
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
