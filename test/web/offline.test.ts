/** What is kept to be read without a network, and what is fetched for it. */
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test, vi } from "vitest";
import type { Api, ChannelSnapshot } from "../../client/index.ts";
import { OFFLINE_FOR_MS, OFFLINE_MESSAGES, OfflineStore } from "../../client/offline-store.ts";
import type { Bootstrap, Message, MyChannel, Page } from "../../protocol/index.ts";
import { fetchNewest, fillClass, wanted } from "../../web/src/lib/features/offline/fill.ts";
import { newestOf, pageOf } from "../../web/src/lib/features/offline/keep.ts";
import { keepPictures } from "../../web/src/lib/features/offline/pictures.ts";

const HOUR_MS = 60 * 60 * 1000;
const NOW = 1_800_000_000_000;
const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ seq: from + at }) as Message);

describe("what is kept of a conversation", () => {
  const shown = (more: Partial<ChannelSnapshot> = {}): ChannelSnapshot =>
    ({
      ...{ ready: true, reachedEnd: true, hasHole: false, connection: "open" },
      ...{ messages: messages(1, 5), head: { seq: 5, rev: 9 } },
      ...more,
    }) as ChannelSnapshot;

  test("its newest messages, up to the change that the room told last", () => {
    expect(newestOf(shown())).toMatchObject({ reachedStart: true, reachedEnd: true, rev: 9 });
    const long = newestOf(shown({ messages: messages(1, 500) }));
    expect([long?.messages.length, long?.messages[0]?.seq, long?.reachedStart]).toEqual([OFFLINE_MESSAGES, 301, false]);
  });

  test("nothing while it is not known as the room has it", () => {
    for (const part of [{ ready: false }, { reachedEnd: false }, { hasHole: true }, { connection: "waiting" as const }])
      expect(newestOf(shown(part)), JSON.stringify(part)).toBeNull();
  });
});

describe("what is fetched beside", () => {
  const channel = (id: string, hoursAgo: number, lastSeq = 10) =>
    ({ id, lastAt: NOW - hoursAgo * HOUR_MS, lastSeq }) as MyChannel;
  const ids = (channels: MyChannel[]) => channels.map(({ id }) => id);

  test("channels of the last two weeks that are not kept, the newest first", () => {
    const quiet = channel("quiet", OFFLINE_FOR_MS / HOUR_MS + 1);
    expect(ids(wanted([channel("old", 30), quiet, channel("new", 1)], new Map(), NOW))).toEqual(["new", "old"]);
  });

  test("what is kept in part, and once a day what has something new", () => {
    const whole = { last: 10, isWhole: true };
    const kept = new Map([
      ["part", { ...whole, at: NOW, isWhole: false }],
      ["today", { ...whole, at: NOW - HOUR_MS, last: 9 }],
      ["yesterday", { ...whole, at: NOW - 21 * HOUR_MS, last: 9 }],
      ["same", { ...whole, at: NOW - 21 * HOUR_MS }],
    ]);
    const all = ["part", "today", "yesterday", "same"].map((id, at) => channel(id, at));
    expect(ids(wanted(all, kept, NOW))).toEqual(["part", "yesterday"]);
  });

  test("as many messages as are to be kept, in as few pages as they take; no more than there are", async () => {
    const asked: unknown[] = [];
    const history = (last: number): Api =>
      ({
        call: (_name: string, _params: object, query: { limit: number; before?: number }) => {
          asked.push(query.before);
          const to = (query.before ?? last + 1) - 1;
          const from = Math.max(1, to - query.limit + 1);
          const rev = query.before === undefined ? 900 : 899;
          return Promise.resolve({
            messages: messages(from, to),
            reachedStart: from === 1,
            reachedEnd: true,
            rev,
          } as Page);
        },
      }) as unknown as Api;
    const long = await fetchNewest(history(450), "c");
    expect([long.messages.length, long.messages[0]?.seq, long.reachedStart, long.rev]).toEqual([200, 251, false, 899]);
    const short = await fetchNewest(history(130), "c");
    expect([short.messages.length, short.reachedStart]).toEqual([130, true]);
    expect(await fetchNewest(history(0), "c")).toMatchObject({ messages: [], reachedStart: true });
    expect(asked).toEqual([undefined, 351, undefined, 31, undefined]);
  });

  test("my other classes, as they are and with what was said last; behind the one that was open last", async () => {
    vi.stubGlobal("indexedDB", new IDBFactory());
    const store = new OfflineStore();
    await store.claim("me");
    const bootstrap = (id: string) =>
      ({
        account: { id: "me" },
        workspace: { id },
        now: 7,
        members: [{ id: "me" }],
        channels: ["a", "b", "c", "d"].map((name, at) => ({
          ...channel(`${id}-${name}`, at),
          lastAt: Date.now() - at,
          workspace: id,
        })),
      }) as unknown as Bootstrap;
    const asked: string[] = [];
    const api = {
      call: (name: string, params: { workspace?: string; channel?: string }) => {
        asked.push(`${name} ${params.workspace ?? params.channel ?? ""}`);
        if (name === "members.list") return Promise.resolve({ members: [{ id: "imported" }] });
        const said = messages(1, 2).map((message) => ({ ...message, author: "imported" }));
        const page = { messages: said, reachedStart: true, reachedEnd: true, rev: 2 } as Page;
        return Promise.resolve(name === "messages.page" ? page : bootstrap(params.workspace ?? ""));
      },
    } as unknown as Api;
    await store.putClass(
      "me",
      { id: "open", account: bootstrap("open").account, bootstrap: bootstrap("open"), at: Date.now() },
      new Set(),
    );
    await fillClass(api, "me", "other", store);
    expect(asked).toEqual([
      "workspaces.bootstrap other",
      ...["a", "b", "c"].map((name) => `messages.page other-${name}`),
      "members.list other",
    ]);
    expect((await store.classOf("other"))?.bootstrap.members.map(({ id: member }) => member)).toEqual([
      "me",
      "imported",
    ]);
    expect((await store.classOf("other"))?.bootstrap.channels).toHaveLength(4);
    expect((await store.page("other-a"))?.page.messages).toHaveLength(2);
    expect((await store.classOf(null))?.id).toBe("open");
    // Somebody else's browser by now: nothing of mine is put there.
    await store.claim("somebody");
    await fillClass(api, "me", "other", store);
    expect(await store.classOf("other")).toBeUndefined();
  });
});

