/// <reference types="vite/types/importMeta.d.ts" />
/**
 * What the statements of D1 read. Each one that takes its rows as JSON is run here and held to a bound, and so are those that
 * every open tab asks for: a plan that begins at the wrong table costs a class as many rows as it has people, without a fault.
 */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { approachChannel, entered, permitInChannel, permitInWorkspace } from "../../worker/access.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import { readSessionWithChannel } from "../../worker/store/session-with-channel.ts";
import { readSessionWithWorkspace } from "../../worker/store/session-with-workspace.ts";
import { storeJoin } from "../../worker/store/join-workspace.ts";
import { readFirstPaint } from "../../worker/store/bootstrap.ts";
import { freeChannelName } from "../../worker/store/channel-names.ts";
import { viewsOfChannel } from "../../worker/store/channel-views.ts";
import { openDb } from "../../worker/store/db.ts";
import { addToDefaultChannels } from "../../worker/store/default-channels.ts";
import { addToGroup } from "../../worker/store/groups.ts";
import { readSessionAndPage } from "../../worker/store/history.ts";
import { findStranger, importPeople } from "../../worker/store/imports.ts";
import { moveReadMarks, readLeases } from "../../worker/store/live.ts";
import { channelIdsOf, listMembers, membersById, placesOf, takeOutGuests } from "../../worker/store/members.ts";
import { add, peopleById } from "../../worker/store/memberships.ts";
import { readHead, writeMessages, writePresent } from "../../worker/store/messages.ts";
import { publicId } from "../../worker/store/public-id.ts";
import { hasTables } from "../../worker/store/ready.ts";
import { mentionsOf } from "../../worker/store/saved.ts";
import { listThreads } from "../../worker/store/threads.ts";
import { relationsToThese } from "../../worker/store/direct-relation.ts";
import { freeHandleInstead } from "../../worker/store/users.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import type { SearchPage, SearchQueryOutput } from "../../protocol/search/contract.ts";
import { findMessages } from "../../worker/search/find.ts";
import { writeFound } from "../../worker/search/found.ts";
import { planOf, walksIn, watchStatements, type Asked } from "../support/d1-statements.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";

const PEOPLE = 60;
const SOCKETS = 1000;
const HISTORY = 5000;

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
let crowded: { id: string; no: number };
let thread: { id: string; no: number };
const all: Asked[] = [];
const watched = watchStatements(env.DB);

beforeAll(async () => {
  // Others' classes, whose rows nobody may walk through.
  const others = await openClassroom("Another one");
  const stranger = await others.person("owner");
  for (let i = 0; i < 5; i++) await channelOf([stranger], { kind: "public" });
  classroom = await openClassroom();
  people = [];
  for (let i = 0; i < PEOPLE; i++)
    people.push(await classroom.person(i === 0 ? "owner" : "student", { handle: `p${i}` }));
  channel = await channelOf(people, { kind: "public" });
  thread = await channelOf(people.slice(0, 1));
  await env.DB.batch([
    env.DB.prepare("delete from memberships where channel_no = ?").bind(thread.no),
    env.DB.prepare(
      "update channels set kind = 'thread', name = null, parent_no = ?, parent_seq = 1, created_by = ? where no = ?",
    ).bind(channel.no, people[5]?.no, thread.no),
  ]);
  await writeHistory(channel.id, people[0]!, HISTORY);
  crowded = await channelOf(people.slice(0, 1));
  await fillWithSockets();
});

/** People with a session each, in `crowded`. */
async function fillWithSockets(): Promise<void> {
  const nos = JSON.stringify(Array.from({ length: SOCKETS }, (_, i) => i));
  await env.DB.batch([
    env.DB.prepare(
      `insert into users (id, handle, handle_key, created_at) select 'crowd-' || value, 'crowd-' || value, 'crowd-' || value, 1 from json_each(?)`,
    ).bind(nos),
    env.DB.prepare(
      `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
       select u.id, ?, u.no, u.handle, u.handle, u.handle, 'student', 1 from users u where u.id like 'crowd-%'`,
    ).bind(classroom.no),
    env.DB.prepare(
      `insert into sessions (token_hash, id, user_no, kind, name, created_at, last_seen_at, expires_at)
       select u.id, u.id, u.no, 'token', 't', 1, 1, ? from users u where u.id like 'crowd-%'`,
    ).bind(Date.now() + 3_600_000),
    env.DB.prepare(
      `insert into memberships (channel_no, member_no, joined_at) select ?, no, 1 from members where id like 'crowd-%'`,
    ).bind(crowded.no),
  ]);
}

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

