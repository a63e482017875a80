/** The class's own emoji: added by anybody, seen by all; and what is no picture. */
import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  EMOJI_BODY_MAX_BYTES,
  EMOJI_MAX,
  EMOJI_PER_DAY,
  EMOJI_PICTURE_MAX_BYTES,
  type ClassEmoji,
} from "../../protocol/index.ts";
import { ORIGIN } from "./support/classroom.ts";
import { openWorkspace } from "./support/live-socket.ts";
import {
  dataUrl,
  GIF,
  gifWithFrameOf,
  JPEG,
  offer,
  padded,
  PNG,
  pngOf,
  WEBP_LOSSLESS,
  WEBP_LOSSY,
} from "./support/pictures.ts";
import {
  classroom,
  ada,
  bo,
  ta,
  type Told,
  w,
  add,
  added,
  remove,
  first,
  picture,
  bytesOf,
  inBucket,
  stranger,
  emojiClassForEach,
} from "./support/emoji-class.ts";

emojiClassForEach();

describe("adding", () => {
  test("a student's emoji is with the others at once, and there after a reload", async () => {
    const his = await openWorkspace(classroom.id, bo);
    const emoji = await added(ada, "party-parrot");
    expect(emoji).toEqual({ name: "party-parrot", version: expect.any(String) as string, by: ada.id });
    expect((await his.next("emojiChanged")).emoji).toEqual(emoji);
    for (const who of [ada, bo, ta, await classroom.person("guest")]) expect((await first(who)).emoji).toEqual([emoji]);
    expect((await bo.get<{ emoji: ClassEmoji[] }>(w("emoji"))).body.emoji).toEqual([emoji]);
    const { results } = await env.DB.prepare("select type, bytes from emoji where name = ?").bind("party-parrot").all();
    expect(results).toEqual([{ type: "image/png", bytes: PNG.length }]);
  });

  test.each([
    ["PNG", PNG, "image/png"],
    ["GIF", GIF, "image/gif"],
    ["lossy WebP", WEBP_LOSSY, "image/webp"],
    ["lossless WebP", WEBP_LOSSLESS, "image/webp"],
    ["JPEG", JPEG, "image/jpeg"],
  ])(
    "I9: a %s is served as what it is, whatever was said of it, and can do nothing but be seen",
    async (_, bytes, type) => {
      const { body } = await ada.post<{ emoji: ClassEmoji }>(w("emoji"), {
        name: "mine",
        picture: dataUrl(bytes, "text/html"),
      });
      const answer = await picture(bo, body.emoji);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": type,
        "cache-control": "private, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      expect(await bytesOf(answer)).toEqual([...bytes]);
    },
  );

  test("I5: its picture is for the class alone: not for another class, somebody who left, or nobody", async () => {
    const emoji = await added(ada, "ours");
    const left = await classroom.person("student");
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(left.no).run();
    for (const [who, status] of [
      [stranger, 404],
      [left, 404],
      [null, 401],
    ] as const) {
      const answer = await picture(who, emoji);
      expect([answer.status, await answer.json()]).toEqual([
        status,
        expect.objectContaining({ code: expect.any(String) as string }),
      ]);
    }
    const elsewhere = await exports.default.fetch(
      `${ORIGIN}/api/workspaces/nosuchclass12345/emoji/ours/${emoji.version}`,
      {
        headers: { authorization: `Bearer ${ada.token}` },
      },
    );
    expect(elsewhere.status).toBe(404);
    for (const at of [
      { name: "ours", version: "another1" },
      { name: "../ours", version: emoji.version },
      { name: "x", version: "%00" },
    ])
      expect((await picture(ada, at)).status).toBe(404);
  });

  test("I5: another class neither lists, adds nor removes here, and hears that there is no such class", async () => {
    await added(ada, "ours");
    const answers = [
      await stranger.get(w("emoji")),
      await add(stranger, "theirs"),
      await remove(stranger, "ours"),
      await remove(stranger, "nothing"),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await first(ada)).emoji.map(({ name }) => name)).toEqual(["ours"]);
  });

  test("guests use emoji and add none; somebody muted adds none", async () => {
    const guest = await classroom.person("guest");
    const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
    expect(await add(guest, "guests")).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await add(muted, "muted")).toMatchObject({ status: 403, body: { code: "muted" } });
    expect(await inBucket()).toEqual([]);
  });

  test("a name is written with its colons or without, and kept in lower case", async () => {
    expect((await added(ada, " :Party_Parrot: ")).name).toBe("party_parrot");
  });

  test.each(["", "x", "a".repeat(33), "two words", "naïve", "a/b", "<b>", "12", "10-30", ":", "a:b", "é́", "../.."])(
    "I9: a name that is none is refused: %j",
    async (name) => {
      expect(await add(ada, name)).toMatchObject({ status: 400, body: { code: "invalid", field: "name" } });
    },
  );

  test.each(["tada", "thumbsup", "Smile"])(
    "the name of a standard emoji stays what it is everywhere: %s",
    async (name) => {
      expect(await add(ada, name)).toMatchObject({ status: 409, body: { code: "name_taken", field: "name" } });
    },
  );

  test("a name is there once: the second is told, and of two at once one has it", async () => {
    await added(ada, "blobcat");
    expect(await add(bo, ":Blobcat:", GIF)).toMatchObject({ status: 409, body: { code: "name_taken", field: "name" } });
    const both = await Promise.all([add(ada, "blobdog"), add(bo, "blobdog", GIF), add(ta, "blobdog", JPEG)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    // What the others brought is not left lying about.
    expect((await inBucket()).toSorted()).toEqual(["blobcat", "blobdog"]);
  });

  test("a class has so many and no more; a removed one makes room", async () => {
    await offer(classroom, bo, ...Array.from({ length: EMOJI_MAX }, (_, n) => `emoji-${n}`));
    expect(await add(ada, "one-more")).toMatchObject({ status: 409, body: { code: "too_many" } });
    expect((await remove(ta, "emoji-0")).status).toBe(200);
    await added(ada, "one-more");
    expect(await add(ada, "two-more")).toMatchObject({ status: 409, body: { code: "too_many" } });
  });

  test("a class takes in so many a day, and is told when it can go on", async () => {
    await env.DB.prepare(
      "update workspaces set meta = json_object('emojiToday', json_object('day', ?, 'count', ?)) where no = ?",
    )
      .bind(Math.floor(Date.now() / 86_400_000), EMOJI_PER_DAY, classroom.no)
      .run();
    const refused = await add(ada, "tomorrow");
    expect(refused).toMatchObject({ status: 429, body: { code: "too_fast" } });
    expect(refused.body.retryAfter).toBeGreaterThan(0);
    expect(await inBucket()).toEqual([]);
  });

  test("I9: who tries too often is slowed down", async () => {
    let refused: Told | undefined;
    for (let tries = 0; tries < 100 && !refused; tries++) {
      const answer = await add(ada, "x");
      if (answer.status === 429) refused = answer;
    }
    expect(refused).toMatchObject({ body: { code: "too_fast", retryAfter: 60_000 } });
  });
});

