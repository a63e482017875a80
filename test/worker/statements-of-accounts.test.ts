/// <reference types="vite/types/importMeta.d.ts" />
/** What the statements read that are asked of one account, or of the roster of a class. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { permitInWorkspace } from "../../worker/access.ts";
import { openDb } from "../../worker/store/db.ts";
import { myWords } from "../../worker/store/mine.ts";
import { addToRoster, renewLinks, takenHandles } from "../../worker/store/roster.ts";
import { channelOf } from "./support/channel.ts";
import { writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { HISTORY, openCountedClass, PEOPLE, SOCKETS } from "./support/counted-class.ts";
import { contextIn, costOf, jsonStatementsIn } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
beforeAll(async () => {
  ({ classroom, people } = await openCountedClass());
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

test("no statement of these that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/{mine,roster}.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  expect(jsonStatementsIn(sources).missing).toEqual([]);
});