/** What `work` asks of D1; every statement of it finds its rows by a key or an index. */
async function asked(work: () => Promise<unknown>): Promise<Asked[]> {
  watched.take();
  await work();
  const statements = watched.take();
  for (const statement of statements) {
    const d1 = /\bfound\b/u.test(statement.sql) ? env.SEARCH : env.DB;
    expect({ walks: walksIn(await planOf(d1, statement), statement.sql), of: statement.sql }).toEqual({
      walks: [],
      of: statement.sql,
    });
  }
  watched.take();
  all.push(...statements);
  return statements;
}
const rowsRead = (statements: Asked[]) => statements.reduce((sum, each) => sum + each.rowsRead, 0);
const costOf = async (work: () => Promise<unknown>) => rowsRead(await asked(work));

const line = (seq: number, more: Partial<Message> = {}): Message => ({
  id: uuidv7(),
  seq,
  rev: seq,
  author: people[0]!.id,
  at: Date.now(),
  body: "Words",
  ...more,
});
const session = { id: "s", tokenHash: "t", kind: "token" as const };
const tokenHashOf = async ({ token }: Somebody) =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))).toString("base64url");
const standingOf = async (who: Somebody) =>
  entered(
    (await readSessionWithWorkspace(env.DB, { tokenHash: await tokenHashOf(who), placeId: classroom.id })).standing,
  );
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
    const standing = await approachChannel(db, { user: userOf(people[0]!), session }, (await idOf(no))!);
    expect(await costOf(() => add(db, permitInChannel("addToChannel", standing), nos()))).toBeLessThanOrEqual(
      8 * nos().length,
    );
    const group = await channelOf(people.slice(0, 3), { kind: "group" });
    const inside = await approachChannel(db, { user: userOf(people[0]!), session }, group.id);
    const cost = await costOf(() => addToGroup(db, permitInChannel("addToChannel", inside), nos().slice(0, 5)));
    expect(cost).toBeLessThanOrEqual(100);
  });

  test("a name that is free", async () => {
    await freeHandleInstead(db, "ann", classroom.no);
    expect(await costOf(() => freeHandleInstead(db, "ann", classroom.no))).toBeLessThanOrEqual(150);
    expect(await costOf(() => freeChannelName(db, classroom.no, "homework", {}))).toBeLessThanOrEqual(50);
  });

  test("whether the tables are there", async () => {
    expect(await costOf(() => hasTables(env.DB))).toBeLessThanOrEqual(2_000);
  });

  test("whom an import brings, and who wrote what it brings", async () => {
    const standing = await standingOf(people[0]!);
    const importing = permitInWorkspace("importHistory", standing);
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
    expect(await costOf(() => readSessionWithChannel(env.DB, arriving))).toBeLessThanOrEqual(30);
  });

  test.each([
    ["channel", readSessionWithChannel, () => channel.id, 30],
    ["workspace", readSessionWithWorkspace, () => classroom.id, 8],
  ])(
    "I10: a class that comes to its %s at once is looked up in two statements, a few rows each",
    async (...[, look, placeId, rows]) => {
      const arriving = await Promise.all(
        people.map(async (who) => ({ tokenHash: await tokenHashOf(who), placeId: placeId() })),
      );
      let found: Awaited<ReturnType<typeof look>>[] = [];
      const statements = await asked(async () => {
        found = await Promise.all(arriving.map((each) => look(env.DB, each)));
      });
      expect(found.map(({ standing }) => standing?.member.id)).toEqual(people.map(({ id }) => id));
      expect(statements).toHaveLength(2);
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

  test("the people of a class cost what are here, not what ever were", async () => {
    const demo = await openClassroom();
    const owner = await demo.person("owner");
    const before = await costOf(() => listMembers(db, demo.no));
    const paint = () => readFirstPaint(db, owner.userNo, demo.id);
    const painted = await costOf(paint);
    for (let i = 0; i < 30; i++) await demo.person("guest");
    await env.DB.prepare("update members set left_at = 1 where workspace_no = ? and role = 'guest'")
      .bind(demo.no)
      .run();
    expect(await costOf(() => listMembers(db, demo.no))).toBe(before);
    expect(await costOf(paint)).toBe(painted);
  });
});

