/** The rules of writing: who may, how fast, what a retry gets, and what an edit or a delete leaves behind. */
import { describe, expect, test } from "vitest";
import { v7 as uuidv7 } from "uuid";
import { REFUSALS, type Message } from "../../../protocol/index.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { tooFast, MessageRules, type Written } from "../../../worker/room/commit/rules.ts";
import { channelFacts, inObject, somebody, threadFacts } from "../support/in-room.ts";

const NOW = 1_700_000_000_000;
const ada = somebody("ada");
const bo = somebody("bo");
const staff = somebody("tess", { role: "teacher" });

function writingIn(state: DurableObjectState, limits?: object) {
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, [], true);
  const writing = new MessageRules(log, new RateLimiter(JSON.stringify(limits ?? {})));
  const facts = channelFacts();
  const post = (body: string, more: object = {}, who = ada, now = NOW, where = facts) =>
    writing.post(where, who, { id: uuidv7(), body, ...more }, now);
  const change = (seq: number, request: object, who = ada, now = NOW + 1_000, where = facts) =>
    writing.change(where, who, { seq, ...request } as Parameters<MessageRules["change"]>[2], log.wholeAt(seq), now);
  const sealedOf = (seq: number) => JSON.parse(log.wholeAt(seq)?.sealed ?? "{}") as Record<string, unknown>;
  return { log, writing, facts, post, change, sealedOf };
}
const messageOf = (written: Written): Message => {
  if (!written.ok) throw new Error(written.refusal.code);
  return written.message;
};
/** What a refusal says: its code, field, and sentence where it is not the usual one. */
const said = (written: Written) => {
  if (written.ok) return written.isNew ? "new" : "as it was";
  const { code, field, sentence, retryAfter } = written.refusal;
  const more = [field, sentence === REFUSALS[code].sentence ? undefined : sentence, retryAfter];
  return [code, ...more.filter((each) => each !== undefined)].join(" | ");
};

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
      expect(said(writing.storedBefore(ada, undefined))).toBe("invalid | id");
      expect(writing.storedBefore(ada, first)).toEqual({ ok: true, isNew: false, message: first });
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
      expect(said(post("x"))).toBe("too_fast | That is faster than people can read. It goes out in 3 s. | 2500");
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
        "invalid | poll.closesAt | A poll cannot close in the past.",
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

describe("I7: a delete", () => {
  test("leaves the place and the way to its thread, and nothing of the words, earlier ones included", async () => {
    await inObject((state) => {
      const { post, change, writing, log, sealedOf } = writingIn(state);
      post("one");
      change(1, { type: "edit", body: "two" });
      change(1, { type: "act", act: { type: "pin", on: true } }, staff);
      const summary = { channel: "thread-8", count: 2, lastAt: 3, people: ["bo"], rev: 4 };
      writing.summarise(log.wholeAt(1)!, summary);
      const { rev: _rev, ...thread } = summary;
      const gone = messageOf(change(1, { type: "delete" }, ada, NOW + 9));
      expect(gone).toEqual({
        id: gone.id,
        seq: 1,
        rev: 5,
        author: "ada",
        at: NOW,
        body: "",
        deletedAt: NOW + 9,
        meta: { thread },
      });
      expect(sealedOf(1)).toEqual({ threadRev: 4 });
      post("plain");
      change(2, { type: "delete" });
      expect(log.wholeAt(2)).not.toHaveProperty("sealed");
      expect(log.wholeAt(2)).not.toHaveProperty("meta");
    });
  });

  test("is the author's and the teaching team's, twice is once, and nothing is done to what is gone", async () => {
    await inObject((state) => {
      const { post, change } = writingIn(state);
      post("one");
      expect(said(change(1, { type: "delete" }, bo))).toBe("forbidden");
      expect(said(change(1, { type: "delete" }, staff))).toBe("new");
      expect(said(change(1, { type: "delete" }))).toBe("as it was");
      expect(said(change(1, { type: "edit", body: "back" }))).toBe("deleted");
      expect(said(change(1, { type: "act", act: { type: "react", emoji: "👍", on: true } }))).toBe("deleted");
    });
  });
});

describe("an act", () => {
  test("asks for its own permission, and what it refuses or leaves as it is takes no place in the log", async () => {
    await inObject((state) => {
      const { post, change, log } = writingIn(state);
      post("one");
      expect(said(change(1, { type: "act", act: { type: "pin", on: true } }))).toBe("forbidden");
      expect(said(change(1, { type: "act", act: { type: "pin", on: true } }, staff))).toBe("new");
      expect(said(change(1, { type: "act", act: { type: "pin", on: true } }, staff))).toBe("as it was");
      expect(said(change(1, { type: "act", act: { type: "vote", choices: [0] } }))).toBe("not_found");
      expect(log.head.rev).toBe(2);
      expect(log.wholeAt(1)).not.toHaveProperty("sealed");
    });
  });

  test("a poll whose time has come is closed once", async () => {
    await inObject((state) => {
      const { post, writing, log } = writingIn(state);
      const draft = { question: "?", options: ["a", "b"], multiple: false, secret: true, sealed: false, open: false };
      post("vote", { poll: draft });
      post("plain");
      expect(writing.closePoll(log.wholeAt(1)!, NOW + 5)?.meta?.poll).toMatchObject({
        closedAt: NOW + 5,
        options: [
          { text: "a", votes: 0 },
          { text: "b", votes: 0 },
        ],
      });
      expect(writing.closePoll(log.wholeAt(1)!, NOW + 6)).toBeUndefined();
      expect(writing.closePoll(log.wholeAt(2)!, NOW + 6)).toBeUndefined();
      expect(log.head.rev).toBe(3);
    });
  });
});

