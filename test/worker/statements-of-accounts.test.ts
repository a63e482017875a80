/// <reference types="vite/types/importMeta.d.ts" />
/** What the statements read that are asked of one account, or of the roster of a class. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { permitInWorkspace } from "../../worker/access.ts";
import { askClaim, claimsFor, decideClaim, undoClaim } from "../../worker/store/claims.ts";
import { openDb } from "../../worker/store/db.ts";
import { importPeople } from "../../worker/store/imports.ts";
import { hangElsewhere, repliesIn, threadsOn, type MovedThread } from "../../worker/store/moved-threads.ts";
import { keyOf, lastKeyOf } from "../../worker/store/message-key.ts";
import { opensMore, whoLosesSight } from "../../worker/store/moves.ts";
import { myWords } from "../../worker/store/mine.ts";
import { addToRoster, renewLinks, takenHandles } from "../../worker/store/roster.ts";
import { channelOf } from "./support/channel.ts";
import { writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { HISTORY, openCountedClass, PEOPLE, SOCKETS } from "./support/counted-class.ts";
import { contextIn, costOf, jsonStatementsIn } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { no: number };
let crowded: { no: number };
beforeAll(async () => {
  ({ classroom, people, channel, crowded } = await openCountedClass());
});

test("R16: a step of somebody's own words reads what they wrote there, and whom they answered", async () => {
  const author = people[7]!;
  const own = await channelOf([author]);
  await writeHistory(own.id, author, 100);
  await env.DB.prepare("update messages set reply_to = 1 where key between ?1 + 2 and ?1 + 100")
    .bind(own.no * 2 ** 32)
    .run();
  let found = 0;
  const cost = await costOf(async () => {
    let after: string | undefined;
    do {
      const step = await myWords(env.DB, db, author.userNo, after);
      found += step.messages.filter(({ answers }) => answers !== undefined).length;
      after = step.next ?? undefined;
    } while (after !== undefined);
  });
  expect(found).toBe(99);
  // With the history of every channel that they are in, in which they may have reacted.
  expect(cost).toBeLessThanOrEqual(4 * HISTORY);
});

test("names of a roster are looked for among the people of the class, twice; its lines and links are found by their keys", async () => {
  const permit = permitInWorkspace("invite", await contextIn(classroom, await classroom.person("teacher")));
  const lines = ["newcomer1", "newcomer2"].map((handle) => ({
    ...{ handle, name: "New", role: "student" as const, email: "", tokenHash: `hash of ${handle}` },
  }));
  // The first look works out how handles look, of all who came into the tables without.
  await takenHandles(db, permit, ["newcomer1"]);
  const taken = await costOf(() => takenHandles(db, permit, ["newcomer1", "p1"]));
  const added = await costOf(() => addToRoster(db, permit, lines, Date.now()));
  const renewed = await costOf(() => renewLinks(db, permit, [{ id: "no-invitation", tokenHash: "h" }], Date.now()));
  expect(taken).toBeLessThanOrEqual(2 * (PEOPLE + SOCKETS) + 60);
  expect(Math.max(added, renewed)).toBeLessThanOrEqual(60);
});

test("who was found to be an imported person costs what they have, not what the class has", async () => {
  const [owner, member] = [people[0]!, people[3]!];
  const context = await contextIn(classroom, owner);
  const importing = permitInWorkspace("importHistory", context);
  const known = await importPeople(db, importing, [{ key: "slack:old", handle: "old", name: "Old" }]);
  const imported = { ...member, id: known.get("slack:old")! };
  const direct = await channelOf([people[5]!], { kind: "dm" });
  await env.DB.prepare(
    "insert into memberships (channel_no, member_no, joined_at) select ?, no, 1 from members where id = ?",
  )
    .bind(direct.no, imported.id)
    .run();
  const asking = permitInWorkspace("claimPerson", await contextIn(classroom, member));
  const reading = permitInWorkspace("readWorkspace", await contextIn(classroom, member));
  const deciding = permitInWorkspace("decideClaims", context);
  const costs = [await costOf(() => askClaim(db, asking, imported.id, Date.now()))];
  const [claim] = await claimsFor(db, deciding, Date.now());
  costs.push(await costOf(() => claimsFor(db, deciding, Date.now())));
  costs.push(await costOf(() => decideClaim(db, deciding, claim!.id, true, Date.now())));
  costs.push(await costOf(() => undoClaim(db, reading, claim!.id, false, Date.now())));
  expect(Math.max(...costs)).toBeLessThanOrEqual(PEOPLE);
});

test("whether messages may stand in another channel is asked of their authors, and of who is in the two", async () => {
  const [from, to] = await Promise.all([channelRow(channel.no), channelRow(crowded.no)]);
  const authors = people.slice(0, 10).map(({ id }) => id);
  expect(await costOf(() => whoLosesSight(db, from, to, authors))).toBeLessThanOrEqual(4 * authors.length);
  expect(await costOf(() => opensMore(db, from, to, 1))).toBeLessThanOrEqual(4 * PEOPLE);
});

test("threads that go along cost a few rows each, and whose words are in them one for each reply", async () => {
  const threads = await threadsOn(db, channel.no, [1, 2]);
  expect(threads).toHaveLength(1);
  const [{ channel: thread }] = threads as [MovedThread];
  const seq = thread.parentSeq ?? 0;
  const replies = (await env.DB.prepare("select count(*) as n from messages where key between ?1 and ?2")
    .bind(keyOf(thread.no, 0), lastKeyOf(thread.no))
    .first<number>("n"))!;
  expect(await costOf(() => repliesIn(db, threads))).toBeLessThanOrEqual(2 * replies + 8);
  const go = () => hangElsewhere(env.DB, channel.no, crowded.no, [{ from: seq, to: seq }]);
  // Who is in the channel is asked once for each who follows the thread, and its row is written in two indexes.
  expect(await costOf(go)).toBeLessThanOrEqual(8 * PEOPLE);
  await hangElsewhere(env.DB, crowded.no, channel.no, [{ from: seq, to: seq }]);
  expect((await threadsOn(db, channel.no, [seq]))[0]?.channel.meta).toEqual({ went: 2 });
});
const channelRow = async (no: number) => (await db.query.channels.findFirst({ where: (c, { eq }) => eq(c.no, no) }))!;

test("no statement of these that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/{mine,roster,claims,moves,moved-threads}.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  expect(jsonStatementsIn(sources).missing).toEqual([]);
});
