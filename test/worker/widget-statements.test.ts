/// <reference types="vite/types/importMeta.d.ts" />
/** What the statements of widgets read in D1: of those who come at once, of all leases, and where one is set. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { approachChannel, permitInChannel } from "../../worker/access.ts";
import { openDb } from "../../worker/store/db.ts";
import type { Caller } from "../../worker/store/sessions.ts";
import { contextOfReader } from "../../worker/store/visits.ts";
import { readWidgetRules } from "../../worker/store/widget-rules.ts";
import { putWidget } from "../../worker/store/widgets.ts";
import type { Classroom, Somebody } from "./support/classroom.ts";
import { openCountedClass, PEOPLE } from "./support/counted-class.ts";
import { asked, costOf, jsonStatementsIn, rowsRead } from "./support/statement-costs.ts";
import { SITE, visitorOf } from "./support/widget-class.ts";

const db = openDb(env.DB);
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
beforeAll(async () => {
  ({ classroom, people, channel } = await openCountedClass());
});

describe("what a widget reads", () => {
  const rules = { read: "anyone", write: "named", guests: true, holds: false, accent: null, confirmed: false } as const;
  const put = async (sites: string[]) => {
    const teacher = await classroom.person("owner");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 1)")
      .bind(channel.no, teacher.no)
      .run();
    const caller = { user: { no: teacher.userNo, id: "", handle: "", guest: false }, session: {} } as Caller;
    const permit = permitInChannel("manageWidget", await approachChannel(db, caller, channel.id));
    return putWidget(db, permit, { on: true, sites, ...rules }, Date.now());
  };

  test("I10: readers without a name who come at once are one question, however many they are", async () => {
    const { id: widget } = await put([SITE]);
    const reader = { widget, site: SITE, expiresAt: Date.now() + 1000 };
    let found: Awaited<ReturnType<typeof contextOfReader>>[] = [];
    const statements = await asked(async () => {
      const marks = Array.from({ length: PEOPLE }, (_, i) => `r${i}`);
      found = await Promise.all(marks.map((mark) => contextOfReader(env.DB, { ...reader, mark }, channel.id)));
    });
    expect(found.map(({ context }) => context?.member.id).slice(0, 2)).toEqual(["~r0", "~r1"]);
    expect(new Set(found.map(({ context }) => context?.visit?.writes))).toEqual(new Set([false]));
    expect(statements.length).toBeLessThanOrEqual(2);
    expect(rowsRead(statements)).toBeLessThanOrEqual(2 * 30);
  });

  test("the lease of all of them is a few rows", async () => {
    const { id } = await put([SITE]);
    expect((await readWidgetRules(env.DB, [id])).get(id)).toMatchObject({ on: true, sites: [SITE], write: "named" });
    expect(await costOf(() => readWidgetRules(env.DB, [id]))).toBeLessThanOrEqual(6);
  });

  test("to set one reads its own visitors and nobody else's", async () => {
    const widget = { ...(await put([SITE])), channel: channel.id };
    for (const who of people.slice(0, 3)) await visitorOf(widget, who, "guest");
    const left = () =>
      env.DB.prepare("select count(*) as n from sessions where widget_no = ?").bind(widget.no).first("n");
    expect(await left()).toBe(3);
    expect(await costOf(() => put([SITE, "https://other.example"]))).toBeLessThanOrEqual(90);
    expect(await left()).toBe(3);
    await put(["https://other.example"]);
    expect(await left()).toBe(0);
  });
});

test("no statement of widgets that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/{visits,widget-rules,widgets}.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const { found, missing } = jsonStatementsIn(sources);
  expect(missing).toEqual([]);
  expect(found).toBeGreaterThan(2);
});
