/** The rules of writing: who may, how fast, what a retry gets, and what an edit leaves behind. */
import { describe, expect, test } from "vitest";
import { tooFast } from "../../../worker/room/commit/rules.ts";
import { channelFacts, inObject, somebody, threadFacts } from "../support/in-room.ts";
import { NOW, ada, bo, staff, writingIn, messageOf, said } from "../support/message-rules.ts";

describe("a post", () => {
  test("is stored with its author and time, what it answers, and nothing that was not said", async () => {
    await inObject((state) => {
      const { post } = writingIn(state);
      const first = post("hello");
      expect(first).toEqual({
        ok: true,
        isNew: true,
        message: { id: messageOf(first).id, seq: 1, rev: 1, author: "ada", at: NOW, body: "hello" },
      });
      expect(messageOf(post("answer", { replyTo: 1 }, bo))).toMatchObject({ seq: 2, author: "bo", replyTo: 1 });
      expect(said(post("answer", { replyTo: 3 }))).toBe("invalid | replyTo");
      expect(messageOf(post("answer", { replyTo: 2 }))).toMatchObject({ seq: 3, replyTo: 2 });
    });
  });

  test("is never older than the one before it, whatever the clock says", async () => {
    await inObject((state) => {
      const { post } = writingIn(state);
      expect([NOW, NOW - 5_000, NOW + 1].map((now) => messageOf(post("x", {}, ada, now)).at)).toEqual([
        NOW,
        NOW,
        NOW + 1,
      ]);
    });
  });

  test("I2: that is sent again is answered with what is stored, and an id belongs to who used it first", async () => {
    await inObject((state) => {
      const { post, writing } = writingIn(state);
      const first = messageOf(post("hello"));
      expect(post("other words", { id: first.id })).toEqual({ ok: true, isNew: false, message: first });
      expect(said(post("mine now", { id: first.id }, bo))).toBe("invalid | id");
      const again = { id: first.id, body: "other words" };
      expect(said(writing.storedBefore(ada, undefined, again))).toBe("invalid | id");
      expect(writing.storedBefore(ada, first, again)).toEqual({ ok: true, isNew: false, message: first });
    });
  });

  test("is refused to who may not write there, and says how long a mute lasts", async () => {
    await inObject((state) => {
      const { post } = writingIn(state);
      expect(said(post("x", {}, somebody("mute", { mutedUntil: NOW + 7_000 })))).toBe("muted | 7000");
      expect(said(post("x", {}, somebody("mute", { mutedUntil: NOW - 1 })))).toBe("new");
      expect(said(post("x", {}, ada, NOW, channelFacts({ posting: "staff" })))).toBe("read_only");
      expect(said(post("x", {}, staff, NOW, channelFacts({ posting: "staff" })))).toBe("new");
      expect(said(post("x", {}, ada, NOW, channelFacts({ archived: true })))).toBe("archived");
      expect(said(post("x", {}, somebody("ada", { closed: "no_direct" }), NOW, channelFacts({ kind: "dm" })))).toBe(
        "no_direct",
      );
    });
  });

  test("R3: that comes too fast is told when to come again, in words too", async () => {
    await inObject((state) => {
      const { post } = writingIn(state, { post: { burst: 1, perSecond: 0.4 } });
      expect(said(post("x"))).toBe("new");
      expect(said(post("x"))).toBe("too_fast | That's faster than anyone can read. It goes out in 3 s. | 2500");
      expect(said(post("x", {}, bo))).toBe("new");
    });
    expect(said(tooFast(1_001))).toContain("in 2 s.");
  });

  test("in a thread goes to the channel as well where its author may post there, and nowhere else", async () => {
    await inObject((state) => {
      const { post } = writingIn(state);
      const both = { alsoToChannel: true };
      expect(said(post("x", both))).toBe("invalid | alsoToChannel");
      expect(messageOf(post("x", both, ada, NOW, threadFacts())).meta).toEqual({ alsoToChannel: true });
      const closed = threadFacts({ thread: { seq: 5, parent: channelFacts({ posting: "staff" }) } });
      expect(said(post("x", both, ada, NOW, closed))).toBe("read_only | alsoToChannel");
      expect(messageOf(post("x", both, staff, NOW, closed)).meta).toEqual({ alsoToChannel: true });
      const fromThread = { channel: "thread-8", seq: 1, root: 5 };
      expect(messageOf(post("x", { fromThread })).meta).toEqual({ fromThread });
    });
  });

  test("with a poll keeps its ballots apart, and one that closes in the past is refused and not stored", async () => {
    await inObject((state) => {
      const { post, log, sealedOf } = writingIn(state);
      const draft = {
        question: "When?",
        options: ["Mon", "Tue"],
        multiple: false,
        secret: false,
        sealed: true,
        open: false,
      };
      expect(said(post("vote", { poll: { ...draft, closesAt: NOW } }))).toBe(
        "invalid | poll.closesAt | A poll can't close in the past.",
      );
      expect(log.head.seq).toBe(0);
      const asked = messageOf(post("vote", { poll: { ...draft, closesAt: NOW + 1 } }));
      expect(asked.meta).toEqual({
        poll: { ...draft, options: [{ text: "Mon" }, { text: "Tue" }], voted: [], closesAt: NOW + 1 },
      });
      expect(sealedOf(1)).toEqual({ ballots: {} });
    });
  });
});

