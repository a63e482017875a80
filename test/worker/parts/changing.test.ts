/** The rules of what becomes of a message: deletes, acts, what a thread tells its channel, earlier wordings, and an import. */
import { describe, expect, test } from "vitest";
import { v7 as uuidv7 } from "uuid";
import { channelFacts, inObject, somebody, threadFacts } from "../support/in-room.ts";
import { NOW, ada, bo, staff, writingIn, messageOf, said } from "../support/message-rules.ts";

describe("I7: a delete", () => {
  test("leaves the place and the way to its thread, and nothing of the words, earlier ones included", async () => {
    await inObject((state) => {
      const { post, change, writing, log, sealedOf } = writingIn(state);
      post("one");
      change(1, { type: "edit", body: "two" });
      change(1, { type: "act", act: { type: "pin", on: true } }, staff);
      const summary = { channel: "thread-8", count: 2, lastAt: 3, people: ["bo"], rev: 4 };
      writing.summarise(log.storedMessageAt(1)!, summary);
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
      expect(log.storedMessageAt(2)).not.toHaveProperty("sealed");
      expect(log.storedMessageAt(2)).not.toHaveProperty("meta");
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
      expect(log.storedMessageAt(1)).not.toHaveProperty("sealed");
    });
  });

  test("a poll whose time has come is closed once", async () => {
    await inObject((state) => {
      const { post, writing, log } = writingIn(state);
      const draft = { question: "?", options: ["a", "b"], multiple: false, secret: true, sealed: false, open: false };
      post("vote", { poll: draft });
      post("plain");
      expect(writing.closePoll(log.storedMessageAt(1)!, NOW + 5)?.meta?.poll).toMatchObject({
        closedAt: NOW + 5,
        options: [
          { text: "a", votes: 0 },
          { text: "b", votes: 0 },
        ],
      });
      expect(writing.closePoll(log.storedMessageAt(1)!, NOW + 6)).toBeUndefined();
      expect(writing.closePoll(log.storedMessageAt(2)!, NOW + 6)).toBeUndefined();
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
        writing.summarise(log.storedMessageAt(1)!, { channel: "t", count, lastAt: 9, people: ["bo"], rev });
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
          log.storedMessageAt(1)!,
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
      expect(writing.staysInThread(log.storedMessageAt(1)!)).toMatchObject({ rev: 5, meta: { alsoToChannel: false } });
      for (const seq of [1, 2, 3]) expect(writing.staysInThread(log.storedMessageAt(seq)!)).toBeUndefined();
    });
  });
});

test("earlier wordings are read by the author and the teaching team, and by nobody else", async () => {
  await inObject((state) => {
    const { post, change, writing, facts, log } = writingIn(state);
    post("one");
    const read = (who = ada) => writing.versions(facts, who, log.storedMessageAt(1));
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
    expect(writing.storeImported({ id: one, author: "ada", at: 500, body: "old", ...full })).toEqual({
      ...{ id: one, seq: 1, rev: 1, author: "ada", at: 500, body: "old" },
      ...full,
      meta: { source: "slack", imported: true },
    });
    expect(writing.storeImported({ id: one, author: "ada", at: 500, body: "again" })).toBeUndefined();
    const answer = writing.storeImported({ id: two, author: "bo", at: 600, body: "re", replyToId: one });
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
    expect(
      writing.storeImported({ id: three, author: "bo", at: 400, body: "re", replyTo: 9, replyToId: uuidv7() }),
    ).toEqual({
      ...{ id: three, seq: 3, rev: 3, author: "bo", at: 400, body: "re", meta: { imported: true } },
    });
    expect(
      writing.storeImported({ id: uuidv7(), author: "bo", at: 700, body: "re", replyTo: 2, replyToId: one })?.replyTo,
    ).toBe(2);
    expect(log.head.lastAt).toBe(700);
  });
});
