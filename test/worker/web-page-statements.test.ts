/// <reference types="vite/types/importMeta.d.ts" />
/** What pages for everybody read in D1: a page, and the list of all of them. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { openDb } from "../../worker/store/db.ts";
import { webPeople } from "../../worker/store/web-people.ts";
import { findOnWeb, listOnWeb } from "../../worker/store/web-pages.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import type { Classroom, Somebody } from "./support/classroom.ts";
import { openCountedClass } from "./support/counted-class.ts";
import { costOf, jsonStatementsIn } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
beforeAll(async () => {
  ({ classroom, people, channel } = await openCountedClass());
  await env.DB.prepare("update channels set kind = 'public', web = ? where no = ?")
    .bind(JSON.stringify({ names: "team", from: 1, at: 1, by: 1 }), channel.no)
    .run();
});

test("a page is found by its address in a few rows, and so is one that is not for everybody", async () => {
  expect(await findOnWeb(db, channel.id)).toMatchObject({ from: 1, parent: null });
  expect(await costOf(() => findOnWeb(db, channel.id))).toBeLessThanOrEqual(4);
  expect(await costOf(() => findOnWeb(db, "no-such-channel"))).toBeLessThanOrEqual(2);
});

test("whom it names costs a row or two each, and who is not there nothing", async () => {
  const [one, other] = people.slice(0, 2) as [Somebody, Somebody];
  const of = () => webPeople(env.DB, classroom.no, [one.id, "nobody"], [handleKey(other.handle), "nobody"]);
  expect((await of()).map(({ id }) => id).sort()).toEqual([one.id, other.id].sort());
  expect(await costOf(of)).toBeLessThanOrEqual(12);
});

test("the list of all of them reads those that are for everybody, and no other channel", async () => {
  expect((await listOnWeb(db)).map(({ id }) => id)).toEqual([channel.id]);
  expect(await costOf(() => listOnWeb(db))).toBeLessThanOrEqual(6);
});

test("no statement of theirs that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/web-*.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const { found, missing } = jsonStatementsIn(sources);
  expect(missing).toEqual([]);
  expect(found).toBe(2);
});
