/// <reference types="vite/types/importMeta.d.ts" />
/**
 * What the statements of D1 read. Each one that takes its rows as JSON is run here and held to a bound, and so are those that
 * every open tab asks for: a plan that begins at the wrong table costs a class as many rows as it has people, without a fault.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { approachChannel, permitInChannel, permitInWorkspace } from "../../worker/access.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import { readSessionWithChannel } from "../../worker/store/session-with-channel.ts";
import { readSessionWithChannels, readSessionWithHomes } from "../../worker/store/session-with-readable.ts";
import { readSessionWithWorkspace } from "../../worker/store/session-with-workspace.ts";
import { storeJoin } from "../../worker/store/join-workspace.ts";
import { freeChannelName } from "../../worker/store/channel-names.ts";
import { viewsOfChannel } from "../../worker/store/channel-views.ts";
import { openDb } from "../../worker/store/db.ts";
import { comeBack } from "../../worker/store/coming-back.ts";
import { addToDefaultChannels } from "../../worker/store/default-channels.ts";
import { addToGroup } from "../../worker/store/groups.ts";
import { readSessionAndPage } from "../../worker/store/history.ts";
import { findStranger, importPeople } from "../../worker/store/imports.ts";
import { moveReadMarks, readLeases } from "../../worker/store/live.ts";
import { membersById, takeOutGuests } from "../../worker/store/members.ts";
import { add, peopleById } from "../../worker/store/memberships.ts";
import { readSessionAndFiles } from "../../worker/store/message-files.ts";
import { readHead, readStored, writeMessages, writePresent } from "../../worker/store/messages.ts";
import { placesInTime } from "../../worker/store/places-in-time.ts";
import { publicId } from "../../worker/store/public-id.ts";
import { hasTables } from "../../worker/store/ready.ts";
import { listThreads } from "../../worker/store/threads.ts";
import { relationsToThese } from "../../worker/store/direct-relation.ts";
import { freeHandleInstead } from "../../worker/store/users.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { HISTORY, openCountedClass, PEOPLE, SOCKETS } from "./support/counted-class.ts";
import { asked, contextIn, costOf, jsonStatementsIn, rowsRead, tokenHashOf } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
let crowded: { id: string; no: number };
let thread: { id: string; no: number };
beforeAll(async () => {
  ({ classroom, people, channel, crowded, thread } = await openCountedClass());
});

async function leasesOf(channelNo: number, count: number) {
  const { results } = await env.DB.prepare(
    `select s.token_hash as tokenHash, m.no as memberNo from memberships i join members m on m.no = i.member_no
     join sessions s on s.user_no = m.user_no where i.channel_no = ? limit ?`,
  )
    .bind(channelNo, count)
    .all<{ tokenHash: string; memberNo: number }>();
  expect(results).toHaveLength(count);
  return results;
}

const line = (seq: number, more: Partial<Message> = {}): Message => ({
  id: uuidv7(),
  seq,
  rev: seq,
  author: people[0]!.id,
  at: Date.now(),
  body: "Words",
  ...more,
});
const session = { id: "s", tokenHash: "t", kind: "token" as const, scope: null };
const contextOf = (who: Somebody) => contextIn(classroom, who);
const userOf = ({ userNo, handle }: Somebody) => ({ no: userNo, id: "u", handle, guest: false });

describe("leases", () => {
  test.each([PEOPLE, SOCKETS])("to renew those of %i sockets reads at most four rows a socket", async (sockets) => {
    const where = sockets === PEOPLE ? channel.no : crowded.no;
    const leases = await leasesOf(where, sockets);
    const inChannel = await costOf(async () => {
      expect((await readLeases(env.DB, leases, Date.now(), where)).size).toBe(sockets);
    });
    expect(inChannel).toBeLessThanOrEqual(4 * sockets);
    expect(await costOf(() => readLeases(env.DB, leases, Date.now()))).toBeLessThanOrEqual(4 * sockets);
  });

  test("what is not there is not confirmed: a session that ended, and a member of another session", async () => {
    const [first, second] = await leasesOf(channel.no, 2);
    const states = await readLeases(
      env.DB,
      [
        { tokenHash: "ended", memberNo: first!.memberNo },
        { tokenHash: first!.tokenHash, memberNo: second!.memberNo },
        first!,
      ],
      Date.now(),
      channel.no,
    );
    expect([...states.keys()]).toEqual([`${first!.tokenHash} ${first!.memberNo}`]);
  });
});

describe("what a batch of messages reads", () => {
  type Written = Parameters<typeof writeMessages>;
  const write = (place: Written[1], messages: Written[2], named: Written[3]) =>
    writeMessages(env.DB, place, messages, named, JSON.stringify(messages));
  const naming = (seq: number, ...handles: string[]) =>
    handles.map((handle) => ({ seq, handleKey: handleKey(handle), author: people[0]!.id }));

  test("I10: a message that names two people in a class of 60 reads at most twelve rows", async () => {
    const seq = HISTORY + 1;
    const cost = await costOf(() =>
      write({ channelNo: channel.no, workspaceNo: classroom.no }, [line(seq)], naming(seq, "p1", "p2")),
    );
    expect(cost).toBeLessThanOrEqual(12);
    const { results } = await env.DB.prepare("select member_no as no from mentions where channel_no = ? and seq = ?")
      .bind(channel.no, seq)
      .all<{ no: number }>();
    expect(results.map(({ no }) => no)).toEqual([people[1]!.no, people[2]!.no]);
  });

  test("an edit, a pin and a call to everybody read what they write, and each person once", async () => {
    const seq = HISTORY + 2;
    const pinned = { by: people[0]!.id, at: 1 };
    const changed = line(seq, { editedAt: 2, meta: { pinned, reach: ["channel", "ta"] } });
    const cost = await costOf(() =>
      write({ channelNo: channel.no, workspaceNo: classroom.no }, [changed], naming(seq, "p1")),
    );
    expect(cost).toBeLessThanOrEqual(4 * PEOPLE + 20);
    expect(
      await costOf(() => writePresent(env.DB, channel.id, [{ memberNo: people[3]!.no, seq }])),
    ).toBeLessThanOrEqual(4);
  });

  test("a reply in a thread looks at those who write and are named, and once at each follower", async () => {
    const place = { channelNo: thread.no, workspaceNo: classroom.no, membersNo: channel.no };
    const cost = await costOf(() => write(place, [line(1)], naming(1, "p1", "p2")));
    expect(cost).toBeLessThanOrEqual(50);
    // Five hours later: the followers' rows are moved on, once.
    const later = line(2, { at: Date.now() + 5 * 3_600_000 });
    const again = await asked(() => write(place, [later], []));
    const moved = again.reduce((sum, each) => sum + each.rowsWritten, 0);
    expect(moved).toBeGreaterThan(1);
    const more = await asked(() => write(place, [line(3, { at: later.at + 60_000 })], []));
    expect(more.reduce((sum, each) => sum + each.rowsWritten, 0)).toBe(1);
  });

  test("read marks read three rows a reader", async () => {
    const marks = people.map(({ no }) => ({ memberNo: no, seq: 5, at: 1 }));
    expect(await costOf(() => moveReadMarks(env.DB, channel.no, marks))).toBeLessThanOrEqual(3 * PEOPLE);
  });
});

describe("lists that are handed over read a few rows for each of what they name", () => {
  const some = () => people.slice(0, 10);
  const nos = () => some().map(({ no }) => no);

  test("people, by id and toward one another", async () => {
    const ids = some().map(({ id }) => id);
    expect(await costOf(() => membersById(db, classroom.no, ids))).toBeLessThanOrEqual(3 * ids.length);
    expect(await costOf(() => peopleById(db, classroom.no, ids))).toBeLessThanOrEqual(3 * ids.length);
    expect(await costOf(() => relationsToThese(db, people[20]!.no, nos()))).toBeLessThanOrEqual(5 * ids.length + 2);
  });

  test("their views of a channel", async () => {
    // Of each: what of the newest hundred they have not read is their own, or deleted.
    expect(await costOf(() => viewsOfChannel(db, channel.no, nos()))).toBeLessThanOrEqual(112 * nos().length);
  });

  test("coming into a channel, and into a group", async () => {
    const { no } = await channelOf(people.slice(0, 1));
    const context = await approachChannel(db, { user: userOf(people[0]!), session }, (await idOf(no))!);
    expect(await costOf(() => add(db, permitInChannel("addToChannel", context), nos()))).toBeLessThanOrEqual(
      8 * nos().length,
    );
    const group = await channelOf(people.slice(0, 3), { kind: "group" });
    const inside = await approachChannel(db, { user: userOf(people[0]!), session }, group.id);
    const cost = await costOf(() => addToGroup(db, permitInChannel("addToChannel", inside), nos().slice(0, 5)));
    expect(cost).toBeLessThanOrEqual(100);
  });

  test("the threads that one follows, and the messages that they hang on", async () => {
    const reading = permitInWorkspace("readWorkspace", await contextOf(people[1]!));
    const cost = await costOf(async () => {
      const { threads } = await listThreads(db, env.DB, reading, undefined);
      expect(threads.map(({ channel: { id } }) => id)).toEqual([thread.id]);
    });
    expect(cost).toBeLessThanOrEqual(200);
  });

  test("where moments lie in a channel, two rows for each halving", async () => {
    const days = some().map((_, i) => 1_700_000_000_000 + i * 500_000);
    const halvings = Math.ceil(Math.log2(HISTORY));
    const cost = await costOf(() => placesInTime(env.DB, channel.no, days, 0));
    expect(cost).toBeLessThanOrEqual((2 * halvings + 6) * days.length + 20);
  });

  test("a name that is free", async () => {
    await freeHandleInstead(db, "ann", classroom.no);
    expect(await costOf(() => freeHandleInstead(db, "ann", classroom.no))).toBeLessThanOrEqual(150);
    expect(await costOf(() => freeChannelName(db, classroom.no, "homework", {}))).toBeLessThanOrEqual(50);
  });

  test("whether the tables are there", async () => {
    expect(await costOf(() => hasTables(env.DB))).toBeLessThanOrEqual(3_000);
  });

  test("whom an import brings, and who wrote what it brings", async () => {
    const context = await contextOf(people[0]!);
    const importing = permitInWorkspace("importHistory", context);
    // Looks are worked out once, of all who were here before.
    const before = await costOf(() => freeHandleInstead(db, "bea", classroom.no));
    expect(before).toBeLessThanOrEqual(10_000);
    const brought = Array.from({ length: 10 }, (_, i) => ({ key: `slack:U${i}`, handle: `ann${i}`, name: "Ann" }));
    const cost = await costOf(() => importPeople(db, importing, brought));
    expect(cost).toBeLessThanOrEqual(150 * brought.length);
    const messages = people.slice(0, 10).map(({ id }) => ({ author: id }));
    expect(await costOf(() => findStranger(db, importing, messages))).toBeLessThanOrEqual(3 * messages.length);
  });

  test("guests whose week is over", async () => {
    const guests = [await classroom.person("guest"), await classroom.person("guest")];
    await env.DB.prepare("update members set joined_at = 1 where no in (?, ?)")
      .bind(guests[0]!.no, guests[1]!.no)
      .run();
    const work = () => takeOutGuests(db, classroom.no, 2, 10);
    expect(await costOf(work)).toBeLessThanOrEqual(30);
    // Those who went are not looked at again.
    expect(await costOf(work)).toBeLessThanOrEqual(5);
  });
});

async function idOf(channelNo: number): Promise<string | null> {
  return env.DB.prepare("select id from channels where no = ?").bind(channelNo).first<string>("id");
}

describe("what every tab asks for", () => {
  test("R10: a page reads its messages and a few rows, wherever it lies in the history", async () => {
    const arriving = { tokenHash: await tokenHashOf(people[0]!), placeId: channel.id };
    const costs = [];
    for (const from of [1, 2000, HISTORY - 60]) {
      costs.push(await costOf(() => readSessionAndPage(env.DB, arriving, { from, to: from + 49 })));
    }
    expect(new Set(costs).size).toBe(1);
    expect(costs[0]).toBeLessThanOrEqual(50 + PEOPLE + 30);
    expect(await costOf(() => readSessionWithChannel(env.DB, arriving))).toBeLessThanOrEqual(31);
  });

  test("the files of a message cost its one row beside the look-up, wherever it stands", async () => {
    const arriving = { tokenHash: await tokenHashOf(people[0]!), placeId: channel.id };
    for (const seq of [1, HISTORY])
      expect(await costOf(() => readSessionAndFiles(env.DB, arriving, seq))).toBeLessThanOrEqual(40);
  });

  test.each([
    ["channel", readSessionWithChannel, () => channel.id, 31, 2],
    ["workspace", readSessionWithWorkspace, () => classroom.id, 8, 2],
    ["searches", readSessionWithChannels, () => classroom.id, 90, 6],
    ["suggestions", readSessionWithHomes, () => classroom.id, 50, 6],
  ])(
    "I10: a class that comes to its %s at once is looked up in a few statements, a few rows each",
    async (...[, look, placeId, rows, most]) => {
      const arriving = await Promise.all(
        people.map(async (who) => ({ tokenHash: await tokenHashOf(who), placeId: placeId() })),
      );
      let found: Awaited<ReturnType<typeof look>>[] = [];
      const statements = await asked(async () => {
        found = await Promise.all(arriving.map((each) => look(env.DB, each)));
      });
      expect(found.map(({ context }) => context?.member.id)).toEqual(people.map(({ id }) => id));
      expect(statements.length).toBeLessThanOrEqual(most);
      expect(rowsRead(statements)).toBeLessThanOrEqual(rows * PEOPLE);
    },
  );

  test("a room that has never been awake reads each message of its channel once", async () => {
    expect(await costOf(() => readHead(env.DB, channel.no, 200))).toBeLessThanOrEqual(HISTORY + 220);
  });

  test("a join reads its class's default channels, not every channel and thread there is", async () => {
    const fewer = await costOf(() => addToDefaultChannels(db, people[3]!.id, Date.now()));
    for (let i = 0; i < 20; i++) await channelOf(people.slice(0, 1), { kind: "public" });
    const more = await costOf(() => addToDefaultChannels(db, people[4]!.id, Date.now()));
    expect(more).toBe(fewer);
    expect(more).toBeLessThanOrEqual(8);
  });

  test("who comes back reads the channels in which they were, not every one there is", async () => {
    const here = people[5]!;
    const leaveAndComeBack = async () => {
      const kept = JSON.stringify({ out: { at: Date.now(), channels: [channel.no] } });
      await env.DB.prepare("update members set left_at = 1, meta = ? where no = ?").bind(kept, here.no).run();
      return costOf(async () => expect(await comeBack(db, here.userNo, here.id, Date.now())).toBe(true));
    };
    const fewer = await leaveAndComeBack();
    for (let i = 0; i < 20; i++) await channelOf(people.slice(0, 1), { kind: "public" });
    expect(await leaveAndComeBack()).toBe(fewer);
  });

  test("an arrival reads as much in a class of a thousand as in an empty one", async () => {
    const arrive = async (no: number) => {
      const userId = publicId();
      const handle = userId.toLowerCase();
      await env.DB.prepare("insert into users (id, handle, handle_key, created_at) values (?1, ?2, ?2, 1)")
        .bind(userId, handle)
        .run();
      const workspace = (await db.query.workspaces.findFirst({ where: (w, { eq }) => eq(w.no, no) }))!;
      return costOf(() =>
        storeJoin(
          db,
          { user: { id: userId, handle }, profile: { name: "New" }, into: { workspace, role: "student" } },
          1,
        ),
      );
    };
    const small = await openClassroom();
    // What handles look like is worked out once, of all who came into the tables without.
    for (const { no } of [classroom, small]) await arrive(no);
    expect(await arrive(classroom.no)).toBe(await arrive(small.no));
  });
});

test("messages at certain places are three rows each, however long the history", async () => {
  expect(await costOf(() => readStored(env.DB, channel.no, [1, 2, HISTORY]))).toBeLessThanOrEqual(9);
});

test("no statement that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>(
    [
      "../../worker/**/*.ts",
      "!../../worker/search/**",
      "!../../worker/store/{readable-channels,previews,visits,widget-rules,widgets,push-devices,push-recipients}.ts",
      "!../../worker/store/{recovery-codes,removals,mine,roster,claims,moves,moved-threads}.ts",
    ],
    {
      query: "?raw",
      import: "default",
      eager: true,
    },
  );
  const { found, missing } = jsonStatementsIn(sources);
  expect(missing).toEqual([]);
  expect(found).toBeGreaterThan(20);
});