describe("the small pictures of what is kept", () => {
  const picture = { name: "a.webp", type: "image/webp", width: 40, height: 30 };
  const message = (seq: number): Message => ({
    ...{ id: `m${seq}`, seq, rev: seq, author: "ben", at: seq, body: "Look" },
    meta: {
      files: [
        {
          ...picture,
          id: `w${seq}`,
          size: 900_000,
          preview: { id: `p${seq}`, size: seq === 48 ? 900_000 : 9, type: "x" },
        },
        // Small itself; and what is no picture.
        ...(seq === 50
          ? [
              { ...picture, id: "own", size: 9 },
              { name: "a.pdf", id: "pdf", size: 9, type: "application/pdf" },
            ]
          : []),
      ],
    },
  });
  const page = (from: number, to: number) =>
    pageOf({ id: "general", workspace: "physics" } as MyChannel, {
      messages: Array.from({ length: to - from + 1 }, (_, at) => message(from + at)),
      ...{ reachedStart: false, reachedEnd: true, rev: to },
    });
  const api = { addressOf: (_name: string, { file }: { file: string }) => `/${file}` } as unknown as Api;

  test("are fetched once, the newest, small ones alone; one that does not come for want of a network is asked for the next time", async () => {
    vi.stubGlobal("indexedDB", new IDBFactory());
    const store = new OfflineStore();
    await store.claim("ada");
    const account = { id: "ada" } as Bootstrap["account"];
    await store.putClass(
      "ada",
      { ...{ id: "physics", at: 1, account }, bootstrap: { members: [] as Bootstrap["members"] } as Bootstrap },
      new Set(["general"]),
    );
    await store.putPage("ada", page(1, 50));
    const asked: string[] = [];
    let isAway = true;
    vi.stubGlobal("fetch", (url: string) => {
      asked.push(url);
      if (url === "/p49" && isAway) return Promise.reject(new TypeError("no network"));
      return Promise.resolve(new Response("123456789", { status: url === "/p47" ? 404 : 200 }));
    });
    await keepPictures(api, page(1, 50), store);
    expect([asked.length, asked[0], asked.at(-1)]).toEqual([40, "/p11", "/own"]);
    expect((await store.picturesOf("general")).size).toBe(38);
    asked.length = 0;
    isAway = false;
    await keepPictures(api, page(1, 50), store);
    expect(asked).toEqual(["/p49"]);
    expect(await store.picture("p49")).toBeDefined();
    vi.unstubAllGlobals();
  });
});