describe("what a thread tells its channel", () => {
  test("of two summaries the later one is the truth, in whatever order they come", async () => {
    await inObject((state) => {
      const { post, writing, log } = writingIn(state);
      post("root");
      const told = (rev: number, count: number) =>
        writing.summarise(log.wholeAt(1)!, { channel: "t", count, lastAt: 9, people: ["bo"], rev });
      expect(told(3, 2)?.meta).toEqual({ thread: { channel: "t", count: 2, lastAt: 9, people: ["bo"] } });
      expect([told(3, 2), told(2, 1)]).toEqual([undefined, undefined]);
      expect(told(4, 3)?.meta?.thread?.count).toBe(3);
    });
  });

  test("a copy follows what became of its reply, and only its own author's", async () => {
    await inObject((state) => {
      const { post, writing, log } = writingIn(state);
      const fromThread = { channel: "thread-8", seq: 1, root: 5 };
      post("words", { fromThread });
      const follow = (more: object) =>
        writing.follow(
          log.wholeAt(1)!,
          { id: "x", author: "ada", body: "words", deleted: false, fromThread, ...more },
          NOW + 3,
        );
      expect(follow({})).toBeUndefined();
      expect(follow({ author: "bo", body: "other" })).toBeUndefined();
      expect(follow({ body: "new words" })).toMatchObject({
        body: "new words",
        editedAt: NOW + 3,
        meta: { fromThread },
      });
      expect(follow({ deleted: true })).toMatchObject({ body: "", deletedAt: NOW + 3 });
      expect(follow({ body: "after that" })).toBeUndefined();
    });
  });

  test("a reply that its channel did not take says so once", async () => {
    await inObject((state) => {
      const { post, change, writing, log } = writingIn(state);
      post("for all", { alsoToChannel: true }, ada, NOW, threadFacts());
      post("only here");
      post("gone", { alsoToChannel: true }, ada, NOW, threadFacts());
      change(3, { type: "delete" });
      expect(writing.staysInThread(log.wholeAt(1)!)).toMatchObject({ rev: 5, meta: { alsoToChannel: false } });
      for (const seq of [1, 2, 3]) expect(writing.staysInThread(log.wholeAt(seq)!)).toBeUndefined();
    });
  });
});

test("earlier wordings are read by the author and the teaching team, and by nobody else", async () => {
  await inObject((state) => {
    const { post, change, writing, facts, log } = writingIn(state);
    post("one");
    const read = (who = ada) => writing.versions(facts, who, log.wholeAt(1));
    expect(read()).toEqual({ ok: true, versions: [] });
    change(1, { type: "edit", body: "two" });
    const versions = { ok: true, versions: [{ body: "one", at: NOW }] };
    expect([read(), read(staff)]).toEqual([versions, versions]);
    expect(read(bo)).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(writing.versions(facts, ada, undefined)).toMatchObject({ ok: false, refusal: { code: "not_found" } });
    change(1, { type: "act", act: { type: "react", emoji: "👍", on: true } });
    expect(read()).toEqual(versions);
  });
});

test("that somebody is writing is told of who may write, lets it be seen, and not all the time", async () => {
  await inObject((state) => {
    const { writing, facts } = writingIn(state, { typing: { burst: 1, perSecond: 1 } });
    const may = (who = ada, where = facts, now = NOW) => writing.mayType(where, who, now);
    const privacy = { readReceipts: true, typing: false, presence: true };
    expect(may(somebody("ada", { privacy }))).toBe(false);
    expect(may(ada, channelFacts({ archived: true }))).toBe(false);
    expect([may(), may(), may(ada, facts, NOW + 1_000)]).toEqual([true, false, true]);
    expect(may(somebody("bo", { privacy: { ...privacy, typing: true } }))).toBe(true);
  });
});

test("what costs rows in D1 is rationed apart", async () => {
  await inObject((state) => {
    const { writing } = writingIn(state, { old: { burst: 3, perSecond: 1 }, resume: { burst: 1, perSecond: 1 } });
    expect([writing.mayTake("old", ada, NOW, 2), writing.mayTake("old", ada, NOW, 2)]).toEqual([0, 1_000]);
    expect([writing.mayTake("resume", ada, NOW), writing.mayTake("resume", ada, NOW)]).toEqual([0, 1_000]);
  });
});

test("an import brings a message with its own time, once, and finds what it answers in the same batch", async () => {
  await inObject((state) => {
    const { writing, log } = writingIn(state);
    const [one, two, three] = [uuidv7(), uuidv7(), uuidv7()];
    const full = { editedAt: 6, deletedAt: 7, meta: { source: "slack" } };
    expect(writing.bring({ id: one, author: "ada", at: 500, body: "old", ...full })).toEqual({
      ...{ id: one, seq: 1, rev: 1, author: "ada", at: 500, body: "old" },
      ...full,
      meta: { source: "slack", imported: true },
    });
    expect(writing.bring({ id: one, author: "ada", at: 500, body: "again" })).toBeUndefined();
    const answer = writing.bring({ id: two, author: "bo", at: 600, body: "re", replyToId: one });
    expect(answer).toEqual({
      id: two,
      seq: 2,
      rev: 2,
      author: "bo",
      at: 600,
      body: "re",
      replyTo: 1,
      meta: { imported: true },
    });
    expect(writing.bring({ id: three, author: "bo", at: 400, body: "re", replyTo: 9, replyToId: uuidv7() })).toEqual({
      ...{ id: three, seq: 3, rev: 3, author: "bo", at: 400, body: "re", meta: { imported: true } },
    });
    expect(
      writing.bring({ id: uuidv7(), author: "bo", at: 700, body: "re", replyTo: 2, replyToId: one })?.replyTo,
    ).toBe(2);
    expect(log.head.lastAt).toBe(700);
  });
});
