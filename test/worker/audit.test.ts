/** What was done in a class: written with the act, never changed, and read by its teachers and owners alone. */
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import Papa from "papaparse";
import { AUDIT_PAGE, type AuditAct, type AuditEntry } from "../../protocol/audit.ts";
import type { Message } from "../../protocol/index.ts";
import { bootstrapOf, codeOf, createClass, giveRole, joinAs, ok, type Person } from "./support/people.ts";

interface Page {
  entries: AuditEntry[];
  next: number | null;
}
const pageFor = (asker: Person, query = "") => asker.browser.get<Page>(`/workspaces/${asker.workspace}/audit${query}`);
const actsFor = async (asker: Person, query = "") => ok(await pageFor(asker, query)).entries;

async function aClass() {
  const { joinCode, owner } = await createClass();
  const student = await joinAs(joinCode);
  return { joinCode, owner, student, at: `/workspaces/${owner.workspace}` };
}

describe("the audit of a class", () => {
  it("has a role, a ban and its end, who was put out, a channel's settings, the class's name and its codes: who, whom and when", async () => {
    const { joinCode, owner, student, at } = await aClass();
    const other = await joinAs(joinCode);
    const before = Date.now();
    await giveRole(owner, student, "ta");
    await giveRole(owner, student, "ta");
    ok(await owner.browser.put(`${at}/bans/${student.member}`, { reason: "Shouted" }));
    ok(await owner.browser.delete(`${at}/bans/${student.member}`));
    ok(await owner.browser.delete(`${at}/bans/${student.member}`));
    ok(await owner.browser.delete(`${at}/members/${other.member}`));
    const { channel } = ok(await owner.browser.post<{ channel: { id: string } }>(`${at}/channels`, { name: "week-1" }));
    ok(await owner.browser.patch(`/channels/${channel.id}`, { name: "week-one", posting: "staff" }));
    ok(await owner.browser.patch(at, { name: "Programming II" }));
    ok(await owner.browser.post(`${at}/join-code`));
    ok(await owner.browser.delete(`${at}/join-code`));
    const entries = await actsFor(owner);
    expect(entries.map(({ act }) => act).toReversed()).toEqual([
      ...["roleChanged", "memberBanned", "banLifted", "memberRemoved", "channelMade"],
      ...["channelEdited", "classEdited", "joinCodeMade", "joiningStopped"],
    ]);
    expect(entries.at(-1)).toMatchObject({
      ...{ actor: owner.member, subject: student.member, details: { from: "student", to: "ta" } },
    });
    expect(entries.at(-1)!.at).toBeGreaterThanOrEqual(before);
    expect(entries.at(-2)).toMatchObject({ details: { reason: "Shouted" } });
    expect(entries[3]).toMatchObject({
      channel: { id: channel.id, name: "week-one" },
      details: { from: "week-1", to: "week-one", posting: "staff" },
    });
  });

  it("has a message that was taken out by another than its author, once, and none that its author took back", async () => {
    const { owner, student } = await aClass();
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    const channel = channels.find(({ posting }) => posting === "all")!.id;
    const say = async (body: string) =>
      ok(await student.browser.post<{ message: Message }>(`/channels/${channel}/messages`, { body })).message.seq;
    const [mine, theirs] = [await say("I take this back"), await say("They take this out")];
    ok(await student.browser.delete(`/channels/${channel}/messages/${mine}`));
    ok(await owner.browser.delete(`/channels/${channel}/messages/${theirs}`));
    ok(await owner.browser.delete(`/channels/${channel}/messages/${theirs}`));
    const entries = await vi.waitFor(async () => {
      const found = await actsFor(owner, "?act=messageDeleted");
      expect(found).toHaveLength(1);
      return found;
    });
    expect(entries[0]).toMatchObject({
      ...{ actor: owner.member, subject: student.member, channel: { id: channel }, details: { seq: theirs } },
    });
  });

  it("names no private channel to who is not in it", async () => {
    const { joinCode, owner, at } = await aClass();
    const teacher = await joinAs(joinCode);
    await giveRole(owner, teacher, "teacher");
    const made = { name: "grades-of-ben", kind: "private" };
    const { channel } = ok(await owner.browser.post<{ channel: { id: string } }>(`${at}/channels`, made));
    ok(await owner.browser.patch(`/channels/${channel.id}`, { name: "grades-of-ada", topic: "secret words" }));
    const told = await actsFor(teacher, "?act=channelEdited");
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toMatch(/grades|secret/u);
    expect((await actsFor(owner, "?act=channelEdited"))[0]?.channel?.name).toBe("grades-of-ada");
  });

  it("names of a thread the channel that it hangs in, to who is in that", async () => {
    const { joinCode, owner, at } = await aClass();
    const teacher = await joinAs(joinCode);
    await giveRole(owner, teacher, "teacher");
    for (const [name, kind] of [
      ["open-questions", "public"],
      ["grades-of-ben", "private"],
    ]) {
      const { channel } = ok(await owner.browser.post<{ channel: { id: string } }>(`${at}/channels`, { name, kind }));
      ok(await owner.browser.post(`/channels/${channel.id}/messages`, { body: "A root" }));
      const thread = ok(
        await owner.browser.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/1/thread`),
      ).channel.id;
      ok(await owner.browser.put(`/channels/${thread}/lock`, { locked: true }));
    }
    const named = async (who: Person) => (await actsFor(who, "?act=threadLocked")).map(({ channel }) => channel?.name);
    expect(await named(owner)).toEqual(["grades-of-ben", "open-questions"]);
    expect(await named(teacher)).toEqual([undefined, "open-questions"]);
  });

  it("is filtered by what, by whom and to whom, and paged by keys without a row twice or missing", async () => {
    const { owner, student } = await aClass();
    const insert = `insert into audit_entries (workspace_no, at, act, actor_no)
      select m.workspace_no, value, 'hookMade', m.no from members m, json_each(?) where m.id = ?`;
    const many = JSON.stringify(Array.from({ length: 2 * AUDIT_PAGE + 3 }, (_, i) => i));
    await env.DB.prepare(insert).bind(many, owner.member).run();
    await giveRole(owner, student, "ta");
    const seen: number[] = [];
    let query = "";
    for (let pages = 1; ; pages++) {
      const { entries, next } = ok(await pageFor(owner, query));
      seen.push(...entries.map(({ no }) => no));
      if (next === null) {
        expect(pages).toBe(3);
        break;
      }
      query = `?before=${next}`;
    }
    expect(seen).toHaveLength(2 * AUDIT_PAGE + 4);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a));
    expect(await actsFor(owner, "?act=roleChanged")).toHaveLength(1);
    expect(await actsFor(owner, `?subject=${student.member}`)).toHaveLength(1);
    expect(await actsFor(owner, `?actor=${student.member}`)).toEqual([]);
    const elsewhere = (await createClass()).owner;
    expect(await actsFor(owner, `?actor=${elsewhere.member}`)).toEqual([]);
    for (const wrong of ["?act=nothing", "?before=x", "?before=-1", "?actor=!"])
      expect((await pageFor(owner, wrong)).status).toBe(400);
  });

  it("is saved as CSV and JSON, as the filter leaves it, whole, with names, and with no formula of somebody's making", async () => {
    const { joinCode, owner, student, at } = await aClass();
    ok(await student.browser.patch(`${at}/me`, { name: "=HYPERLINK(1)" }));
    const many = JSON.stringify(Array.from({ length: 1_003 }, (_, i) => i));
    await env.DB.prepare(
      `insert into audit_entries (workspace_no, at, act, actor_no)
        select m.workspace_no, value, 'hookMade', m.no from members m, json_each(?) where m.id = ?`,
    )
      .bind(many, owner.member)
      .run();
    ok(await owner.browser.put(`${at}/bans/${student.member}`, { reason: 'Said "no", loudly' }));
    const file = async (format: string, query = "") => owner.browser.get<unknown>(`${at}/audit/${format}${query}`);
    const all = ok(await file("json")) as { entries: (AuditEntry & { subjectName?: string })[]; workspace: string };
    expect(all.workspace).toBe(owner.workspace);
    expect(all.entries.map(({ act }) => act).slice(0, 3)).toEqual(["auditExported", "memberBanned", "hookMade"]);
    expect(new Set(all.entries.map(({ no }) => no)).size).toBe(1_005);
    expect(all.entries[1]).toMatchObject({ subject: student.member, subjectName: "=HYPERLINK(1)" });
    const banned = ok(await file("json", `?act=memberBanned&subject=${student.member}`)) as { entries: AuditEntry[] };
    expect(banned.entries.map(({ act }) => act)).toEqual(["memberBanned"]);
    const response = await owner.browser.get<string>(`${at}/audit/csv?act=memberBanned`);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename=".+\.csv"/u);
    const { data } = Papa.parse<string[]>(response.body.replace(/^\ufeff/u, ""), { skipEmptyLines: true });
    expect(data).toHaveLength(2);
    const row = Object.fromEntries(data[0]!.map((column, i) => [column, data[1]![i]]));
    expect(row).toMatchObject({ act: "memberBanned", subject: student.member, "subject name": "'=HYPERLINK(1)" });
    expect(JSON.parse(row["details"]!)).toEqual({ reason: 'Said "no", loudly' });
    expect(codeOf(await (await joinAs(joinCode)).browser.get(`${at}/audit/csv`))).toBe("forbidden");
    expect((await file("xlsx")).status).toBe(404);
  });

  it("is read by teachers and owners of this class, and by nobody else", async () => {
    const { joinCode, owner, student } = await aClass();
    const [teacher, helper] = [await joinAs(joinCode), await joinAs(joinCode)];
    await giveRole(owner, teacher, "teacher");
    await giveRole(owner, helper, "ta");
    ok(await pageFor(teacher));
    for (const asker of [student, helper]) expect(codeOf(await pageFor(asker))).toBe("forbidden");
    const stranger = (await createClass()).owner;
    expect(codeOf(await pageFor({ ...stranger, workspace: owner.workspace }))).toBe("not_found");
  });

  it("cannot be changed or taken out, by no statement, while its class is there", async () => {
    const { owner, student } = await aClass();
    await giveRole(owner, student, "ta");
    for (const sql of ["update audit_entries set actor_no = 1", "delete from audit_entries"])
      await expect(env.DB.prepare(sql).run()).rejects.toThrow(/audit entries cannot be/u);
    expect(await actsFor(owner)).toHaveLength(1);
  });

  it("nothing is done without its row: where that cannot be written, a channel, a widget, a bot and a hook stay as they were", async () => {
    const { owner, at } = await aClass();
    const { channel } = ok(await owner.browser.post<{ channel: { id: string } }>(`${at}/channels`, { name: "week-1" }));
    const here = `/channels/${channel.id}`;
    const { bot } = ok(
      await owner.browser.post<{ bot: { member: string } }>(`${at}/bots`, {
        name: "Grader",
        scope: "read",
        channels: [],
      }),
    );
    const seen = async () =>
      JSON.stringify([
        ok(await owner.browser.get(here)),
        ok(await owner.browser.get(`${here}/widget`)),
        ok(await owner.browser.get(`${at}/bots`)),
        ok(await owner.browser.get(`${at}/hooks`)),
        ok(await owner.browser.get(`${at}/search/synonyms`)),
      ]);
    const before = await seen();
    const name = `no_audit_${channel.id.replace(/[^a-z0-9]/giu, "_")}`;
    await env.DB.prepare(
      `create trigger "${name}" before insert on audit_entries
        when new.workspace_no = (select no from workspaces where id = '${owner.workspace}')
        begin select raise(abort, 'the audit is away'); end`,
    ).run();
    try {
      const { browser } = owner;
      const widget = { on: true, sites: ["https://class.example"], read: "anyone", write: "nobody", guests: false };
      const acts = [
        browser.patch(here, { name: "week-one", posting: "staff", slow: 30 }),
        browser.post(`${here}/archive`),
        browser.put(`${here}/web`, { names: "team", confirmed: true }),
        browser.put(`${here}/widget`, { ...widget, holds: false, accent: null, confirmed: true }),
        browser.post(`${at}/bots`, { name: "Another", scope: "read", channels: [] }),
        browser.patch(`${at}/bots/${bot.member}`, { name: "Renamed", channels: [channel.id] }),
        browser.post(`${at}/bots/${bot.member}/tokens`, { name: "CI" }),
        browser.post(`${here}/incoming-hooks`, { name: "CI" }),
        browser.put(`${at}/search/synonyms`, { groups: [["quiz", "test"]] }),
      ];
      for (const { status, body } of await Promise.all(acts)) expect(status, JSON.stringify(body)).toBe(503);
    } finally {
      await env.DB.prepare(`drop trigger "${name}"`).run();
    }
    expect(await seen()).toBe(before);
  });

  it("two owners at once: what is written is what happened", async () => {
    const { joinCode, owner } = await aClass();
    const second = await joinAs(joinCode);
    await giveRole(owner, second, "owner");
    // Each takes the other's role: one of the two is the last, and stays.
    await Promise.all([
      owner.browser.patch(`/workspaces/${owner.workspace}/members/${second.member}`, { role: "student" }),
      second.browser.patch(`/workspaces/${owner.workspace}/members/${owner.member}`, { role: "student" }),
    ]);
    const { results } = await env.DB.prepare(
      "select m.id, m.role from members m join workspaces w on w.no = m.workspace_no where w.id = ? and m.id in (?, ?)",
    )
      .bind(owner.workspace, owner.member, second.member)
      .all<{ id: string; role: string }>();
    const left = results.filter(({ role }) => role === "owner");
    expect(left.length).toBeGreaterThanOrEqual(1);
    const asker = left[0]!.id === owner.member ? owner : second;
    const acts: AuditAct[] = (await actsFor(asker)).map(({ act }) => act);
    expect(acts.filter((act) => act === "roleChanged")).toHaveLength(1 + results.length - left.length);
  });
});
