/** The class's own emoji once they are there: removed by staff, reacted with, and served where there is no R2. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { EMOJI_REMOVED_KEPT, type Bootstrap, type Message, type Refusal } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN } from "./support/classroom.ts";
import { openChannel, openWorkspace, type LiveSocket } from "./support/live-socket.ts";
import { dataUrl, GIF, offer, PNG } from "./support/pictures.ts";
import { putToSleep } from "./support/rooms.ts";
import {
  classroom,
  ada,
  bo,
  ta,
  w,
  added,
  remove,
  first,
  picture,
  bytesOf,
  inBucket,
  emojiClassForEach,
} from "./support/emoji-class.ts";

emojiClassForEach();

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