describe("I9: what is no picture", () => {
  const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
  test.each([
    ["a text", "hello"],
    ["an SVG with a script", SVG],
    ["an SVG without one", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>`],
    ["a page", "<!doctype html><script>alert(1)</script>"],
    ["a PDF", "%PDF-1.7"],
    ["an icon", new Uint8Array([0, 0, 1, 0, 1, 0, 16, 16])],
    ["a GIF that is a script too", new Uint8Array(Buffer.from(`${latin1(GIF)}=1;<script>alert(1)</script>`, "latin1"))],
    ["a PNG with an SVG behind it", new Uint8Array(Buffer.from(`${latin1(PNG)}${SVG}`, "latin1"))],
    ["a sound in the same wrapping as a WebP", new Uint8Array(Buffer.from("RIFF\x24\0\0\0WAVEfmt ", "latin1"))],
    ["the first bytes of a PNG and no more", PNG.subarray(0, 18)],
    ["a GIF without a frame", GIF.subarray(0, 19)],
    ["a JPEG that ends before its frame", JPEG.subarray(0, 20)],
    ["a JPEG whose segments lead nowhere", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0, 0])],
    ["a picture of no width", pngOf(0, 16)],
  ])("%s is refused, and nothing of it is kept", async (_, bytes) => {
    expect(await add(ada, "mine", bytes)).toMatchObject({ status: 400, body: { code: "invalid", field: "picture" } });
    expect(await inBucket()).toEqual([]);
    expect((await first(ada)).emoji).toEqual([]);
  });

  test.each([
    ["a PNG", pngOf(1025, 10)],
    ["a PNG that would fill the memory", pngOf(0x7fff_ffff, 0x7fff_ffff)],
    ["a GIF whose frame is larger than its screen", gifWithFrameOf(20, 65_535)],
  ])("%s of more pixels than a screen has room for is refused with its size", async (_, bytes) => {
    const { status, body } = await add(ada, "mine", bytes);
    expect([status, body.code]).toEqual([400, "invalid"]);
    expect(body.sentence).toMatch(/[\d,]+ by [\d,]+ pixels.*1,024/u);
  });

  test.each([
    "",
    "PNG",
    "https://example.org/x.png",
    "data:image/png,abc",
    "data:image/png;base64,",
    "data:image/png;base64,§§",
    7,
    null,
  ])("what is no file in a data URL is refused: %j", async (given) => {
    const answer = await ada.post(w("emoji"), { name: "mine", picture: given });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid", field: "picture" } });
  });

  test("128 KB are taken and one byte more is not", async () => {
    await added(ada, "just-right", padded(PNG, EMOJI_PICTURE_MAX_BYTES));
    const answer = await add(ada, "too-large", padded(PNG, EMOJI_PICTURE_MAX_BYTES + 1));
    expect(answer).toMatchObject({ status: 413, body: { code: "too_large", field: "picture" } });
    expect(answer.body.sentence).toContain("128 KB");
  });

  test("what never ends is refused while it comes, however large it said it is", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      start: (control) => control.enqueue(new TextEncoder().encode(`{"name":"mine","picture":"data:image/png;base64,`)),
      pull: (control) => {
        sent += 16_384;
        control.enqueue(new Uint8Array(16_384).fill(0x41));
      },
    });
    const answer = await exports.default.fetch(`${ORIGIN}/api${w("emoji")}`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
      body: endless,
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "too_large", field: "picture" });
    expect(sent).toBeLessThan(EMOJI_BODY_MAX_BYTES * 4);
  });

  test("from another site, or as a form sends it, nothing is added", async () => {
    const send = (headers: Record<string, string>) =>
      exports.default.fetch(`${ORIGIN}/api${w("emoji")}`, {
        method: "POST",
        headers: { authorization: `Bearer ${ada.token}`, ...headers },
        body: JSON.stringify({ name: "mine", picture: dataUrl(PNG) }),
      });
    expect((await send({ "content-type": "application/json", origin: "https://evil.test" })).status).toBe(403);
    expect((await send({ "content-type": "multipart/form-data" })).status).toBe(415);
    expect((await send({ "content-type": "image/png" })).status).toBe(415);
    expect((await first(ada)).emoji).toEqual([]);
  });
});
