/** Files of messages: uploaded, posted with a ticket, served as their bytes say, and gone with their message. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, post, postedFile, read, upload, usedBytes } from "./support/files.ts";
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

  test("who knows only the old form of the header keeps the ending of a name in another script, and no hidden file", async () => {
    const { seq, file } = await postedFile(ada, channel.id, "words", "واجب.pdf");
    const answer = await read(bo, channel.id, seq, file.id);
    expect(answer.headers.get("content-disposition")).toContain('filename="file.pdf";');
    await answer.body?.cancel();
  });

  test.each(["", "/", "..", ".", "notes/..", "\0", "x".repeat(201), 7])(
    "the name %j is refused, and nothing is posted",
    async (name) => {
      const { body, message } = await upload(ada, channel.id, PNG);
      const posted = await post(ada, channel.id, message, [{ ticket: body.ticket, name: name as string }]);
      expect([posted.status, posted.body.field]).toEqual([name === "x".repeat(201) ? 413 : 400, "files.0.name"]);
      expect(await pageOf(ada)).toEqual([]);
    },
  );
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