describe("threads that somebody followed in all their time", () => {
  /** `count` threads of ten messages, one a day, all followed by `who`; one of four is not read to its end. */
  async function follow(who: Somebody, count: number): Promise<void> {
    const home = await channelOf([who]);
    await writeHistory(home.id, who, count);
    const numbers = JSON.stringify(Array.from({ length: count }, (_, i) => i + 1));
    const day = 86_400_000;
    await env.DB.batch([
      env.DB.prepare(
        `insert into channels (id, workspace_no, kind, parent_no, parent_seq, created_by, created_at)
         select 'thread-' || ?1 || '-' || value, ?2, 'thread', ?1, value, ?3, 1 from json_each(?4)`,
      ).bind(home.no, classroom.no, who.no, numbers),
      env.DB.prepare(
        `insert into messages (key, id, rev, author, at, body)
         select c.no * 4294967296 + place.value, c.no || '-' || place.value, place.value, ?1, c.parent_seq * ?2 + place.value, 'Words'
         from channels c, json_each('[1,2,3,4,5,6,7,8,9,10]') place where c.parent_no = ?3`,
      ).bind(who.id, day, home.no),
      env.DB.prepare(
        `insert into memberships (channel_no, member_no, joined_at, read_seq, notify, active_at)
         select no, ?1, 1, iif(parent_seq % 4, 10, 9), 'all', parent_seq * ?2 from channels where parent_no = ?3`,
      ).bind(who.no, day, home.no),
    ]);
  }

  test("R59: the first paint reads the same for 200 as for 2,000 of them, and little more than for none", async () => {
    const [none, some, many] = [people[10]!, people[11]!, people[12]!];
    await follow(none, 0);
    await follow(some, 200);
    await follow(many, 2000);
    const paint = async (who: Somebody) => {
      let told: string[] = [];
      const rows = await costOf(async () => {
        told = ((await readFirstPaint(db, who.userNo, classroom.id))?.threads ?? []).map(
          ({ id }) => id.split("-").at(-1) ?? "",
        );
      });
      return { rows, told };
    };
    const [forNone, forSome, forMany] = [await paint(none), await paint(some), await paint(many)];
    expect(forMany.rows).toBeLessThanOrEqual(forSome.rows + 10);
    expect(forSome.rows).toBeLessThanOrEqual(forNone.rows + 800);
    // The unread ones among the hundred that were talked in last.
    expect(forMany.told).toEqual(Array.from({ length: 25 }, (_, i) => String(2000 - 4 * i)));
    expect(forNone.told).toEqual([]);
  });

  test("the list of my threads pages through all of them, and no page reads more for there being more", async () => {
    const [some, many] = [people[11]!, people[12]!];
    const pageOf = async (who: Somebody, before?: number) => {
      const standing = await standingOf(who);
      return listThreads(db, env.DB, permitInWorkspace("readWorkspace", standing), before);
    };
    const first = [await costOf(() => pageOf(some)), await costOf(() => pageOf(many))];
    expect(Math.abs(first[0]! - first[1]!)).toBeLessThanOrEqual(10);
    const seen: string[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await pageOf(some, before);
      seen.push(...page.threads.map(({ channel: { id } }) => id.split("-").at(-1) ?? ""));
      if (page.reachedEnd) break;
      before = page.threads.at(-1)?.channel.lastAt;
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => String(200 - i)));
  });

  test("whom a removal and the end of a session concern is found without them", async () => {
    const [some, many] = [people[11]!, people[12]!];
    const costs = [];
    for (const { no, userNo } of [some, many]) {
      costs.push(await costOf(() => channelIdsOf(db, no)));
      costs.push(await costOf(() => placesOf(db, userNo)));
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(20);
  });

  test("the inbox of mentions goes from channel to channel, past whatever lies between", async () => {
    const who = people[15]!;
    const mention = env.DB.prepare(
      "insert into mentions (member_no, channel_no, seq) select ?, ?, value from json_each(?)",
    );
    const seqs = (count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => i + 1));
    const inbox = async () => {
      const standing = await standingOf(who);
      return mentionsOf(db, permitInWorkspace("readWorkspace", standing), Number.MAX_SAFE_INTEGER);
    };
    await mention.bind(who.no, channel.no, seqs(100)).run();
    const before = await costOf(inbox);
    await mention.bind(who.no, crowded.no, seqs(1)).run();
    await env.DB.prepare(
      "insert or ignore into mentions (member_no, channel_no, seq) select ?, ?, value + 100 from json_each(?)",
    )
      .bind(who.no, channel.no, seqs(3000))
      .run();
    expect(await costOf(inbox)).toBeLessThanOrEqual(before + 10);
  });
});

