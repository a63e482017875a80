/// <reference types="vite/types/importMeta.d.ts" />
/** What the statements read that let people back in, and that write down what was done. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { permitInWorkspace } from "../../worker/access.ts";
import { auditPage } from "../../worker/store/audit.ts";
import { openDb } from "../../worker/store/db.ts";
import { writeMessages } from "../../worker/store/messages.ts";
import { insertRecoveryCodes, takeRecoveryCode, userOfRecoveryCode } from "../../worker/store/recovery-codes.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { contextIn, costOf, jsonStatementsIn } from "./support/statement-costs.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];

beforeAll(async () => {
  classroom = await openClassroom();
  people = [];
  for (let i = 0; i < 30; i++) people.push(await classroom.person(i === 0 ? "owner" : "student"));
});

test("a recovery code reads its account and its own few", async () => {
  const account = await env.DB.prepare("select id, handle from users where no = ?")
    .bind(people[3]!.userNo)
    .first<{ id: string; handle: string }>();
  await insertRecoveryCodes(db, account!.id, ["a", "b", "c"], 1);
  expect(
    await costOf(async () => {
      expect(await userOfRecoveryCode(db, account!.handle, "b")).toBe(account!.id);
    }),
  ).toBeLessThanOrEqual(10);
  const cost = await costOf(async () => {
    expect(await takeRecoveryCode(db, account!.handle, "b")).toMatchObject({ left: 2, userId: account!.id });
  });
  expect(cost).toBeLessThanOrEqual(15);
  expect(await takeRecoveryCode(db, account!.handle, "b")).toBeUndefined();
});

test("a message that somebody else took out is written down with its batch, once, and reads its two people", async () => {
  const channel = await channelOf(people.slice(0, 2), { kind: "public" });
  const message = { id: uuidv7(), seq: 1, rev: 1, author: people[1]!.id, at: 1, body: "", deletedAt: 7 };
  const place = { channelNo: channel.no, workspaceNo: classroom.no };
  const removal = { seq: 1, author: people[1]!.id, by: people[0]!.id, at: 7 };
  const write = () => writeMessages(env.DB, place, [message], [], JSON.stringify([message]), [removal]);
  const bare = await costOf(() => writeMessages(env.DB, place, [message], [], JSON.stringify([message])));
  expect(await costOf(write)).toBeLessThanOrEqual(bare + 6);
  await write();
  const { results } = await env.DB.prepare("select at, details from audit_entries where channel_no = ?")
    .bind(channel.no)
    .all();
  expect(results).toEqual([{ at: 7, details: '{"seq":1}' }]);
});

test("a page of what was done reads a page, however much was done, and whatever is asked for", async () => {
  const many = JSON.stringify(Array.from({ length: 3_000 }, (_, i) => i));
  await env.DB.prepare(
    `insert into audit_entries (workspace_no, at, act, actor_no, subject_no)
     select ?1, value, case when value % 2 then 'roleChanged' else 'hookMade' end, ?2, ?3 from json_each(?4)`,
  )
    .bind(classroom.no, people[0]!.no, people[1]!.no, many)
    .run();
  const permit = permitInWorkspace("readAudit", await contextIn(classroom, people[0]!));
  const [actor, subject] = [people[0]!.id, people[1]!.id];
  for (const filter of [
    {},
    { before: 1_500 },
    { act: "hookMade" as const },
    { actor },
    { subject },
    { actor: people[2]!.id },
  ])
    expect(await costOf(() => auditPage(db, permit, filter)), JSON.stringify(filter)).toBeLessThanOrEqual(51 * 5 + 10);
});

test("no statement of these that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/{recovery-codes,removals}.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  expect(jsonStatementsIn(sources).missing).toEqual([]);
});
