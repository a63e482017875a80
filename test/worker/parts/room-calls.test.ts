/** A whole room: what the worker and other rooms ask of it. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test, vi } from "vitest";
import { type ChannelRoom } from "../../../worker/room/channel-room.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { RECONNECT_HEADER, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf, factsFor, storedIn } from "../support/channel.ts";
import { inObject } from "../support/in-room.ts";
import type { ChannelFacts, SocketIdentity } from "../../../worker/room/contract.ts";
import { ada, bo, tess, hashes, expectSoon, roomIn, codeOf, react, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

describe("calls", () => {
  test("a post by the worker is stored like any other, in its author's turn", async () => {
    await inObject(async (state) => {
      const { room, facts, who, post, open } = await roomIn(state);
      const b = await open(bo);
      const id = uuidv7();
      const [one, two] = await Promise.all([
        room.post(facts, who(ada), { id, body: "one" }),
        room.post(facts, who(ada), { id, body: "one" }),
      ]);
      expect([one, two].map((written) => written.ok && [written.message.seq, written.isNew])).toEqual([
        [1, true],
        [1, false],
      ]);
      expect((await b.next("changed")).changes).toHaveLength(1);
      expect(codeOf(await post(bo, "x", { alsoToChannel: true }))).toBe("invalid");
    });
  });

  test("a call whose work throws is answered by that", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await roomIn(state);
      await room.newestPage(facts, 1);
      vi.spyOn(RoomLog.prototype, "storedMessageAt").mockImplementation(() => {
        throw new Error("broken");
      });
      await expect(room.change(facts, who(ada), { type: "delete", seq: 1 })).rejects.toThrow("broken");
    });
  });

  test("every call tells the room its channel", async () => {
    type Call = (room: ChannelRoom, facts: ChannelFacts, who: SocketIdentity) => Promise<unknown>;
    const calls: Record<string, [Call, unknown]> = {
      change: [(room, facts, who) => room.change(facts, who, { type: "delete", seq: 1 }), { ok: false }],
      versions: [(room, facts, who) => room.versions(facts, who, 1), { ok: false }],
      traceOf: [(room, facts) => room.traceOf(facts, 1), null],
      messageAt: [(room, facts) => room.messageAt(facts, 1), undefined],
      deliver: [(room, facts) => room.deliver(facts, "none"), { ok: false, refusal: { code: "not_found" } }],
      newestPage: [(room, facts) => room.newestPage(facts, 1), { messages: [] }],
      changesWithin: [(room, facts) => room.changesWithin(facts, 1, 2, 0), { changes: [], head: { seq: 0, rev: 0 } }],
      importMessages: [(room, facts) => room.importMessages(facts, []), { stored: 0, known: 0, places: [] }],
      read: [(room, facts, who) => room.read(facts, who, 4), 0],
      moveReadBack: [(room, facts, who) => room.moveReadBack(facts, who, 4), 0],
      takeCopy: [
        (room, facts) =>
          room.takeCopy(
            facts,
            { id: uuidv7(), author: "x", body: "", deleted: true, fromThread: { channel: "t", seq: 1, root: 1 } },
            null,
          ),
        null,
      ],
      threadChanged: [
        (room, facts) => room.threadChanged(facts, 1, { channel: "t", count: 1, lastAt: 1, people: [], rev: 1 }),
        true,
      ],
    };
    for (const [what, [call, answer]] of Object.entries(calls))
      await inObject(async (state) => {
        const { room, facts, who } = await roomIn(state);
        const given = await call(room, facts, who(ada));
        if (typeof answer === "object" && answer !== null) expect(given, what).toMatchObject(answer);
        else expect(given, what).toEqual(answer);
        // Of a room that nothing was said in they are written down where they change.
        await room.order({ type: "lockChanged", locked: true });
        expect(state.storage.kv.get("first"), what).toEqual({ facts: { ...facts, locked: true }, rows: [] });
      });
  });

  test("R12: who reads without a socket is seen by others, and who moves their mark back moves it everywhere", async () => {
    await inObject(async (state) => {
      const { no, room, facts, who, post, open, enter, notices } = await roomIn(state, { kind: "group" });
      const [a, b] = [await open(ada), await open(bo)];
      for (const body of ["one", "two", "three"]) await post(tess, body);
      a.client.close();
      await room.webSocketClose(a.socket, 1000, "");
      const back = () => enter({ [RECONNECT_HEADER]: hashes.get(ada.id)! }, 0);
      expect(await room.read(facts, who(ada), 9)).toBe(3);
      expect(await b.next("seen")).toMatchObject({ member: ada.id, seq: 3 });
      // What the room knew of them is older than what D1 has now.
      expect((await back()).status).toBe(409);
      const again = await open(ada, { readSeq: 3 });
      const stored = () =>
        env.DB.prepare("select read_seq as seq from memberships where channel_no = ? and member_no = ?")
          .bind(no, ada.no)
          .first<number>("seq");
      await env.DB.prepare("update memberships set read_seq = 3 where channel_no = ? and member_no = ?")
        .bind(no, ada.no)
        .run();
      await expectSoon(() => expect(notices.at(-1)?.seq).toBe(3));
      expect(await room.moveReadBack(facts, who(ada), 1)).toBe(1);
      expect(await stored()).toBe(1);
      expect((again.socket.deserializeAttachment() as RoomAttachment).readSeq).toBe(1);
      expect(await room.moveReadBack(facts, who(ada), 99)).toBe(3);
    });
  });

  test("I6: what the channel is told of somebody is told to its open threads", async () => {
    await inObject(async (state) => {
      const { room, facts, told, names } = await roomIn(state);
      await room.newestPage(facts, 1);
      await room.threadOpened("thread-1");
      const order = { type: "memberLeft", member: ada.id } as const;
      await room.order(order);
      expect(told).toEqual([["obey", order]]);
      expect(names).toEqual(["thread-1"]);
    });
  });

  test("what a thread says of its channel may be old: the room keeps what it was told itself", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await roomIn(state);
      await room.newestPage(facts, 1);
      await room.order({ type: "rulesChanged", rules: { posting: "staff", archived: false } });
      const fromThread = { channel: "t", seq: 1, root: 1 };
      const copy = { id: uuidv7(), author: ada.id, body: "copy", deleted: false, fromThread };
      expect((await room.takeCopy(facts, copy, who(ada)))?.code).toBe("read_only");
      await room.threadChanged(facts, 1, { channel: "t", count: 1, lastAt: 1, people: [], rev: 1 });
      expect((await room.takeCopy(facts, copy, who(ada)))?.code).toBe("read_only");
    });
  });

  test("a thread's summary is told on its root, and that it is in D1; a copy follows its reply", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { id, room, facts, who, post, open, d1, settled, notices, rings } = await roomIn(state);
      const b = await open(bo);
      await post(ada, "root");
      await settled();
      const summary = { channel: "thread", count: 2, lastAt: 9, people: [bo.id], rev: 2 };
      expect(await room.threadChanged(facts, 1, summary)).toBe(true);
      const { rev: _rev, ...thread } = summary;
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]?.meta).toEqual({ thread }));
      expect(await storedIn(id)).toEqual([expect.objectContaining({ rev: 2 })]);
      const failing = d1.fail("messages");
      expect(await room.threadChanged(facts, 1, { ...summary, rev: 3 })).toBe(false);
      failing.end();
      const copy = {
        ...{ id: uuidv7(), author: ada.id, body: "copy", deleted: false },
        fromThread: { channel: "thread", seq: 2, root: 1 },
      };
      expect(await room.takeCopy(facts, copy, who(ada))).toBeNull();
      expect(await room.takeCopy(facts, { ...copy, body: "edited" }, null)).toBeNull();
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]).toMatchObject({ seq: 2, body: "edited" }));
      expect(await room.takeCopy(facts, { ...copy, body: "", deleted: true }, null)).toBeNull();
      await expectSoon(() => expect(b.heard("changed").at(-1)?.changes[0]).toHaveProperty("deletedAt"));
      await expectSoon(() => expect(notices.flatMap(({ deleted = [] }) => deleted).map(({ seq }) => seq)).toEqual([2]));
      expect(rings()).not.toBeNull();
    });
  });

  test("in a thread: what is posted and deleted is told to its root, a reply that goes to the channel is carried there", async () => {
    await inObject(async (state) => {
      const { id } = await channelOf([ada, bo], { kind: "thread" });
      const parent = { ...(await factsFor(id)), channelId: "home", kind: "private" as const };
      const facts: ChannelFacts = { ...(await factsFor(id)), kind: "thread", thread: { seq: 5, parent } };
      const { room, told, post, who, settled } = await roomIn(state, { facts });
      const reply = await post(ada, "both", { alsoToChannel: true });
      await settled();
      const [summary, copied] = ["threadChanged", "takeCopy"].map((what) => told.filter(([each]) => each === what));
      expect(summary!.map(([, , seq, told]) => [seq, (told as { count: number }).count])).toEqual([[5, 1]]);
      expect(copied!.map(([, , copy]) => (copy as { body: string }).body)).toEqual(["both"]);
      expect(reply.ok).toBe(true);
      told.length = 0;
      await room.change(facts, who(ada), { type: "delete", seq: 1 });
      await settled();
      expect(told.map(([what]) => what).sort()).toEqual(["takeCopy", "threadChanged"]);
    });
  });
});

describe("an emoji of the class", () => {
  test("R61: is asked of D1 at a pace before somebody reacts with it; one that is not there is refused", async () => {
    await inObject(async (state) => {
      const { room, facts, who, post } = await roomIn(state, { limits: { old: { burst: 2, perSecond: 0.001 } } });
      await env.DB.prepare(
        "insert or ignore into emoji (workspace_no, name, version, type, bytes, created_by, created_at) values (?, 'party', 'v1', 'image/png', 1, ?, 1)",
      )
        .bind(facts.workspaceNo, ada.no)
        .run();
      await post(ada, "one");
      const act = (emoji: string) => room.change(facts, who(ada), { type: "act", seq: 1, act: react(emoji) });
      expect(codeOf(await act(":party:"))).toBe("ok");
      expect(await act(":nothing:")).toMatchObject({ ok: false, refusal: { code: "invalid", field: "emoji" } });
      expect(codeOf(await act(":another:"))).toBe("too_fast");
      expect(codeOf(await act("👍"))).toBe("ok");
    });
  });
});
