/** The class's own emoji: brought by anybody, seen by all, removed by staff; and what is no picture. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  EMOJI_BODY_MAX_BYTES,
  EMOJI_MAX,
  EMOJI_PER_DAY,
  EMOJI_PICTURE_MAX_BYTES,
  EMOJI_REMOVED_KEPT,
  type Bootstrap,
  type ClassEmoji,
  type Message,
  type Refusal,
} from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, type LiveSocket } from "./support/live-socket.ts";
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
import { putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let ta: Somebody;
let stranger: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student");
  bo = await classroom.person("student");
  ta = await classroom.person("ta");
  stranger = await (await openClassroom("Another class")).person("owner");
});

type Told = Answer<{ emoji: ClassEmoji } & Refusal>;
const w = (path: string) => `/workspaces/${classroom.id}/${path}`;
const add = (who: Somebody, name: string, picture: Uint8Array | string = PNG): Promise<Told> =>
  who.post(w("emoji"), { name, picture: dataUrl(picture) });
const added = async (who: Somebody, name: string, picture?: Uint8Array) => {
  const { status, body } = await add(who, name, picture);
  expect(status).toBe(201);
  return body.emoji;
};
const remove = (who: Somebody, name: string): Promise<Told> => who.delete(w(`emoji/${encodeURIComponent(name)}`));
const first = async (who: Somebody) => (await who.get<Bootstrap>(w("bootstrap"))).body;
const picture = (who: Somebody | null, { name, version }: Pick<ClassEmoji, "name" | "version">) =>
  exports.default.fetch(`${ORIGIN}/api${w(`emoji/${encodeURIComponent(name)}/${version}`)}`, {
    headers: who ? { authorization: `Bearer ${who.token}` } : {},
  });
const bytesOf = async (response: Response) => [...new Uint8Array(await response.arrayBuffer())];
const inBucket = async () =>
  (await env.FILES.list({ prefix: `emoji/${classroom.id}/` })).objects.map(({ key }) => key.split("/")[2]);

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
    expect(body.sentence).toMatch(/\d+ by \d+ pixels.*1024/u);
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

describe("removing", () => {
  test("staff remove anybody's, its creator their own, another student nobody's; all hear of it at once", async () => {
    const hers = await added(ada, "hers");
    await added(ada, "rude");
    await added(ta, "staffs");
    const his = await openWorkspace(classroom.id, bo);
    for (const name of ["hers", "staffs"])
      expect(await remove(bo, name)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await remove(await classroom.person("guest"), "hers")).toMatchObject({ status: 403 });
    expect((await remove(ada, "hers")).body.emoji).toEqual({ ...hers, removed: true });
    expect((await his.next("emojiChanged")).emoji).toEqual({ ...hers, removed: true });
    expect((await remove(ta, "rude")).status).toBe(200);
    expect((await his.next("emojiChanged")).emoji).toMatchObject({ name: "rude", removed: true });
    expect((await first(bo)).emoji.map(({ name, removed }) => [name, removed])).toEqual([
      ["hers", true],
      ["rude", true],
      ["staffs", undefined],
    ]);
  });

  test("removed twice is removed once, and told once; what is not there is not found", async () => {
    await added(ada, "blobcat");
    const his = await openWorkspace(classroom.id, bo);
    for (let times = 0; times < 2; times++) expect((await remove(ada, "blobcat")).status).toBe(200);
    await added(ada, "blobdog");
    await his.next("emojiChanged", ({ emoji }) => emoji.name === "blobdog");
    expect(his.frames.filter(({ type }) => type === "emojiChanged")).toHaveLength(2);
    for (const name of ["nothing", "%00", "x", "Two Words"])
      expect(await remove(ada, name)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("its picture stays, so that what was written with it can still be read", async () => {
    const emoji = await added(ada, "blobcat");
    await remove(ta, "blobcat");
    const answer = await picture(bo, emoji);
    expect([answer.status, await bytesOf(answer)]).toEqual([200, [...PNG]]);
  });

  test("its name is free: the next picture has another address, and the old one goes", async () => {
    const before = await added(ada, "blobcat");
    await remove(ada, "blobcat");
    const after = await added(bo, "blobcat", GIF);
    expect(after).toMatchObject({ name: "blobcat", by: bo.id });
    expect(after.version).not.toBe(before.version);
    expect((await first(ada)).emoji).toEqual([after]);
    expect(await bytesOf(await picture(ada, after))).toEqual([...GIF]);
    expect((await picture(ada, before)).status).toBe(404);
  });

  test("of very many that were removed, the one removed first is forgotten with its picture", async () => {
    await added(ada, "oldest");
    await remove(ada, "oldest");
    await offer(classroom, bo, ...Array.from({ length: EMOJI_REMOVED_KEPT }, (_, n) => `emoji-${n}`));
    await env.DB.prepare("update emoji set removed_at = 9e15 where workspace_no = ? and name <> 'oldest'")
      .bind(classroom.no)
      .run();
    await added(ada, "last");
    await env.DB.prepare("update emoji set removed_at = 1 where name = 'oldest' and workspace_no = ?")
      .bind(classroom.no)
      .run();
    await remove(ada, "last");
    const names = (await first(ada)).emoji.map(({ name }) => name);
    expect(names).toHaveLength(EMOJI_REMOVED_KEPT);
    expect(names).not.toContain("oldest");
    expect(await inBucket()).not.toContain("oldest");
  });
});

describe("reacting with it", () => {
  let acted = 0;
  async function react(socket: LiveSocket, emoji: string, on = true): Promise<string> {
    const ref = `react-${++acted}`;
    socket.send({ type: "act", ref, seq: 1, act: { type: "react", emoji, on } });
    return Promise.race([
      socket.next("done", (event) => event.ref === ref).then(() => "done"),
      socket.next("refused", (event) => event.ref === ref).then(({ refusal }) => refusal.code),
    ]);
  }
  const reactionsOf = async (channel: string) =>
    (await ada.get<{ messages: Message[] }>(`/channels/${channel}/messages`)).body.messages[0]?.meta?.reactions;

  test("R36: two people react with it, and who takes theirs back leaves the other's", async () => {
    await added(ada, "blobcat");
    const { id } = await channelOf([ada, bo]);
    const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
    await hers.post("look");
    expect(await Promise.all([react(hers, ":blobcat:"), react(his, ":blobcat:")])).toEqual(["done", "done"]);
    expect((await reactionsOf(id))?.[0]).toMatchObject({ emoji: ":blobcat:", count: 2 });
    expect(await react(hers, ":blobcat:", false)).toBe("done");
    expect(await reactionsOf(id)).toEqual([{ emoji: ":blobcat:", members: [bo.id], count: 1 }]);
  });

  test("only what the class has is a reaction: not any word, not another class's, and the new one at once", async () => {
    const other = await openClassroom();
    await offer(other, await other.person("owner"), "theirs");
    const { id } = await channelOf([ada, bo]);
    const socket = await openChannel(id, ada);
    await socket.post("look");
    for (const name of [":theirs:", ":blobcat:", ":you-are-stupid:"]) expect(await react(socket, name)).toBe("invalid");
    const refused = await bo.post<Refusal>(`/channels/${id}/messages/1/acts`, {
      act: { type: "react", emoji: ":blobcat:", on: true },
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { field: "emoji", sentence: "This class has no emoji :blobcat:." },
    });
    await added(bo, "blobcat");
    expect(await react(socket, ":blobcat:")).toBe("done");
    const over = await bo.post(`/channels/${id}/messages/1/acts`, {
      act: { type: "react", emoji: ":blobcat:", on: true },
    });
    expect(over.status).toBe(200);
  });

  test("a removed one can be taken back and not given anew, and stands where it was given", async () => {
    await added(ada, "blobcat");
    const { id } = await channelOf([ada, bo]);
    const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
    await hers.post("look");
    expect([await react(hers, ":blobcat:"), await react(his, ":blobcat:")]).toEqual(["done", "done"]);
    await remove(ta, "blobcat");
    await putToSleep(id);
    expect(await react(his, ":blobcat:", false)).toBe("done");
    expect(await react(his, ":blobcat:")).toBe("invalid");
    expect(await reactionsOf(id)).toEqual([{ emoji: ":blobcat:", members: [ada.id], count: 1 }]);
  });

  test("it counts as one of the twenty different ones on a message", async () => {
    await offer(classroom, ada, "blobcat");
    const { id } = await channelOf([ada, bo, ta]);
    const sockets = [await openChannel(id, ada), await openChannel(id, bo), await openChannel(id, ta)];
    await sockets[0]!.post("look");
    for (const [i, emoji] of [..."🎍🍎🍊🍋🍌🍉🍇🍓🍒🍑🥭🍍🥥🥝🍅🥑🥦🥕🌽🥔"].entries())
      expect(await react(sockets[i % 3]!, emoji)).toBe("done");
    expect(await react(sockets[1]!, ":blobcat:")).toBe("too_many");
  });

  test("I10: a burst of the same reaction asks D1 once", async () => {
    await offer(classroom, ada, "blobcat");
    const people = [ada, bo, ta, ...(await Promise.all(Array.from({ length: 9 }, () => classroom.person("student"))))];
    const { id } = await channelOf(people);
    const sockets = await Promise.all(people.map((person) => openChannel(id, person)));
    await sockets[0]!.post("look");
    const asked = vi.spyOn(env.DB, "prepare");
    expect(new Set(await Promise.all(sockets.map((socket) => react(socket, ":blobcat:"))))).toEqual(new Set(["done"]));
    const questions = asked.mock.calls.filter(([sql]) => /FROM emoji/u.test(sql));
    asked.mockRestore();
    expect(questions).toHaveLength(1);
    expect((await reactionsOf(id))?.[0]?.count).toBe(people.length);
  });

  test("I9: who tries names that are none is slowed down", async () => {
    const { id } = await channelOf([ada]);
    const socket = await openChannel(id, ada);
    await socket.post("look");
    const heard: string[] = [];
    while (heard.length < 60 && heard.at(-1) !== "too_fast") heard.push(await react(socket, ":nothing:"));
    expect(heard.at(-1)).toBe("too_fast");
    expect(await react(socket, "👍")).toBe("done");
  });

  test("I8: while D1 does not answer, what it said before holds, and what is not known waits", async () => {
    await offer(classroom, ada, "blobcat", "blobdog");
    const { id } = await channelOf([ada, bo]);
    const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
    await hers.post("look");
    expect(await react(hers, ":blobcat:")).toBe("done");
    const { prepare } = env.DB;
    const broken = vi.spyOn(env.DB, "prepare").mockImplementation(function (this: D1Database, sql) {
      if (/FROM emoji/u.test(sql)) throw new Error("D1_ERROR: Network connection lost");
      return prepare.call(this, sql);
    });
    expect(await react(his, ":blobcat:")).toBe("done");
    expect(await react(his, ":blobdog:")).toBe("unavailable");
    broken.mockRestore();
    expect(await react(his, ":blobdog:")).toBe("done");
  });
});

describe("I8: without R2", () => {
  async function ask(
    bindings: Partial<Env>,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; told: Refusal & Bootstrap }> {
    const context = createExecutionContext();
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await app.fetch(new Request(`${ORIGIN}/api${path}`, init), { ...env, ...bindings } as Env, context);
    await waitOnExecutionContext(context);
    return { status: answer.status, told: (await answer.json()) as Refusal & Bootstrap };
  }
  const { FILES: _files, ...withoutFiles } = env;
  const nowhere = { ...withoutFiles, FILES: undefined } as unknown as Partial<Env>;
  const failing = {
    FILES: new Proxy(
      {},
      { get: () => () => Promise.reject(new Error("put: We encountered an internal error. (10001)")) },
    ),
  } as unknown as Partial<Env>;

  test("everything else works, adding says what is missing, and clients know it before they ask", async () => {
    expect((await first(ada)).keepsFiles).toBe(true);
    expect((await ask(nowhere, "GET", w("bootstrap"))).told).toMatchObject({ keepsFiles: false, emoji: [] });
    const { status, told } = await ask(nowhere, "POST", w("emoji"), { name: "mine", picture: dataUrl(PNG) });
    expect([status, told.code]).toEqual([403, "forbidden"]);
    expect(told.sentence).toContain("nowhere to keep pictures");
    expect((await ask(nowhere, "GET", w("emoji/mine/abcdefgh"))).status).toBe(404);
    await offer(classroom, ada, "blobcat");
    expect((await ask(nowhere, "DELETE", w("emoji/blobcat"))).status).toBe(200);
  });

  test("while R2 fails it says so, and no emoji is there without its picture", async () => {
    const { status, told } = await ask(failing, "POST", w("emoji"), { name: "mine", picture: dataUrl(PNG) });
    expect([status, told.code]).toEqual([503, "unavailable"]);
    expect(told.retryAfter).toBeGreaterThan(0);
    expect((await first(ada)).emoji).toEqual([]);
    expect((await ask(failing, "GET", w("emoji/mine/abcdefgh"))).told.code).toBe("unavailable");
  });
});