describe("a search", () => {
  /** What it reads to know my channels: two rows for each, of which other tests made some. */
  const MINE = 60;
  const SAID = ["Words about the heap?", "A heap of words", "Words `code`"];
  beforeAll(async () => {
    const { results } = await env.DB.prepare("select key - ? as seq, at from messages where key between ? and ?")
      .bind(channel.no * 2 ** 32, channel.no * 2 ** 32, channel.no * 2 ** 32 + 2 ** 32 - 1)
      .all<{ seq: number; at: number }>();
    const rows = results.map(({ seq, at }) => {
      const message = { id: "m", seq, rev: seq, author: people[seq % 2]!.id, at, body: SAID[seq % 3]! };
      return {
        channelNo: channel.no,
        seq,
        at,
        indexed: indexedOf(message, { channelNo: channel.no, homeNo: channel.no }),
      };
    });
    await asked(() => writeFound(env.SEARCH, rows));
    const at = 1_700_000_000_000;
    const reply = { id: "r", seq: 900, rev: 900, author: people[2]!.id, at, body: "Words in a thread" };
    await env.DB.prepare("insert into messages (key, id, rev, author, at, body) values (?, 'reply', 900, ?, ?, ?)")
      .bind(thread.no * 2 ** 32 + 900, reply.author, at, reply.body)
      .run();
    const homeNo = channel.no;
    await writeFound(env.SEARCH, [
      { channelNo: thread.no, seq: 900, at, indexed: indexedOf(reply, { channelNo: thread.no, homeNo }) },
      { channelNo: thread.no, seq: 901, at, indexed: null },
    ]);
    await env.DB.batch([
      env.DB.prepare("insert into saved (member_no, channel_no, seq, at) select ?, ?, value, 1 from json_each(?)").bind(
        people[0]!.no,
        channel.no,
        JSON.stringify(Array.from({ length: 200 }, (_, i) => i + 1)),
      ),
      env.DB.prepare("insert or ignore into landmarks (channel_no, seq, kind) values (?, 7, 'checkpoint')").bind(
        channel.no,
      ),
      env.DB.prepare(`update messages set meta = '{"checkpoint":{"name":"Lecture 5"}}' where key = ?`).bind(
        channel.no * 2 ** 32 + 7,
      ),
    ]);
  });
  const me = async () => permitInWorkspace("readWorkspace", await standingOf(people[0]!));
  const ask = async (q: string, more: Partial<SearchQueryOutput> = {}) => {
    const permit = await me();
    let page: SearchPage | undefined;
    const statements = await asked(async () => {
      page = await findMessages(env.DB, env.SEARCH, permit, { q, order: "newest", ...more });
    });
    return {
      page: page!,
      rows: rowsRead(statements),
      inIndex: rowsRead(statements.filter(({ sql }) => /\bfound\b/u.test(sql))),
    };
  };

  test("reads the page's messages, their neighbours and my channels, however many there are and however far back", async () => {
    const costs: Record<string, number> = {};
    for (const q of [
      "words",
      "heap",
      '"words about"',
      "wor",
      "heap words",
      "words from:p1",
      "words has:code",
      "words on:2023-11-14",
    ]) {
      const { page, rows, inIndex } = await ask(q);
      expect(page.hits.length, q).toBe(20);
      expect(inIndex, q).toBeLessThanOrEqual(21);
      expect(rows, q).toBeLessThanOrEqual(21 + 5 * 21 + MINE);
      costs[q] = rows;
    }
    let before: string | undefined;
    for (let i = 0; i < 20; i++) {
      const { page, rows } = await ask("words", before === undefined ? {} : { before });
      expect(rows).toBeLessThanOrEqual(21 + 5 * 21 + MINE);
      before = page.next ?? undefined;
      costs["words, page 20"] = rows;
    }
    const ranked = await ask("words", { order: "best" });
    expect(ranked.rows).toBeLessThanOrEqual(100 + 2 * 100 + 5 * 20 + MINE);
    costs["words, best first"] = ranked.rows;
    console.info(`rows read by a search: ${JSON.stringify(costs)}`);
  });

  test("for what I saved, for questions that nobody answered, during a lecture and in threads reads a little more", async () => {
    const saved = await ask("words is:saved");
    expect(saved.page.hits).toHaveLength(20);
    expect(saved.rows).toBeLessThanOrEqual(6 * 200 + 5 * 21 + MINE);
    const open = await ask("heap is:unanswered");
    expect(open.page.hits).toHaveLength(20);
    expect(open.rows).toBeLessThanOrEqual(4 * 21 + 5 * 21 + MINE);
    expect((await ask("words during:lecture-5")).rows).toBeLessThanOrEqual(21 + 5 * 21 + 2 * MINE);
    const threads = await ask("is:thread");
    expect(threads.page.hits.map(({ message, parent }) => [message.body, parent])).toEqual([
      ["Words in a thread", { channel: channel.id, seq: 1 }],
    ]);
  });
});

test("no statement that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/**/*.ts", { query: "?raw", import: "default", eager: true });
  const flat = (text: string) => text.replace(/\s+/gu, " ");
  const texts = [...new Set(all.map(({ sql }) => flat(sql)))];
  const missing: string[] = [];
  let found = 0;
  for (const [path, source] of Object.entries(sources)) {
    for (const { index } of source.matchAll(/json_each\(/gu)) {
      found += 1;
      // The fixed words before it, as far as one literal goes.
      const before = source.slice(Math.max(0, index - 400), index);
      const words = flat(before.slice(before.search(/[^`}]*$/u)))
        .trimStart()
        .slice(-60);
      if (!texts.some((text) => text.includes(`${words}json_each(`))) missing.push(`${path}: ${words}`);
    }
  }
  expect(missing).toEqual([]);
  expect(found).toBeGreaterThan(20);
});
