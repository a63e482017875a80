/** What comes in on a socket, and to whom of the room each request goes. */
import { afterEach, expect, test, vi } from "vitest";
import { CLOSE, FRAME_MAX_BYTES, refusal } from "../../../protocol/index.ts";
import { Attachments, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { PerMemberQueue } from "../../../worker/room/sockets/per-member-queue.ts";
import { Requests } from "../../../worker/room/sockets/requests.ts";
import { channelFacts, heldSocket, inObject, somebody } from "../support/in-room.ts";

afterEach(() => vi.restoreAllMocks());

/** A room that writes down what it is asked to do, and one socket of Ada's. */
function requestsIn(state: DurableObjectState, known: Partial<RoomAttachment> = {}) {
  const attachments = new Attachments<RoomAttachment>();
  const { socket, closed } = heldSocket(state, {
    ...somebody("ada"),
    trace: "trace-1",
    leaseAt: 1,
    readSeq: 3,
    ...known,
  });
  const done: unknown[][] = [];
  const room = {
    stays: true as true | Promise<boolean>,
    wait: 0,
    reads: true,
    mayType: true,
    written: { ok: true, isNew: true, message: { seq: 4, rev: 9 } } as unknown,
    post: (): void | Promise<void> => undefined,
  };
  const note =
    (what: string) =>
    (...given: unknown[]) =>
      void done.push([what, ...given.map((each) => (each === socket ? "socket" : each))]);
  const parts = {
    facts: () => channelFacts(),
    sockets: {
      attachments,
      confirm: () => room.stays,
      refuse: note("refuse"),
      send: note("send"),
      sendText: note("sendText"),
      unread: { mayAsk: () => room.reads, echoed: note("echoed") },
      sendToOthers: note("sendToOthers"),
    },
    queue: new PerMemberQueue(),
    rules: {
      mayTake: (what: string, { member }: { member: string }) => (done.push(["mayTake", what, member]), room.wait),
      mayType: (_facts: unknown, { member }: { member: string }) => (done.push(["mayType", member]), room.mayType),
    },
    posts: { post: (...given: unknown[]) => (note("post")(...given.slice(1)), room.post()) },
    changes: {
      change: (_who: unknown, request: unknown, answer: (written: unknown) => void) => {
        note("change")(request);
        answer(room.written);
      },
    },
    pages: { answer: async (...given: unknown[]) => note("page")(...given) },
    handshake: { firstFrame: (...given: unknown[]) => `first frame since ${given.join()}` },
    markRead: note("markRead"),
    alsoDo: (work: unknown) => note("alsoDo")(work instanceof Promise),
  };
  const requests = new Requests(parts as unknown as ConstructorParameters<typeof Requests>[0]);
  const say = (frame: object) => requests.take(socket, JSON.stringify(frame));
  return { requests, say, done, room, socket, closed };
}
const post = { type: "post", id: "0193e4a1-7b2c-7d3e-8f40-123456789abc", body: "Hi" };

test("I9: what is not understood is refused; what is too large closes the socket as well, and nothing is done for either", async () => {
  await inObject(async (state) => {
    const { requests, done, socket, closed } = requestsIn(state);
    requests.take(socket, "{nothing");
    expect(done).toMatchObject([["refuse", "socket", undefined, { code: "malformed" }]]);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    requests.take(socket, "x".repeat(FRAME_MAX_BYTES + 1));
    expect(done[1]).toMatchObject(["refuse", "socket", undefined, { code: "too_large" }]);
    expect(done).toHaveLength(2);
    await vi.waitFor(() => expect(closed()).toBe(CLOSE.tooLarge));
  });
});

test("I6: who was put out says nothing any more", async () => {
  await inObject((state) => {
    const { say, done, socket } = requestsIn(state, { leaseAt: 0 });
    socket.close(CLOSE.removed, "");
    say({ type: "typing" });
    say(post);
    expect(done).toEqual([]);
  });
});

test("a post goes to the posts, a mark to the marks", async () => {
  await inObject((state) => {
    const { say, done } = requestsIn(state);
    say(post);
    say({ type: "markRead", seq: 2 });
    expect(done).toMatchObject([
      ["post", post, "socket"],
      ["markRead", "socket", { type: "markRead", seq: 2 }],
    ]);
  });
});

test("I6: with a lease that is old everything waits for the answer, and nothing is done where the place is gone", async () => {
  await inObject(async (state) => {
    const { say, done, room } = requestsIn(state);
    const answer = Promise.withResolvers<boolean>();
    room.stays = answer.promise;
    say({ type: "markRead", seq: 2 });
    await Promise.resolve();
    expect(done).toEqual([]);
    answer.resolve(true);
    await vi.waitFor(() => expect(done.map(([what]) => what)).toEqual(["markRead"]));
    room.stays = Promise.resolve(false);
    say({ type: "markRead", seq: 3 });
    await room.stays;
    room.stays = true;
    say({ type: "markRead", seq: 4 });
    await vi.waitFor(() => expect(done).toHaveLength(2));
    expect(done[1]).toMatchObject(["markRead", "socket", { seq: 4 }]);
  });
});

test.each([
  { type: "edit", ref: "r1", seq: 4, body: "Hi" },
  { type: "delete", ref: "r1", seq: 4 },
  { type: "act", ref: "r1", seq: 4, act: { type: "pin", on: true } },
])("a change ($type) is answered with where the message stands now, or with why not", async (frame) => {
  await inObject((state) => {
    const { say, done, room } = requestsIn(state);
    say(frame);
    expect(done).toMatchObject([
      ["change", frame],
      ["send", "socket", { type: "done", ref: "r1", seq: 4, rev: 9 }],
    ]);
    const refused = refusal("archived");
    room.written = { ok: false, refusal: refused };
    say(frame);
    expect(done.slice(2)).toEqual([
      ["change", expect.anything()],
      ["refuse", "socket", "r1", refused],
    ]);
  });
});

test("a page holds up nothing else of who asked for it; who asks too often is told when to ask again", async () => {
  await inObject((state) => {
    const { say, done, room } = requestsIn(state);
    say({ type: "page", ref: "p1", limit: 5 });
    expect(done).toMatchObject([
      ["mayTake", "page", "ada"],
      ["page", "socket", { type: "page", ref: "p1", limit: 5 }],
      ["alsoDo", true],
    ]);
    room.wait = 700;
    say({ type: "page", ref: "p2", limit: 5 });
    expect(done.slice(3)).toEqual([
      ["mayTake", "page", "ada"],
      ["refuse", "socket", "p2", refusal("too_fast", { retryAfter: 700 })],
    ]);
  });
});

test("who does not read what they asked for is answered no more until they do, and shows it without a lease or a turn", async () => {
  await inObject((state) => {
    const { say, done, room } = requestsIn(state);
    room.reads = false;
    room.stays = new Promise(() => undefined);
    say({ type: "echo", token: "abc" });
    expect(done).toEqual([["echoed", "socket", "abc"]]);
    room.stays = true;
    say({ type: "page", ref: "p1", limit: 5 });
    say({ type: "resume", rev: 7 });
    expect(done.filter(([what]) => what === "refuse")).toEqual([
      ["refuse", "socket", "p1", refusal("too_fast", { retryAfter: 2_000 })],
      ["refuse", "socket", undefined, refusal("too_fast", { retryAfter: 2_000 })],
    ]);
    expect(done.filter(([what]) => what === "sendText" || what === "page")).toEqual([]);
  });
});

test("who was away is told from where on, at a pace", async () => {
  await inObject((state) => {
    const { say, done, room } = requestsIn(state);
    say({ type: "resume", rev: 7 });
    expect(done).toEqual([
      ["mayTake", "resume", "ada"],
      ["sendText", "socket", "first frame since 7,3"],
    ]);
    room.wait = 900;
    say({ type: "resume", rev: 8 });
    expect(done.slice(2)).toEqual([
      ["mayTake", "resume", "ada"],
      ["refuse", "socket", undefined, refusal("too_fast", { retryAfter: 900 })],
    ]);
  });
});

test("that somebody writes is told to the others where they may write, and to nobody where they may not", async () => {
  await inObject((state) => {
    const { say, done, room } = requestsIn(state);
    say({ type: "typing" });
    room.mayType = false;
    say({ type: "typing" });
    expect(done).toEqual([
      ["mayType", "ada"],
      // Not to who reads a widget without a name.
      ["sendToOthers", "socket", { type: "typed", member: "ada" }, expect.any(Function)],
      ["mayType", "ada"],
    ]);
  });
});

test.each([
  ["at once", () => raise()],
  ["later", () => Promise.reject(new Error("broken"))],
])("a fault of ours (%s) is noted with what was asked for, and told with when to try again", async (_when, fails) => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { say, done, room } = requestsIn(state);
    room.post = fails;
    say(post);
    await vi.waitFor(() => expect(done).toHaveLength(2));
    expect(done[1]).toEqual(["refuse", "socket", post.id, refusal("internal", { retryAfter: 1_000 })]);
    expect(said.mock.calls.map(([line]) => JSON.parse(String(line)) as object)).toEqual([
      expect.objectContaining({ what: "frame", channel: "channel-7", type: "post", trace: "trace-1" }),
    ]);
  });
});

function raise(): never {
  throw new Error("broken");
}