describe("R43: crowds", () => {
  test("R3: a message that is refused for what it says takes none of its author's tokens", async () => {
    await inObject((state) => {
      const once = { burst: 1, perSecond: 0.001 };
      const { post } = writingIn(state, { reach: once, post: once });
      const poll = { question: "?", options: ["a", "b"], multiple: false, secret: false, sealed: false, open: false };
      expect(said(post("@channel", { poll: { ...poll, closesAt: NOW - 1 } }))).toContain("invalid | poll.closesAt");
      expect(said(post("@channel", { replyTo: 9 }))).toContain("invalid | replyTo");
      expect(messageOf(post("@channel")).meta).toEqual({ reach: ["channel"] });
    });
  });

  test("are reached where the author may, and a burst reaches nobody more while it goes out all the same", async () => {
    await inObject((state) => {
      const { post } = writingIn(state, { reach: { burst: 1, perSecond: 0.001 } });
      const reach = (body: string, who = ada, where = channelFacts()) =>
        messageOf(post(body, {}, who, NOW, where)).meta;
      expect(reach("no crowd")).toBeUndefined();
      expect(reach("@ta and @teacher")).toEqual({ reach: ["ta", "teacher"] });
      expect(reach("@channel and @ta")).toEqual({ reach: ["channel", "ta"] });
      expect(reach("@channel and @ta")).toEqual({ reach: ["ta"] });
      expect(reach("@here")).toBeUndefined();
      const large = channelFacts({ kind: "public", isLarge: true });
      expect(reach("@channel @ta", bo, large)).toEqual({ reach: ["ta"] });
      expect(reach("@channel @ta", staff, large)).toEqual({ reach: ["channel", "ta"] });
    });
  });

  test("that a message reached it reaches still after an edit, and new ones count", async () => {
    await inObject((state) => {
      const { post, change } = writingIn(state, { reach: { burst: 1, perSecond: 0.001 } });
      post("@channel come");
      expect(messageOf(change(1, { type: "edit", body: "@channel come soon" })).meta).toMatchObject({
        reach: ["channel"],
      });
      expect(messageOf(change(1, { type: "edit", body: "@channel @here" })).meta).toMatchObject({ reach: ["channel"] });
      expect(messageOf(change(1, { type: "edit", body: "nobody" })).meta).toEqual({ versions: 3 });
    });
  });
});

describe("an edit", () => {
  test("keeps the earlier wording apart, counts it, and says when it was", async () => {
    await inObject((state) => {
      const { post, change, sealedOf } = writingIn(state);
      post("one");
      expect(messageOf(change(1, { type: "edit", body: "two" }))).toMatchObject({
        seq: 1,
        rev: 2,
        body: "two",
        at: NOW,
        editedAt: NOW + 1_000,
        meta: { versions: 1 },
      });
      change(1, { type: "edit", body: "three" }, ada, NOW + 2_000);
      expect(sealedOf(1)).toEqual({
        versions: [
          { body: "one", at: NOW },
          { body: "two", at: NOW + 1_000 },
        ],
        bodyRev: 3,
      });
      expect(said(change(1, { type: "edit", body: "three" }))).toBe("as it was");
    });
  });

  test("keeps twenty wordings: the first, and the newest of the rest", async () => {
    await inObject((state) => {
      const { post, change, sealedOf } = writingIn(state, { change: { burst: 99, perSecond: 1 } });
      post("w0");
      for (let n = 1; n <= 25; n++) change(1, { type: "edit", body: `w${n}` });
      const bodies = (sealedOf(1)["versions"] as { body: string }[]).map(({ body }) => body);
      expect(bodies).toEqual(["w0", ...Array.from({ length: 19 }, (_, i) => `w${6 + i}`)]);
    });
  });

  test("is its author's alone, and one of a message that was changed since is stale", async () => {
    await inObject((state) => {
      const { post, change, log } = writingIn(state);
      post("one");
      expect(said(change(1, { type: "edit", body: "x" }, bo))).toBe("forbidden");
      expect(said(change(1, { type: "edit", body: "two", rev: 1 }))).toBe("new");
      expect(said(change(1, { type: "edit", body: "three", rev: 1 }))).toBe("stale");
      expect(said(change(1, { type: "edit", body: "three", rev: 2 }))).toBe("new");
      // A reaction is a change, and makes no editor's view stale.
      expect(said(change(1, { type: "act", act: { type: "react", emoji: "👍", on: true } }, bo))).toBe("new");
      expect(said(change(1, { type: "edit", body: "four", rev: 3 }))).toBe("new");
      expect(log.at(1)?.meta?.reactions).toHaveLength(1);
      expect(said(change(9, { type: "edit", body: "x" }))).toBe("not_found");
    });
  });

  test("R3: and every other change that changes something takes a token; what changes nothing takes none", async () => {
    await inObject((state) => {
      const { post, change } = writingIn(state, { change: { burst: 1, perSecond: 1 } });
      post("one");
      for (let i = 0; i < 3; i++) expect(said(change(1, { type: "edit", body: "one" }))).toBe("as it was");
      expect(said(change(1, { type: "edit", body: "two" }))).toBe("new");
      expect(said(change(1, { type: "edit", body: "three" }))).toMatch(/^too_fast/u);
    });
  });

  test("of what was said in a thread is done there", async () => {
    await inObject((state) => {
      const { post, change } = writingIn(state);
      post("x", { fromThread: { channel: "thread-8", seq: 1, root: 5 } });
      expect(said(change(1, { type: "edit", body: "y" }))).toBe(
        "forbidden | This was said in a thread. Edit it there.",
      );
      expect(said(change(1, { type: "delete" }))).toBe("new");
    });
  });
});
